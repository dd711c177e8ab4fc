/** Wildcard matching: `*` stands for any characters, `?` for one. PS3.4 C.2.2.2.4. */

export function hasWildcard(text: string): boolean {
  return text.includes("*") || text.includes("?");
}

/** Tells whether a key is nothing but `*`, which asks for nothing, as an empty key does. */
export function isUniversalPattern(text: string): boolean {
  return /^\*+$/.test(text);
}

/** Tells whether a text fits a pattern. Steps back to the last `*` only, so the cost is at most the product of the lengths. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const wanted = [...pattern];
  const found = [...text];
  let p = 0;
  let t = 0;
  let star = -1;
  let retry = 0;
  while (t < found.length) {
    if (wanted[p] === "*") {
      star = p;
      retry = t;
      p += 1;
    } else if (p < wanted.length && (wanted[p] === "?" || wanted[p] === found[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      retry += 1;
      t = retry;
    } else {
      return false;
    }
  }
  while (wanted[p] === "*") p += 1;
  return p === wanted.length;
}
