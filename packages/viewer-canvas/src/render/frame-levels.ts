/** Halves of a frame, for images that are shrunk: averages, made in slices that leave room for input. A chunk of its own. */
import { type DecodedFrame, type PixelArray, paddingRange } from "@minipacs/dicom-core/frames";
import type { Level } from "./region.ts";

/** What halves are made of, a few rows at a time. */
export interface Picture<A> {
  width: number;
  height: number;
  /** Returns the samples of some rows, `[row][column]`, one entry a pixel; not to be written to. */
  rows(from: number, end: number): A;
}

/** Writes the half of some rows; of an odd number the last one stands for two. */
type Halve<A> = (from: A, width: number, height: number, to: A) => void;

/** So many samples are looked at in one step. */
const STEP_SAMPLES = 2 ** 16;
/** A slice of the page's time. */
const SLICE_MS = 6;
/** Up to so many pixels nobody waits for the halves: they are made at once. */
const MAX_PIXELS_AT_ONCE = 2 ** 20;

/** The levels of all frames of a page hold so much together; those that were made last stay. */
const MAX_KEPT_BYTES = 2 ** 26;

/** Levels of one picture; 0 is the picture itself, each further one half as wide and high, rounded up. */
export class FrameLevels<A extends PixelArray> {
  readonly #picture: Picture<A>;
  readonly #empty: (length: number) => A;
  readonly #halve: Halve<A>;
  readonly #levels: Level<A>[] = [];
  /** The level that is being made, and the next row of the one before; whoever takes the next step goes on with it. */
  #making: { level: Level<A>; row: number } | undefined;

  constructor(picture: Picture<A>, empty: (length: number) => A, halve: Halve<A>) {
    this.#picture = picture;
    this.#empty = empty;
    this.#halve = halve;
  }

  /** Returns a level from 1 on, `undefined` as long as it has not been made. */
  at(index: number): Level<A> | undefined {
    const { width, height } = this.#picture;
    if (width * height <= MAX_PIXELS_AT_ONCE) for (const _ of this.steps(index));
    return this.#levels[index - 1];
  }

  /** Makes the levels up to one, in steps of a fraction of a millisecond. */
  *steps(index: number): Generator<void> {
    while (this.#levels.length < index) {
      const below = this.#levels.at(-1);
      const from = below ? pictureOf(below) : this.#picture;
      this.#making ??= this.#begin(from.width, from.height);
      const { level, row } = this.#making;
      const rowsPerStep = 2 * Math.max(1, Math.floor(STEP_SAMPLES / from.width / 2));
      const end = Math.min(row + rowsPerStep, from.height);
      const to = level.samples.subarray((row / 2) * level.width) as A;
      this.#halve(from.rows(row, end), from.width, end - row, to);
      this.#making.row = end;
      if (end === from.height) {
        this.#levels.push(level);
        this.#making = undefined;
        forgetOlderThan(this);
      }
      yield;
    }
  }

  /** Of its levels. */
  get byteLength(): number {
    return this.#levels.reduce((bytes, { samples }) => bytes + samples.byteLength, 0);
  }

  /** Lets go of its levels: they are made again when they are needed. */
  forget(): void {
    this.#levels.length = 0;
    this.#making = undefined;
  }

  #begin(fromWidth: number, fromHeight: number): { level: Level<A>; row: number } {
    const width = Math.ceil(fromWidth / 2);
    const height = Math.ceil(fromHeight / 2);
    return { level: { width, height, samples: this.#empty(width * height) }, row: 0 };
  }
}

/** In the order in which they were made; frames that nobody holds any more are not held here. */
let kept: readonly WeakRef<Kept>[] = [];

type Kept = Pick<FrameLevels<PixelArray>, "byteLength" | "forget">;

function forgetOlderThan(newest: Kept): void {
  const others = kept.flatMap((reference) => reference.deref() ?? []).filter((levels) => levels !== newest);
  let bytes = newest.byteLength;
  const staying = others.toReversed().filter((levels) => {
    bytes += levels.byteLength;
    if (bytes > MAX_KEPT_BYTES) levels.forget();
    return bytes <= MAX_KEPT_BYTES;
  });
  kept = [...staying.toReversed(), newest].map((levels) => new WeakRef(levels));
}

/** Goes on with steps as long as they are wanted, with room for input and paints between slices; returns whether they ended. */
export async function inSlices(steps: Iterator<void>, isWanted: () => boolean): Promise<boolean> {
  while (isWanted()) {
    const end = performance.now() + SLICE_MS;
    do {
      if (steps.next().done) return true;
    } while (performance.now() < end);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return false;
}

/** Returns the samples of a level as what its half is made of. */
export function pictureOf<A extends PixelArray>({ width, height, samples }: Level<A>): Picture<A> {
  return { width, height, rows: (from, end) => samples.subarray(from * width, end * width) as A };
}

const known = new WeakMap<DecodedFrame, FrameLevels<PixelArray>>();

/**
 * Returns the levels of the stored values of a frame of one sample per pixel; the same as long as there is the frame.
 * Padding is averaged with nothing.
 */
export function storedLevels(frame: DecodedFrame): FrameLevels<PixelArray> {
  const before = known.get(frame);
  if (before) return before;
  const { columns: width, rows: height, pixels: samples } = frame;
  const padding = paddingRange(frame);
  const levels = new FrameLevels(
    pictureOf({ width, height, samples }),
    (length) => new (samples.constructor as new (length: number) => PixelArray)(length),
    (from, fromWidth, fromHeight, to) =>
      padding
        ? averagePadded(from, fromWidth, fromHeight, to, padding)
        : average(from, fromWidth, fromHeight, to),
  );
  known.set(frame, levels);
  return levels;
}

function average(samples: PixelArray, width: number, height: number, to: PixelArray): void {
  const isWhole = !(samples instanceof Float32Array || samples instanceof Float64Array);
  const half = isWhole ? 2 : 0;
  const toWidth = Math.ceil(width / 2);
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
  samples: PixelArray,
  width: number,
  height: number,
  to: PixelArray,
  padding: { low: number; high: number },
): void {
  const isWhole = !(samples instanceof Float32Array || samples instanceof Float64Array);
  const { low, high } = padding;
  const isPadding = (value: number) => value >= low && value <= high;
  forFours(width, height, (at, a, b, c, d) => {
    let sum = 0;
    let count = 0;
    const add = (value: number) => {
      if (isPadding(value)) return;
      sum += value;
      count += 1;
    };
    add(samples[a]!);
    add(samples[b]!);
    add(samples[c]!);
    add(samples[d]!);
    const mean = count === 0 ? samples[a]! : sum / count;
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
