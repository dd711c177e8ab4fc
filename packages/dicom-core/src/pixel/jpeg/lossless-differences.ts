/** Entropy-coded differences of lossless JPEG: a code that says how many bits follow, and these. ITU-T T.81 H.1.2.2, H.2. */
import type { EntropyReader } from "./entropy-reader.ts";
import { findLongCode, type HuffmanTable, LOOKUP_BITS } from "./huffman-table.ts";

/** Codes whose difference ends within so many bits are read by one look-up. */
const CODE_BITS = 12;
/** What may be read before anyone asks whether there was enough: 31 bits each, see {@link EntropyReader}. */
const MAX_UNCHECKED = 128;

const codesOfTables = new WeakMap<HuffmanTable, Int32Array>();

/** One sample of a minimal coded unit, or of a row of samples that share a table. */
export interface DifferenceUnit {
  table: HuffmanTable;
  codes: Int32Array;
  /** Where its differences go: that of the first unit, and what lies between those of two units. */
  place: number;
  step: number;
}

/**
 * Reads the differences of units `from` to before `to`, in the order of the stream. Returns the number of the first unit
 * that is not there whole, or is damaged; `to` where there is none.
 */
export function readDifferences(
  reader: EntropyReader,
  units: readonly DifferenceUnit[],
  differences: Int32Array,
  from: number,
  to: number,
): number {
  const unchecked = Math.floor(MAX_UNCHECKED / units.length);
  for (let next = from; next < to; ) {
    const stop = Math.min(next + unchecked, to);
    const position = reader.position;
    if (!readUnchecked(reader, units, differences, next, stop) || reader.isExhausted) {
      reader.position = position;
      if (stop - next === 1) return next;
      // Once more, one by one, to find the last that is whole.
      while (readDifferences(reader, units, differences, next, next + 1) > next) next += 1;
      return next;
    }
    next = stop;
  }
  return to;
}

/** No difference, but what stands for a code that there is not. */
const DAMAGED_CODE = 65536;

function readUnchecked(
  reader: EntropyReader,
  units: readonly DifferenceUnit[],
  differences: Int32Array,
  from: number,
  to: number,
): boolean {
  if (units.length === 1) return readAlone(reader, units[0]!, differences, from, to);
  const { view } = reader;
  let at = reader.position;
  for (let index = from; index < to; index += 1) {
    for (let i = 0; i < units.length; i += 1) {
      const { codes, table, place, step } = units[i]!;
      const entry = codes[(view.getInt32(at >>> 3) << (at & 7)) >>> (32 - CODE_BITS)]!;
      const length = entry & 31;
      let difference = entry >> 5;
      at += length;
      if (length === 0) {
        reader.position = at;
        difference = readLong(reader, table, difference);
        if (difference === DAMAGED_CODE) return false;
        at = reader.position;
      }
      differences[place + index * step] = difference;
    }
  }
  reader.position = at;
  return true;
}

/** The same with one table: mostly two look-ups for one reading of bits. */
function readAlone(
  reader: EntropyReader,
  { table, codes, place, step }: DifferenceUnit,
  differences: Int32Array,
  from: number,
  to: number,
): boolean {
  const { view } = reader;
  let at = reader.position;
  let target = place + from * step;
  const end = place + to * step;
  while (target < end) {
    let bits = view.getInt32(at >>> 3) << (at & 7);
    let entry = codes[bits >>> (32 - CODE_BITS)]!;
    let length = entry & 31;
    if (length === 0) {
      reader.position = at;
      const difference = readLong(reader, table, entry >> 5);
      if (difference === DAMAGED_CODE) return false;
      at = reader.position;
      differences[target] = difference;
      target += step;
      continue;
    }
    differences[target] = entry >> 5;
    target += step;
    at += length;
    if (target === end) break;
    bits <<= length;
    entry = codes[bits >>> (32 - CODE_BITS)]!;
    length = entry & 31;
    if (length === 0) continue;
    differences[target] = entry >> 5;
    target += step;
    at += length;
  }
  reader.position = at;
  return true;
}

/** Reads a difference that no look-up holds whole; `code` is known where it is not 0. */
function readLong(reader: EntropyReader, table: HuffmanTable, known: number): number {
  const { view } = reader;
  let at = reader.position;
  const code = known || findLongCode(table, (view.getInt32(at >>> 3) << (at & 7)) >>> 16);
  const size = code & 255;
  if (code === 0 || size > 16) return DAMAGED_CODE;
  at += code >> 8;
  reader.position = at;
  if (size === 0) return 0;
  // T.81 H.1.2.2: no bits follow.
  if (size === 16) return 32768;
  reader.position = at + size;
  const bits = view.getInt32(at >>> 3) << (at & 7);
  return (bits >>> (32 - size)) + (bits < 0 ? 0 : (-1 << size) + 1);
}

/**
 * Returns what the next {@link CODE_BITS} bits begin with: `difference << 5 | length` where they hold a code with the bits
 * behind it, `(code length << 8 | size) << 5` where only the code, 0 for a longer code or none.
 */
export function differenceCodesOf(table: HuffmanTable): Int32Array {
  const known = codesOfTables.get(table);
  if (known) return known;
  const codes = new Int32Array(1 << CODE_BITS);
  for (let bits = 0; bits < codes.length; ) {
    const code =
      table.lookup[bits >> (CODE_BITS - LOOKUP_BITS)]! || findLongCode(table, bits << (16 - CODE_BITS));
    const length = code >> 8;
    const end = code === 0 || length > CODE_BITS ? bits + 1 : bits + (1 << (CODE_BITS - length));
    const size = code & 255;
    // Size 16 is 32768 with no bits behind it. T.81 H.1.2.2.
    const extraBits = size === 16 ? 0 : size;
    if (length + extraBits <= CODE_BITS && code > 0 && size <= 16) {
      const values = 1 << extraBits;
      const each = (end - bits) / values;
      for (let raw = 0; raw < values; raw += 1) {
        const difference = size === 16 ? 32768 : raw < values >> 1 ? raw - values + 1 : raw;
        codes.fill((difference << 5) | (length + extraBits), bits + raw * each, bits + (raw + 1) * each);
      }
    } else if (length <= CODE_BITS) {
      codes.fill(code << 5, bits, end);
    }
    bits = end;
  }
  codesOfTables.set(table, codes);
  return codes;
}
