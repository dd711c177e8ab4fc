/** Native pixel data to samples: any width and byte order, masked and sign-extended, interleaved. PS3.5 8.1, 8.2, Annex D. */
import { swapInPlace } from "../bytes/swap-units.ts";
import { containerBits, type IntegerPixels, pixelArray } from "./fit-samples.ts";
import { maskSamples } from "./mask-samples.ts";
import type { PixelDescription } from "./pixel-description.ts";
import { interleavePlanes } from "./planar.ts";
import { subsamplingOf, upsampleChroma } from "./subsampling.ts";
import { unpackBits } from "./unpack-bits.ts";

/** Samples of any type. */
export type PixelArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

export interface UnpackOptions {
  isLittleEndian: boolean;
  /** Leaves the bits above Bits Stored as they come. */
  raw: boolean;
  /** Of Float Pixel Data (7FE0,0008) and Double Float Pixel Data (7FE0,0009). */
  isFloat: boolean;
}

/** Returns the bits that one frame takes in native Pixel Data; frames of 1-bit images are not byte-aligned. PS3.5 8.1.1. */
export function frameBits(description: PixelDescription): number {
  return storedSampleCount(description) * description.bitsAllocated;
}

function storedSampleCount(description: PixelDescription): number {
  const { rows, columns, samplesPerPixel } = description;
  return subsamplingOf(description)?.sampleCount ?? rows * columns * samplesPerPixel;
}

/**
 * Returns the samples of one frame, which begins at a bit of `bytes`: `[row][column][sample]`, chroma at full size.
 * Samples behind the end of `bytes` are 0. A copy.
 */
export function unpackFrame(
  bytes: Uint8Array,
  startBit: number,
  description: PixelDescription,
  options: UnpackOptions,
): PixelArray {
  const count = storedSampleCount(description);
  const samples = options.isFloat
    ? floats(copyOf(bytes, startBit, count, description.bitsAllocated, options), description.bitsAllocated)
    : integers(bytes, startBit, count, description, options);
  const { samplesPerPixel, planarConfiguration } = description;
  const subsampling = subsamplingOf(description);
  if (subsampling) return upsampleChroma(samples, description, subsampling);
  return samplesPerPixel > 1 && planarConfiguration === 1
    ? interleavePlanes(samples, samplesPerPixel)
    : samples;
}

function integers(
  bytes: Uint8Array,
  startBit: number,
  count: number,
  description: PixelDescription,
  options: UnpackOptions,
): IntegerPixels {
  const { bitsAllocated, bitsStored, highBit, isSigned } = description;
  if (bitsAllocated === 1) return unpackBits(bytes, startBit, count, 1, false) as Uint8Array;
  const isPacked = bitsAllocated % 8 !== 0 || bitsAllocated === 24;
  const bits = containerBits(bitsAllocated);
  const samples = isPacked
    ? unpackBits(bytes, startBit, count, bitsAllocated, isSigned)
    : pixelArray(copyOf(bytes, startBit, count, bitsAllocated, options), bits, isSigned);
  // In raw packed samples nothing is above Bits Allocated but the sign's place.
  if (!options.raw && bitsStored < bits) {
    if (isSigned || bitsStored < bitsAllocated) maskSamples(samples, highBit, bitsStored, isSigned);
  }
  return samples;
}

/** A copy of the frame, aligned for a typed array, in little endian order and free to be masked. */
function copyOf(
  bytes: Uint8Array,
  startBit: number,
  count: number,
  bitsAllocated: number,
  { isLittleEndian }: UnpackOptions,
): ArrayBuffer {
  const size = bitsAllocated / 8;
  const start = startBit / 8;
  const end = start + count * size;
  let frame: Uint8Array<ArrayBuffer>;
  if (end <= bytes.length) {
    frame = new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset + start, end - start).slice();
  } else {
    frame = new Uint8Array(end - start);
    frame.set(bytes.subarray(start, end));
  }
  if (!isLittleEndian && size > 1) swapInPlace(frame, size);
  return frame.buffer;
}

function floats(buffer: ArrayBuffer, bitsAllocated: number): Float32Array | Float64Array {
  return bitsAllocated === 64 ? new Float64Array(buffer) : new Float32Array(buffer);
}
