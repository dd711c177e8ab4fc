/** One playing of the frames: which is due by the clock, which came too late. Fetched when somebody plays. */
import type { Cine, CineHost, CineState } from "./cine.ts";
import { cycleLength, frameAtStep, stepsAfter } from "./cine-steps.ts";
import type { CineTiming } from "./cine-timing.ts";

const MS_PER_SECOND = 1000;
/** Frames that are named to the host before they are due. */
const AHEAD_COUNT = 8;

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
    this.#restart(frameIndex);
  }

  /** Counts from the frame that was shown last, on the way that it goes. */
  recount(): void {
    this.#restart(this.#shownStep);
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
    this.#startMs ??= nowMs;
    const { frameCount } = this.#host.place();
    const { sequencing, droppedFrameCount } = this.#cine.state;
    const step = this.#stepAt(nowMs - this.#startMs);
    this.#countShown(nowMs);
    if (step === this.#shownStep) return;
    const frameIndex = frameAtStep(step, frameCount, sequencing);
    const isLost = this.#host.isLost(frameIndex);
    const next = this.#framesAfter(step);
    if (!isLost && !this.#host.isReady(frameIndex, next)) return;
    const skipped = step - this.#shownStep - (isLost ? 0 : 1);
    this.#shownStep = step;
    if (!isLost) {
      this.#shownAtMs.push(nowMs);
      this.#host.showFrame(frameIndex, next);
    }
    if (skipped > 0) this.#change({ droppedFrameCount: droppedFrameCount + skipped });
    if (sequencing === "once" && frameIndex === frameCount - 1) this.#cine.stop();
  };

  /** Each once, in the order in which they are due. */
  #framesAfter(step: number): number[] {
    const { frameCount } = this.#host.place();
    const { sequencing } = this.#cine.state;
    const next = Array.from({ length: AHEAD_COUNT }, (_, i) =>
      frameAtStep(step + 1 + i, frameCount, sequencing),
    );
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
