/** The Association Request/Reject/Release Timer. PS3.8 9.1.4. */

/** Starts anew at each `start`; calls back once when it runs out. 0 ms never runs out. */
export class ArtimTimer {
  readonly #timeoutMs: number;
  readonly #onExpired: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(timeoutMs: number, onExpired: () => void) {
    this.#timeoutMs = timeoutMs;
    this.#onExpired = onExpired;
  }

  get isRunning(): boolean {
    return this.#timer !== undefined;
  }

  start(): void {
    this.stop();
    if (this.#timeoutMs <= 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#onExpired();
    }, this.#timeoutMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
