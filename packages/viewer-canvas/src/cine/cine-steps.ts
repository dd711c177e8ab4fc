/** Which frame is due when. Pure: no clock. */
import type { CineTiming, Sequencing } from "./cine-timing.ts";

const MS_PER_SECOND = 1000;
/** Sums of durations in floating point fall short of whole steps by less. */
const ROUNDING_MS = 1e-6;

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
