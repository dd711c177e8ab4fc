/** The word that was meant, perhaps. */
import { allKeywords } from "@minipacs/dicom-core/internal";

/** Returns the word that is the fewest edits away, whatever their case. */
export function nearestTo(text: string, words: readonly string[]): string | undefined {
  const distances = words.map((word) => editDistance(text.toLowerCase(), word.toLowerCase()));
  return words[distances.indexOf(Math.min(...distances))];
}

/** The longest keyword has 64; the distance of what a peer sends takes time by its length. */
const MAX_LENGTH = 64;

/** Returns ` (did you mean PatientName?)` where a word is near enough to be meant, else nothing. */
export function didYouMean(text: string, words: readonly string[]): string {
  if (text.length > MAX_LENGTH) return "";
  const furthest = Math.max(1, Math.floor(text.length / 3));
  const nearest = nearestTo(
    text,
    words.filter(({ length }) => Math.abs(length - text.length) <= furthest),
  );
  if (nearest === undefined) return "";
  const distance = editDistance(text.toLowerCase(), nearest.toLowerCase());
  return distance <= furthest ? ` (did you mean ${nearest}?)` : "";
}

let keywords: readonly string[] | undefined;

/** The same with the keywords of the data dictionary. */
export function didYouMeanKeyword(text: string): string {
  keywords ??= allKeywords();
  return didYouMean(text, keywords);
}

/** How many characters are put in, taken out or changed (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
