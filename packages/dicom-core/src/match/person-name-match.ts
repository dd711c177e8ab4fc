/** Matching of person names: by component group, without regard to case. PS3.4 C.2.2.2.1 and C.2.2.2.4. */
import { hasWildcard, matchesWildcard } from "./wildcard.ts";

/**
 * Tells whether a name fits a query name. Where the query has one component group, any group of the candidate may
 * fit it (an SCP may match across representations, PS3.4 C.2.2.2.1); where it has several, each given one must.
 */
export function matchesPersonName(query: string, candidate: string, isCaseSensitive = false): boolean {
  const wanted = query.split("=").map((group) => normalize(group, isCaseSensitive));
  const found = candidate.split("=").map((group) => normalize(group, isCaseSensitive));
  if (wanted.length === 1) return found.some((group) => matchesGroup(wanted[0] ?? "", group));
  return wanted.every((group, index) => group === "" || matchesGroup(group, found[index] ?? ""));
}

function matchesGroup(query: string, candidate: string): boolean {
  return hasWildcard(query) ? matchesWildcard(query, candidate) : query === candidate;
}

/** Spaces around components and delimiters at the end do not count; composed and decomposed letters are the same. */
function normalize(group: string, isCaseSensitive: boolean): string {
  const components = group.split("^").map((component) => component.trim());
  const text = components.join("^").replace(/\^+$/, "").normalize("NFC");
  return isCaseSensitive ? text : text.toLowerCase();
}
