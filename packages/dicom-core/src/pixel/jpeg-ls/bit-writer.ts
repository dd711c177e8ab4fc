/** Bits to the bytes of entropy-coded data: a 0 bit follows each byte FF, so that no marker appears. ITU-T T.87 9.1. */

export class BitWriter {
  #bytes: Uint8Array;
  #length = 0;
  #pending = 0;
  #pendingCount = 0;
  #isAfterFf = false;

  constructor(capacityBytes: number) {
    this.#bytes = new Uint8Array(Math.max(64, capacityBytes));
  }

  /** Returns the bytes written: a view. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Appends the low bits of a number, 0 to 24 of them; `value` has no higher ones. */
  writeBits(value: number, count: number): void {
    let pending = (this.#pending << count) | value;
    let pendingCount = this.#pendingCount + count;
    for (;;) {
      const size = this.#isAfterFf ? 7 : 8;
      if (pendingCount < size) break;
      pendingCount -= size;
      const byte = (pending >>> pendingCount) & 0xff;
      this.#append(byte);
      this.#isAfterFf = byte === 0xff;
      pending &= (1 << pendingCount) - 1;
    }
    this.#pending = pending;
    this.#pendingCount = pendingCount;
  }

  /** Ends entropy-coded data with 0 bits; FF is no last byte. */
  flush(): void {
    if (this.#pendingCount > 0) this.writeBits(0, (this.#isAfterFf ? 7 : 8) - this.#pendingCount);
    if (this.#isAfterFf) this.writeBits(0, 7);
  }

  /** Appends whole bytes, a marker segment, behind flushed bits. */
  writeBytes(...values: number[]): void {
    for (const value of values) this.#append(value);
  }

  #append(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const grown = new Uint8Array(this.#length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.#length++] = byte;
  }
}
