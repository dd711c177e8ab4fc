/** The values of one DICOM JSON attribute as the bytes of an element: little endian, text in UTF-8. PS3.18 F.2.3. */
import { encodeText } from "../charset/text-codec.ts";
import { isUnsignedInDescriptor } from "../codec/ambiguous-vr.ts";
import type { DiagnosticCollector } from "../diagnostic.ts";
import { DecodeError } from "../errors.ts";
import type { Tag } from "../tag.ts";
import { VR_TABLE, type Vr } from "../vr/vr-table.ts";
import { numberText } from "./json-numbers.ts";

/** What a value is encoded for: where it stands, and where deviations are told. */
export interface JsonValueContext {
  tag: Tag;
  vr: Vr;
  path: string;
  collector: DiagnosticCollector;
}

const PERSON_NAME_GROUPS = ["Alphabetic", "Ideographic", "Phonetic"];
const UTF_8 = ["ISO_IR 192"];
const NON_FINITE = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
]);

/**
 * Returns the bytes of values, without padding.
 *
 * @throws DecodeError JSON_VALUE for a value of the wrong type, out of range, or one too many
 */
export function encodeJsonValue(values: readonly unknown[], context: JsonValueContext): Uint8Array {
  const { kind, isMultiValued } = VR_TABLE[context.vr];
  if (values.length === 0) return new Uint8Array(0);
  if (!isMultiValued && values.length > 1) throw invalid(context, "at most one value is expected");
  switch (kind) {
    case "text":
      return encodeTexts(
        values.map((value) => textOf(value, context)),
        context,
      );
    case "person-name":
      return encodeTexts(
        values.map((value) => personNameText(value, context)),
        context,
      );
    case "decimal-string":
    case "integer-string":
      return encodeTexts(
        values.map((value) => numericText(value, context)),
        context,
      );
    case "number":
    case "bigint":
    case "tag":
      return encodeNumbers(values, context);
    default:
      throw invalid(context, "a binary value is given as InlineBinary or BulkDataURI");
  }
}

/** Tells of a value that its VR cannot hold. */
export function invalid({ path, vr }: { path: string; vr: Vr }, expected: string): DecodeError {
  return new DecodeError("JSON_VALUE", `${path} (${vr}): ${expected}`, { path, details: { vr } });
}

function encodeTexts(texts: readonly string[], { vr, path, collector }: JsonValueContext): Uint8Array {
  const { usesCharacterSet, isMultiValued } = VR_TABLE[vr];
  const tell = (code: string, message: string) =>
    collector.add({ code, severity: "warning", offset: -1, path, message });
  if (isMultiValued && texts.some((text) => text.includes("\\"))) {
    tell("JSON_BACKSLASH", "a backslash within a value: it separates values from here on");
  }
  const text = texts.join("\\");
  return encodeText(text, usesCharacterSet ? UTF_8 : [], vr, {
    onUnencodable: "replace",
    onDiagnostic: ({ code, message }) => tell(code, message),
  });
}

function textOf(value: unknown, context: JsonValueContext): string {
  if (value === null) return "";
  if (typeof value !== "string") throw invalid(context, "a string is expected");
  return value;
}

function personNameText(value: unknown, context: JsonValueContext): string {
  if (value === null) return "";
  if (typeof value !== "object" || Array.isArray(value)) {
    throw invalid(context, "an object with Alphabetic, Ideographic and Phonetic is expected");
  }
  const groups = PERSON_NAME_GROUPS.map((name) => {
    const group = (value as Record<string, unknown>)[name] ?? "";
    if (typeof group !== "string") throw invalid(context, "component groups are strings");
    if (group.includes("=") && name !== "Phonetic") throw invalid(context, "a component group holds no =");
    return group;
  });
  if (Object.keys(value).some((name) => !PERSON_NAME_GROUPS.includes(name))) {
    throw invalid(context, "a name has the groups Alphabetic, Ideographic and Phonetic only");
  }
  return groups.join("=").replace(/=+$/, "");
}

function numericText(value: unknown, context: JsonValueContext): string {
  if (typeof value !== "number") return textOf(value, context);
  const text = numberText(context.vr, value);
  if (text === undefined)
    throw invalid(context, context.vr === "IS" ? "an integer is expected" : "a finite number is expected");
  return text;
}

