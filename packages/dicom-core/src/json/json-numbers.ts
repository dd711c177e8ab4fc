/** DS and IS between their text and JSON numbers. PS3.18 F.2.3. */
import { formatDecimalString } from "../value/decimal-string.ts";

/**
 * Returns the text that a JSON number gives as DS or IS, `undefined` where it gives none: NaN and infinities, for IS
 * also anything but an integer that a double holds exactly.
 */
export function numberText(vr: string, value: number): string | undefined {
  if (vr === "IS") return Number.isSafeInteger(value) ? String(value) : undefined;
  return Number.isFinite(value) ? formatDecimalString(value) : undefined;
}

/** Tells whether a DS or IS text comes back as it is when it goes through a JSON number. */
export function numberKeepsText(vr: string, text: string): boolean {
  return numberText(vr, Number(text)) === text;
}
