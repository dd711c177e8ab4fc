/** Compares our DICOM JSON with the models of the shared data, canonically. */
import { createHash } from "node:crypto";
import type { DicomJson, DicomJsonAttribute, DicomJsonValue } from "../../src/index.ts";

/** An attribute of a model; a value that is no valid number is marked, one that the model's maker could not read too. */
export interface TruthAttribute extends DicomJsonAttribute {
  notConverted?: boolean;
  error?: string;
}

export interface CompareOptions {
  /** Attributes that only we have are no difference. */
  allowMore?: boolean;
  /** Attributes of the root that are not compared. */
  except?: readonly string[];
}

/** Returns the differences, one a line: path, what is expected, what came. */
export function compareWithTruth(
  truth: Record<string, TruthAttribute>,
  ours: DicomJson,
  options: CompareOptions = {},
): string[] {
  const differences: string[] = [];
  const compared = Object.entries(truth).filter(([tag]) => !options.except?.includes(tag));
  compareItems(Object.fromEntries(compared), ours, "", options, differences);
  return differences;
}

function compareItems(
  truth: Record<string, TruthAttribute>,
  ours: DicomJson,
  path: string,
  options: CompareOptions,
  differences: string[],
): void {
  for (const tag of new Set([...Object.keys(truth), ...Object.keys(ours)])) {
    if (tag.endsWith("0000")) continue;
    const expected = truth[tag];
    const actual = ours[tag];
    const where = `${path}${tag}`;
    if (expected === undefined) {
      if (!options.allowMore) differences.push(`${where}: only ours (${actual?.vr})`);
    } else if (actual === undefined) {
      differences.push(`${where}: missing (${expected.vr})`);
    } else if (!expected.notConverted && !expected.error) {
      compareAttribute(expected, actual, where, options, differences);
    }
  }
}

function compareAttribute(
  expected: TruthAttribute,
  actual: DicomJsonAttribute,
  where: string,
  options: CompareOptions,
  differences: string[],
): void {
  if (expected.vr === "UN" && actual.vr !== "UN") {
    if (!isSameAsUnknown(expected, actual)) differences.push(`${where}: UN and ${actual.vr} differ`);
    return;
  }
  if (expected.vr !== actual.vr) {
    differences.push(`${where}: ${expected.vr} expected, is ${actual.vr}`);
  } else if (expected.vr === "SQ") {
    const items = (expected.Value ?? []) as Record<string, TruthAttribute>[];
    const ours = (actual.Value ?? []) as DicomJson[];
    if (items.length !== ours.length)
      differences.push(`${where}: ${items.length} items, ours ${ours.length}`);
    for (const [index, item] of items.entries()) {
      const own = ours[index];
      if (own) compareItems(item, own, `${where}[${index}].`, options, differences);
    }
  } else {
    const wanted = canonical(expected);
    const given = canonical(actual);
    if (wanted !== given)
      differences.push(`${where} ${expected.vr}: ${cut(wanted)} expected, is ${cut(given)}`);
  }
}

/** Whether an attribute that our private dictionary knows has the bytes that the model has as UN. */
function isSameAsUnknown(expected: TruthAttribute, actual: DicomJsonAttribute): boolean {
  if (isEmpty(expected)) return isEmpty(actual);
  // The model has the hash of a long value only; a sequence that it has as bytes would have to be read to compare.
  if (expected.InlineBinary === undefined || actual.vr === "SQ") return true;
  const bytes = Buffer.from(expected.InlineBinary, "base64");
  if (isEmpty(actual)) return bytes.every((byte) => byte === 0x20 || byte === 0);
  if (actual.InlineBinary !== undefined) return bytes.equals(Buffer.from(actual.InlineBinary, "base64"));
  const values = actual.Value ?? [];
  const size = NUMBER_BYTES[actual.vr];
  if (size === undefined) return actual.vr === "PN" || isSameText(bytes, values);
  return bytes.equals(Buffer.concat(values.map((value) => encodeNumber(actual.vr, size, value))));
}

const NUMBER_BYTES: Record<string, number> = {
  US: 2,
  SS: 2,
  UL: 4,
  SL: 4,
  FL: 4,
  FD: 8,
  SV: 8,
  UV: 8,
  AT: 4,
};

function encodeNumber(vr: string, size: number, value: DicomJsonValue): Buffer {
  const bytes = Buffer.alloc(size);
  if (vr === "FL") bytes.writeFloatLE(Number(value));
  else if (vr === "FD") bytes.writeDoubleLE(Number(value));
  else if (vr === "AT") return Buffer.from(String(value), "hex").swap16();
  else if (size === 8) bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value as string | number)));
  else bytes.writeUIntLE(Number(value) < 0 ? Number(value) + 256 ** size : Number(value), 0, size);
  return bytes;
}

function isSameText(bytes: Buffer, values: readonly DicomJsonValue[]): boolean {
  if (bytes.some((byte) => byte > 0x7e)) return true;
  const text = bytes.toString("latin1").split("\\");
  const trimmed = text.map((part) => part.replace(/[ \0]+$/, "").trimStart());
  return values.every((value, index) => {
    const part = trimmed[index] ?? "";
    return typeof value === "number" ? Number(part) === value : (value ?? "") === part;
  });
}

function isEmpty({ Value, InlineBinary, BulkDataURI }: DicomJsonAttribute): boolean {
  return !Value?.length && !InlineBinary && !BulkDataURI;
}

/** The value as a text that is the same for equal values. */
function canonical(attribute: DicomJsonAttribute): string {
  const { vr, Value = [], InlineBinary, BulkDataURI } = attribute;
  if (BulkDataURI !== undefined) return BulkDataURI;
  if (InlineBinary !== undefined) {
    const bytes = Buffer.from(InlineBinary, "base64");
    const hash = createHash("sha256").update(bytes).digest("hex");
    return bytes.length === 0 ? "[]" : `sha256:${hash};length=${bytes.length}`;
  }
  const values = Value.map((value) => canonicalValue(vr, value));
  return values.every((value) => value === "") && values.length < 2 ? "[]" : JSON.stringify(values);
}

const NUMBERS = new Set(["DS", "IS", "FL", "FD", "SV", "UV", "US", "SS", "UL", "SL"]);

function canonicalValue(vr: string, value: DicomJsonValue): string {
  if (value === null) return "";
  if (NUMBERS.has(vr)) return String(Number(value));
  if (vr !== "PN") return String(value).replace(/[ \0]+$/, "");
  const { Alphabetic = "", Ideographic = "", Phonetic = "" } = value as Record<string, string>;
  return [Alphabetic, Ideographic, Phonetic]
    .map((group) => group.trim().replace(/[\^ ]+$/, ""))
    .join("=")
    .replace(/=+$/, "");
}

function cut(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
