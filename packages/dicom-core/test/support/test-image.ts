/** Images with what lossless codecs tell apart: flat areas, slopes, edges, noise, extreme values. */
import type { CodecImage } from "../../src/pixel/codec-image.ts";
import { createRandom } from "./random.ts";

export interface TestImageSpec {
  width: number;
  height: number;
  bitsPerSample: number;
  componentCount: number;
  seed: number;
  /** Largest sample. Default 2^bits - 1. */
  maxVal?: number;
  /** One value, and few others. Default false. */
  isFlat?: boolean;
}

/** Returns the same image for the same numbers. */
export function testImage(spec: TestImageSpec): CodecImage {
  const { width, height, bitsPerSample, componentCount, seed, maxVal = 2 ** bitsPerSample - 1 } = spec;
  const random = createRandom(seed);
  const samples = new (bitsPerSample <= 8 ? Uint8Array : Uint16Array)(width * height * componentCount);
  const flat = random.below(maxVal + 1);
  if (spec.isFlat) {
    samples.fill(flat);
    for (let i = samples.length >> 10; i > 0; i -= 1)
      samples[random.below(samples.length)] = random.below(maxVal + 1);
    return { samples, width, height, componentCount, bitsPerSample, isSigned: false };
  }
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const area = (Math.floor((4 * y) / height) + Math.floor((3 * x) / width)) % 4;
      for (let c = 0; c < componentCount; c += 1) {
        const at = (y * width + x) * componentCount + c;
        const slope = Math.floor(((x + 2 * y + c) * maxVal) / (width + 2 * height));
        const noise = random.below(1 + (maxVal >> 4)) - (maxVal >> 5);
        const value = [flat, slope + noise, random.below(maxVal + 1), random.pick([0, maxVal, flat])][area]!;
        samples[at] = Math.max(0, Math.min(maxVal, value));
      }
    }
  }
  return { samples, width, height, componentCount, bitsPerSample, isSigned: false };
}
