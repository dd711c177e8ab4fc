/**
 * Native YBR_FULL_422, YBR_PARTIAL_422 and YBR_PARTIAL_420: chroma that several pixels share. PS3.3 C.7.6.3.1.2.
 *
 * Chroma is brought to full size by replication: every pixel gets the Cb and Cr that were stored for it and its
 * neighbours. Nothing is interpolated, so luma and chroma remain the stored values.
 */
import type { PixelDescription } from "./pixel-description.ts";
import type { PixelArray } from "./unpack.ts";

export interface Subsampling {
  /** Rows that share a chroma sample: 1 or 2. Columns are always 2. */
  rows: 1 | 2;
  /** Stored samples of one frame. */
  sampleCount: number;
}

/** Returns how native samples of a Photometric Interpretation share chroma, `undefined` where they do not. */
export function subsamplingOf(description: PixelDescription): Subsampling | undefined {
  const { photometricInterpretation: label, rows, columns, samplesPerPixel } = description;
  if (samplesPerPixel !== 3) return undefined;
  const pairs = Math.ceil(columns / 2);
  if (label === "YBR_FULL_422" || label === "YBR_PARTIAL_422") {
    return { rows: 1, sampleCount: rows * pairs * 4 };
  }
  if (label !== "YBR_PARTIAL_420") return undefined;
  return { rows: 2, sampleCount: rows * columns + Math.ceil(rows / 2) * pairs * 2 };
}

/** Returns `[row][column][Y Cb Cr]`. A copy. */
export function upsampleChroma<T extends PixelArray>(
  samples: T,
  description: PixelDescription,
  subsampling: Subsampling,
): T {
  const { rows, columns } = description;
  const out = new (samples.constructor as new (length: number) => T)(rows * columns * 3);
  if (subsampling.rows === 1) upsamplePairs(samples, rows, columns, out);
  else upsamplePlanes(samples, rows, columns, out);
  return out;
}

/** Two Y, then the Cb and the Cr of both. An odd row ends with a Y that is no pixel. */
function upsamplePairs(samples: PixelArray, rows: number, columns: number, out: PixelArray): void {
  let from = 0;
  let to = 0;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 2) {
      const cb = samples[from + 2]!;
      const cr = samples[from + 3]!;
      out[to] = samples[from]!;
      out[to + 1] = cb;
      out[to + 2] = cr;
      to += 3;
      if (column + 1 < columns) {
        out[to] = samples[from + 1]!;
        out[to + 1] = cb;
        out[to + 2] = cr;
        to += 3;
      }
      from += 4;
    }
  }
}

/**
 * 4:2:0. The standard gives it to video and lays out no native form; what programs write are planes: Y, then Cb and Cr
 * of a quarter each.
 */
function upsamplePlanes(samples: PixelArray, rows: number, columns: number, out: PixelArray): void {
  const pairs = Math.ceil(columns / 2);
  const cbStart = rows * columns;
  const crStart = cbStart + Math.ceil(rows / 2) * pairs;
  let to = 0;
  for (let row = 0; row < rows; row += 1) {
    const chromaRow = (row >> 1) * pairs;
    for (let column = 0; column < columns; column += 1) {
      const chroma = chromaRow + (column >> 1);
      out[to] = samples[row * columns + column]!;
      out[to + 1] = samples[cbStart + chroma]!;
      out[to + 2] = samples[crStart + chroma]!;
      to += 3;
    }
  }
}
