/** Why a candidate fits a query or does not, in words for people. */
import type { Dataset } from "../dataset/dataset.ts";
import { matchIdentifier } from "./attribute-match.ts";
import type { MatchCause, MatchOptions, MatchReason, MatchRule } from "./match-types.ts";

/** A reason with a sentence that holds no values; these are in `queryText` and `candidateText`. */
export interface ExplainedReason extends MatchReason {
  text: string;
}

/** Whether and why a data set matches, in words. */
export interface MatchExplanation {
  matches: boolean;
  /** One sentence, `1 of 3 keys does not fit: PatientName`. */
  summary: string;
  reasons: ExplainedReason[];
}

const ASKED: { readonly [rule in MatchRule]: string } = {
  universal: "no value",
  "single value": "this value",
  "list of UID": "one of these UIDs",
  wildcard: "a value of this pattern",
  range: "a value in this range",
  "combined range": "a date and time in this range",
  sequence: "an item that fits all its keys",
  "empty value": "no value to be there",
  "multiple values": "all of these values",
};

const FOUND: { readonly [cause in MatchCause]: string } = {
  universal: "anything fits",
  fits: "the candidate has it",
  differs: "the candidate has another",
  incomplete: "the candidate has not all of them",
  empty: "the candidate has no value",
  absent: "the candidate does not have the attribute",
  "key unreadable": "the key is no valid date or time",
  "value unreadable": "the candidate's value is no valid date or time",
};

/**
 * Returns whether a candidate fits a query, key by key with a sentence each. Sentences hold no values of either.
 *
 * @see PS3.4 C.2.2.2
 */
export function explainMatch(
  query: Dataset,
  candidate: Dataset,
  options: MatchOptions = {},
): MatchExplanation {
  const { matches, reasons } = matchIdentifier(query, candidate, options);
  const asked = reasons.filter(({ rule }) => rule !== "universal" && rule !== "sequence");
  const failed = asked.filter((reason) => !reason.matches);
  return {
    matches,
    summary: summarize(asked.length, failed),
    reasons: reasons.map((reason) => ({ ...reason, text: describeMatchReason(reason) })),
  };
}

/** Returns one reason as a sentence, `PatientName asks for a value of this pattern: the candidate has another`. */
export function describeMatchReason({ path, rule, cause }: MatchReason): string {
  return `${path} asks for ${ASKED[rule]}: ${FOUND[cause]}`;
}

function summarize(asked: number, failed: readonly MatchReason[]): string {
  if (asked === 0) return "No key asks for a value: anything fits";
  if (failed.length === 0) return asked === 1 ? "The key fits" : `All ${asked} keys fit`;
  const paths = failed.map(({ path }) => path).join(", ");
  const verb = failed.length === 1 ? "does" : "do";
  return `${failed.length} of ${asked} ${asked === 1 ? "key" : "keys"} ${verb} not fit: ${paths}`;
}
