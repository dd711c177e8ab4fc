/** Encodes the value of one element, padded to even length. PS3.5 6.2 and 7.1. */
import { swapUnits } from "../bytes/swap-units.ts";
import { declarationOf } from "../charset/declaration.ts";
import { type EncodeTextOptions, encodeText } from "../charset/text-codec.ts";
import { type Dataset, termsOf } from "../dataset/dataset.ts";
import type { DataElement, ElementContent } from "../dataset/element.ts";
import { textToRecode } from "../dataset/text-to-recode.ts";
import { valuesOf } from "../dataset/values.ts";
import { VR_TABLE } from "../vr/vr-table.ts";

const SPECIFIC_CHARACTER_SET = 0x00080005;

export interface ValueEncoding {
  isLittleEndian: boolean;
  /** Of the text that is written. */
  terms: readonly string[];
  /** Of the text as it was read. */
  termsAsRead: readonly string[];
  text: EncodeTextOptions;
}

/** Returns the value's bytes: those that were read where they need no change, else newly encoded ones. */
export function encodeElementValue(element: DataElement, encoding: ValueEncoding): Uint8Array {
  const facts = VR_TABLE[element.vr];
  if (element.isRead) {
    const mustRecode =
      facts.usesCharacterSet &&
      !sameTerms(encoding.terms, encoding.termsAsRead) &&
      !isSameInBoth(element.bytes, encoding);
    if (!mustRecode) {
      const isInOrder = element.isLittleEndian === encoding.isLittleEndian;
      return padded(isInOrder ? element.bytes : swapUnits(element.bytes, facts.unitBytes), facts.padByte);
    }
  }
  return padded(encodeValues(element, encoding), facts.padByte);
}

/** Tells whether two lists of terms declare the same character sets; an empty first term means the default one. */
export function sameTerms(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((term, index) => term === b[index]));
}

/** Returns the character set in which the text of a data set is written: (0008,0005) as it is now, else what is inherited. */
export function termsToWrite(dataset: Dataset, inherited: readonly string[]): readonly string[] {
  return dataset.has(SPECIFIC_CHARACTER_SET) ? termsOf(dataset.getAll(SPECIFIC_CHARACTER_SET)) : inherited;
}

function encodeValues(element: DataElement, encoding: ValueEncoding): Uint8Array {
  const { vr } = element;
  const { kind } = VR_TABLE[vr];
  if (kind === "text" || kind === "person-name") {
    const text = textToRecode(element, encoding.termsAsRead, encoding.text);
    return encodeText(text, encoding.terms, vr, encoding.text);
  }
  const values = valuesOf(element, encoding.termsAsRead);
  switch (kind) {
    case "decimal-string":
    case "integer-string":
      return encodeText(((element.kept as ElementContent).texts ?? []).join("\\"), [], vr);
    case "bytes": {
      // Bytes that were set are in little endian order, as everywhere outside Explicit VR Big Endian.
      const bytes = (values[0] as Uint8Array | undefined) ?? new Uint8Array(0);
      return encoding.isLittleEndian ? bytes : swapUnits(bytes, VR_TABLE[vr].unitBytes);
    }
    default:
      return encodeNumbers(element, values, encoding.isLittleEndian);
  }
}

function encodeNumbers(
  element: DataElement,
  values: readonly unknown[],
  isLittleEndian: boolean,
): Uint8Array {
  const size = VR_TABLE[element.vr].maxLength;
  const bytes = new Uint8Array(size * values.length);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) {
    const at = index * size;
    switch (element.vr) {
      case "US":
      case "SS":
        view.setUint16(at, value as number, isLittleEndian);
        break;
      case "UL":
      case "SL":
        view.setUint32(at, value as number, isLittleEndian);
        break;
      case "FL":
        view.setFloat32(at, value as number, isLittleEndian);
        break;
      case "FD":
        view.setFloat64(at, value as number, isLittleEndian);
        break;
      case "SV":
      case "UV":
        view.setBigUint64(at, BigInt.asUintN(64, value as bigint), isLittleEndian);
        break;
      default:
        view.setUint16(at, (value as number) >>> 16, isLittleEndian);
        view.setUint16(at + 2, (value as number) & 0xffff, isLittleEndian);
    }
  }
  return bytes;
}

function padded(bytes: Uint8Array, padByte: number): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const even = new Uint8Array(bytes.length + 1);
  even.set(bytes);
  even[bytes.length] = padByte;
  return even;
}

/** ASCII is, but for what is a yen sign and an overline in ISO-IR 14. */
function isSameInBoth(bytes: Uint8Array, { terms, termsAsRead }: ValueEncoding): boolean {
  const hasRomaji = declarationOf(terms).g0 !== declarationOf(termsAsRead).g0;
  return bytes.every(
    (byte) => byte < 0x80 && byte !== 0x1b && !(hasRomaji && (byte === 0x5c || byte === 0x7e)),
  );
}
