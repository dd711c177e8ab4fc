/** Attribute matching of C-FIND: whether a candidate fits a query, and for each key why. PS3.4 C.2.2.2. */
import { Dataset } from "../dataset/dataset.ts";
import type { DataElement } from "../dataset/element.ts";
import { describeTag } from "../dictionary/lookup.ts";
import { elementOf, isPrivateCreatorTag, type Tag } from "../tag.ts";
import { parseUtcOffset } from "../value/date-time.ts";
import { VR_TABLE } from "../vr/vr-table.ts";
import { combinedOutcome, movedSpans } from "./date-time-pair.ts";
import type { MatchContext, MatchOptions, MatchReason } from "./match-types.ts";
import { type CandidateValue, matchValue, type Outcome } from "./value-match.ts";

export const TIMEZONE_OFFSET = 0x00080201;
/** Elements of an identifier that say how to read it or what to look in, and are matched with nothing. */
const NOT_MATCHED: ReadonlySet<Tag> = new Set([
  0x00080005, // Specific Character Set
  0x00080052, // Query/Retrieve Level
  0x00080053, // Query/Retrieve View
  TIMEZONE_OFFSET,
]);

/**
 * Tells whether a candidate fits all keys of a query, with a reason for each key. Text is compared as text, whatever
 * character sets the two are in.
 *
 * - Dates and times match by meaning: a time without seconds covers its minute. A DT without offset is in the time
 *   zone of its data set, else in UTC; DA and TM are moved between zones where both are known.
 * - A key of several values: a UID may be any of them; of other VRs each must be among the candidate's.
 * - A sequence fits when one item fits all keys of the query's item; reasons are those of the item that fits best.
 *
 * @see PS3.4 C.2.2.2
 */
export function matchIdentifier(
  query: Dataset,
  candidate: Dataset,
  options: MatchOptions = {},
): { matches: boolean; reasons: MatchReason[] } {
  const reasons: MatchReason[] = [];
  const matches = matchKeys(query, candidate, createMatchContext(query, candidate, options, reasons));
  return { matches, reasons };
}

/** Tells whether a candidate fits all keys of a query: {@link matchIdentifier} without the reasons, and quicker. */
export function matchesIdentifier(query: Dataset, candidate: Dataset, options: MatchOptions = {}): boolean {
  return matchKeys(query, candidate, createMatchContext(query, candidate, options));
}

function isMatchingKey({ tag }: DataElement): boolean {
  return !NOT_MATCHED.has(tag) && elementOf(tag) !== 0 && !isPrivateCreatorTag(tag);
}

/** Returns what the two data sets and the options say for all items within; with `reasons` these are collected. */
export function createMatchContext(
  query: Dataset,
  candidate: Dataset,
  options: MatchOptions,
  reasons?: MatchReason[],
): MatchContext {
  const local = parseUtcOffset(options.timezoneOffsetFromUtc ?? "");
  const zoneOf = (dataset: Dataset) => parseUtcOffset(dataset.getText(TIMEZONE_OFFSET) ?? "") ?? local;
  return { options, queryZone: zoneOf(query), candidateZone: zoneOf(candidate), path: "", reasons };
}

/** Tells whether a data set, or an item within, fits all keys of a query or its item. */
export function matchKeys(query: Dataset, candidate: Dataset, context: MatchContext): boolean {
  let matches = true;
  for (const key of query.elements()) {
    if (!isMatchingKey(key)) continue;
    const fits = key.items
      ? matchSequence(key, candidate, context)
      : matchElement(query, key, candidate, context);
    if (fits) continue;
    matches = false;
    if (context.reasons === undefined) return false;
  }
  return matches;
}

