/** Scans of baseline and extended sequential frames. ITU-T T.81 F.2. */
import type { CodecSteps } from "../codec-steps.ts";
import type { ComponentPlane } from "./component-plane.ts";
import { findLongCode, type HuffmanTable, LOOKUP_BITS } from "./huffman-table.ts";
import { fillFlat, inverseDct } from "./inverse-dct.ts";
import { DAMAGED, type ScanContext, visitBlocks } from "./scan-units.ts";
import { ZIGZAG } from "./zigzag.ts";

export interface SequentialComponent {
  plane: ComponentPlane;
  dcTable: HuffmanTable;
  acTable: HuffmanTable;
  acCodes: Int32Array;
  /** The last DC coefficient. */
  prediction: number;
}

const AC_BITS = 10;
/** Behind every coefficient: ends a block, and tells it from a run that leads out of it. */
const END_OF_BLOCK = 100;
const codesOfTables = new WeakMap<HuffmanTable, Int32Array>();
const block = new Int32Array(64);

/**
 * Decodes a scan: blocks go to their planes at once. Returns where the scan ends.
 */
export function decodeSequentialScan(context: ScanContext<SequentialComponent>): CodecSteps<number> {
  const { reader, frame, components } = context;
  const { precision } = frame;
  const restart = (): void => {
    for (const component of components) component.prediction = 0;
  };
  return visitBlocks(context, restart, (component, row, column) => {
    const { plane } = component;
    const quantization = plane.quantization!;
    const last = decodeBlock(component, quantization);
    if (last === DAMAGED || reader.position > reader.end) {
      block.fill(0);
      return DAMAGED;
    }
    if (row >= plane.blocksDown || column >= plane.blocksAcross) {
      block.fill(0);
      return 0;
    }
    const start = row * 8 * plane.stride + column * 8;
    if (last === 0) {
      fillFlat(block[0]!, precision, plane.target, start, plane.stride);
      block[0] = 0;
    } else {
      inverseDct(block, precision, plane.target, start, plane.stride);
    }
    return 0;
  });

  /** Reads a block's coefficients, multiplied by their quantization; returns the index of the last one. */
  function decodeBlock(component: SequentialComponent, quantization: Int32Array): number {
    const { view } = reader;
    const { dcTable, acTable, acCodes } = component;
    let at = reader.position;
    let bits = view.getInt32(at >>> 3) << (at & 7);
    const code = dcTable.lookup[bits >>> (32 - LOOKUP_BITS)]! || findLongCode(dcTable, bits >>> 16);
    const size = code & 255;
    if (code === 0 || size > 15) return DAMAGED;
    at += code >> 8;
    if (size > 0) {
      bits = view.getInt32(at >>> 3) << (at & 7);
      at += size;
      component.prediction += (bits >>> (32 - size)) + (bits >= 0 ? (-1 << size) + 1 : 0);
    }
    block[0] = Math.imul(component.prediction, quantization[0]!);

    let index = 0;
    let last = 0;
    for (;;) {
      index += 1;
      if (index > 63) break;
      bits = view.getInt32(at >>> 3) << (at & 7);
      let entry = acCodes[bits >>> (32 - AC_BITS)]!;
      if (entry === 0) {
        const long = findLongCode(acTable, bits >>> 16);
        reader.position = at;
        if (long === 0) return DAMAGED;
        entry = entryOf(long);
      }
      at += entry & 31;
      index += (entry >> 5) & 127;
      const more = (entry >> 12) & 15;
      let value = entry >> 16;
      if (more > 0) {
        bits = view.getInt32(at >>> 3) << (at & 7);
        at += more;
        value = (bits >>> (32 - more)) + (bits >= 0 ? (-1 << more) + 1 : 0);
      }
      if (index > 63) {
        if (index < END_OF_BLOCK) {
          reader.position = at;
          return DAMAGED;
        }
        break;
      }
      const place = ZIGZAG[index]!;
      block[place] = Math.imul(value, quantization[place]!);
      last = index;
    }
    reader.position = at;
    return last;
  }
}

/**
 * Returns what the next {@link AC_BITS} bits begin with: bits to go on by (5 bits), coefficients to leave out (7), size of a
 * coefficient that follows (4), and the coefficient itself where the bits hold it whole (16). 0: a longer code, or none.
 */
export function acCodesOf(table: HuffmanTable): Int32Array {
  const known = codesOfTables.get(table);
  if (known) return known;
  const codes = new Int32Array(1 << AC_BITS);
  for (let bits = 0; bits < codes.length; bits += 1) {
    const code =
      table.lookup[bits >> (AC_BITS - LOOKUP_BITS)]! || findLongCode(table, bits << (16 - AC_BITS));
    const length = code >> 8;
    if (code === 0 || length > AC_BITS) continue;
    const entry = entryOf(code);
    const size = code & 15;
    const spare = AC_BITS - length - size;
    if (size === 0 || spare < 0) {
      codes[bits] = entry;
      continue;
    }
    const raw = (bits >> spare) & ((1 << size) - 1);
    const value = raw >> (size - 1) === 1 ? raw : raw - (1 << size) + 1;
    codes[bits] = (value << 16) | (entry & 0xfe0) | (length + size);
  }
  codesOfTables.set(table, codes);
  return codes;
}

/** Returns the entry of a code without its coefficient: `length << 8 | run << 4 | size`. T.81 F.1.2.2.1. */
function entryOf(code: number): number {
  const size = code & 15;
  const run = (code >> 4) & 15;
  return (code >> 8) | ((size === 0 && run < 15 ? END_OF_BLOCK : run) << 5) | (size << 12);
}