function encodeNumbers(values: readonly unknown[], context: JsonValueContext): Uint8Array {
  if (values.every((value) => value === null)) return new Uint8Array(0);
  const { vr } = context;
  const size = VR_TABLE[vr].maxLength;
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) {
    const at = index * size;
    switch (vr) {
      case "US":
        view.setUint16(at, integerOf(value, 0, 0xffff, context), true);
        break;
      case "SS":
        // Some write the unsigned values of a lookup table's descriptor as signed ones.
        view.setInt16(
          at,
          integerOf(value, -0x8000, isUnsignedInDescriptor(context.tag, index) ? 0xffff : 0x7fff, context),
          true,
        );
        break;
      case "UL":
        view.setUint32(at, integerOf(value, 0, 0xffffffff, context), true);
        break;
      case "SL":
        view.setInt32(at, integerOf(value, -0x80000000, 0x7fffffff, context), true);
        break;
      case "FL": {
        const number = floatOf(value, context);
        if (Number.isFinite(number) && !Number.isFinite(Math.fround(number)))
          throw invalid(context, "a number that 32 bits hold is expected");
        view.setFloat32(at, number, true);
        break;
      }
      case "FD":
        view.setFloat64(at, floatOf(value, context), true);
        break;
      case "SV":
        view.setBigInt64(at, bigintOf(value, -(2n ** 63n), 2n ** 63n - 1n, context), true);
        break;
      case "UV":
        view.setBigUint64(at, bigintOf(value, 0n, 2n ** 64n - 1n, context), true);
        break;
      default: {
        const tag = tagValueOf(value, context);
        view.setUint16(at, tag >>> 16, true);
        view.setUint16(at + 2, tag & 0xffff, true);
      }
    }
  }
  return bytes;
}

function integerOf(value: unknown, low: number, high: number, context: JsonValueContext): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= low && value <= high) return value;
  throw invalid(context, `an integer from ${low} to ${high} is expected`);
}

function floatOf(value: unknown, context: JsonValueContext): number {
  const number = typeof value === "string" ? NON_FINITE.get(value) : value;
  if (typeof number === "number") return number;
  throw invalid(context, 'a number, "NaN", "Infinity" or "-Infinity" is expected');
}

function bigintOf(value: unknown, low: bigint, high: bigint, context: JsonValueContext): bigint {
  const isInteger =
    typeof value === "string" ? /^[+-]?\d{1,20}$/.test(value) : Number.isInteger(value as number);
  if (!isInteger) throw invalid(context, "an integer, beyond 2^53 as a string, is expected");
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    context.collector.add({
      code: "JSON_NUMBER_ROUNDED",
      severity: "warning",
      offset: -1,
      path: context.path,
      message: "an integer beyond 2^53 as a JSON number: its last digits may have been lost by parsing",
    });
  }
  const number = BigInt(value as string | number);
  if (number < low || number > high) throw invalid(context, `an integer of ${context.vr} is expected`);
  return number;
}

function tagValueOf(value: unknown, context: JsonValueContext): number {
  if (typeof value === "string" && /^[0-9a-f]{8}$/i.test(value)) return Number.parseInt(value, 16);
  throw invalid(context, "a tag of eight hex digits is expected");
}

const GETTERS = {
  US: "getUint16",
  SS: "getInt16",
  UL: "getUint32",
  SL: "getInt32",
  FL: "getFloat32",
  FD: "getFloat64",
  SV: "getBigInt64",
  UV: "getBigUint64",
} as const;

/** Returns encoded bytes as what `Dataset.set` takes. */
export function valueToSet(vr: Vr, bytes: Uint8Array): unknown {
  const { kind, maxLength } = VR_TABLE[vr];
  if (kind === "bytes") return bytes;
  if (kind !== "number" && kind !== "bigint" && kind !== "tag") return new TextDecoder().decode(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / maxLength) }, (_, index) => {
    const at = index * maxLength;
    if (vr === "AT") return ((view.getUint16(at, true) << 16) | view.getUint16(at + 2, true)) >>> 0;
    return view[GETTERS[vr as keyof typeof GETTERS]](at, true);
  });
}
