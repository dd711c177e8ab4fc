/** The abort signal of a request that runs. */

/** Makes the AbortController only when somebody asks for the signal: most requests are never cancelled. */
export class RequestScope {
  #controller: AbortController | undefined;
  #reason: unknown;
  #isOver = false;
  #onOver: (() => void) | undefined;

  /** Whether the request was cancelled, or its association is gone. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#isOver) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Fires the signal. */
  end(reason: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
    this.#onOver?.();
  }

  /** Returns what `work` resolves with, or `undefined` as soon as the request is over. For one call at a time. */
  async orOver<T>(work: Promise<T>): Promise<T | undefined> {
    if (this.#isOver) {
      work.catch(() => {});
      return undefined;
    }
    try {
      return await new Promise<T | undefined>((resolve, reject) => {
        this.#onOver = () => resolve(undefined);
        work.then(resolve, reject);
      });
    } finally {
      this.#onOver = undefined;
    }
  }
}
