/** Samples as a codestream or a native frame holds them, brought to what the data set says. PS3.5 8.1.1, 8.2. */
import type { CodecImage } from "./codec-image.ts";
import { maskSamples } from "./mask-samples.ts";
import type { PixelDescription } from "./pixel-description.ts";
import type { PixelArray } from "./unpack.ts";

export type IntegerPixels = Exclude<PixelArray, Float32Array | Float64Array>;

export interface FittedSamples {
  pixels: PixelArray;
  bitsStored: number;
}

/** Returns the width of the array element that holds so many bits. */
export function containerBits(bits: number): 8 | 16 | 32 {
  if (bits <= 8) return 8;
  return bits <= 16 ? 16 : 32;
}

/** Returns an array over a buffer, all of it if nothing else is said. */
export function pixelArray(
  buffer: ArrayBufferLike,
  bits: 8 | 16 | 32,
  isSigned: boolean,
  byteOffset = 0,
  length?: number,
): IntegerPixels {
  if (bits === 8) {
    return isSigned ? new Int8Array(buffer, byteOffset, length) : new Uint8Array(buffer, byteOffset, length);
  }
  if (bits === 16) {
    return isSigned
      ? new Int16Array(buffer, byteOffset, length)
      : new Uint16Array(buffer, byteOffset, length);
  }
  return isSigned ? new Int32Array(buffer, byteOffset, length) : new Uint32Array(buffer, byteOffset, length);
}

/**
 * Returns the samples of a decoded codestream in the array that Bits Allocated and Pixel Representation ask for; in a
 * wider one where the codestream is more precise. The codestream tells where its sign bit is, the data set whether the
 * bits are a signed number. `raw` leaves the bits above Bits Stored as they come.
 */
export function fitSamples(image: CodecImage, description: PixelDescription, raw: boolean): FittedSamples {
  const { bitsAllocated, highBit, isSigned } = description;
  const { samples } = image;
  if (samples instanceof Float32Array || samples instanceof Float64Array) {
    return { pixels: samples, bitsStored: samples.BYTES_PER_ELEMENT * 8 };
  }
  const precision = image.bitsPerSample;
  const isMorePrecise = precision > bitsAllocated;
  const bits = containerBits(Math.max(bitsAllocated, precision));
  const bitsStored = isMorePrecise ? precision : description.bitsStored;
  const pixels = inContainer(samples, bits, isSigned);
  if (!raw) {
    if (precision > bitsStored) maskSamples(pixels, Math.min(highBit, precision - 1), bitsStored, isSigned);
    else if (isSigned && !image.isSigned && precision < bits)
      maskSamples(pixels, precision - 1, precision, true);
    else if (!isSigned && image.isSigned && bitsStored < bits) {
      maskSamples(pixels, bitsStored - 1, bitsStored, false);
    }
  }
  return { pixels, bitsStored };
}

/** The same bits when the width is the same, no copy; else the same numbers, modulo the width. */
function inContainer(samples: IntegerPixels, bits: 8 | 16 | 32, isSigned: boolean): IntegerPixels {
  const { buffer, byteOffset, length, BYTES_PER_ELEMENT } = samples;
  if (BYTES_PER_ELEMENT * 8 !== bits) {
    const wider = pixelArray(new ArrayBuffer((length * bits) / 8), bits, isSigned);
    wider.set(samples);
    return wider;
  }
  return pixelArray(buffer, bits, isSigned, byteOffset, length);
}
