/** What each VR allows in a value that is set: length, characters, form, range. PS3.5 6.2 Table 6.2-1. */
import { isValidUid } from "../uid.ts";
import { parseDateRange, parseDateTimeRange, parseTimeRange } from "../value/date-time-range.ts";
import { parseDecimalString } from "../value/decimal-string.ts";
import { VR_TABLE, type Vr } from "./vr-table.ts";

/** Why a value is refused. */
export interface ValueFault {
  code:
    | "ARG_VALUE"
    | "ARG_VALUE_RANGE"
    | "ARG_VALUE_LENGTH"
    | "ARG_VALUE_REPERTOIRE"
    | "ARG_VALUE_FORMAT"
    | "ARG_VALUE_MULTIPLICITY";
  /** What the VR wants, for people; does not hold the value. */
  expected: string;
}

/** What stands in a key for "no value". PS3.4 C.2.2.2.7. */
export const EMPTY_VALUE_KEY = '""';

/** Control characters that text may hold: ESC for code extensions, in text of several lines others too. PS3.5 6.1.3. */
const CONTROLS = "\x1b";
const CONTROLS_OF_LINES = "\t\n\f\r\x1b";
const NOT_ASCII = /[^\x20-\x7e]/;
const MAX_GROUPS = 3;
const MAX_COMPONENTS = 5;

type Rule = (text: string) => ValueFault | undefined;

/** What a value looks like, with an example, for VRs that are no free text. */
const FORMS = {
  AE: "ASCII characters (CT_SCANNER1)",
  AS: "an age as 018M or 045Y",
  CS: "upper case letters, digits, space and underscore (ORIGINAL)",
  DA: "a date as YYYYMMDD (20261201)",
  DS: "a decimal number (-1.5)",
  DT: "a date and time as YYYYMMDDHHMMSS.FFFFFF&ZZXX (20261201131500+0100)",
  IS: "an integer (12)",
  TM: "a time as HHMMSS.FFFFFF (131500)",
  UI: "a UID of numbers without leading zeros, separated by dots (1.2.840.10008.1.1)",
} satisfies { [vr in Vr]?: string };

