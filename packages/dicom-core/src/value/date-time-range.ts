/** Ranges of DA, TM and DT, as the keys of a query hold them: `a-b`, `a-`, `-b`. PS3.4 C.2.2.2.5. */
import {
  type DateParts,
  type DateTimeParts,
  parseDate,
  parseDateTime,
  parseTime,
  type TimeParts,
} from "./date-time.ts";

/** Both ends belong to it; a range open at an end has no value there. Of a single value both ends are that value. */
export interface ValueRange<T> {
  from?: T;
  to?: T;
}

/** Returns the days of a DA key, single or a range; `undefined` where it is neither. */
export function parseDateRange(text: string): ValueRange<DateParts> | undefined {
  return parseRange(text, parseDate);
}

/** Returns the times of a TM key, single or a range; `undefined` where it is neither. */
export function parseTimeRange(text: string): ValueRange<TimeParts> | undefined {
  return parseRange(text, parseTime);
}

/**
 * Returns the moments of a DT key, single or a range; `undefined` where it is neither. A hyphen begins an offset from
 * UTC where the text makes sense so, else it separates the ends.
 */
export function parseDateTimeRange(text: string): ValueRange<DateTimeParts> | undefined {
  return parseRange(text, parseDateTime);
}

/** Returns the text of a range, `format` being that of an end: `20260101-20261231`, `20260101-`, `-20261231`. */
export function formatRange<T>({ from, to }: ValueRange<T>, format: (end: T) => string): string {
  return `${from === undefined ? "" : format(from)}-${to === undefined ? "" : format(to)}`;
}

function parseRange<T>(text: string, parse: (text: string) => T | undefined): ValueRange<T> | undefined {
  const single = parse(text);
  if (single !== undefined) return { from: single, to: single };
  for (let at = text.indexOf("-"); at >= 0; at = text.indexOf("-", at + 1)) {
    const range = rangeOf(text.slice(0, at).trim(), text.slice(at + 1).trim(), parse);
    if (range !== undefined) return range;
  }
  return undefined;
}

function rangeOf<T>(
  first: string,
  last: string,
  parse: (text: string) => T | undefined,
): ValueRange<T> | undefined {
  const from = first === "" ? undefined : parse(first);
  const to = last === "" ? undefined : parse(last);
  if ((first !== "" && from === undefined) || (last !== "" && to === undefined)) return undefined;
  if (from === undefined) return to === undefined ? undefined : { to };
  return to === undefined ? { from } : { from, to };
}
