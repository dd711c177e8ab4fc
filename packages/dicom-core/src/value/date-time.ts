/** DA, TM and DT values: their parts, from text and to text. PS3.5 6.2. */
import { InvalidArgumentError } from "../errors.ts";

/** A day of the Gregorian calendar; months and days count from 1. */
export interface DateParts {
  year: number;
  month: number;
  day: number;
}

/** A time of day as precise as it is known: what follows the first absent part is absent too. */
export interface TimeParts {
  /** 0 to 23. */
  hour: number;
  minute?: number;
  /** 0 to 60: a leap second is 60. */
  second?: number;
  microsecond?: number;
  /** Digits of the fraction as written, 1 to 6; present with `microsecond`. */
  fractionDigits?: number;
}

/** A moment as precise as it is known: what follows the first absent part is absent too. */
export interface DateTimeParts extends Partial<TimeParts> {
  year: number;
  month?: number;
  day?: number;
  /** East of UTC, -720 to 840; absent where the text has none. */
  offsetMinutes?: number;
}

const DATE = /^(\d{4})(?:(\d\d)(\d\d)|\.(\d\d)\.(\d\d))$/;
const TIME = /^(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d{1,6}))?)?|:(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?$/;
const DATE_TIME =
  /^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d{1,6}))?)?)?)?)?)?([+-]\d{4})?$/;
const OFFSET = /^([+-])(\d\d)(\d\d)$/;
const PADDING = /^[ ]+|[ \0]+$/g;

/** Returns the day that a DA value names, also one of ACR-NEMA (`2026.11.24`); `undefined` for what is no day. */
export function parseDate(text: string): DateParts | undefined {
  const match = DATE.exec(trimmed(text));
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? match[4]), Number(match[3] ?? match[5])];
  return isDay(year, month, day) ? { year, month, day } : undefined;
}

/** Returns the time that a TM value names, also one of ACR-NEMA (`13:15:00`); `undefined` for what is no time. */
export function parseTime(text: string): TimeParts | undefined {
  const match = TIME.exec(trimmed(text));
  if (!match) return undefined;
  return timeParts(match[1], match[2] ?? match[5], match[3] ?? match[6], match[4] ?? match[7]);
}

/** Returns the moment that a DT value names; `undefined` for what is none. */
export function parseDateTime(text: string): DateTimeParts | undefined {
  const match = DATE_TIME.exec(trimmed(text));
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, offset] = match;
  if (!isDay(Number(year), Number(month ?? 1), Number(day ?? 1))) return undefined;
  const parts: DateTimeParts = { year: Number(year) };
  if (month !== undefined) parts.month = Number(month);
  if (day !== undefined) parts.day = Number(day);
  if (hour !== undefined) {
    const time = timeParts(hour, minute, second, fraction);
    if (time === undefined) return undefined;
    Object.assign(parts, time);
  }
  if (offset !== undefined) {
    const offsetMinutes = parseUtcOffset(offset);
    if (offsetMinutes === undefined) return undefined;
    parts.offsetMinutes = offsetMinutes;
  }
  return parts;
}

/** Returns the minutes east of UTC of `&ZZXX` (-1200 to +1400), `undefined` for anything else. PS3.3 C.12.1.1.8. */
export function parseUtcOffset(text: string): number | undefined {
  const match = OFFSET.exec(trimmed(text));
  if (!match || Number(match[3]) > 59) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  if (minutes > (match[1] === "-" ? 12 : 14) * 60) return undefined;
  return match[1] === "-" ? 0 - minutes : minutes;
}

/**
 * Returns a day as DA, `20261124`; of a Date its day in local time.
 *
 * @throws InvalidArgumentError ARG_VALUE_FORMAT for what is no day.
 */
export function formatDate(date: Date | DateParts): string {
  if (date instanceof Date) {
    return formatDate({ year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate() });
  }
  const text = `${padded(date.year, 4)}${padded(date.month)}${padded(date.day)}`;
  return checked(text, date, parseDate(text), "a day");
}

