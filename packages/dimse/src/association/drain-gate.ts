/** Makes writers wait while the transport is full. */

export class DrainGate {
  #isOpen = true;
  #waiters: { resolve: () => void; reject: (error: unknown) => void }[] = [];

  get isOpen(): boolean {
    return this.#isOpen;
  }

  shut(): void {
    this.#isOpen = false;
  }

  /** Lets everybody who waits go on. */
  open(): void {
    this.#isOpen = true;
    for (const { resolve } of this.#take()) resolve();
  }

  /** Tells everybody who waits that nothing will be written any more. */
  fail(error: unknown): void {
    for (const { reject } of this.#take()) reject(error);
  }

  whenOpen(): Promise<void> {
    if (this.#isOpen) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  #take(): { resolve: () => void; reject: (error: unknown) => void }[] {
    const waiters = this.#waiters;
    this.#waiters = [];
    return waiters;
  }
}
