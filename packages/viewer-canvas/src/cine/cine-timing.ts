/** How fast a file wants its frames to be shown, and which frame is due when. Pure: no clock. PS3.3 C.7.6.5. */
import type { Dataset } from "@minipacs/dicom-core/frames";

/** Where a rate was taken from: an attribute's keyword, or `default` where the file has none. */
export type RateOrigin =
  | "RecommendedDisplayFrameRate"
  | "FrameTimeVector"
  | "FrameTime"
  | "CineRate"
  | "default";

/** `loop` begins again after the last frame, `sweep` goes back the way it came, `once` stops there. */
export type Sequencing = "loop" | "sweep" | "once";

export interface CineTiming {
  /** Frames per second; of a vector the mean. */
  framesPerSecond: number;
  origin: RateOrigin;
  /** How long each frame is shown where that differs, in milliseconds. */
  durationsMs?: readonly number[];
  sequencing: Sequencing;
}

/** Without any rate in the file. */
export const DEFAULT_FRAMES_PER_SECOND = 10;
/** A rate beyond it is a mistake of the file: no display shows more. */
const MAX_FRAMES_PER_SECOND = 240;
const MS_PER_SECOND = 1000;
/** Sums of durations in floating point fall short of whole steps by less. */
const ROUNDING_MS = 1e-6;

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
    const totalMs = durationsMs.reduce((sum, duration) => sum + duration, 0);
    return {
      framesPerSecond: (durationsMs.length * MS_PER_SECOND) / totalMs,
      origin: "FrameTimeVector",
      durationsMs,
    };
  }
  const frameTimeMs = dataset.get("FrameTime");
  const byTime = frameTimeMs ? rate(MS_PER_SECOND / frameTimeMs) : undefined;
  if (byTime) return { framesPerSecond: byTime, origin: "FrameTime" };
  const cineRate = rate(dataset.get("CineRate"));
  if (cineRate) return { framesPerSecond: cineRate, origin: "CineRate" };
  return { framesPerSecond: DEFAULT_FRAMES_PER_SECOND, origin: "default" };
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

/** What a playback runs through: the frames from `first` to `last`, at a speed. */
export interface Playback {
  frameCount: number;
  sequencing: Sequencing;
  framesPerSecond: number;
  timing: CineTiming;
}

/**
 * Returns how many frames have come up after a time: 0 while the first is shown, rising without end in a loop. A rate
 * other than the file's stretches or shortens its durations alike.
 */
export function stepsAfter(elapsedMs: number, playback: Playback): number {
  const { timing, framesPerSecond, sequencing, frameCount } = playback;
  const own = timing.durationsMs;
  if (own === undefined) return Math.floor(((elapsedMs + ROUNDING_MS) * framesPerSecond) / MS_PER_SECOND);
  const speed = framesPerSecond / timing.framesPerSecond;
  let leftMs = (elapsedMs + ROUNDING_MS) * speed;
  const cycle = cycleLength(frameCount, sequencing);
  let cycleMs = 0;
  for (let step = 0; step < cycle; step += 1) cycleMs += own[frameAtStep(step, frameCount, sequencing)]!;
  if (sequencing === "once" && leftMs >= cycleMs) return frameCount - 1;
  const rounds = Math.floor(leftMs / cycleMs);
  leftMs -= rounds * cycleMs;
  let step = 0;
  while (step < cycle) {
    leftMs -= own[frameAtStep(step, frameCount, sequencing)]!;
    if (leftMs < 0) break;
    step += 1;
  }
  return rounds * cycle + step;
}

/** Returns the frame that is due at a step, counted from the first frame at step 0. */
export function frameAtStep(step: number, frameCount: number, sequencing: Sequencing): number {
  if (frameCount <= 1) return 0;
  if (sequencing === "once") return Math.min(step, frameCount - 1);
  const inCycle = step % cycleLength(frameCount, sequencing);
  return inCycle < frameCount ? inCycle : 2 * (frameCount - 1) - inCycle;
}

/** Returns the steps until the first frame comes again. */
export function cycleLength(frameCount: number, sequencing: Sequencing): number {
  return Math.max(1, sequencing === "sweep" ? 2 * (frameCount - 1) : frameCount);
}
