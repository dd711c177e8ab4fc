/** Values of elements: decoded from bytes when asked for, checked when set. PS3.5 6.2 and 6.4. */
import { type NumberArray, numberArray, numberArrayOf } from "../value/binary-numbers.ts";
import { VR_TABLE } from "../vr/vr-table.ts";
import { decodeValues, NONE, type TextOwner } from "./decode-values.ts";
import type { DataElement, ElementContent } from "./element.ts";

export type { NormalizeOptions } from "./normalize-values.ts";

/**
 * Returns the value of an element other than a sequence where it is one, else an array of several or none. Memoised. What
 * is wrong with text goes to the diagnostics of `owner`.
 */
export function keptValue(element: DataElement, terms: readonly string[], owner?: TextOwner): unknown {
  const { source, fragments } = element;
  if (source === undefined) return (element.kept as ElementContent).values ?? NONE;
  if (fragments || element.kept === undefined) {
    const { tag, vr, valueOffset, endOffset } = element;
    const value = decodeValues(source, valueOffset, endOffset, vr, terms, owner, tag);
    // The place is taken.
    if (fragments) return value;
    element.kept = value;
  }
  return element.kept;
}

/** Returns the values in an array of their own. */
export function valuesOf(element: DataElement, terms: readonly string[], owner?: TextOwner): unknown[] {
  const value = keptValue(element, terms, owner);
  return Array.isArray(value) ? value.slice() : [value];
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
    return Float64Array.from(valuesOf(element, NONE) as number[]);
  }
  if (span) return numberArray(element.bytes, vr, span.source.isLittleEndian);
  const values = valuesOf(element, NONE);
  // Bytes that were set are in little endian order.
  if (kind === "bytes")
    return numberArray((values[0] as Uint8Array | undefined) ?? new Uint8Array(0), vr, true);
  return numberArrayOf(values, vr);
}
