/** Puts many writes into one transaction. What is written is seen at once, by the same connection; it is kept when the batch ends. */
import type { DatabaseSyncInstance } from "@photostructure/sqlite";

const MAX_WRITE_COUNT = 1000;
const MAX_AGE_MS = 100;

export interface WriteBatchOptions {
  /** Told when writes that had succeeded are gone after all, because the batch could not be kept. */
  onLost(error: unknown): void;
}

export class WriteBatch {
  readonly #sqlite: DatabaseSyncInstance;
  readonly #options: WriteBatchOptions;
  #writeCount = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(sqlite: DatabaseSyncInstance, options: WriteBatchOptions) {
    this.#sqlite = sqlite;
    this.#options = options;
  }

  /** Runs a write within the batch; its error, and only its, is thrown. */
  run<T>(write: () => T): T {
    if (this.#timer === undefined) {
      this.#sqlite.exec("BEGIN");
      this.#writeCount = 0;
      this.#timer = setTimeout(() => this.flush(), MAX_AGE_MS);
      this.#timer.unref();
    }
    let result: T;
    try {
      result = write();
    } catch (error) {
      // A full disk may have ended the whole transaction.
      if (!this.#sqlite.isTransaction) this.#forget(error);
      throw error;
    }
    this.#writeCount += 1;
    if (this.#writeCount >= MAX_WRITE_COUNT) this.flush();
    return result;
  }

  /** Ends the batch that is open, if any. */
  flush(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      this.#sqlite.exec("COMMIT");
    } catch (error) {
      if (this.#sqlite.isTransaction) this.#sqlite.exec("ROLLBACK");
      this.#options.onLost(error);
    }
  }

  /** Leaves the batch that is open: its database is given up. */
  abandon(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #forget(error: unknown): void {
    this.abandon();
    if (this.#writeCount > 0) this.#options.onLost(error);
  }
}
