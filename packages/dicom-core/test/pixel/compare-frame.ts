/** Compares decoded frames with the truth: hashes where a syntax is lossless, distances where it is not. */
import { createHash } from "node:crypto";
import type { DecodedFrame, PixelArray } from "../../src/index.ts";
import { type FrameTruth, referenceBytes, type Tolerance, type TruthEntry } from "./truth-entry.ts";

/** What the project asks of its DCT decoders where no chroma is interpolated: closer than the truth's own tolerance. */
const DCT_MEAN = 0.05;
const DCT_MAX_8_BIT = 1;
const DCT_MAX_12_BIT = 2;

export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

export function sha256Of(bytes: ArrayBufferView): string {
  return createHash("sha256").update(bytesOf(bytes)).digest("hex");
}

/** Returns in words how a lossless frame differs. What was cut off a frame must be 0. */
export function differenceOfLossless(frame: DecodedFrame, truth: { sha256: string; bytes?: number }) {
  const bytes = bytesOf(frame.pixels);
  const length = truth.bytes ?? bytes.length;
  if (bytes.length < length) return `${bytes.length} bytes, not ${length}`;
  if (bytes.subarray(length).some((byte) => byte !== 0)) return "not 0 where the frame is cut off";
  return sha256Of(bytes.subarray(0, length)) === truth.sha256 ? undefined : "other samples";
}

/** Returns in words how a frame of a lossy syntax is too far from the reference, or from its statistics. */
export function differenceOfLossy(
  frame: DecodedFrame,
  index: number,
  entry: TruthEntry,
  isChromaSubsampled: boolean,
): string | undefined {
  const { samplesPerPixel, pixels } = frame;
  const reference = entry.referenceFile && referenceFrame(entry, index, pixels);
  for (let sample = 0; sample < samplesPerPixel; sample += 1) {
    const tolerance = toleranceOf(entry, sample > 0 && isChromaSubsampled);
    const found = reference
      ? distances(pixels, reference, sample, samplesPerPixel)
      : statisticalDistances(pixels, entry.frames![index]!, sample, samplesPerPixel);
    if (found.maxAbs > tolerance.maxAbs || found.meanAbs > (tolerance.meanAbs ?? Number.POSITIVE_INFINITY)) {
      return `sample ${sample}: at most ${found.maxAbs}, mean ${found.meanAbs.toFixed(4)} away`;
    }
  }
  return undefined;
}

function toleranceOf({ tolerance, decoded }: TruthEntry, isSubsampled: boolean): Tolerance {
  const plain = tolerance as Tolerance;
  if (typeof plain.maxAbs === "number") return plain;
  const [, chroma] = Object.values(tolerance as Record<string, Tolerance>);
  if (isSubsampled) return chroma!;
  return { maxAbs: decoded!.bitsAllocated > 8 ? DCT_MAX_12_BIT : DCT_MAX_8_BIT, meanAbs: DCT_MEAN };
}

function referenceFrame(entry: TruthEntry, index: number, like: PixelArray): PixelArray {
  const bytes = referenceBytes(entry.referenceFile!);
  const start = index * like.byteLength;
  const buffer = new Uint8Array(bytes.subarray(start, start + like.byteLength)).buffer;
  return new (like.constructor as new (buffer: ArrayBufferLike) => PixelArray)(buffer);
}

function distances(pixels: PixelArray, reference: PixelArray, sample: number, samplesPerPixel: number) {
  if (pixels.length !== reference.length) return { maxAbs: Number.POSITIVE_INFINITY, meanAbs: Number.NaN };
  let maxAbs = 0;
  let sum = 0;
  for (let i = sample; i < pixels.length; i += samplesPerPixel) {
    const distance = Math.abs(pixels[i]! - reference[i]!);
    if (distance > maxAbs) maxAbs = distance;
    sum += distance;
  }
  return { maxAbs, meanAbs: (sum * samplesPerPixel) / pixels.length };
}

/** Without a reference: how far the extremes and the mean are away. */
function statisticalDistances(
  pixels: PixelArray,
  truth: FrameTruth,
  sample: number,
  samplesPerPixel: number,
) {
  const expected = truth.perComponent?.[sample] ?? { min: truth.min!, max: truth.max!, mean: truth.mean! };
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let i = sample; i < pixels.length; i += samplesPerPixel) {
    min = Math.min(min, pixels[i]!);
    max = Math.max(max, pixels[i]!);
    sum += pixels[i]!;
  }
  const mean = (sum * samplesPerPixel) / pixels.length;
  return {
    maxAbs: Math.max(Math.abs(min - expected.min), Math.abs(max - expected.max)),
    meanAbs: Math.abs(mean - expected.mean),
  };
}
