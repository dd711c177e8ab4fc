/** Plays the frames of a viewer: the frame follows the elapsed time, frames that come too late are dropped and counted. */
import { type CineTiming, cycleLength, frameAtStep, type Sequencing, stepsAfter } from "./cine-timing.ts";

/** The viewer, as its cine uses it. */
export interface CineHost {
  place(): { frameIndex: number; frameCount: number };
  /** Whether a frame is passed over, as it cannot be decoded; tells why. */
  isLost(frameIndex: number): boolean;
  /** Whether a frame can be shown at once; asks for it where it cannot. */
  isReady(frameIndex: number): boolean;
  showFrame(frameIndex: number): void;
  /** Playing began or ended, or a number changed that controls show. */
  onCineChange(): void;
}

/** What controls show of a playback. */
export interface CineState {
  isPlaying: boolean;
  framesPerSecond: number;
  sequencing: Sequencing;
  /** Frames passed over since playing began. */
  droppedFrameCount: number;
  /** Frames that came onto the screen in the last second, while playing. */
  shownPerSecond: number;
}

const MIN_FRAMES_PER_SECOND = 1;
const MS_PER_SECOND = 1000;

export class Cine {
  readonly #host: CineHost;
  #timing: CineTiming = { framesPerSecond: 10, origin: "default", sequencing: "loop" };
  #state: CineState = {
    isPlaying: false,
    framesPerSecond: 10,
    sequencing: "loop",
    droppedFrameCount: 0,
    shownPerSecond: 0,
  };
  #request = 0;
  /** The clock and the step that the present run counts from: the run may begin at any frame. */
  #startMs: number | undefined;
  #startStep = 0;
  #shownStep = 0;
  #shownAtMs: number[] = [];

  constructor(host: CineHost) {
    this.#host = host;
  }

  get state(): Readonly<CineState> {
    return this.#state;
  }

  /** The file's own timing. */
  get timing(): CineTiming {
    return this.#timing;
  }

  /** Takes over the timing of another file, and stops. */
  setTiming(timing: CineTiming): void {
    this.stop();
    this.#timing = timing;
    const { framesPerSecond, sequencing } = timing;
    this.#change({ framesPerSecond, sequencing, droppedFrameCount: 0, shownPerSecond: 0 });
  }

  /** Plays on from the frame that is shown; from the first one when the last one is and there is no loop. */
  play(): void {
    const { frameCount, frameIndex } = this.#host.place();
    if (this.#state.isPlaying || frameCount < 2) return;
    const isAtEnd = this.#state.sequencing === "once" && frameIndex === frameCount - 1;
    this.#restart(isAtEnd ? 0 : frameIndex);
    this.#shownAtMs = [];
    this.#change({ isPlaying: true, droppedFrameCount: 0, shownPerSecond: 0 });
    this.#request = requestAnimationFrame(this.#tick);
  }

  stop(): void {
    if (!this.#state.isPlaying) return;
    cancelAnimationFrame(this.#request);
    this.#change({ isPlaying: false });
  }

  /** Frames per second, at least 1; also while playing. */
  setRate(framesPerSecond: number): void {
    const rate = Math.max(MIN_FRAMES_PER_SECOND, framesPerSecond);
    if (!Number.isFinite(rate) || rate === this.#state.framesPerSecond) return;
    this.#restart(this.#shownStep);
    this.#change({ framesPerSecond: rate });
  }

  setSequencing(sequencing: Sequencing): void {
    if (sequencing === this.#state.sequencing) return;
    this.#change({ sequencing });
    this.#restart(this.#host.place().frameIndex);
  }

  /** Counts from another frame, as when someone scrolls while it plays. */
  moveTo(frameIndex: number): void {
    this.#restart(frameIndex);
  }

  /** Counts from a step of the first cycle; the step of a frame on the way there is its index. */
  #restart(step: number): void {
    const { frameCount } = this.#host.place();
    this.#startMs = undefined;
    this.#startStep =
      this.#state.sequencing === "once" ? step : step % cycleLength(frameCount, this.#state.sequencing);
    this.#shownStep = this.#startStep;
  }

  readonly #tick = (nowMs: number): void => {
    if (!this.#state.isPlaying) return;
    this.#request = requestAnimationFrame(this.#tick);
    this.#startMs ??= nowMs;
    const { frameCount } = this.#host.place();
    const step = this.#stepAt(nowMs - this.#startMs);
    this.#countShown(nowMs);
    if (step === this.#shownStep) return;
    const frameIndex = frameAtStep(step, frameCount, this.#state.sequencing);
    const isLost = this.#host.isLost(frameIndex);
    if (!isLost && !this.#host.isReady(frameIndex)) return;
    const skipped = step - this.#shownStep - (isLost ? 0 : 1);
    this.#shownStep = step;
    if (!isLost) {
      this.#shownAtMs.push(nowMs);
      this.#host.showFrame(frameIndex);
    }
    if (skipped > 0) this.#change({ droppedFrameCount: this.#state.droppedFrameCount + skipped });
    if (this.#state.sequencing === "once" && frameIndex === frameCount - 1) this.stop();
  };

  /** The durations of a vector count from the first frame on, wherever the run began. */
  #stepAt(elapsedMs: number): number {
    const { framesPerSecond, sequencing } = this.#state;
    const { frameCount } = this.#host.place();
    const playback = { frameCount, sequencing, framesPerSecond, timing: this.#timing };
    const step = stepsAfter(elapsedMs + this.#startOffsetMs(), playback);
    const at = this.#timing.durationsMs === undefined ? this.#startStep + step : step;
    return sequencing === "once" ? Math.min(at, frameCount - 1) : at;
  }

  #startOffsetMs(): number {
    const own = this.#timing.durationsMs;
    if (own === undefined) return 0;
    let ownMs = 0;
    const { framesPerSecond, sequencing } = this.#state;
    const { frameCount } = this.#host.place();
    for (let step = 0; step < this.#startStep; step += 1) {
      ownMs += own[frameAtStep(step, frameCount, sequencing)]!;
    }
    return (ownMs * this.#timing.framesPerSecond) / framesPerSecond;
  }

  #countShown(nowMs: number): void {
    while (this.#shownAtMs.length > 0 && nowMs - this.#shownAtMs[0]! > MS_PER_SECOND) this.#shownAtMs.shift();
    const isFull = this.#startMs !== undefined && nowMs - this.#startMs >= MS_PER_SECOND;
    const shownPerSecond = isFull ? this.#shownAtMs.length : this.#state.shownPerSecond;
    if (shownPerSecond !== this.#state.shownPerSecond) this.#change({ shownPerSecond });
  }

  #change(change: Partial<CineState>): void {
    this.#state = { ...this.#state, ...change };
    this.#host.onCineChange();
  }
}