function matchElement(query: Dataset, key: DataElement, candidate: Dataset, context: MatchContext): boolean {
  const { tag, vr } = key;
  const isBytes = VR_TABLE[vr].kind === "bytes";
  const queryText = isBytes ? "" : (query.getText(tag) ?? "");
  const candidateText = candidate.getText(tag) ?? "";
  const { queryZone: zone, candidateZone, options } = context;
  const found: CandidateValue = { isPresent: candidate.has(tag), text: candidateText, zone: candidateZone };
  let outcome: Outcome;
  if (isBytes) {
    outcome = matchBytes(query, candidate, tag);
  } else {
    outcome =
      combinedOutcome(query, key, candidate, context) ??
      matchValue(
        { vr, text: queryText, zone },
        { ...found, spans: movedSpans(key, candidate, context) },
        options,
      );
  }
  context.reasons?.push({
    path: `${context.path}${describeTag(tag)}`,
    tag,
    ...outcome,
    queryText,
    candidateText,
  });
  return outcome.matches;
}

function matchBytes(query: Dataset, candidate: Dataset, tag: Tag): Outcome {
  const wanted = query.get(tag);
  if (!(wanted instanceof Uint8Array) || wanted.length === 0)
    return { rule: "universal", matches: true, cause: "universal" };
  const found = candidate.get(tag);
  const isBytes = found instanceof Uint8Array;
  const matches =
    isBytes && found.length === wanted.length && wanted.every((byte, index) => byte === found[index]);
  const missing = candidate.has(tag) ? "empty" : "absent";
  return {
    rule: "single value",
    matches,
    cause: matches ? "fits" : found === undefined ? missing : "differs",
  };
}

function matchSequence(key: DataElement, candidate: Dataset, context: MatchContext): boolean {
  const items = candidate.element(key.tag)?.items ?? [];
  const path = `${context.path}${describeTag(key.tag)}`;
  const wanted = (key.items ?? []).filter((item) => item.size > 0);
  const { reasons } = context;
  const reason = (rest: Pick<MatchReason, "rule" | "matches" | "cause" | "itemIndex">): boolean => {
    const candidateText = `${items.length} ${items.length === 1 ? "item" : "items"}`;
    reasons?.push({ path, tag: key.tag, queryText: "", candidateText, ...rest });
    return rest.matches;
  };
  if (wanted.length === 0) return reason({ rule: "universal", matches: true, cause: "universal" });
  let matches = true;
  // The standard knows one item in a key; of more, each must fit.
  for (const query of wanted) {
    const best = bestItem(query, items, { ...context, path: `${path}.` });
    for (const inner of best.reasons) reasons?.push(inner);
    if (!best.matches) matches = false;
    const missing = candidate.has(key.tag) ? "empty" : "absent";
    const cause = best.matches ? "fits" : items.length > 0 ? "differs" : missing;
    const isUniversal = best.reasons.length > 0 && best.reasons.every((inner) => inner.rule === "universal");
    reason({
      rule: isUniversal ? "universal" : "sequence",
      matches: best.matches,
      cause: isUniversal ? "universal" : cause,
      ...(items.length > 0 ? { itemIndex: best.index } : {}),
    });
  }
  return matches;
}

/** The item that fits all keys, else the one with the fewest that do not; where there is none, an empty one. */
function bestItem(
  query: Dataset,
  items: readonly Dataset[],
  context: MatchContext,
): { matches: boolean; index: number; reasons: MatchReason[] } {
  let best: { matches: boolean; index: number; reasons: MatchReason[] } | undefined;
  for (const [index, item] of (items.length > 0 ? items : [new Dataset()]).entries()) {
    const reasons: MatchReason[] = [];
    const matches = matchKeys(query, item, { ...context, reasons: context.reasons && reasons });
    if (matches) return { matches, index, reasons };
    if (best === undefined || failures(reasons) < failures(best.reasons)) best = { matches, index, reasons };
  }
  return best as NonNullable<typeof best>;
}

function failures(reasons: readonly MatchReason[]): number {
  return reasons.filter((reason) => !reason.matches).length;
}
