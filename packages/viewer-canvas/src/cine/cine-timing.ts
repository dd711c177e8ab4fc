/** How fast files want their frames to be shown. PS3.3 C.7.6.5. */
import type { Dataset } from "@minipacs/dicom-core/frames";
import { DEFAULT_TIMING } from "./default-timing.ts";

/** Where a rate was taken from: an attribute's keyword, or `default` where the file has none. */
export type RateOrigin =
  | "RecommendedDisplayFrameRate"
  | "FrameTimeVector"
  | "FrameTime"
  | "CineRate"
  | "default";

/** `loop` begins again after the last frame, `sweep` goes back the way it came, `once` stops there. */
export type Sequencing = "loop" | "sweep" | "once";

/** How fast frames are to be shown, and in which order. */
export interface CineTiming {
  /** Frames per second; of a vector the mean. */
  framesPerSecond: number;
  origin: RateOrigin;
  /** How long each frame is shown where that differs, in milliseconds. */
  durationsMs?: readonly number[];
  sequencing: Sequencing;
}

/** A rate beyond it is a mistake of the file: no display shows more. */
const MAX_FRAMES_PER_SECOND = 240;
const MS_PER_SECOND = 1000;

/**
 * Returns the timing of a file: what it recommends for display, else the times between its frames, else Cine Rate,
 * else 10 frames per second.
 *
 * @see PS3.3 C.7.6.5.1.1 (Preferred Playback Sequencing), C.7.6.5.1.2 (Frame Time Vector)
 */
export function cineTimingOf(dataset: Dataset, frameCount: number): CineTiming {
  const sequencing = dataset.get("PreferredPlaybackSequencing") === 1 ? "sweep" : "loop";
  return { ...rateOf(dataset, frameCount), sequencing };
}

function rateOf(dataset: Dataset, frameCount: number): Omit<CineTiming, "sequencing"> {
  const recommended = rate(dataset.get("RecommendedDisplayFrameRate"));
  if (recommended) return { framesPerSecond: recommended, origin: "RecommendedDisplayFrameRate" };
  const durationsMs = durationsOf(dataset.getAll("FrameTimeVector"), frameCount);
  if (durationsMs) {
    return { framesPerSecond: meanRate(durationsMs), origin: "FrameTimeVector", durationsMs };
  }
  const frameTimeMs = dataset.get("FrameTime");
  const byTime = frameTimeMs ? rate(MS_PER_SECOND / frameTimeMs) : undefined;
  if (byTime) return { framesPerSecond: byTime, origin: "FrameTime" };
  const cineRate = rate(dataset.get("CineRate"));
  if (cineRate) return { framesPerSecond: cineRate, origin: "CineRate" };
  return DEFAULT_TIMING;
}

function rate(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 && Number.isFinite(value)
    ? Math.min(value, MAX_FRAMES_PER_SECOND)
    : undefined;
}

/**
 * The vector holds the time from the frame before to each frame, 0 for the first; the last frame is shown as long as
 * the one before it. A vector that does not fit the frames is no timing.
 */
function durationsOf(increments: readonly number[], frameCount: number): number[] | undefined {
  if (frameCount < 2 || increments.length !== frameCount) return undefined;
  const durations = increments.slice(1);
  if (!durations.every((duration) => Number.isFinite(duration) && duration >= 0)) return undefined;
  durations.push(durations.at(-1)!);
  const shortest = MS_PER_SECOND / MAX_FRAMES_PER_SECOND;
  return durations.some((duration) => duration > 0)
    ? durations.map((duration) => Math.max(shortest, duration))
    : undefined;
}

/** A file of a stack; one that has not been read has no timing yet. */
export interface TimedFile {
  timing: CineTiming | undefined;
  frameCount: number;
}

/**
 * Returns the timing of files in a row: each frame is shown as long as its own file says. Files that have not been read
 * count like the first that has; it gives the order, too.
 */
export function joinTimings(files: readonly TimedFile[]): CineTiming {
  const first = files.find(({ timing }) => timing !== undefined)?.timing ?? DEFAULT_TIMING;
  if (files.length === 1) return first;
  const isEven = files.every(
    ({ timing = first }) =>
      timing.durationsMs === undefined && timing.framesPerSecond === first.framesPerSecond,
  );
  if (isEven && first.durationsMs === undefined) return first;
  const durationsMs = files.flatMap(
    ({ timing = first, frameCount }) =>
      (timing.durationsMs?.length === frameCount && timing.durationsMs) ||
      new Array<number>(frameCount).fill(MS_PER_SECOND / timing.framesPerSecond),
  );
  return { ...first, durationsMs, framesPerSecond: meanRate(durationsMs) };
}

function meanRate(durationsMs: readonly number[]): number {
  return (durationsMs.length * MS_PER_SECOND) / durationsMs.reduce((sum, duration) => sum + duration, 0);
}
