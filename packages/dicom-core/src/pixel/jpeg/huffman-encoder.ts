/** Huffman tables made for what is to be written, and the writer of entropy-coded data. ITU-T T.81 Annexes C, K.2, B.1.1.5. */

/** A table as a DHT segment holds it, and its codes by symbol. */
export interface HuffmanEncoder {
  /** Number of codes of 1 to 16 bits. */
  counts: Uint8Array;
  symbols: number[];
  codes: Uint16Array;
  lengths: Uint8Array;
}

const MAX_LENGTH = 16;

/** Returns the table that writes symbols of these frequencies in the fewest bits; symbols that are not used have no code. */
export function createHuffmanEncoder(frequencies: ArrayLike<number>): HuffmanEncoder {
  // The code of ones alone is nobody's (C.2): that of a symbol which is as rare as can be, and left out of the table.
  const reserved = frequencies.length;
  const lengths = shortestLengths([...Array.from(frequencies), 0], reserved);
  const counts = new Uint8Array(MAX_LENGTH);
  const symbols: number[] = [];
  const codes = new Uint16Array(frequencies.length);
  for (let length = 1, code = 0; length <= MAX_LENGTH; length += 1, code <<= 1) {
    for (let symbol = 0; symbol < reserved; symbol += 1) {
      if (lengths[symbol] !== length) continue;
      counts[length - 1]! += 1;
      symbols.push(symbol);
      codes[symbol] = code;
      code += 1;
    }
  }
  return { counts, symbols, codes, lengths: lengths.subarray(0, reserved) };
}

interface Package {
  weight: number;
  symbols: number[];
}

/** Package-merge (Larmore, Hirschberg 1990): the lengths of an optimal prefix code with none over the limit. */
function shortestLengths(frequencies: readonly number[], reserved: number): Uint8Array {
  const coins: Package[] = [];
  for (const [symbol, weight] of frequencies.entries()) {
    if (weight > 0 || symbol === reserved) coins.push({ weight, symbols: [symbol] });
  }
  const byWeight = (a: Package, b: Package) => a.weight - b.weight;
  let level = [...coins].sort(byWeight);
  for (let length = 1; length < MAX_LENGTH; length += 1) {
    const pairs: Package[] = [];
    for (let i = 0; i + 1 < level.length; i += 2) {
      const [a, b] = [level[i]!, level[i + 1]!];
      pairs.push({ weight: a.weight + b.weight, symbols: [...a.symbols, ...b.symbols] });
    }
    level = [...coins, ...pairs].sort(byWeight);
  }
  const lengths = new Uint8Array(frequencies.length);
  for (const { symbols } of level.slice(0, 2 * (coins.length - 1))) {
    for (const symbol of symbols) lengths[symbol]! += 1;
  }
  return lengths;
}

/** With up to 7 that wait they are 31. */
export const MAX_PUT_BITS = 24;

/** Bytes of a JPEG stream: segments, and bits with their stuffing. */
export class JpegWriter {
  #bytes: Uint8Array;
  #length = 0;
  #held = 0;
  #heldBits = 0;

  /** @param capacity bytes to begin with; more are made as they are needed */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Makes room for so many bytes: `putBits` does not ask. */
  reserve(byteCount: number): void {
    if (this.#length + byteCount <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + byteCount));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  marker(marker: number): void {
    this.reserve(2);
    this.#bytes[this.#length] = 0xff;
    this.#bytes[this.#length + 1] = marker;
    this.#length += 2;
  }

  segment(marker: number, parameters: readonly number[]): void {
    this.marker(marker);
    this.reserve(2 + parameters.length);
    const length = 2 + parameters.length;
    this.#bytes.set([length >> 8, length & 255, ...parameters], this.#length);
    this.#length += length;
  }

  /** Writes up to {@link MAX_PUT_BITS} bits; those above them are 0. A byte of ones is stuffed: two bytes of room each. */
  putBits(bits: number, count: number): void {
    this.#held = (this.#held << count) | bits;
    this.#heldBits += count;
    while (this.#heldBits >= 8) {
      this.#heldBits -= 8;
      const byte = (this.#held >>> this.#heldBits) & 255;
      this.#bytes[this.#length] = byte;
      this.#length += byte === 255 ? 2 : 1;
    }
  }

  /** Fills the last byte with ones. T.81 B.1.1.5. */
  endOfBits(): void {
    this.reserve(4);
    if (this.#heldBits > 0) this.putBits(255 >> this.#heldBits, 8 - this.#heldBits);
  }

  /** Returns what was written, a copy. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}
