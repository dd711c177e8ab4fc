/** One at a time at each location, in the order in which they came. */
import type { ObjectLocation } from "./object-store.ts";

export class LocationLocks {
  readonly #last = new Map<string, Promise<unknown>>();

  async run<T>(location: ObjectLocation, use: () => Promise<T>): Promise<T> {
    const key = location.join("/");
    const before = this.#last.get(key);
    const turn = before === undefined ? use() : before.then(use, use);
    this.#last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    }
  }
}
