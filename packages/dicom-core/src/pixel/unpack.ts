/** Native pixel data to samples: any byte order, masked and sign-extended, interleaved. PS3.5 8.1 and 8.2, Annex D. */
import type { PixelDescription } from "./pixel-description.ts";

export type PixelArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;

export interface UnpackOptions {
  isLittleEndian: boolean;
  /** Leaves the bits above Bits Stored as they come. */
  raw: boolean;
}

/** Returns the bits that one frame takes in native Pixel Data; frames of 1-bit images are not byte-aligned. PS3.5 8.1.1. */
export function frameBits({ rows, columns, samplesPerPixel, bitsAllocated }: PixelDescription): number {
  return rows * columns * samplesPerPixel * bitsAllocated;
}

/** Returns the samples of one frame, which begins at a bit of `bytes` and is all there. `[row][column][sample]`. */
export function unpackFrame(
  bytes: Uint8Array,
  startBit: number,
  description: PixelDescription,
  options: UnpackOptions,
): PixelArray {
  const { bitsAllocated, rows, columns, samplesPerPixel } = description;
  const count = rows * columns * samplesPerPixel;
  const samples =
    bitsAllocated === 1
      ? unpackBits(bytes, startBit, count)
      : unpackWords(bytes, startBit >> 3, count, description, options);
  return samplesPerPixel > 1 && description.planarConfiguration === 1
    ? interleave(samples, samplesPerPixel)
    : samples;
}

/** The first pixel is the least significant bit. PS3.5 8.1.1, D.3. */
function unpackBits(bytes: Uint8Array, startBit: number, count: number): Uint8Array {
  const out = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) {
    const bit = startBit + i;
    out[i] = (bytes[Math.floor(bit / 8)]! >> (bit % 8)) & 1;
  }
  return out;
}

function unpackWords(
  bytes: Uint8Array,
  start: number,
  count: number,
  description: PixelDescription,
  { isLittleEndian, raw }: UnpackOptions,
): PixelArray {
  const { bitsAllocated, isSigned } = description;
  const size = bitsAllocated / 8;
  // A copy of the frame, aligned for the typed array and free to be masked.
  const frame = new Uint8Array(count * size);
  frame.set(bytes.subarray(start, start + count * size));
  if (!isLittleEndian && size > 1) swap(frame, size);
  const samples = typedArray(frame.buffer, bitsAllocated, isSigned);
  if (!raw) maskSamples(samples, description);
  return samples;
}

function typedArray(buffer: ArrayBuffer, bits: number, isSigned: boolean): PixelArray {
  if (bits === 8) return isSigned ? new Int8Array(buffer) : new Uint8Array(buffer);
  if (bits === 16) return isSigned ? new Int16Array(buffer) : new Uint16Array(buffer);
  return isSigned ? new Int32Array(buffer) : new Uint32Array(buffer);
}

/** Shifts the stored bits to the top and back: drops what is above them and extends the sign. */
function maskSamples(
  samples: PixelArray,
  { bitsStored, highBit, bitsAllocated, isSigned }: PixelDescription,
): void {
  if (bitsStored === bitsAllocated) return;
  const left = 31 - highBit;
  const right = 32 - bitsStored;
  if (isSigned) for (let i = 0; i < samples.length; i += 1) samples[i] = (samples[i]! << left) >> right;
  else for (let i = 0; i < samples.length; i += 1) samples[i] = (samples[i]! << left) >>> right;
}

function interleave(samples: PixelArray, samplesPerPixel: number): PixelArray {
  const out = samples.slice();
  const plane = samples.length / samplesPerPixel;
  for (let sample = 0; sample < samplesPerPixel; sample += 1) {
    for (let i = 0; i < plane; i += 1) out[i * samplesPerPixel + sample] = samples[sample * plane + i]!;
  }
  return out;
}

function swap(bytes: Uint8Array, size: number): void {
  for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}
