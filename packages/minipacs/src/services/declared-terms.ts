/** How a character set is declared in what this server writes. PS3.3 C.12.1.1.2. */

/** Sets that are reached by escape sequences only: something else has to be there at the start of a value. */
const MULTI_BYTE = /^ISO 2022 IR (?:58|87|149|159)$/;

/**
 * Returns the values of (0008,0005) for normalised terms: a multi-byte set stands behind the empty term for the default
 * repertoire, and a single set without code extensions bears its name without them.
 */
export function declaredTerms(terms: readonly string[]): string[] {
  const [first, ...others] = terms;
  if (first === undefined) return [];
  if (MULTI_BYTE.test(first)) return ["", ...terms];
  return others.length > 0 ? [...terms] : [first.replace("ISO 2022 IR", "ISO_IR")];
}
