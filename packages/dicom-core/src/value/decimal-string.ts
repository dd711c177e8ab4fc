/** DS and IS values: numbers written as text. PS3.5 6.2. */
import { InvalidArgumentError } from "../errors.ts";

const MAX_LENGTH = 16;
/** Digits that tell any two doubles apart. */
const MAX_DIGITS = 17;

/** Powers of ten: two numbers that are exact have the quotient that is nearest to the decimal number. */
const POWERS = Array.from({ length: 17 }, (_, power) => Number(`1e${power}`));

/**
 * Returns the number of DS or IS values in ASCII, an array of them where a backslash separates several. `undefined` for
 * what is not digits with at most one sign and point, spaces before each and behind the last: exponents, more digits
 * than a double has, no number.
 */
export function decodeDecimals(bytes: Uint8Array, start: number, end: number): number | number[] | undefined {
  let last = end;
  while (last > start && (bytes[last - 1] === 0x20 || bytes[last - 1] === 0)) last -= 1;
  const numbers: number[] = [];
  for (let at = start; at <= last; at += 1) {
    while (bytes[at] === 0x20) at += 1;
    const isNegative = bytes[at] === 0x2d;
    if (isNegative || bytes[at] === 0x2b) at += 1;
    let digits = 0;
    let digitCount = 0;
    let pointAt = -1;
    for (; at < last && bytes[at] !== 0x5c; at += 1) {
      const digit = (bytes[at] as number) - 0x30;
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
        digitCount += 1;
      } else if (digit === -2 && pointAt < 0) {
        pointAt = digitCount;
      } else return undefined;
    }
    const power = POWERS[pointAt < 0 ? 0 : digitCount - pointAt];
    if (digitCount === 0 || power === undefined || digits > Number.MAX_SAFE_INTEGER) return undefined;
    const number = digits / power;
    if (at >= last && numbers.length === 0) return isNegative ? -number : number;
    numbers.push(isNegative ? -number : number);
  }
  return numbers;
}

/** Returns the number of a DS or IS value, `undefined` where the text is not a number. */
export function parseDecimalString(text: string): number | undefined {
  // With these characters only, what Number takes is what DS allows: no hex digits, infinities or spaces inside.
  const number = /^ *[-+.\dEe]+ *$/.test(text) ? Number(text) : Number.NaN;
  return Number.isNaN(number) ? undefined : number;
}

/**
 * Returns a number as DS text of at most 16 characters: its shortest exact form where that fits, else rounded to the
 * most digits that fit, with or without an exponent.
 *
 * @throws InvalidArgumentError ARG_NUMBER for NaN and infinities.
 */
export function formatDecimalString(value: number): string {
  if (!Number.isFinite(value)) throw new InvalidArgumentError("ARG_NUMBER", "DS holds finite numbers only");
  const exact = String(value);
  if (exact.length <= MAX_LENGTH) return exact;
  for (let digits = MAX_DIGITS; digits > 1; digits -= 1) {
    const rounded = value.toPrecision(digits);
    const exponential = value.toExponential(digits - 1).replace(/\.?0*e\+?/, "e");
    for (const text of rounded.includes("e") ? [exponential] : [withoutZeros(rounded), exponential]) {
      // What is rounded up may be too large for a double.
      if (text.length <= MAX_LENGTH && Number.isFinite(Number(text))) return text;
    }
  }
  return value.toExponential(0).replace("e+", "e");
}

/**
 * Returns a number as IS text.
 *
 * @throws InvalidArgumentError ARG_NUMBER for anything but integers of 32 bits.
 */
export function formatIntegerString(value: number): string {
  if (!Number.isInteger(value) || value < -(2 ** 31) || value > 2 ** 31 - 1) {
    throw new InvalidArgumentError("ARG_NUMBER", "IS holds integers from -2^31 to 2^31-1 only");
  }
  return String(value);
}

function withoutZeros(digits: string): string {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}
