/** Plays the frames of a viewer: the frame follows the elapsed time, frames that come too late are dropped and counted. */
import type { CineRun } from "./cine-run.ts";
import type { CineTiming, Sequencing } from "./cine-timing.ts";
import { DEFAULT_TIMING } from "./default-timing.ts";

/** The viewer, as its cine uses it. */
export interface CineHost {
  place(): { frameIndex: number; frameCount: number };
  /** Whether a frame is passed over, as it cannot be decoded; tells why. */
  isLost(frameIndex: number): boolean;
  /** Asks for frames in the order in which they are due; returns how many, from the first on, need not be waited for. */
  readyCount(frames: readonly number[]): number;
  /** `next` are due after it. */
  showFrame(frameIndex: number, next: readonly number[]): void;
  /** Playing began or ended, or a number changed that controls show. */
  onCineChange(): void;
  /** What plays frames could not be fetched. */
  warn(error: unknown): void;
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

/** Plays the frames, in their own timing or another. */
export class Cine {
  readonly #host: CineHost;
  #timing: CineTiming = DEFAULT_TIMING;
  #state: CineState = {
    isPlaying: false,
    framesPerSecond: DEFAULT_TIMING.framesPerSecond,
    sequencing: DEFAULT_TIMING.sequencing,
    droppedFrameCount: 0,
    shownPerSecond: 0,
  };
  #run: CineRun | undefined;

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

  /** Stops, for other frames, whose timing is not known. */
  reset(): void {
    this.stop();
    this.#timing = DEFAULT_TIMING;
    const { framesPerSecond, sequencing } = DEFAULT_TIMING;
    this.#change({ framesPerSecond, sequencing, droppedFrameCount: 0, shownPerSecond: 0 });
  }

  /** Takes over what became known of the timing of the frames, and plays on; what somebody chose stays. */
  setTiming(timing: CineTiming): void {
    // A stack that is still coming tells it with each file: the time runs on.
    if (isSame(timing, this.#timing)) return;
    const { framesPerSecond, sequencing } = this.#state;
    const before = this.#timing;
    this.#timing = timing;
    this.#change({
      framesPerSecond: framesPerSecond === before.framesPerSecond ? timing.framesPerSecond : framesPerSecond,
      sequencing: sequencing === before.sequencing ? timing.sequencing : sequencing,
    });
    this.#run?.recount();
  }

  /**
   * Plays on from the frame that is shown; from the first one when the last one is and there is no loop. Resolves when
   * the first frames are waited for.
   */
  async play(): Promise<void> {
    if (this.#state.isPlaying || this.#host.place().frameCount < 2) return;
    this.#change({ isPlaying: true, droppedFrameCount: 0, shownPerSecond: 0 });
    try {
      const { CineRun } = await import("./cine-run.ts");
      // It may have been stopped while that came, and begun again.
      if (!this.#state.isPlaying || this.#run !== undefined) return;
      const { frameCount, frameIndex } = this.#host.place();
      const isAtEnd = this.#state.sequencing === "once" && frameIndex === frameCount - 1;
      this.#run = new CineRun(this.#host, this, (change) => this.#change(change), isAtEnd ? 0 : frameIndex);
    } catch (error) {
      this.stop();
      this.#host.warn(error);
    }
  }

  stop(): void {
    if (!this.#state.isPlaying) return;
    this.#run?.stop();
    this.#run = undefined;
    this.#change({ isPlaying: false });
  }

  /** Frames per second, at least 1, or the file's own where that is lower; also while playing. */
  setRate(framesPerSecond: number): void {
    const rate = Math.max(Math.min(MIN_FRAMES_PER_SECOND, this.#timing.framesPerSecond), framesPerSecond);
    if (!Number.isFinite(rate) || rate === this.#state.framesPerSecond) return;
    this.#run?.recount();
    this.#change({ framesPerSecond: rate });
  }

  setSequencing(sequencing: Sequencing): void {
    if (sequencing === this.#state.sequencing) return;
    this.#change({ sequencing });
    this.moveTo(this.#host.place().frameIndex);
  }

  /** Counts from another frame, as when someone scrolls while it plays. */
  moveTo(frameIndex: number): void {
    this.#run?.moveTo(frameIndex);
  }

  /** The frame that is shown has another index now. */
  renumber(frameIndex: number): void {
    this.#run?.recount(frameIndex);
  }

  #change(change: Partial<CineState>): void {
    this.#state = { ...this.#state, ...change };
    this.#host.onCineChange();
  }
}

function isSame(a: CineTiming, b: CineTiming): boolean {
  return (
    a.framesPerSecond === b.framesPerSecond &&
    a.sequencing === b.sequencing &&
    a.origin === b.origin &&
    a.durationsMs?.length === b.durationsMs?.length &&
    (a.durationsMs?.every((ms, i) => ms === b.durationsMs![i]) ?? true)
  );
}
