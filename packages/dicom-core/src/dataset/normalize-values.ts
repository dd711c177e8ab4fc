/** What `set` is given, as the values of an element: the one place where values are checked. PS3.5 6.2 and 6.4. */

import { isUnsignedInDescriptor } from "../codec/ambiguous-vr.ts";
import { describeTag, hasDictionary, lookupElement } from "../dictionary/lookup.ts";
import { ANY_MULTIPLICITY, allowsCount, parseMultiplicity } from "../dictionary/multiplicity.ts";
import { InvalidArgumentError } from "../errors.ts";
import type { Tag } from "../tag.ts";
import { formatDecimalString, formatIntegerString, parseDecimalString } from "../value/decimal-string.ts";
import { PersonName, parsePersonName } from "../value/person-name.ts";
import { checkNumber, checkText, type ValueFault } from "../vr/vr-rules.ts";
import { isVr, VR_TABLE, type Vr } from "../vr/vr-table.ts";

/** A value of DS or IS beside the text that is written. */
export interface NumberText {
  /** NaN where the text is not a number. */
  number: number;
  text: string;
}

/** How values are checked. */
export interface NormalizeOptions {
  /**
   * `false` takes text as it is, of any length, content and number of values: for copying what was read, and for
   * queries that break a rule on purpose. Types and the ranges of binary numbers are checked all the same. Default true.
   */
  validate?: boolean;
}

/**
 * Passes a tag that an element can have, with a VR that exists. Numbers beyond 32 bits would be written as other tags,
 * those of group FFFE end sequences. PS3.5 7.1, 7.5.
 *
 * @throws InvalidArgumentError ARG_KEY, ARG_VR
 */
export function assertSettable(tag: Tag, vr: string): void {
  if (tag >>> 0 !== tag || tag >>> 16 === 0xfffe) {
    throw new InvalidArgumentError("ARG_KEY", "a number that is no tag of an element");
  }
  if (!isVr(vr)) throw new InvalidArgumentError("ARG_VR", `${describeTag(tag)}: no VR has this name`);
}

/**
 * Returns what `set` was given as the values of an element: one or many, empty text for none; numbers of DS and IS as
 * {@link NumberText}.
 *
 * What a query may hold is allowed: `*` and `?`, ranges of dates and times, lists of UIDs, `""` for the empty value.
 *
 * @throws InvalidArgumentError ARG_VALUE for another type, ARG_VALUE_RANGE, ARG_VALUE_LENGTH, ARG_VALUE_REPERTOIRE,
 *   ARG_VALUE_FORMAT for what the VR does not allow, ARG_VALUE_MULTIPLICITY for a number of values that the data
 *   dictionary does not, ARG_NUMBER for a number that cannot be written as DS or IS.
 */
export function normalizeValues(
  tag: Tag,
  vr: Vr,
  input: unknown,
  options: NormalizeOptions = {},
): readonly unknown[] {
  const { kind, isMultiValued } = VR_TABLE[vr];
  if (input === undefined || input === null || input === "") return [];
  if (kind === "bytes") {
    // As `get` gives them, or as `getAll` does.
    const [only, more] = Array.isArray(input) ? (input as unknown[]) : [input];
    if (only === undefined) return [];
    if (ArrayBuffer.isView(only) && more === undefined) return [bytesOf(only)];
    throw invalid(tag, vr, { code: "ARG_VALUE", expected: "bytes or a typed array are expected" });
  }
  const list = listOf(input, isMultiValued);
  const mustValidate = options.validate ?? true;
  if (!isMultiValued && list.length > 1) throw invalid(tag, vr, ONE_VALUE);
  if (mustValidate) checkCount(tag, vr, list.length);
  return list.map((value, index) => {
    const isUnsigned = vr === "SS" && isUnsignedInDescriptor(tag, index);
    return normalizeValue(tag, isUnsigned ? "US" : vr, value, mustValidate);
  });
}

const ONE_VALUE: ValueFault = { code: "ARG_VALUE_MULTIPLICITY", expected: "one value is expected" };

function listOf(input: unknown, isMultiValued: boolean): readonly unknown[] {
  if (Array.isArray(input)) return input;
  if (typeof input === "string") return isMultiValued && input.includes("\\") ? input.split("\\") : [input];
  if (ArrayBuffer.isView(input) && !(input instanceof DataView)) {
    return Array.from(input as unknown as ArrayLike<number | bigint>);
  }
  return [input];
}

/** Numbers of a typed array are in the machine's order, which is little endian wherever this runs. */
function bytesOf(view: ArrayBufferView): Uint8Array {
  if (view instanceof Uint8Array) return view;
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function checkCount(tag: Tag, vr: Vr, count: number): void {
  // A list of UIDs is a matching key, whatever the number of values in an instance. PS3.4 C.2.2.2.2.
  if (vr === "UI" && count > 1) return;
  const vm = hasDictionary() ? lookupElement(tag)?.vm : undefined;
  if (allowsCount(vm === undefined ? ANY_MULTIPLICITY : parseMultiplicity(vm), count)) return;
  throw invalid(tag, vr, {
    code: "ARG_VALUE_MULTIPLICITY",
    expected: `${vm} values are expected, not ${count}`,
  });
}

function normalizeValue(tag: Tag, vr: Vr, value: unknown, mustValidate: boolean): unknown {
  const { kind, isMultiValued } = VR_TABLE[vr];
  if (kind === "number" || kind === "tag") {
    if (typeof value !== "number") throw invalid(tag, vr, wrongType("a number"));
    return numberInRange(tag, vr, value);
  }
  if (kind === "bigint") {
    if (typeof value === "bigint") return numberInRange(tag, vr, value);
    if (typeof value === "number" && Number.isInteger(value)) return numberInRange(tag, vr, BigInt(value));
    throw invalid(tag, vr, wrongType("a bigint or an integer"));
  }
  if (typeof value === "number" && (kind === "decimal-string" || kind === "integer-string")) {
    return { number: value, text: vr === "DS" ? formatDecimalString(value) : formatIntegerString(value) };
  }
  const isName = value instanceof PersonName && kind === "person-name";
  if (typeof value !== "string" && !isName) throw invalid(tag, vr, wrongType(EXPECTED[kind] ?? "text"));
  const text = String(value);
  if (isMultiValued && text.includes("\\")) throw invalid(tag, vr, SEPARATOR);
  const fault = mustValidate ? checkText(vr, kind === "text" || isName ? text : text.trim()) : undefined;
  if (fault) throw invalid(tag, vr, fault);
  if (isName) return value;
  if (kind === "person-name") return parsePersonName(text);
  return kind === "text" ? text : numberText(text);
}

const EXPECTED: { readonly [kind: string]: string } = {
  "person-name": "a PersonName or text",
  "decimal-string": "a number or text",
  "integer-string": "a number or text",
};

const SEPARATOR: ValueFault = { code: "ARG_VALUE_REPERTOIRE", expected: "a backslash separates values" };

function wrongType(what: string): ValueFault {
  return { code: "ARG_VALUE", expected: `${what} is expected` };
}

function numberText(text: string): NumberText {
  return { number: parseDecimalString(text) ?? Number.NaN, text: text.trim() };
}

function numberInRange<T extends number | bigint>(tag: Tag, vr: Vr, value: T): T {
  const fault = checkNumber(vr, value);
  if (fault) throw invalid(tag, vr, fault);
  return value;
}

function invalid(tag: Tag, vr: Vr, { code, expected }: ValueFault): InvalidArgumentError {
  return new InvalidArgumentError(code, `${describeTag(tag)} (${vr}): ${expected}`, { details: { tag, vr } });
}
