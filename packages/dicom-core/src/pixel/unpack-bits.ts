/** Samples that are no whole bytes or words of a machine: 1 bit, 12 packed, 24. PS3.5 8.1.1, Annex D. */
import { containerBits, type IntegerPixels, pixelArray } from "./fit-samples.ts";

/**
 * Returns samples of 1 to 24 bits that lie one behind the other from a bit of `bytes` on, the least significant bit
 * first. No sign is extended. Samples behind the end are 0.
 */
export function unpackBits(
  bytes: Uint8Array,
  startBit: number,
  count: number,
  bitsEach: number,
  isSigned: boolean,
): IntegerPixels {
  const bits = containerBits(bitsEach);
  const out = pixelArray(new ArrayBuffer((count * bits) / 8), bits, isSigned);
  const whole = Math.min(count, Math.max(0, Math.floor((bytes.length * 8 - startBit) / bitsEach)));
  const start = Math.floor(startBit / 8);
  if (bitsEach === 1) unpackSingleBits(bytes, start, startBit % 8, whole, out);
  else unpackWide(bytes, start, startBit % 8, whole, bitsEach, out);
  return out;
}

function unpackSingleBits(
  bytes: Uint8Array,
  start: number,
  shift: number,
  count: number,
  out: IntegerPixels,
): void {
  let at = start;
  let left = 8 - shift;
  let byte = bytes[at]! >> shift;
  for (let i = 0; i < count; i += 1) {
    if (left === 0) {
      at += 1;
      byte = bytes[at]!;
      left = 8;
    }
    out[i] = byte & 1;
    byte >>= 1;
    left -= 1;
  }
}

function unpackWide(
  bytes: Uint8Array,
  start: number,
  shift: number,
  count: number,
  bitsEach: number,
  out: IntegerPixels,
): void {
  const mask = 2 ** bitsEach - 1;
  let at = start;
  // At most 23 bits and a byte more.
  let held = 0;
  let heldBits = 0;
  if (shift > 0) {
    held = bytes[at]! >> shift;
    heldBits = 8 - shift;
    at += 1;
  }
  for (let i = 0; i < count; i += 1) {
    while (heldBits < bitsEach) {
      held |= bytes[at]! << heldBits;
      heldBits += 8;
      at += 1;
    }
    out[i] = held & mask;
    held >>>= bitsEach;
    heldBits -= bitsEach;
  }
}
