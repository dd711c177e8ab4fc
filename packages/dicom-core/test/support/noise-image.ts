/** Images for codecs: smooth, rough and wrapping in any mixture, the same for the same seed. */
import type { CodecImage } from "../../src/pixel/codec-image.ts";
import type { Random } from "./random.ts";

export interface NoiseFacts {
  width?: number;
  height?: number;
  componentCount?: number;
  bitsPerSample?: number;
}

/** Returns an image whose neighbours differ by random steps, modulo what its bits hold. */
export function noiseImage(random: Random, facts: NoiseFacts = {}): CodecImage {
  const width = facts.width ?? 1 + random.below(60);
  const height = facts.height ?? 1 + random.below(40);
  const componentCount = facts.componentCount ?? random.pick([1, 1, 1, 3, 4]);
  const bitsPerSample = facts.bitsPerSample ?? 2 + random.below(15);
  const count = width * height * componentCount;
  const samples = bitsPerSample <= 8 ? new Uint8Array(count) : new Uint16Array(count);
  const step = random.pick([1, 3, 40, 2 ** bitsPerSample]);
  let value = random.below(2 ** bitsPerSample);
  for (let i = 0; i < count; i += 1) {
    value += random.below(2 * step) - step;
    samples[i] = value & (2 ** bitsPerSample - 1);
  }
  return { samples, width, height, componentCount, bitsPerSample, isSigned: false };
}
