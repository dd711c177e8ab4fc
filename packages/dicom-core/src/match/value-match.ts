/** One key against the values of one element. PS3.4 C.2.2.2.1 to C.2.2.2.5, C.2.2.2.7, C.2.2.2.8. */
import { trimPadding } from "../value/text.ts";
import { EMPTY_VALUE_KEY } from "../vr/vr-rules.ts";
import { VR_TABLE, type Vr } from "../vr/vr-table.ts";
import type { MatchCause, MatchOptions, MatchRule } from "./match-types.ts";
import { matchesPersonName } from "./person-name-match.ts";
import { isRange, overlap, type Span, spanOfKey, spanOfValue, type TemporalVr, type Zone } from "./range.ts";
import { hasWildcard, isUniversalPattern, matchesWildcard } from "./wildcard.ts";

/** VRs in which `*` and `?` are wildcards. PS3.4 C.2.2.2.4. */
const WILDCARD_VRS: ReadonlySet<string> = new Set([
  "AE",
  "CS",
  "LO",
  "LT",
  "PN",
  "SH",
  "ST",
  "UC",
  "UR",
  "UT",
]);

export interface Outcome {
  rule: MatchRule;
  matches: boolean;
  cause: MatchCause;
}

export interface ValueKey {
  vr: Vr;
  /** Not empty. */
  text: string;
  zone: Zone;
}

export interface CandidateValue {
  isPresent: boolean;
  text: string;
  zone: Zone;
  /** DA and TM that have been moved to the time zone of the query. */
  spans?: readonly Span[] | undefined;
}

function isTemporal(vr: Vr): vr is TemporalVr {
  return vr === "DA" || vr === "TM" || vr === "DT";
}

/** Returns whether a value fits a key, by which rule, and why. */
export function matchValue(key: ValueKey, candidate: CandidateValue, options: MatchOptions): Outcome {
  const { vr } = key;
  const text = trimPadding(key.text, vr);
  const allowsWildcard = WILDCARD_VRS.has(vr);
  if (text === "" || (allowsWildcard && isUniversalPattern(text)))
    return { rule: "universal", matches: true, cause: "universal" };
  if (options.emptyValues && text === EMPTY_VALUE_KEY) return matchEmpty(candidate);
  const wanted = VR_TABLE[vr].isMultiValued ? text.split("\\").map((one) => trimPadding(one, vr)) : [text];
  const rule = ruleFor(vr, text, wanted.length, allowsWildcard);
  if (isTemporal(vr) && wanted.length === 1 && spanOfKey(text, vr, key.zone) === undefined) {
    const isSame = text === trimPadding(candidate.text, vr);
    return { rule, matches: isSame, cause: isSame ? "fits" : "key unreadable" };
  }
  const values = valuesOfCandidate(candidate, vr);
  if (values.length === 0) return { rule, matches: false, cause: candidate.isPresent ? "empty" : "absent" };
  const fits = (one: string) => values.some((value) => fitsValue(one, value, key, candidate, options));
  const matches = rule === "list of UID" ? wanted.some(fits) : wanted.every((one) => one === "" || fits(one));
  return { rule, matches, cause: matches ? "fits" : causeOf(key, candidate, rule, values) };
}

function matchEmpty(candidate: CandidateValue): Outcome {
  const matches = candidate.text === "";
  const cause = matches ? (candidate.isPresent ? "empty" : "absent") : "differs";
  return { rule: "empty value", matches, cause };
}

function ruleFor(vr: Vr, text: string, count: number, allowsWildcard: boolean): MatchRule {
  if (count > 1) return vr === "UI" ? "list of UID" : "multiple values";
  if (allowsWildcard && hasWildcard(text)) return "wildcard";
  return isTemporal(vr) && isRange(text, vr) ? "range" : "single value";
}

function valuesOfCandidate({ text }: CandidateValue, vr: Vr): string[] {
  if (text === "") return [];
  return VR_TABLE[vr].isMultiValued ? text.split("\\").map((value) => trimPadding(value, vr)) : [text];
}

function causeOf(key: ValueKey, candidate: CandidateValue, rule: MatchRule, values: string[]): MatchCause {
  if (rule === "multiple values") return "incomplete";
  const { vr } = key;
  const isUnreadable =
    isTemporal(vr) && values.every((value) => spanOfValue(value, vr, candidate.zone) === undefined);
  return isUnreadable ? "value unreadable" : "differs";
}

function fitsValue(
  query: string,
  value: string,
  key: ValueKey,
  candidate: CandidateValue,
  options: MatchOptions,
): boolean {
  const { vr } = key;
  if (value === "") return false;
  if (vr === "PN") return matchesPersonName(query, value, options);
  if (isTemporal(vr)) return fitsMoment(query, value, vr, key, candidate);
  if (query === value) return true;
  if (vr === "DS" || vr === "IS") return Number(query) === Number(value);
  // The same letter may be composed or decomposed in the two.
  const wanted = query.normalize("NFC");
  const found = value.normalize("NFC");
  return WILDCARD_VRS.has(vr) && hasWildcard(wanted) ? matchesWildcard(wanted, found) : wanted === found;
}

/** Dates and times match by meaning: when what the value covers and what the key covers have a moment in common. */
function fitsMoment(
  query: string,
  value: string,
  vr: TemporalVr,
  key: ValueKey,
  candidate: CandidateValue,
): boolean {
  const wanted = spanOfKey(query, vr, key.zone);
  if (wanted === undefined) return false;
  if (candidate.spans) return candidate.spans.some((span) => overlap(wanted, span));
  const found = spanOfValue(value, vr, candidate.zone);
  return found !== undefined && overlap(wanted, found);
}