const RULES: { readonly [vr in Vr]?: Rule } = {
  AE: (text) => characters(!NOT_ASCII.test(text), FORMS.AE) ?? notBlank(text),
  AS: (text) => form(/^\d{3}[DWMY]$/.test(text), FORMS.AS),
  CS: (text) => characters(/^[A-Z0-9_ *?]*$/.test(text), FORMS.CS),
  DA: (text) => form(isNewForm(text) && parseDateRange(text) !== undefined, FORMS.DA),
  DS: (text) => form(parseDecimalString(text) !== undefined, FORMS.DS),
  DT: (text) => form(parseDateTimeRange(text) !== undefined, FORMS.DT),
  IS: integer,
  LO: line,
  LT: lines,
  PN: personName,
  SH: line,
  ST: lines,
  TM: (text) => form(isNewForm(text) && parseTimeRange(text) !== undefined, FORMS.TM),
  UC: line,
  UI: (text) => form(isValidUid(text), FORMS.UI),
  UR: (text) => characters(/^[!#-;=?-[\]_a-z~]*$/.test(text.trimEnd()), "the characters of a URI"),
  UT: lines,
};

/** Values of DA, TM and DT may be ranges, twice as long and with a hyphen. */
const LENGTH_FACTOR: { readonly [vr in Vr]?: number } = { DA: 2, TM: 2, DT: 2 };

/** Integers from and to. */
const LIMITS: { readonly [vr in Vr]?: readonly [number | bigint, number | bigint] } = {
  AT: [0, 2 ** 32 - 1],
  US: [0, 2 ** 16 - 1],
  SS: [-(2 ** 15), 2 ** 15 - 1],
  UL: [0, 2 ** 32 - 1],
  SL: [-(2 ** 31), 2 ** 31 - 1],
  UV: [0n, 2n ** 64n - 1n],
  SV: [-(2n ** 63n), 2n ** 63n - 1n],
};

/** The largest number of 32 bits. */
const MAX_FLOAT = (2 - 2 ** -23) * 2 ** 127;

/** Returns what is wrong with one value of a text VR, `undefined` where nothing is. Empty text is always allowed. */
export function checkText(vr: Vr, text: string): ValueFault | undefined {
  if (text === "" || text === EMPTY_VALUE_KEY) return undefined;
  return (vr === "PN" ? undefined : checkLength(vr, text)) ?? RULES[vr]?.(text);
}

/** Returns what is wrong with a binary number or a tag, `undefined` where nothing is. */
export function checkNumber(vr: Vr, value: number | bigint): ValueFault | undefined {
  const limits = LIMITS[vr];
  if (limits === undefined) {
    const isLost = vr === "FL" && Math.abs(value as number) > MAX_FLOAT && Number.isFinite(value);
    return isLost ? { code: "ARG_VALUE_RANGE", expected: "a number of 32 bits is expected" } : undefined;
  }
  const [low, high] = limits;
  const isInteger = typeof value === "bigint" || Number.isInteger(value);
  if (isInteger && value >= low && value <= high) return undefined;
  return { code: "ARG_VALUE_RANGE", expected: `an integer from ${low} to ${high} is expected` };
}

function checkLength(vr: Vr, text: string): ValueFault | undefined {
  const { maxLength, usesCharacterSet } = VR_TABLE[vr];
  if (maxLength === 0) return undefined;
  const factor = text.includes("-") ? (LENGTH_FACTOR[vr] ?? 1) : 1;
  const allowed = maxLength * factor + (factor - 1);
  if (text.length <= allowed || (usesCharacterSet && countCharacters(text) <= allowed)) return undefined;
  const looks = vr in FORMS ? `: ${FORMS[vr as keyof typeof FORMS]}` : "";
  return tooLong(`at most ${maxLength} characters are allowed${looks}`);
}

/** Returns the number of characters; one outside the basic plane is one. */
function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function line(text: string): ValueFault | undefined {
  return characters(!hasControl(text, CONTROLS), "text, no control characters,");
}

function lines(text: string): ValueFault | undefined {
  return characters(
    !hasControl(text, CONTROLS_OF_LINES),
    "text and of the control characters TAB, LF, FF and CR",
  );
}

function hasControl(text: string, allowed: string): boolean {
  for (const [character] of text.matchAll(/\p{Cc}/gu)) if (!allowed.includes(character)) return true;
  return false;
}

function integer(text: string): ValueFault | undefined {
  const digits = text.trim();
  if (!/^[+-]?\d+$/.test(digits)) return form(false, FORMS.IS);
  const number = Number(digits);
  if (number >= -(2 ** 31) && number <= 2 ** 31 - 1) return undefined;
  return { code: "ARG_VALUE_RANGE", expected: "an integer from -2^31 to 2^31-1 is expected" };
}

function personName(text: string): ValueFault | undefined {
  const groups = text.split("=");
  if (groups.length > MAX_GROUPS) return form(false, "a name of at most three component groups");
  for (const group of groups) {
    if (group.length > VR_TABLE.PN.maxLength && countCharacters(group) > VR_TABLE.PN.maxLength) {
      return tooLong(`at most ${VR_TABLE.PN.maxLength} characters a component group are allowed`);
    }
    if (group.split("^").length > MAX_COMPONENTS) return form(false, "at most five components a group");
  }
  return line(text);
}

function notBlank(text: string): ValueFault | undefined {
  return form(text.trim() !== "", "more than spaces");
}

/** Colons in times and dots in dates were written before DICOM and are read only. */
function isNewForm(text: string): boolean {
  return !text.includes(":") && !/\.\d+\./.test(text);
}

function characters(isRight: boolean, expected: string): ValueFault | undefined {
  return isRight ? undefined : { code: "ARG_VALUE_REPERTOIRE", expected: `only ${expected} may be used` };
}

function form(isRight: boolean, expected: string): ValueFault | undefined {
  return isRight ? undefined : { code: "ARG_VALUE_FORMAT", expected: `${expected} is expected` };
}

function tooLong(expected: string): ValueFault {
  return { code: "ARG_VALUE_LENGTH", expected };
}
