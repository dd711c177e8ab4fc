/** DS and IS values: numbers written as text. PS3.5 6.2. */
import { InvalidArgumentError } from "../errors.ts";

/** Returns the number of a DS or IS value, `undefined` where the text is not a number. */
export function parseDecimalString(text: string): number | undefined {
  const trimmed = text.trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : undefined;
}

/**
 * Returns a number as DS text of at most 16 characters, rounded to the digits that fit.
 *
 * @throws InvalidArgumentError ARG_NUMBER for NaN and infinities.
 */
export function formatDecimalString(value: number): string {
  if (!Number.isFinite(value)) throw new InvalidArgumentError("ARG_NUMBER", "DS holds finite numbers only");
  let text = String(value);
  for (let digits = 16; text.length > 16 && digits > 0; digits -= 1)
    text = String(Number(value.toPrecision(digits)));
  return text;
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
