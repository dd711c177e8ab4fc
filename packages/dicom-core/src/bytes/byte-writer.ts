/** A growable byte buffer with a fixed byte order and lengths that can be filled in later. */

export class ByteWriter {
  readonly isLittleEndian: boolean;
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(isLittleEndian = true, capacity = 1024) {
    this.isLittleEndian = isLittleEndian;
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  uint8(value: number): void {
    const at = this.#reserve(1);
    this.#view.setUint8(at, value);
  }

  uint16(value: number): void {
    const at = this.#reserve(2);
    this.#view.setUint16(at, value, this.isLittleEndian);
  }

  uint32(value: number): void {
    const at = this.#reserve(4);
    this.#view.setUint32(at, value, this.isLittleEndian);
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** A tag: group, then element, each in the byte order of the writer. */
  tag(tag: number): void {
    this.uint16(tag >>> 16);
    this.uint16(tag & 0xffff);
  }

  /** Overwrites four bytes written earlier. */
  patchUint32(offset: number, value: number): void {
    this.#view.setUint32(offset, value, this.isLittleEndian);
  }

  /** Returns the bytes written so far: a view into the buffer, valid until the next write. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(count: number): number {
    const at = this.#length;
    const needed = at + count;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#length = needed;
    return at;
  }
}
