/** DA, TM and DT: what they say as numbers that compare, and how dates are written. PS3.5 6.2. */

/** A moment known to some precision: from `first` to `last`, both inclusive, as digits `YYYYMMDDHHMMSSFFFFFF`. */
export interface Interval {
  first: string;
  last: string;
}

const DATE = /^(\d{4})\.?(\d{2})?\.?(\d{2})?$/;
const TIME = /^(\d{2}):?(\d{2})?:?(\d{2})?(?:\.(\d{1,6}))?$/;
const DATE_TIME = /^(\d{4,14})(?:\.(\d{1,6}))?([+-]\d{4})?$/;
const TEMPORAL_LENGTH = { DA: 8, TM: 12, DT: 20 } as const;

export type TemporalVr = keyof typeof TEMPORAL_LENGTH;

/** Returns what a DA, TM or DT value covers, `undefined` where the text is none. A DT offset is applied. */
export function parseInterval(text: string, vr: TemporalVr): Interval | undefined {
  const length = TEMPORAL_LENGTH[vr];
  const digits = vr === "DA" ? dateDigits(text) : vr === "TM" ? timeDigits(text) : undefined;
  if (digits !== undefined) return { first: digits.padEnd(length, "0"), last: digits.padEnd(length, "9") };
  return vr === "DT" ? dateTimeInterval(text) : undefined;
}

/**
 * Returns what a range key covers: `a-b`, `a-`, `-b` or a single value; `undefined` where it is none of these.
 *
 * @see PS3.4 C.2.2.2.5
 */
export function parseRange(text: string, vr: TemporalVr): Interval | undefined {
  const whole = parseInterval(text, vr);
  if (whole) return whole;
  const length = TEMPORAL_LENGTH[vr];
  // In DT a hyphen may also begin an offset: the one that splits the text into two values counts.
  for (let at = text.indexOf("-"); at >= 0; at = text.indexOf("-", at + 1)) {
    const from = text.slice(0, at).trim();
    const to = text.slice(at + 1).trim();
    if (from === "" && to === "") return undefined;
    const first = from === "" ? { first: "0".repeat(length) } : parseInterval(from, vr);
    const last = to === "" ? { last: "9".repeat(length) } : parseInterval(to, vr);
    if (first && last) return { first: first.first, last: last.last };
  }
  return undefined;
}

function dateDigits(text: string): string | undefined {
  const match = DATE.exec(text.trim());
  if (!match) return undefined;
  const [, year = "", month, day] = match;
  if (month === undefined || !inRange(month, 1, 12) || (day !== undefined && !inRange(day, 1, 31)))
    return undefined;
  return `${year}${month}${day ?? ""}`;
}

function timeDigits(text: string): string | undefined {
  const match = TIME.exec(text.trim());
  if (!match) return undefined;
  const [, hours = "", minutes, seconds, fraction] = match;
  const isValid =
    inRange(hours, 0, 23) &&
    (minutes === undefined || inRange(minutes, 0, 59)) &&
    (seconds === undefined || inRange(seconds, 0, 60)) &&
    (fraction === undefined || seconds !== undefined);
  return isValid ? `${hours}${minutes ?? ""}${seconds ?? ""}${fraction ?? ""}` : undefined;
}

function dateTimeInterval(text: string): Interval | undefined {
  const match = DATE_TIME.exec(text.trim());
  if (!match) return undefined;
  const [, digits = "", fraction = "", offset] = match;
  if (digits.length % 2 !== 0 || (fraction !== "" && digits.length < 14)) return undefined;
  const date = digits.slice(0, 8);
  const time = digits.slice(8);
  if (date.length > 4 && dateDigits(date) === undefined) return undefined;
  if (time !== "" && timeDigits(time) === undefined) return undefined;
  const all = digits + fraction;
  const first = shift(lowest(all), offset);
  const last = shift(all.padEnd(20, "9"), offset);
  return { first, last };
}

/** Fills up with the lowest month, day and time. */
function lowest(digits: string): string {
  return (digits + "00000101000000000000".slice(digits.length)).slice(0, 20);
}

/** Moves a full set of digits to UTC. */
function shift(digits: string, offset: string | undefined): string {
  if (offset === undefined) return digits;
  const minutes = Number(offset.slice(0, 3)) * 60 + Number(`${offset[0]}${offset.slice(3)}`);
  const part = (from: number, to: number, limit: number) => Math.min(Number(digits.slice(from, to)), limit);
  const moved = new Date(
    Date.UTC(
      part(0, 4, 9999),
      part(4, 6, 12) - 1,
      part(6, 8, 31),
      part(8, 10, 23),
      part(10, 12, 59) - minutes,
      part(12, 14, 59),
    ),
  );
  return moved.toISOString().replace(/\D/g, "").slice(0, 14) + digits.slice(14);
}

function inRange(digits: string, low: number, high: number): boolean {
  const number = Number(digits);
  return number >= low && number <= high;
}
