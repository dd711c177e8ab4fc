/** Planes to pixels. PS3.3 C.7.6.3.1.3. */
import type { PixelArray } from "./unpack.ts";

/** Returns the samples of planes (Planar Configuration 1) as `[pixel][sample]`. A copy. */
export function interleavePlanes<T extends PixelArray>(samples: T, samplesPerPixel: number): T {
  const out = new (samples.constructor as new (length: number) => T)(samples.length);
  const plane = samples.length / samplesPerPixel;
  for (let sample = 0; sample < samplesPerPixel; sample += 1) {
    let from = sample * plane;
    for (let to = sample; to < out.length; to += samplesPerPixel) {
      out[to] = samples[from]!;
      from += 1;
    }
  }
  return out;
}
