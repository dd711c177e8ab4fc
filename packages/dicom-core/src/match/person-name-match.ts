/** Matching of person names: by component group, without regard to case. PS3.4 C.2.2.2.1.1 and C.2.2.2.4. */
import { hasWildcard, matchesWildcard } from "./wildcard.ts";

export interface PersonNameOptions {
  /** Names differ by case too. Default false. */
  isPersonNameCaseSensitive?: boolean;
  /** `Muller` is another name than `Müller`. Default true. */
  isPersonNameAccentSensitive?: boolean;
}

const DIACRITICAL_MARKS = /[\u0300-\u036f]/g;

/**
 * Tells whether a name fits a query name. Where the query has one component group, any group of the candidate may
 * fit it; where it has several, each given one must fit the candidate's group in its place.
 *
 * Spaces around components and delimiters at the end of a group do not count; composed and decomposed letters are
 * the same. A wildcard stands for characters within its group, delimiters included.
 */
export function matchesPersonName(
  query: string,
  candidate: string,
  options: PersonNameOptions = {},
): boolean {
  const wanted = query.split("=").map((group) => normalize(group, options));
  const found = candidate.split("=").map((group) => normalize(group, options));
  if (wanted.length === 1) return found.some((group) => matchesGroup(wanted[0] ?? "", group));
  return wanted.every((group, index) => group === "" || matchesGroup(group, found[index] ?? ""));
}

function matchesGroup(query: string, candidate: string): boolean {
  if (!hasWildcard(query)) return query === candidate;
  // Empty components at the end are left out when a name is written: `Doe^*` fits `Doe` too.
  const missing = delimiters(query) - delimiters(candidate);
  return matchesWildcard(query, missing > 0 ? candidate + "^".repeat(missing) : candidate);
}

function delimiters(group: string): number {
  return group.split("^").length - 1;
}

function normalize(group: string, options: PersonNameOptions): string {
  const components = group.split("^").map((component) => component.trim());
  let text = components.join("^").replace(/\^+$/, "");
  if (options.isPersonNameAccentSensitive === false)
    text = text.normalize("NFD").replace(DIACRITICAL_MARKS, "");
  text = text.normalize("NFC");
  // The sigma at the end of a word is the same letter.
  return options.isPersonNameCaseSensitive ? text : text.toLowerCase().replaceAll("ς", "σ");
}
