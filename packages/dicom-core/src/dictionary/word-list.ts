/** Words and keywords. What a word of an element's name becomes in its keyword. PS3.6 5: names without spaces and marks, words capitalized. */

/** Returns the usual form, e.g. `Patient` for `Patient's`, `XRay` for `X-Ray`, `Of` for `of`. */
export function keywordPart(word: string): string {
  if (/^[A-Z][A-Za-z0-9]*$/.test(word)) return word;
  let part = "";
  for (const piece of word.replace(/'s?$/, "").split(/[^A-Za-z0-9]+/)) {
    part += piece.slice(0, 1).toUpperCase() + piece.slice(1);
  }
  return part;
}
