/** The values of a frame that its window is made from: counted once, without what is no part of the image. */
import type { DecodedFrame } from "../decode-frame.ts";
import { paddingRange } from "./modality.ts";

/** Ends of the stored values that are grey: neither padding, nor coloured by a supplemental palette, nor no number. */
export interface ValueRange {
  low: number;
  high: number;
}

const BIN_COUNT = 65536;
/** What has been found, and the next sample to look at; kept as long as the frame is. */
const ranges = new WeakMap<DecodedFrame, ValueRange & { next: number }>();

/** Returns the lowest and highest stored value, `undefined` where there is none. Kept as long as the frame is. */
export function valueRange(frame: DecodedFrame): ValueRange | undefined {
  measureValues(frame);
  const { low, high } = ranges.get(frame)!;
  return low <= high ? { low, high } : undefined;
}

/**
 * Looks at so many more samples of a frame. Returns whether all have been looked at: {@link minMaxWindow} and
 * {@link autoWindow} of a large frame take less time then.
 */
export function measureValues(frame: DecodedFrame, count = Number.POSITIVE_INFINITY): boolean {
  const { isBelow, isAbove, end } = limitsOf(frame);
  const { pixels } = frame;
  let {
    low,
    high,
    next: i,
  } = ranges.get(frame) ?? { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY, next: 0 };
  const stop = Math.min(pixels.length, i + count);
  for (; i < stop; i += 1) {
    const value = pixels[i]!;
    // The comparisons leave out what is no number, the last one what is infinite.
    if (value < low && value < end && (value < isBelow || value > isAbove) && value > -Infinity) low = value;
    if (value > high && value < end && (value < isBelow || value > isAbove)) high = value;
  }
  ranges.set(frame, { low, high, next: i });
  return i === pixels.length;
}

/**
 * Returns the stored values that `fraction` of the values lie below, and above: nearest rank, to one in 65536 of the
 * range. The whole range where they would be one.
 */
export function percentileRange(frame: DecodedFrame, fraction: number): ValueRange | undefined {
  const range = valueRange(frame);
  if (range === undefined) return undefined;
  const { isBelow, isAbove, end } = limitsOf(frame);
  const { low, high } = range;
  // Bins of one value each where there are enough.
  const scale = high - low < BIN_COUNT && !isFloat(frame) ? 1 : (BIN_COUNT - 1) / (high - low);
  if (!Number.isFinite(scale)) return range;
  const bins = new Uint32Array(BIN_COUNT);
  const { pixels } = frame;
  let count = 0;
  for (let i = 0; i < pixels.length; i += 1) {
    const value = pixels[i]!;
    if (!(value >= low && value < end && (value < isBelow || value > isAbove))) continue;
    bins[Math.floor((value - low) * scale)]! += 1;
    count += 1;
  }
  const outside = Math.floor(count * fraction);
  let first = 0;
  for (let below = bins[0]!; below <= outside && first < BIN_COUNT - 1; below += bins[first]!) first += 1;
  let last = BIN_COUNT - 1;
  for (let above = bins[last]!; above <= outside && last > 0; above += bins[last]!) last -= 1;
  return first < last ? { low: low + first / scale, high: low + last / scale } : range;
}

export function isFloat({ pixels }: DecodedFrame): boolean {
  return (pixels as unknown) instanceof Float32Array || (pixels as unknown) instanceof Float64Array;
}

function limitsOf(frame: DecodedFrame): { isBelow: number; isAbove: number; end: number } {
  const padding = paddingRange(frame);
  return {
    isBelow: padding?.low ?? Number.POSITIVE_INFINITY,
    isAbove: padding?.high ?? Number.POSITIVE_INFINITY,
    end: frame.supplementalPalette?.firstMapped ?? Number.POSITIVE_INFINITY,
  };
}
