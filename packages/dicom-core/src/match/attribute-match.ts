/** Attribute matching of C-FIND: whether a candidate fits a query, and for each key why. PS3.4 C.2.2.2. */
import { Dataset } from "../dataset/dataset.ts";
import type { DataElement } from "../dataset/element.ts";
import { describeTag } from "../dictionary/lookup.ts";
import { elementOf, type Tag } from "../tag.ts";
import { VR_TABLE } from "../vr/vr-table.ts";
import { matchesPersonName } from "./person-name-match.ts";
import { parseInterval, parseRange, type TemporalVr } from "./range.ts";
import { hasWildcard, matchesWildcard } from "./wildcard.ts";

export type MatchRule =
  | "universal"
  | "single value"
  | "list of UID"
  | "wildcard"
  | "range"
  | "sequence"
  | "multiple values";

/** What was compared for one key, and whether it fits. */
export interface MatchReason {
  /** Keywords joined by dots, `ScheduledProcedureStepSequence.Modality`. */
  path: string;
  tag: Tag;
  rule: MatchRule;
  matches: boolean;
  queryText: string;
  candidateText: string;
}

export interface MatchOptions {
  /** Names differ by case too. Default false. */
  isPersonNameCaseSensitive?: boolean;
}

const SPECIFIC_CHARACTER_SET = 0x00080005;
/** VRs in which `*` and `?` are wildcards. PS3.4 C.2.2.2.4. */
const WILDCARD_VRS = new Set(["AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"]);
const TEMPORAL_VRS = new Set<string>(["DA", "TM", "DT"]);

/**
 * Tells whether a candidate fits all keys of a query, with a reason for each key that asks for something. Text is
 * compared as text, whatever character sets the two are in.
 *
 * @see PS3.4 C.2.2.2
 */
export function matchIdentifier(
  query: Dataset,
  candidate: Dataset,
  options: MatchOptions = {},
): { matches: boolean; reasons: MatchReason[] } {
  const reasons: MatchReason[] = [];
  let matches = true;
  for (const key of query.elements()) {
    if (!isMatchingKey(key)) continue;
    const reason = matchKey(query, key, candidate, options, reasons);
    if (reason === undefined) continue;
    reasons.push(reason);
    if (!reason.matches) matches = false;
  }
  return { matches, reasons };
}

/** Tells whether an element of an identifier is a key: not its character set, not a retired group length. */
export function isMatchingKey({ tag }: DataElement): boolean {
  return tag !== SPECIFIC_CHARACTER_SET && elementOf(tag) !== 0;
}

function matchKey(
  query: Dataset,
  key: DataElement,
  candidate: Dataset,
  options: MatchOptions,
  reasons: MatchReason[],
): MatchReason | undefined {
  if (key.items) return matchSequence(key, candidate, options, reasons);
  const { tag, vr } = key;
  const queryText = query.getText(tag) ?? "";
  // Universal matching: an empty key fits everything and needs no reason. PS3.4 C.2.2.2.3.
  if (queryText === "" || VR_TABLE[vr].kind === "bytes") return undefined;
  const candidateText = candidate.getText(tag) ?? "";
  const reason = (rule: MatchRule, matches: boolean): MatchReason => ({
    path: describeTag(tag),
    tag,
    rule,
    matches,
    queryText,
    candidateText,
  });
  const found =
    candidate.element(tag) && VR_TABLE[vr].isMultiValued ? candidateText.split("\\") : [candidateText];
  const values = found.map((value) => value.trim());
  if (vr === "UI") {
    const wanted = queryText.split("\\");
    return reason(
      wanted.length > 1 ? "list of UID" : "single value",
      values.some((value) => value !== "" && wanted.includes(value)),
    );
  }
  if (VR_TABLE[vr].isMultiValued && queryText.includes("\\")) {
    // Several values in a key: each must be there. PS3.4 C.2.2.2.7 (optional multiple value matching).
    const wanted = queryText.split("\\");
    return reason(
      "multiple values",
      wanted.every((one) => one === "" || values.some((value) => matchesValue(one, value, vr, options))),
    );
  }
  const rule = ruleFor(queryText, vr);
  return reason(
    rule,
    values.some((value) => matchesValue(queryText, value, vr, options)),
  );
}

function ruleFor(queryText: string, vr: string): MatchRule {
  if (WILDCARD_VRS.has(vr) && hasWildcard(queryText)) return "wildcard";
  const isRange =
    TEMPORAL_VRS.has(vr) && queryText.includes("-") && !parseInterval(queryText, vr as TemporalVr);
  return isRange ? "range" : "single value";
}

function matchesValue(query: string, value: string, vr: string, options: MatchOptions): boolean {
  if (vr === "PN") {
    // `*` alone fits also a value that is not there, as universal matching does. PS3.4 C.2.2.2.4.
    return query === "*" || matchesPersonName(query, value, options.isPersonNameCaseSensitive ?? false);
  }
  if (TEMPORAL_VRS.has(vr)) return matchesMoment(query, value, vr as TemporalVr);
  if (vr === "DS" || vr === "IS") return value !== "" && Number(query) === Number(value);
  const wanted = query.trim().normalize("NFC");
  const found = value.normalize("NFC");
  return WILDCARD_VRS.has(vr) && hasWildcard(wanted) ? matchesWildcard(wanted, found) : wanted === found;
}

/** A value fits when it lies in the range; a single value when both could be the same moment. */
function matchesMoment(query: string, value: string, vr: TemporalVr): boolean {
  const wanted = parseRange(query, vr);
  const found = parseInterval(value, vr);
  if (!wanted || !found) return value !== "" && query === value;
  return found.first <= wanted.last && found.last >= wanted.first;
}

function matchSequence(
  key: DataElement,
  candidate: Dataset,
  options: MatchOptions,
  reasons: MatchReason[],
): MatchReason | undefined {
  const query = key.items?.[0];
  if (query === undefined) return undefined;
  const items = candidate.element(key.tag)?.items ?? [];
  const path = describeTag(key.tag);
  // A key fits when one item fits all its keys; the reasons are those of the item that fits best. PS3.4 C.2.2.2.6.
  const results = items.map((item) => matchIdentifier(query, item, options));
  const best =
    results.find((result) => result.matches) ??
    results.sort((a, b) => failures(a.reasons) - failures(b.reasons))[0] ??
    matchIdentifier(query, new Dataset(), options);
  for (const reason of best.reasons) reasons.push({ ...reason, path: `${path}.${reason.path}` });
  if (best.reasons.length === 0) return undefined;
  return {
    path,
    tag: key.tag,
    rule: "sequence",
    matches: best.matches,
    queryText: "",
    candidateText: `${items.length} ${items.length === 1 ? "item" : "items"}`,
  };
}

function failures(reasons: readonly MatchReason[]): number {
  return reasons.filter((reason) => !reason.matches).length;
}
