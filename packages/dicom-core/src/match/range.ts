/** Dates and times as spans that overlap or do not, with time zones. PS3.4 C.2.2.2.1.3 and C.2.2.2.5. */
import {
  type DateParts,
  type DateTimeParts,
  daysInMonth,
  parseDate,
  parseDateTime,
  parseTime,
  type TimeParts,
} from "../value/date-time.ts";
import {
  parseDateRange,
  parseDateTimeRange,
  parseTimeRange,
  type ValueRange,
} from "../value/date-time-range.ts";

/** A point in time, in two numbers that compare. */
export interface Moment {
  /** Days since 1970-01-01. */
  day: number;
  /** Since midnight, in microseconds of minutes with 61 seconds, so that a leap second has a place of its own. */
  time: number;
}

/** What a value covers, as precise as it is: both ends belong to it. */
export interface Span {
  first: Moment;
  last: Moment;
}

export type TemporalVr = "DA" | "TM" | "DT";

/** Minutes east of UTC in which the values of a data set are; undefined where nothing says so. */
export type Zone = number | undefined;

const SECOND = 1_000_000;
const MINUTE = 61 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BEGINNING: Moment = { day: Number.NEGATIVE_INFINITY, time: 0 };
const END: Moment = { day: Number.POSITIVE_INFINITY, time: DAY - 1 };
/** Times have no day. */
const NO_DAY = 0;

/** Returns what a value covers, `undefined` where it cannot be read. DT with an offset, or in a zone, comes as UTC. */
export function spanOfValue(text: string, vr: TemporalVr, zone: Zone): Span | undefined {
  if (vr === "DA") return map(parseDate(text), daySpan);
  if (vr === "TM") return map(parseTime(text), timeSpan);
  return map(parseDateTime(text), (parts) => momentSpan(parts, zone));
}

/** Returns what a key covers, single value or range; `undefined` where it is neither. */
export function spanOfKey(text: string, vr: TemporalVr, zone: Zone): Span | undefined {
  if (vr === "DA") return map(parseDateRange(text), (range) => spanOfRange(range, daySpan));
  if (vr === "TM") return map(parseTimeRange(text), (range) => timesOfRange(spanOfRange(range, timeSpan)));
  return map(parseDateTimeRange(text), (range) => spanOfRange(range, (parts) => momentSpan(parts, zone)));
}

/** Tells whether a key of DA, TM or DT is a range. */
export function isRange(text: string, vr: TemporalVr): boolean {
  return text.includes("-") && spanOfValue(text, vr, undefined) === undefined;
}

/** Tells whether two spans have a moment in common. A span that ends before it begins has none. */
export function overlap(a: Span, b: Span): boolean {
  return isNotAfter(a.first, a.last) && isNotAfter(a.first, b.last) && isNotAfter(b.first, a.last);
}

/** Returns the span of a time on a day; with no time all of that day. */
export function spanOfDateAndTime(date: DateParts, time: TimeParts | undefined): Span {
  return momentSpan({ ...date, ...time }, undefined);
}

/**
 * Returns the span of two ranges of the same form read as one: from the first day at the first time to the last day
 * at the last time; `undefined` where they are not both ranges, or not of the same form. PS3.4 C.2.2.2.5.4.
 */
export function spanOfDateAndTimeKeys(dateText: string, timeText: string): Span | undefined {
  if (!isRange(dateText, "DA") || !isRange(timeText, "TM")) return undefined;
  const dates = parseDateRange(dateText);
  const times = parseTimeRange(timeText);
  if (!dates || !times) return undefined;
  if ((dates.from === undefined) !== (times.from === undefined)) return undefined;
  if ((dates.to === undefined) !== (times.to === undefined)) return undefined;
  return {
    first: dates.from ? spanOfDateAndTime(dates.from, times.from).first : BEGINNING,
    last: dates.to ? spanOfDateAndTime(dates.to, times.to).last : END,
  };
}

/** Returns a span so many minutes later. */
export function shiftSpan({ first, last }: Span, minutes: number): Span {
  return minutes === 0 ? { first, last } : { first: shift(first, minutes), last: shift(last, minutes) };
}

/** Returns the parts within one day of a span of times that was shifted: two where it goes past midnight. */
export function timesOfDay({ first, last }: Span): Span[] {
  if (first.day === last.day) return [{ first: atTime(first.time), last: atTime(last.time) }];
  return [
    { first: atTime(first.time), last: atTime(DAY - 1) },
    { first: atTime(0), last: atTime(last.time) },
  ];
}

function spanOfRange<T>({ from, to }: ValueRange<T>, spanOf: (parts: T) => Span): Span {
  return { first: from ? spanOf(from).first : BEGINNING, last: to ? spanOf(to).last : END };
}

/** Of times the open ends are midnight. PS3.4 C.2.2.2.5.2. */
function timesOfRange({ first, last }: Span): Span {
  return { first: atTime(first.time), last: atTime(last.time) };
}

function daySpan({ year, month, day }: DateParts): Span {
  const days = dayNumber(year, month, day);
  return { first: { day: days, time: 0 }, last: { day: days, time: DAY - 1 } };
}

function timeSpan(parts: TimeParts): Span {
  const { hour, minute = 0, second = 0, microsecond = 0 } = parts;
  const time = hour * HOUR + minute * MINUTE + second * SECOND + microsecond;
  return { first: atTime(time), last: atTime(time + timeWidth(parts) - 1) };
}

function timeWidth({ minute, second, microsecond, fractionDigits = 6 }: TimeParts): number {
  if (minute === undefined) return HOUR;
  if (second === undefined) return MINUTE;
  return microsecond === undefined ? SECOND : 10 ** (6 - fractionDigits);
}

function momentSpan(parts: DateTimeParts, zone: Zone): Span {
  const { year, month, day, hour, offsetMinutes = zone } = parts;
  const time = hour === undefined ? undefined : timeSpan({ ...parts, hour });
  const lastMonth = month ?? 12;
  const span = {
    first: { day: dayNumber(year, month ?? 1, day ?? 1), time: time?.first.time ?? 0 },
    last: {
      day: dayNumber(year, lastMonth, day ?? daysInMonth(year, lastMonth)),
      time: time?.last.time ?? DAY - 1,
    },
  };
  return shiftSpan(span, 0 - (offsetMinutes ?? 0));
}

/** Days since 1970-01-01 in the Gregorian calendar, of any year. */
function dayNumber(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day) / 86_400_000;
}

function shift({ day, time }: Moment, minutes: number): Moment {
  const moved = time + minutes * MINUTE;
  const days = Math.floor(moved / DAY);
  return { day: day + days, time: moved - days * DAY };
}

function atTime(time: number): Moment {
  return { day: NO_DAY, time };
}

function isNotAfter(a: Moment, b: Moment): boolean {
  return a.day < b.day || (a.day === b.day && a.time <= b.time);
}

function map<T, R>(value: T | undefined, of: (value: T) => R): R | undefined {
  return value === undefined ? undefined : of(value);
}
