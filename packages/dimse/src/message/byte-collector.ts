/** Joins byte fragments of unknown number and total length. */

/**
 * Keeps a single fragment as it is, a view; copies into a buffer that doubles from the second on, so that a peer
 * that sends byte by byte costs bytes, not objects.
 */
export class ByteCollector {
  #bytes: Uint8Array = new Uint8Array(0);
  #length = 0;
  #isOwn = false;

  get length(): number {
    return this.#length;
  }

  /** What was collected so far; a view that the next `push` may leave behind. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  push(fragment: Uint8Array): void {
    if (fragment.length === 0) return;
    if (this.#length === 0) {
      this.#bytes = fragment;
      this.#length = fragment.length;
      this.#isOwn = false;
      return;
    }
    const needed = this.#length + fragment.length;
    if (!this.#isOwn || needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(1024, needed, Math.min(2 * needed, needed + 16_777_216)));
      grown.set(this.bytes);
      this.#bytes = grown;
      this.#isOwn = true;
    }
    this.#bytes.set(fragment, this.#length);
    this.#length = needed;
  }

  /** Returns what was collected and starts anew. */
  take(): Uint8Array {
    const bytes = this.bytes;
    this.#bytes = new Uint8Array(0);
    this.#length = 0;
    this.#isOwn = false;
    return bytes;
  }
}
