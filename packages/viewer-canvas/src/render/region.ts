/** Levels of a frame, and parts of them. */
import type { DecodedFrame, PixelArray } from "@minipacs/dicom-core/frames";

/** The frame at a half, a quarter, … of its size. */
export interface Level<A> {
  width: number;
  height: number;
  /** `[row][column]`, one entry a pixel. */
  samples: A;
}

/** A rectangle of pixels of a level; right and bottom are beyond the last. */
export interface Region {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Returns the samples of a region of a level without averaging: of each 2^level by 2^level pixels one. Those of level 0 are all there are. */
export function pickSamples(
  { pixels, columns, rows, samplesPerPixel }: DecodedFrame,
  level: number,
  { left, top, right, bottom }: Region,
): PixelArray {
  const step = 2 ** level;
  const middle = step >> 1;
  const length = (right - left) * (bottom - top) * samplesPerPixel;
  const to = new (pixels.constructor as new (length: number) => PixelArray)(length);
  for (let row = top, at = 0; row < bottom; row += 1) {
    const start = Math.min(row * step + middle, rows - 1) * columns;
    for (let column = left; column < right; column += 1) {
      const from = (start + Math.min(column * step + middle, columns - 1)) * samplesPerPixel;
      for (let sample = 0; sample < samplesPerPixel; sample += 1, at += 1) to[at] = pixels[from + sample]!;
    }
  }
  return to;
}
