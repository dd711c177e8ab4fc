/** One frame of uncompressed Pixel Data: where it lies, and what is done when not all of it is there. PS3.5 8.1.1, Annex A. */
import { swapUnits } from "../bytes/swap-units.ts";
import type { DataElement } from "../dataset/element.ts";
import { DecodeError, LimitExceededError } from "../errors.ts";
import type { CodecProblem } from "./codec-image.ts";
import { decideColor } from "./color-decision.ts";
import type { Samples } from "./decode-frame.ts";
import type { PixelDescription } from "./pixel-description.ts";
import { subsamplingOf } from "./subsampling.ts";
import { frameBits, type PixelArray, unpackFrame } from "./unpack.ts";

/** A frame that is cut off is made whole with zeros up to this many samples, a larger one when this part of it is there. */
const ANY_PARTIAL_SAMPLE_COUNT = 2 ** 23;
const MIN_PART = 1 / 16;
/** Pairs of samples that tell the order of their words. */
const WORD_ORDER_PAIRS = 2 ** 16;

export interface NativeOptions {
  raw: boolean;
  isFloat: boolean;
  maxSampleCount: number;
  report: (problem: CodecProblem) => void;
}

/** Returns the value of an element that is no fragments, as it was read or set. */
export function nativeValueOf(element: DataElement, value: unknown): Uint8Array {
  if (element.span) return element.bytes;
  if (!ArrayBuffer.isView(value)) return new Uint8Array(0);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

/** Tells whether bytes are one frame of native samples: as many, or one more that makes them even. */
export function isNativeFrame(bytes: Uint8Array, description: PixelDescription): boolean {
  const length = Math.ceil(frameBits(description) / 8);
  return bytes.length === length || bytes.length === length + (length % 2);
}

/**
 * Returns the samples of a frame of an element's value.
 *
 * @throws DecodeError PIXEL_TOO_SHORT where nothing of the frame is there, or too little of a large one
 * @throws LimitExceededError LIMIT_EXCEEDED naming `maxSampleCount`
 */
export function decodeNativeFrame(
  value: Uint8Array,
  element: DataElement,
  index: number,
  described: PixelDescription,
  options: NativeOptions,
): PixelArray {
  const isLittleEndian = element.span?.source.isLittleEndian ?? true;
  const description = withChromaAsStored(value, described, options);
  const bits = frameBits(description);
  const startBit = index * bits;
  assertPresent(value, index, description, options);
  // In OW of Big Endian the bytes of each 16-bit word change places, whatever is in it. PS3.5 7.3, 8.1.1, Annex A.3.
  const start = Math.floor(startBit / 16) * 2;
  const stored = value.subarray(start, Math.ceil((startBit + bits) / 16) * 2);
  const { bitsAllocated } = description;
  const isInWords =
    !isLittleEndian &&
    element.vr === "OW" &&
    bitsAllocated !== 16 &&
    !isInLongWords(value, description, options);
  const bytes = isInWords ? swapUnits(stored, 2) : value;
  const bit = isInWords ? startBit - start * 8 : startBit;
  return unpackFrame(bytes, bit, description, { ...options, isLittleEndian: isLittleEndian || isInWords });
}

/** Returns the samples of a frame that is in fragments of its own, uncompressed: little endian. PS3.5 A.4.11. */
export function decodeNativeBytes(
  bytes: Uint8Array,
  description: PixelDescription,
  options: NativeOptions,
): PixelArray {
  assertPresent(bytes, 0, description, options);
  return unpackFrame(bytes, 0, description, { ...options, isLittleEndian: true });
}

/**
 * Tells whether samples of 32 bits lie with their most significant byte first, which OW does not do: its 16-bit words are
 * turned round, the low one remains the first. Some programs write them so. Of neighbouring samples the high words differ
 * less than the low ones; pairs from all frames are asked, so that all are read alike.
 */
function isInLongWords(
  value: Uint8Array,
  { bitsAllocated }: PixelDescription,
  { report }: NativeOptions,
): boolean {
  if (bitsAllocated !== 32) return false;
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  const step = 4 * Math.ceil(value.length / 4 / WORD_ORDER_PAIRS);
  let balance = 0;
  for (let at = 4; at + 4 <= value.length; at += step) {
    const first = view.getInt16(at) - view.getInt16(at - 4);
    const second = view.getInt16(at + 2) - view.getInt16(at - 2);
    balance += Math.abs((second << 16) >> 16) - Math.abs((first << 16) >> 16);
  }
  if (balance <= 0) return false;
  report({
    code: "PIXEL_WORD_ORDER",
    message: "samples of 32 bits in OW have their high word first, by what they hold: taken so",
    offsetBytes: 0,
  });
  return true;
}

/** Programs that decompress forget the label: YBR_FULL_422 with a Cb and a Cr for every pixel. */
function withChromaAsStored(
  value: Uint8Array,
  description: PixelDescription,
  { report }: NativeOptions,
): PixelDescription {
  if (subsamplingOf(description) === undefined) return description;
  const { photometricInterpretation, frameCount } = description;
  const full = { ...description, photometricInterpretation: "YBR_FULL" };
  if (value.length * 8 < frameBits(full) * frameCount) return description;
  // A pixel or two take as many bytes either way.
  if (frameBits(full) <= frameBits(description)) return description;
  report({
    code: "PIXEL_NOT_SUBSAMPLED",
    message: `there are bytes for the chroma of every pixel, not for ${photometricInterpretation}`,
    offsetBytes: 0,
  });
  return full;
}

/** Before anything is allocated. */
function assertPresent(
  value: Uint8Array,
  index: number,
  description: PixelDescription,
  { maxSampleCount, report }: NativeOptions,
): void {
  const bits = frameBits(description);
  const present = value.length * 8 - index * bits;
  const count = description.rows * description.columns * description.samplesPerPixel;
  if (present < bits) {
    const isMadeWhole = present > 0 && (count <= ANY_PARTIAL_SAMPLE_COUNT || present >= bits * MIN_PART);
    const message = `frame ${index} needs ${Math.ceil(((index + 1) * bits) / 8)} bytes, there are ${value.length}`;
    if (!isMadeWhole) throw new DecodeError("PIXEL_TOO_SHORT", message);
    report({ code: "PIXEL_TOO_SHORT", message: `${message}: the rest is 0`, offsetBytes: value.length });
  }
  if (count > maxSampleCount) throw new LimitExceededError("maxSampleCount", maxSampleCount, count);
}

/** Returns native samples with what they are. */
export function nativeSamples(pixels: PixelArray, description: PixelDescription): Samples {
  const { rows, columns, samplesPerPixel, bitsStored, isSigned, photometricInterpretation } = description;
  const color = decideColor(photometricInterpretation, samplesPerPixel, "other");
  return { pixels, rows, columns, samplesPerPixel, bitsStored, isSigned, photometricInterpretation: color };
}
