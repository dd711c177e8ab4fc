/** A date and a time that belong together: as one range, and in the time zone of the query. PS3.4 C.2.2.2.1.3, C.2.2.2.5.4. */
import type { Dataset } from "../dataset/dataset.ts";
import type { DataElement } from "../dataset/element.ts";
import { keywordForTag, tagForKeyword } from "../dictionary/lookup.ts";
import type { Tag } from "../tag.ts";
import { parseDate, parseTime } from "../value/date-time.ts";
import type { MatchContext } from "./match-types.ts";
import {
  overlap,
  type Span,
  shiftSpan,
  spanOfDateAndTime,
  spanOfDateAndTimeKeys,
  spanOfValue,
  timesOfDay,
} from "./range.ts";
import type { Outcome } from "./value-match.ts";

/** A pair of ranges that is matched as one, by extended negotiation. PS3.4 C.2.2.2.5.4. */
export function combinedOutcome(
  query: Dataset,
  key: DataElement,
  candidate: Dataset,
  context: MatchContext,
): Outcome | undefined {
  if (!context.options.combinedDateTime) return undefined;
  const pair = pairOf(key);
  if (pair === undefined) return undefined;
  const wanted = spanOfDateAndTimeKeys(query.getText(pair.date) ?? "", query.getText(pair.time) ?? "");
  if (wanted === undefined) return undefined;
  const rule = "combined range";
  const date = candidate.getText(pair.date) ?? "";
  if (date === "") return { rule, matches: false, cause: candidate.has(pair.date) ? "empty" : "absent" };
  const found = spanOfPair(candidate, pair);
  if (found === undefined) return { rule, matches: false, cause: "value unreadable" };
  const matches = overlap(wanted, shiftSpan(found, zoneDifference(context)));
  return { rule, matches, cause: matches ? "fits" : "differs" };
}

/** Returns a candidate's date or time in the time zone of the query, `undefined` where it needs no change. */
export function movedSpans(
  key: DataElement,
  candidate: Dataset,
  context: MatchContext,
): readonly Span[] | undefined {
  const minutes = zoneDifference(context);
  if (minutes === 0 || (key.vr !== "DA" && key.vr !== "TM")) return undefined;
  const text = candidate.getText(key.tag) ?? "";
  const pair = pairOf(key);
  const whole = pair && spanOfPair(candidate, pair);
  if (key.vr === "TM") {
    const time = spanOfValue(text, "TM", undefined);
    return time && timesOfDay(shiftSpan(time, minutes));
  }
  // A date alone has no moment at which it could change.
  if (whole === undefined || !candidate.getText(pair?.time ?? 0)) return undefined;
  return [shiftSpan(whole, minutes)];
}

/** What is added to a time of the candidate to have it in the time zone of the query; 0 where one is unknown. */
function zoneDifference({ queryZone, candidateZone }: MatchContext): number {
  return queryZone === undefined || candidateZone === undefined ? 0 : queryZone - candidateZone;
}

function spanOfPair(candidate: Dataset, pair: { date: Tag; time: Tag }): Span | undefined {
  const date = parseDate(candidate.getText(pair.date) ?? "");
  const timeText = candidate.getText(pair.time) ?? "";
  const time = parseTime(timeText);
  if (date === undefined || (time === undefined && timeText !== "")) return undefined;
  return spanOfDateAndTime(date, time);
}

/** Returns the date and the time that belong together by their keywords, `StudyDate` and `StudyTime`. */
function pairOf({ tag, vr }: DataElement): { date: Tag; time: Tag } | undefined {
  if (vr !== "DA" && vr !== "TM") return undefined;
  const keyword = keywordForTag(tag);
  const [own, other] = vr === "DA" ? ["Date", "Time"] : ["Time", "Date"];
  if (keyword === undefined || !keyword.includes(own as string)) return undefined;
  const partner = tagForKeyword(keyword.replace(own as string, other as string));
  if (partner === undefined) return undefined;
  return vr === "DA" ? { date: tag, time: partner } : { date: partner, time: tag };
}
