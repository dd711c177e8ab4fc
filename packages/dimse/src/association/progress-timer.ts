/** Watches that something moves: one timer for all the waiting that PS3.8 leaves to the implementation. */
import type { TimeoutPhase } from "../errors.ts";
import { LONGEST_TIMER_MS } from "../longest-timer.ts";

/**
 * Calls back when `touch` was not called for as long as the current phase allows. A touch costs one clock reading:
 * the timer behind it is only moved when it fires.
 */
export class ProgressTimer {
  readonly #onExpired: (phase: TimeoutPhase, timeoutMs: number) => void;
  #phase: TimeoutPhase | undefined;
  #timeoutMs = 0;
  #touchedMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueMs = 0;

  constructor(onExpired: (phase: TimeoutPhase, timeoutMs: number) => void) {
    this.#onExpired = onExpired;
  }

  get phase(): TimeoutPhase | undefined {
    return this.#phase;
  }

  /** Waits in this phase from now on; `undefined` or 0 ms waits for nothing. The same phase again changes nothing. */
  watch(phase: TimeoutPhase | undefined, timeoutMs = 0): void {
    if (phase === this.#phase && timeoutMs === this.#timeoutMs) return;
    this.#phase = phase;
    this.#timeoutMs = timeoutMs;
    this.#touchedMs = performance.now();
    if (phase === undefined || timeoutMs <= 0) return;
    const dueMs = this.#touchedMs + timeoutMs;
    // A timer that fires earlier sees then how much time is left.
    if (this.#timer !== undefined && this.#dueMs <= dueMs) return;
    this.#arm(timeoutMs);
  }

  /** Something moved. */
  touch(): void {
    this.#touchedMs = performance.now();
  }

  stop(): void {
    this.#phase = undefined;
    this.#timeoutMs = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(delayMs: number): void {
    clearTimeout(this.#timer);
    const firesInMs = Math.min(delayMs, LONGEST_TIMER_MS);
    this.#dueMs = performance.now() + firesInMs;
    this.#timer = setTimeout(() => this.#check(), firesInMs);
  }

  #check(): void {
    this.#timer = undefined;
    if (this.#phase === undefined || this.#timeoutMs <= 0) return;
    const leftMs = this.#touchedMs + this.#timeoutMs - performance.now();
    if (leftMs > 0) {
      this.#arm(Math.ceil(leftMs));
      return;
    }
    const phase = this.#phase;
    const timeoutMs = this.#timeoutMs;
    this.stop();
    this.#onExpired(phase, timeoutMs);
  }
}
