/** Turns for the operations of an association: as many at a time as the peer allows. PS3.7 D.3.3.3. */

interface Waiter {
  resolve(): void;
  reject(reason: unknown): void;
}

/** Gives turns in the order in which they were asked for. */
export class OperationSlots {
  #freeCount: number;
  #takenCount = 0;
  readonly #waiters = new Set<Waiter>();
  readonly #idleWaiters: (() => void)[] = [];

  /** `Infinity` makes nobody wait. */
  constructor(count: number) {
    this.#freeCount = count;
  }

  /**
   * Waits for a turn; `give` has to be called once for each.
   *
   * @throws the signal's reason where it fires before the turn comes, the error of `fail`
   */
  async take(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#freeCount > 0) {
      this.#freeCount -= 1;
      this.#takenCount += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = { resolve, reject };
      this.#waiters.add(waiter);
      if (!signal) return;
      const onAbort = () => {
        if (this.#waiters.delete(waiter)) reject(signal.reason);
        this.#tellIdle();
      };
      signal.addEventListener("abort", onAbort, { once: true });
      waiter.resolve = () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      waiter.reject = (reason) => {
        signal.removeEventListener("abort", onAbort);
        reject(reason);
      };
    });
  }

  /** Ends a turn, which goes straight to who waits longest. */
  give(): void {
    const [next] = this.#waiters;
    if (next) {
      this.#waiters.delete(next);
      next.resolve();
      return;
    }
    this.#freeCount += 1;
    this.#takenCount -= 1;
    this.#tellIdle();
  }

  /** Tells everybody who waits that no turn will come. */
  fail(error: unknown): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const { reject } of waiters) reject(error);
    this.#tellIdle();
  }

  /** Resolves when nobody has a turn or waits for one. */
  whenIdle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  #isIdle(): boolean {
    return this.#takenCount === 0 && this.#waiters.size === 0;
  }

  #tellIdle(): void {
    if (!this.#isIdle()) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}