/**
 * Returns a time as TM, as precise as its parts, `131500.25`; of a Date its local time in whole seconds.
 *
 * @throws InvalidArgumentError ARG_VALUE_FORMAT for what is no time.
 */
export function formatTime(time: Date | TimeParts): string {
  if (time instanceof Date) {
    return formatTime({ hour: time.getHours(), minute: time.getMinutes(), second: time.getSeconds() });
  }
  const text = timeText(time);
  return checked(text, time, parseTime(text), "a time");
}

/**
 * Returns a moment as DT, as precise as its parts; of a Date its local time in milliseconds with the offset from UTC,
 * `20261124131500.250+0100`.
 *
 * @throws InvalidArgumentError ARG_VALUE_FORMAT for what is no moment.
 */
export function formatDateTime(moment: Date | DateTimeParts): string {
  if (moment instanceof Date) {
    return formatDateTime({
      year: moment.getFullYear(),
      month: moment.getMonth() + 1,
      day: moment.getDate(),
      hour: moment.getHours(),
      minute: moment.getMinutes(),
      second: moment.getSeconds(),
      microsecond: moment.getMilliseconds() * 1000,
      fractionDigits: 3,
      offsetMinutes: 0 - moment.getTimezoneOffset(),
    });
  }
  const { year, month, day, hour, offsetMinutes } = moment;
  const time = hour === undefined ? "" : timeText({ ...moment, hour });
  const date = `${padded(year, 4)}${padded(month)}${padded(day)}`;
  const text = date + time + (offsetMinutes === undefined ? "" : formatUtcOffset(offsetMinutes));
  return checked(text, moment, parseDateTime(text), "a moment");
}

/** Returns minutes east of UTC as `&ZZXX`, `+0100`. */
export function formatUtcOffset(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${padded(Math.floor(size / 60))}${padded(size % 60)}`;
}

/** Returns the days of a month, 0 for a month that does not exist. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

function isDay(year: number, month: number, day: number): boolean {
  return year >= 1 && day >= 1 && day <= daysInMonth(year, month);
}

function timeParts(
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
  fraction: string | undefined,
): TimeParts | undefined {
  const parts: TimeParts = { hour: Number(hour) };
  if (minute !== undefined) parts.minute = Number(minute);
  if (second !== undefined) parts.second = Number(second);
  if (fraction !== undefined) {
    parts.microsecond = Number(fraction.padEnd(6, "0"));
    parts.fractionDigits = fraction.length;
  }
  const isTime = parts.hour <= 23 && (parts.minute ?? 0) <= 59 && (parts.second ?? 0) <= 60;
  return isTime ? parts : undefined;
}

function timeText({ hour, minute, second, microsecond, fractionDigits }: TimeParts): string {
  const fraction =
    microsecond === undefined ? "" : `.${padded(microsecond, 6).slice(0, fractionDigits ?? 6)}`;
  return `${padded(hour)}${padded(minute)}${padded(second)}${fraction}`;
}

const NUMBERS = ["year", "month", "day", "hour", "minute", "second", "offsetMinutes"] as const;

/** Returns the text if it says just what was given: parts with a gap between them, or too large, say something else. */
function checked(
  text: string,
  given: Partial<DateTimeParts>,
  parsed: Partial<DateTimeParts> | undefined,
  what: string,
): string {
  const isSame = parsed !== undefined && NUMBERS.every((name) => parsed[name] === given[name]);
  const { microsecond = 0 } = given;
  if (isSame && microsecond >= 0 && microsecond < 1_000_000) return text;
  throw new InvalidArgumentError("ARG_VALUE_FORMAT", `the parts are not those of ${what}`);
}

function padded(number: number | undefined, width = 2): string {
  return number === undefined ? "" : String(number).padStart(width, "0");
}

function trimmed(text: string): string {
  return text.replace(PADDING, "");
}
