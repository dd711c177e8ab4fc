/** Planes to pixels. PS3.3 C.7.6.3.1.3. */
import type { PixelArray } from "./unpack.ts";

/** Returns the samples of planes (Planar Configuration 1) as `[pixel][sample]`. A copy. */
export function interleavePlanes<T extends PixelArray>(samples: T, samplesPerPixel: number): T {
  const out = new (samples.constructor as new (length: number) => T)(samples.length);
  const plane = samples.length / samplesPerPixel;
  if (samplesPerPixel === 3) interleaveThree(samples, plane, out);
  else {
    for (let sample = 0; sample < samplesPerPixel; sample += 1) {
      let from = sample * plane;
      for (let to = sample; to < out.length; to += samplesPerPixel) {
        out[to] = samples[from]!;
        from += 1;
      }
    }
  }
  return out;
}

/** Nearly all there are: in one pass. */
function interleaveThree(samples: PixelArray, plane: number, out: PixelArray): void {
  let to = 0;
  for (let i = 0; i < plane; i += 1) {
    out[to] = samples[i]!;
    out[to + 1] = samples[plane + i]!;
    out[to + 2] = samples[2 * plane + i]!;
    to += 3;
  }
}
