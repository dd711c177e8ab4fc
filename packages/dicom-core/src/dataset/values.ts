/** Values of elements: decoded from bytes when asked for, checked when set. PS3.5 6.2 and 6.4. */
import { decodeText } from "../charset/text-codec.ts";
import { describeTag } from "../dictionary/lookup.ts";
import { InvalidArgumentError } from "../errors.ts";
import type { Tag } from "../tag.ts";
import { formatDecimalString, formatIntegerString, parseDecimalString } from "../value/decimal-string.ts";
import { PersonName, parsePersonName } from "../value/person-name.ts";
import { splitValues } from "../value/text.ts";
import { VR_TABLE, type Vr } from "../vr/vr-table.ts";
import type { DataElement } from "./element.ts";

/** DS and IS keep the text beside the number, so that nothing is lost by reading. */
export interface NumberText {
  number: number;
  text: string;
}

/** Returns the values of an element other than a sequence; numbers of DS and IS as {@link NumberText}. Memoised. */
export function valuesOf(element: DataElement, terms: readonly string[]): readonly unknown[] {
  element.values ??= decodeValues(element, terms);
  return element.values;
}

function decodeValues(element: DataElement, terms: readonly string[]): readonly unknown[] {
  const { vr, bytes } = element;
  const facts = VR_TABLE[vr];
  switch (facts.kind) {
    case "text":
      return splitValues(decodeText(bytes, terms, vr), vr);
    case "person-name":
      return splitValues(decodeText(bytes, terms, vr), vr).map(parsePersonName);
    case "decimal-string":
    case "integer-string":
      return splitValues(decodeText(bytes, [], vr), vr).map((text) => ({
        number: parseDecimalString(text) ?? Number.NaN,
        text,
      }));
    case "number":
    case "bigint":
    case "tag":
      return decodeNumbers(element, facts.maxLength);
    case "bytes":
      return bytes.length === 0 ? [] : [bytes];
    case "sequence":
      return element.items ?? [];
  }
}

function decodeNumbers(element: DataElement, size: number): readonly unknown[] {
  const { span, vr } = element;
  if (span === undefined) return [];
  const { view, isLittleEndian } = span.source;
  const count = Math.floor((span.end - span.valueOffset) / size);
  const values = new Array<unknown>(count);
  for (let i = 0; i < count; i += 1)
    values[i] = readNumber(view, span.valueOffset + i * size, vr, isLittleEndian);
  return values;
}

function readNumber(view: DataView, at: number, vr: Vr, isLittleEndian: boolean): number | bigint {
  switch (vr) {
    case "US":
      return view.getUint16(at, isLittleEndian);
    case "SS":
      return view.getInt16(at, isLittleEndian);
    case "UL":
      return view.getUint32(at, isLittleEndian);
    case "SL":
      return view.getInt32(at, isLittleEndian);
    case "FL":
      return view.getFloat32(at, isLittleEndian);
    case "FD":
      return view.getFloat64(at, isLittleEndian);
    case "SV":
      return view.getBigInt64(at, isLittleEndian);
    case "UV":
      return view.getBigUint64(at, isLittleEndian);
    default:
      return ((view.getUint16(at, isLittleEndian) << 16) | view.getUint16(at + 2, isLittleEndian)) >>> 0;
  }
}

/**
 * Returns what `set` was given as the values of an element: one or many, empty text for none.
 *
 * @throws InvalidArgumentError ARG_VALUE for a value that the VR cannot hold.
 */
export function normalizeValues(tag: Tag, vr: Vr, input: unknown): readonly unknown[] {
  const { kind, isMultiValued } = VR_TABLE[vr];
  if (input === undefined || input === null || input === "") return [];
  if (kind === "bytes") {
    if (input instanceof Uint8Array) return [input];
    throw invalid(tag, vr, "bytes are expected");
  }
  const list: readonly unknown[] = Array.isArray(input)
    ? input
    : typeof input === "string" && isMultiValued
      ? input.split("\\")
      : [input];
  if (!isMultiValued && list.length > 1) throw invalid(tag, vr, "one value is expected");
  return list.map((value) => normalizeValue(tag, vr, value));
}

function normalizeValue(tag: Tag, vr: Vr, value: unknown): unknown {
  const { kind, isMultiValued } = VR_TABLE[vr];
  switch (kind) {
    case "person-name":
      if (value instanceof PersonName) return value;
      if (typeof value === "string") return parsePersonName(value);
      throw invalid(tag, vr, "a PersonName or text is expected");
    case "text":
      if (typeof value !== "string") throw invalid(tag, vr, "text is expected");
      if (isMultiValued && value.includes("\\")) throw invalid(tag, vr, "a backslash separates values");
      return value;
    case "decimal-string":
    case "integer-string":
      return normalizeNumberText(tag, vr, value);
    case "bigint":
      if (typeof value === "bigint") return value;
      if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
      throw invalid(tag, vr, "a bigint is expected");
    default:
      if (typeof value !== "number" || !inRange(vr, value))
        throw invalid(tag, vr, "a number in range is expected");
      return value;
  }
}

function normalizeNumberText(tag: Tag, vr: Vr, value: unknown): NumberText {
  if (typeof value === "number") {
    return { number: value, text: vr === "DS" ? formatDecimalString(value) : formatIntegerString(value) };
  }
  const number = typeof value === "string" ? parseDecimalString(value) : undefined;
  if (number === undefined) throw invalid(tag, vr, "a number is expected");
  return { number, text: (value as string).trim() };
}

function inRange(vr: Vr, value: number): boolean {
  const bits = { US: 16, SS: 16, UL: 32, SL: 32, AT: 32 }[vr as string];
  if (bits === undefined) return true;
  const isSigned = vr === "SS" || vr === "SL";
  const low = isSigned ? -(2 ** (bits - 1)) : 0;
  const high = isSigned ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  return Number.isInteger(value) && value >= low && value <= high;
}

function invalid(tag: Tag, vr: Vr, expected: string): InvalidArgumentError {
  return new InvalidArgumentError("ARG_VALUE", `${describeTag(tag)} (${vr}): ${expected}`, {
    details: { tag, vr },
  });
}
