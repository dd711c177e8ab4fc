/** The samples of a frame and halves of them, made when they are first needed: an image that is shrunk is averaged. */
import { type DecodedFrame, type PixelArray, paddingRange } from "@minipacs/dicom-core/frames";

/** The frame at a half, a quarter, … of its size. */
export interface Level<A> {
  width: number;
  height: number;
  /** `[row][column]`, one entry a pixel. */
  samples: A;
}

type Halve<A> = (level: Level<A>, width: number, height: number) => A;

/** Levels of one picture; 0 is the picture itself, each further one half as wide and high, rounded up. */
export class FrameLevels<A> {
  readonly #levels: Level<A>[];
  readonly #halve: Halve<A>;

  constructor(picture: Level<A>, halve: Halve<A>) {
    this.#levels = [picture];
    this.#halve = halve;
  }

  at(index: number): Level<A> {
    while (this.#levels.length <= index) {
      const last = this.#levels.at(-1)!;
      const width = Math.ceil(last.width / 2);
      const height = Math.ceil(last.height / 2);
      this.#levels.push({ width, height, samples: this.#halve(last, width, height) });
    }
    return this.#levels[index]!;
  }
}

/** Levels of the stored values of a frame of one sample per pixel. Padding is averaged with nothing. */
export function storedLevels(frame: DecodedFrame): FrameLevels<PixelArray> {
  const { columns: width, rows: height, pixels: samples } = frame;
  const padding = paddingRange(frame);
  return new FrameLevels({ width, height, samples }, (level, toWidth, toHeight) => {
    const to = emptyLike(level.samples, toWidth * toHeight);
    if (padding) averagePadded(level, to, toWidth, padding);
    else average(level, to, toWidth);
    return to;
  });
}

function average({ samples, width, height }: Level<PixelArray>, to: PixelArray, toWidth: number): void {
  const isWhole = !(samples instanceof Float32Array || samples instanceof Float64Array);
  const half = isWhole ? 2 : 0;
  for (let row = 0, toRow = 0; row < height; row += 2, toRow += toWidth) {
    const upper = row * width;
    const lower = row + 1 < height ? upper + width : upper;
    for (let column = 0, at = toRow; column < width; column += 2, at += 1) {
      const next = column + 1 < width ? column + 1 : column;
      const sum =
        samples[upper + column]! + samples[upper + next]! + samples[lower + column]! + samples[lower + next]!;
      to[at] = isWhole ? Math.floor((sum + half) / 4) : sum / 4;
    }
  }
}

function averagePadded(
  { samples, width, height }: Level<PixelArray>,
  to: PixelArray,
  _toWidth: number,
  padding: { low: number; high: number },
): void {
  const isWhole = !(samples instanceof Float32Array || samples instanceof Float64Array);
  forFours(width, height, (at, ...four) => {
    let sum = 0;
    let count = 0;
    for (const index of four) {
      const value = samples[index]!;
      if (value >= padding.low && value <= padding.high) continue;
      sum += value;
      count += 1;
    }
    const mean = count === 0 ? samples[four[0]]! : sum / count;
    to[at] = isWhole ? Math.round(mean) : mean;
  });
}

/** Calls for each pixel of the half with the four that it stands for; at an odd edge they repeat. */
export function forFours(
  width: number,
  height: number,
  take: (at: number, a: number, b: number, c: number, d: number) => void,
): void {
  let at = 0;
  for (let row = 0; row < height; row += 2) {
    const upper = row * width;
    const lower = row + 1 < height ? upper + width : upper;
    for (let column = 0; column < width; column += 2) {
      const next = column + 1 < width ? column + 1 : column;
      take(at, upper + column, upper + next, lower + column, lower + next);
      at += 1;
    }
  }
}

function emptyLike(samples: PixelArray, length: number): PixelArray {
  return new (samples.constructor as new (length: number) => PixelArray)(length);
}
