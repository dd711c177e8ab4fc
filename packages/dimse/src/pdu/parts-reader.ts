/** A cursor over the bytes of one PDU that lie in several parts, as they arrived. PS3.8 9.3.1: numbers are big endian. */

/**
 * Reads numbers wherever they lie and gives longer fields as views, without joining anything. Whoever reads a field has
 * looked whether so many bytes remain.
 */
export class PartsReader {
  readonly #parts: readonly Uint8Array[];
  /** Index of the present part, and how far it is read: to its end or, before the next byte is taken, beyond. */
  #part = 0;
  #at: number;
  #offset: number;
  #remaining: number;

  /** @param offset where reading begins */
  constructor(parts: readonly Uint8Array[], offset = 0) {
    this.#parts = parts;
    this.#at = offset;
    this.#offset = offset;
    this.#remaining = parts.reduce((sum, part) => sum + part.length, -offset);
  }

  get remaining(): number {
    return this.#remaining;
  }

  /** Offset of the cursor in the PDU, bytes. */
  get offset(): number {
    return this.#offset;
  }

  uint8(): number {
    const byte = this.#current()[this.#at]!;
    this.#advance(1);
    return byte;
  }

  uint32(): number {
    return ((this.uint8() << 24) | (this.uint8() << 16) | (this.uint8() << 8) | this.uint8()) >>> 0;
  }

  /** Returns the views that a field of this length consists of; one, empty, where it has no bytes. */
  views(length: number): Uint8Array[] {
    const views: Uint8Array[] = [];
    let missing = length;
    do {
      const view = this.#current().subarray(this.#at, this.#at + missing);
      views.push(view);
      missing -= view.length;
      this.#advance(view.length);
    } while (missing > 0);
    return views;
  }

  /** The part that the next byte is in; at the end of all the last one. */
  #current(): Uint8Array {
    let part = this.#parts[this.#part]!;
    while (this.#at >= part.length && this.#part < this.#parts.length - 1) {
      this.#at -= part.length;
      this.#part += 1;
      part = this.#parts[this.#part]!;
    }
    return part;
  }

  #advance(length: number): void {
    this.#at += length;
    this.#offset += length;
    this.#remaining -= length;
  }
}
