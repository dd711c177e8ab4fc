/** One playing of the frames: which is due by the clock, which came too late. Fetched when somebody plays. */
import type { Cine, CineHost, CineState } from "./cine.ts";
import { cycleLength, frameAtStep, stepsAfter } from "./cine-steps.ts";
import type { CineTiming } from "./cine-timing.ts";

const MS_PER_SECOND = 1000;
/** Frames are named to the host so long before they are due, within these numbers. */
const AHEAD_MS = 1000;
const MIN_AHEAD_COUNT = 8;
const MAX_AHEAD_COUNT = 60;
/** The time begins to run when the frames of so much of it are there, or when they have been waited for so long. */
const START_MS = 500;
const PATIENCE_MS = 1000;
/** Half of what passes between two paints: frames change in the middle between them, where a late paint loses none. */
const HALF_PAINT_MS = 8;

export class CineRun {
  readonly #host: CineHost;
  readonly #cine: Cine;
  readonly #change: (change: Partial<CineState>) => void;
  #request = 0;
  /** The clock and the step that the present run counts from: the run may begin at any frame. */
  #startMs: number | undefined;
  #startStep = 0;
  #shownStep = 0;
  #shownAtMs: number[] = [];
  /** The first frames of a run are waited for until then; `Infinity` before anybody has looked. */
  #heldUntilMs = Number.POSITIVE_INFINITY;

  constructor(host: CineHost, cine: Cine, change: (change: Partial<CineState>) => void, frameIndex: number) {
    this.#host = host;
    this.#cine = cine;
    this.#change = change;
    this.moveTo(frameIndex);
    globalThis.document?.addEventListener("visibilitychange", this.#onVisibility);
    this.#onVisibility();
  }

  stop(): void {
    cancelAnimationFrame(this.#request);
    globalThis.document?.removeEventListener("visibilitychange", this.#onVisibility);
  }

  /** Counts from a frame. */
  moveTo(frameIndex: number): void {
    this.#heldUntilMs = Number.POSITIVE_INFINITY;
    this.#restart(frameIndex);
  }

  /** Counts from the frame that was shown last, on the way that it goes, or from what it has become. */
  recount(step = this.#shownStep): void {
    this.#restart(step);
  }

  /** Counts from a step of the first cycle; the step of a frame on the way there is its index. */
  #restart(step: number): void {
    const { frameCount } = this.#host.place();
    const { sequencing } = this.#cine.state;
    this.#startMs = undefined;
    this.#startStep = sequencing === "once" ? step : step % cycleLength(frameCount, sequencing);
    this.#shownStep = this.#startStep;
  }

  /** While nobody sees the page the browser calls for no frames, and none is missed. */
  readonly #onVisibility = (): void => {
    cancelAnimationFrame(this.#request);
    this.#shownAtMs = [];
    if (globalThis.document?.hidden) return;
    this.recount();
    this.#request = requestAnimationFrame(this.#tick);
  };

  readonly #tick = (nowMs: number): void => {
    this.#request = requestAnimationFrame(this.#tick);
    if (this.#startMs === undefined && this.#isHeld(nowMs)) return;
    const { frameCount } = this.#host.place();
    const { sequencing, droppedFrameCount, framesPerSecond } = this.#cine.state;
    this.#startMs ??= nowMs - Math.min(HALF_PAINT_MS, MS_PER_SECOND / framesPerSecond / 2);
    const step = this.#stepAt(nowMs - this.#startMs);
    this.#countShown(nowMs);
    if (step === this.#shownStep) return;
    const frameIndex = frameAtStep(step, frameCount, sequencing);
    const isLost = this.#host.isLost(frameIndex);
    const next = this.#framesAfter(step);
    if (!isLost && this.#host.readyCount([frameIndex, ...next]) === 0) return;
    const skipped = step - this.#shownStep - (isLost ? 0 : 1);
    this.#shownStep = step;
    if (!isLost) {
      this.#shownAtMs.push(nowMs);
      this.#host.showFrame(frameIndex, next);
    }
    if (skipped > 0) this.#change({ droppedFrameCount: droppedFrameCount + skipped });
    if (sequencing === "once" && frameIndex === frameCount - 1) this.#cine.stop();
  };

  /** No clip loses its first frames because the decoder has just been started. */
  #isHeld(nowMs: number): boolean {
    this.#heldUntilMs = Math.min(this.#heldUntilMs, nowMs + PATIENCE_MS);
    if (nowMs >= this.#heldUntilMs) return false;
    const next = this.#framesAfter(this.#startStep);
    const needed = Math.min(next.length, this.#countIn(START_MS));
    const isHeld = this.#host.readyCount(next) < needed;
    if (!isHeld) this.#heldUntilMs = nowMs;
    return isHeld;
  }

  #countIn(ms: number): number {
    return Math.ceil((this.#cine.state.framesPerSecond * ms) / MS_PER_SECOND);
  }

  /** Each once, in the order in which they are due. */
  #framesAfter(step: number): number[] {
    const { frameCount } = this.#host.place();
    const { sequencing } = this.#cine.state;
    const length = Math.min(MAX_AHEAD_COUNT, Math.max(MIN_AHEAD_COUNT, this.#countIn(AHEAD_MS)));
    const next = Array.from({ length }, (_, i) => frameAtStep(step + 1 + i, frameCount, sequencing));
    return [...new Set(next)];
  }

  /** The durations of a vector count from the first frame on, wherever the run began. */
  #stepAt(elapsedMs: number): number {
    const timing = this.#timing();
    const { framesPerSecond, sequencing } = this.#cine.state;
    const { frameCount } = this.#host.place();
    const playback = { frameCount, sequencing, framesPerSecond, timing };
    const step = stepsAfter(elapsedMs + this.#startOffsetMs(), playback);
    const at = timing.durationsMs === undefined ? this.#startStep + step : step;
    return sequencing === "once" ? Math.min(at, frameCount - 1) : at;
  }

  /** Until the durations of frames that became known are known, too, all last the same. */
  #timing(): CineTiming {
    const { durationsMs, ...even } = this.#cine.timing;
    return durationsMs?.length === this.#host.place().frameCount ? this.#cine.timing : even;
  }

  #startOffsetMs(): number {
    const { durationsMs: own, framesPerSecond: ownRate } = this.#timing();
    if (own === undefined) return 0;
    let ownMs = 0;
    const { framesPerSecond, sequencing } = this.#cine.state;
    const { frameCount } = this.#host.place();
    for (let step = 0; step < this.#startStep; step += 1) {
      ownMs += own[frameAtStep(step, frameCount, sequencing)]!;
    }
    return (ownMs * ownRate) / framesPerSecond;
  }

  #countShown(nowMs: number): void {
    while (this.#shownAtMs.length > 0 && nowMs - this.#shownAtMs[0]! > MS_PER_SECOND) this.#shownAtMs.shift();
    const before = this.#cine.state.shownPerSecond;
    const isFull = this.#startMs !== undefined && nowMs - this.#startMs >= MS_PER_SECOND;
    const shownPerSecond = isFull ? this.#shownAtMs.length : before;
    if (shownPerSecond !== before) this.#change({ shownPerSecond });
  }
}
