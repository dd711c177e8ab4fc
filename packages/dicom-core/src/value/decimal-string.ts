/** DS and IS values: numbers written as text. PS3.5 6.2. */
import { InvalidArgumentError } from "../errors.ts";

const MAX_LENGTH = 16;
/** Digits that tell any two doubles apart. */
const MAX_DIGITS = 17;

/** Returns the number of a DS or IS value, `undefined` where the text is not a number. */
export function parseDecimalString(text: string): number | undefined {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) === 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) === 0x20) end -= 1;
  if (start === end) return undefined;
  // With these characters only, what Number takes is what DS allows: no hex digits, infinities or spaces inside.
  for (let i = start; i < end; i += 1) {
    const code = text.charCodeAt(i);
    const isDigit = code >= 0x30 && code <= 0x39;
    if (!isDigit && code !== 0x2e && code !== 0x2d && code !== 0x2b && code !== 0x45 && code !== 0x65)
      return undefined;
  }
  const number = Number(start === 0 && end === text.length ? text : text.slice(start, end));
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
