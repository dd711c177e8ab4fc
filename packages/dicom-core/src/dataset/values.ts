/** Values of elements: decoded from bytes when asked for, checked when set. PS3.5 6.2 and 6.4. */
import { type NumberArray, numberArray, numberArrayOf } from "../value/binary-numbers.ts";
import { VR_TABLE } from "../vr/vr-table.ts";
import { decodeValues, type NumberText, type TextOwner } from "./decode-values.ts";
import type { DataElement } from "./element.ts";

export type { NumberText } from "./decode-values.ts";
export type { NormalizeOptions } from "./normalize-values.ts";

/**
 * Returns the values of an element other than a sequence; numbers of DS and IS as {@link NumberText}. Memoised. What is
 * wrong with text goes to the diagnostics of `owner`.
 */
export function valuesOf(
  element: DataElement,
  terms: readonly string[],
  owner?: TextOwner,
): readonly unknown[] {
  let { values } = element;
  if (values === undefined) {
    const { source, items, vr, tag, valueOffset, endOffset } = element;
    values = items ?? (source ? decodeValues(source, valueOffset, endOffset, vr, terms, owner, tag) : []);
    element.values = values;
  }
  return values;
}

/**
 * Returns the numbers of an element as a typed array: US SS UL SL FL FD SV UV in the type of that width, OW OL OF OD
 * OV likewise, OB and UN as Uint8Array, AT as tags in a Uint32Array, DS and IS as Float64Array (NaN where the text is
 * no number). `undefined` for text, sequences and encapsulated Pixel Data.
 *
 * The numbers are as the VR says: of a LUT Descriptor in SS all are signed, where `getAll` gives the entry count unsigned.
 *
 * A view into what was read where that is aligned and in the machine's byte order, else a copy. A change in a view is
 * a change in the input.
 */
export function numbersOf(element: DataElement): NumberArray | undefined {
  const { vr, span, items, fragments } = element;
  if (items || fragments) return undefined;
  const { kind } = VR_TABLE[vr];
  if (kind === "decimal-string" || kind === "integer-string") {
    return Float64Array.from(valuesOf(element, []) as NumberText[], ({ number }) => number);
  }
  if (span) return numberArray(element.bytes, vr, span.source.isLittleEndian);
  const values = element.values ?? [];
  // Bytes that were set are in little endian order.
  if (kind === "bytes")
    return numberArray((values[0] as Uint8Array | undefined) ?? new Uint8Array(0), vr, true);
  return numberArrayOf(values, vr);
}
