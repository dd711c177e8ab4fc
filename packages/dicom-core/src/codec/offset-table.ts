/** The tables that say where the frames of encapsulated Pixel Data begin. PS3.5 A.4, PS3.3 C.7.6.3.1.8. */
import type { Dataset } from "../dataset/dataset.ts";

/** Where each frame begins: bytes from the first byte of the first item behind the Basic Offset Table to its own item. */
export interface OffsetTable {
  kind: "basic" | "extended";
  /** As written; not checked against the fragments. */
  offsets: Float64Array;
  /** Of the frames in bytes, without padding; only beside an Extended Offset Table. */
  lengths: Float64Array | undefined;
}

const EXTENDED_OFFSET_TABLE = 0x7fe00001;
const EXTENDED_OFFSET_TABLE_LENGTHS = 0x7fe00002;
const ITEM_HEADER_LENGTH = 8;
const WRAP = 2 ** 32;

/** Returns the Extended Offset Table of a data set, `undefined` where it has none. PS3.3 C.7.6.3.1.8. */
export function readExtendedOffsetTable(dataset: Dataset): OffsetTable | undefined {
  const offsets = wideEntries(dataset.get(EXTENDED_OFFSET_TABLE));
  if (offsets === undefined) return undefined;
  return { kind: "extended", offsets, lengths: wideEntries(dataset.get(EXTENDED_OFFSET_TABLE_LENGTHS)) };
}

/** Returns the Basic Offset Table in the first item of Pixel Data, `undefined` where the item is empty. PS3.5 A.4. */
export function readBasicOffsetTable(item: Uint8Array): OffsetTable | undefined {
  if (item.length === 0) return undefined;
  const view = new DataView(item.buffer, item.byteOffset, item.byteLength);
  const offsets = new Float64Array(Math.ceil(item.length / 4));
  // A table that ends within an entry has an entry that leads nowhere.
  offsets[offsets.length - 1] = Number.NaN;
  for (let i = 0; i < item.length >> 2; i += 1) offsets[i] = view.getUint32(i * 4, true);
  return { kind: "basic", offsets, lengths: undefined };
}

/** Returns unsigned 64-bit numbers, exact up to 2^53: beyond it no input reaches. */
function wideEntries(value: unknown): Float64Array | undefined {
  if (!(value instanceof Uint8Array) || value.length === 0) return undefined;
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  const entries = new Float64Array(Math.ceil(value.length / 8));
  entries[entries.length - 1] = Number.NaN;
  for (let i = 0; i < value.length >> 3; i += 1) {
    entries[i] = view.getUint32(i * 8, true) + view.getUint32(i * 8 + 4, true) * WRAP;
  }
  return entries;
}

/**
 * Returns the index of the first fragment of each frame, or in words why the offsets cannot be right. One pass over
 * both. The 32-bit offsets of more than 4 GiB are followed over their overflow.
 */
export function placeByOffsets(
  { kind, offsets }: OffsetTable,
  fragments: readonly Uint8Array[],
): { starts: Uint32Array; hasOverflow: boolean } | string {
  const starts = new Uint32Array(offsets.length);
  let fragment = 0;
  let position = 0;
  let wraps = 0;
  for (let frame = 0; frame < offsets.length; frame += 1) {
    let offset = offsets[frame]! + wraps * WRAP;
    if (frame === 0 && offset !== 0) return "the first frame is not at the first item";
    if (offset < position && kind === "basic" && totalLength(fragments) > WRAP) {
      wraps += 1;
      offset += WRAP;
    }
    if (frame > 0 && offset <= position) return "the offsets do not ascend";
    while (position < offset && fragment < fragments.length) {
      position += ITEM_HEADER_LENGTH + fragments[fragment]!.length;
      fragment += 1;
    }
    if (fragment >= fragments.length) return "an offset leads beyond the last item";
    if (position !== offset) return "an offset leads to no item";
    starts[frame] = fragment;
  }
  return { starts, hasOverflow: wraps > 0 };
}

function totalLength(fragments: readonly Uint8Array[]): number {
  let total = 0;
  for (const fragment of fragments) total += ITEM_HEADER_LENGTH + fragment.length;
  return total;
}
