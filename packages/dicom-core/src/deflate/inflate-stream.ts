/**
 * Inflates raw DEFLATE streams (RFC 1951) and says how far: what precedes an early end or an error is kept, output
 * grows with what was inflated and never over a limit. In browsers for every stream, in Node for damaged ones.
 */

/** How a stream ended. */
export type StreamEnd = "complete" | "truncated" | "corrupt" | "limit";

export interface InflatedStream {
  bytes: Uint8Array;
  /** Up to the end of the stream, or as far as it could be read. */
  consumedBytes: number;
  end: StreamEnd;
}

const MAX_CODE_LENGTH = 15;
const MAX_TABLE_BITS = 9;
const MAX_MATCH = 258;
const END_OF_BLOCK = 256;

// RFC 1951 3.2.5: base values and extra bits of length codes 257 to 285 and distance codes 0 to 29.
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];
const DISTANCE_BITS = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** RFC 1951 3.2.7: the order in which the lengths of the code length code are written. */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/**
 * A prefix code: short codes as a table of the next `bits` bits, `symbol << 4 | length`, 0 where a code is longer or
 * none; all codes as how many there are of each length, and their symbols in order. A table of the longest codes would
 * cost a block of 20 bytes 32,768 entries.
 */
interface CodeTable {
  entries: Uint16Array;
  bits: number;
  counts: Uint16Array;
  symbols: Uint16Array;
}

/** Ends the reading; what was inflated stays. */
class Stop {
  readonly end: StreamEnd;
  constructor(end: StreamEnd) {
    this.end = end;
  }
}

/** Returns what a stream inflates to, at most `maxBytes`; bytes behind the stream are not looked at. */
export function inflateStream(input: Uint8Array, maxBytes: number): InflatedStream {
  const inflater = new Inflater(input, maxBytes);
  let end: StreamEnd = "complete";
  try {
    inflater.readBlocks();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    end = error.end;
  }
  const consumedBytes = end === "truncated" ? input.length : inflater.consumedBytes;
  return { bytes: inflater.output.subarray(0, inflater.length), consumedBytes, end };
}

class Inflater {
  output: Uint8Array;
  length = 0;
  readonly #input: Uint8Array;
  readonly #maxBytes: number;
  #position = 0;
  /** Bits taken from the input and not used, the next one lowest. */
  #hold = 0;
  #held = 0;

  constructor(input: Uint8Array, maxBytes: number) {
    this.#input = input;
    this.#maxBytes = maxBytes;
    this.output = new Uint8Array(Math.min(maxBytes, 4 * input.length) + MAX_MATCH);
  }

  get consumedBytes(): number {
    return this.#position - (this.#held >> 3);
  }

  readBlocks(): void {
    for (let isFinal = false; !isFinal; ) {
      isFinal = this.#bits(1) === 1;
      const type = this.#bits(2);
      if (type === 0) this.#storedBlock();
      else if (type === 1) this.#compressedBlock(fixedCodes());
      else if (type === 2) this.#compressedBlock(this.#dynamicCodes());
      else throw new Stop("corrupt");
    }
  }

  #bits(count: number): number {
    while (this.#held < count) {
      if (this.#position >= this.#input.length) throw new Stop("truncated");
      this.#hold |= this.#input[this.#position]! << this.#held;
      this.#position += 1;
      this.#held += 8;
    }
    const value = this.#hold & ((1 << count) - 1);
    this.#hold >>>= count;
    this.#held -= count;
    return value;
  }

  #symbol(table: CodeTable): number {
    const input = this.#input;
    while (this.#held < MAX_CODE_LENGTH && this.#position < input.length) {
      this.#hold |= input[this.#position]! << this.#held;
      this.#position += 1;
      this.#held += 8;
    }
    const entry = table.entries[this.#hold & ((1 << table.bits) - 1)]!;
    const codeLength = entry & 15;
    if (codeLength === 0) return this.#longSymbol(table);
    if (codeLength > this.#held) throw new Stop("truncated");
    this.#hold >>>= codeLength;
    this.#held -= codeLength;
    return entry >> 4;
  }

  /** Bit by bit: codes of one length are numbers in a row, which begin where those of the shorter ones end. */
  #longSymbol({ counts, symbols }: CodeTable): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= MAX_CODE_LENGTH; length += 1) {
      if (length > this.#held) throw new Stop("truncated");
      code |= (this.#hold >> (length - 1)) & 1;
      const count = counts[length]!;
      if (code - first < count) {
        this.#hold >>>= length;
        this.#held -= length;
        return symbols[index + code - first]!;
      }
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Stop("corrupt");
  }

  #storedBlock(): void {
    this.#bits(this.#held & 7);
    const length = this.#bits(16);
    const complement = this.#bits(16);
    if ((length ^ complement) !== 0xffff) throw new Stop("corrupt");
    // Whole bytes that are held belong to the block.
    this.#position -= this.#held >> 3;
    this.#hold = 0;
    this.#held = 0;
    const part = this.#input.subarray(this.#position, this.#position + length);
    this.#makeRoom(part.length);
    this.output.set(part, this.length);
    this.#position += part.length;
    this.#advance(part.length);
    if (part.length < length) throw new Stop("truncated");
  }

  #compressedBlock({ literals, distances }: { literals: CodeTable; distances: CodeTable }): void {
    for (;;) {
      const symbol = this.#symbol(literals);
      if (symbol === END_OF_BLOCK) return;
      this.#makeRoom(MAX_MATCH);
      if (symbol < END_OF_BLOCK) {
        this.output[this.length] = symbol;
        this.#advance(1);
        continue;
      }
      const base = LENGTH_BASE[symbol - 257];
      if (base === undefined) throw new Stop("corrupt");
      const matchLength = base + this.#bits(LENGTH_BITS[symbol - 257]!);
      const code = this.#symbol(distances);
      const distanceBase = DISTANCE_BASE[code];
      if (distanceBase === undefined) throw new Stop("corrupt");
      const distance = distanceBase + this.#bits(DISTANCE_BITS[code]!);
      if (distance > this.length) throw new Stop("corrupt");
      const { output, length } = this;
      // Source and target may overlap: what was just written is read again.
      for (let i = length; i < length + matchLength; i += 1) output[i] = output[i - distance]!;
      this.#advance(matchLength);
    }
  }

  #makeRoom(count: number): void {
    if (this.length + count <= this.output.length) return;
    const size = Math.min(Math.max(2 * this.output.length, this.length + count), this.#maxBytes + MAX_MATCH);
    const larger = new Uint8Array(Math.max(size, Math.min(this.length + count, this.#maxBytes + 0x10000)));
    larger.set(this.output.subarray(0, this.length));
    this.output = larger;
  }

  #advance(count: number): void {
    this.length += count;
    if (this.length <= this.#maxBytes) return;
    this.length = this.#maxBytes;
    throw new Stop("limit");
  }

  /** RFC 1951 3.2.7. */
  #dynamicCodes(): { literals: CodeTable; distances: CodeTable } {
    const literalCount = 257 + this.#bits(5);
    const distanceCount = 1 + this.#bits(5);
    const codeLengthCount = 4 + this.#bits(4);
    if (literalCount > 286 || distanceCount > 30) throw new Stop("corrupt");
    const ownLengths = new Uint8Array(19);
    for (let i = 0; i < codeLengthCount; i += 1) ownLengths[CODE_LENGTH_ORDER[i]!] = this.#bits(3);
    const codeLengths = codeTable(ownLengths, false);
    const lengths = new Uint8Array(literalCount + distanceCount);
    for (let i = 0; i < lengths.length; ) {
      const symbol = this.#symbol(codeLengths);
      if (symbol < 16) {
        lengths[i] = symbol;
        i += 1;
        continue;
      }
      if (symbol === 16 && i === 0) throw new Stop("corrupt");
      const repeated = symbol === 16 ? lengths[i - 1]! : 0;
      const count =
        symbol === 16 ? 3 + this.#bits(2) : symbol === 17 ? 3 + this.#bits(3) : 11 + this.#bits(7);
      if (i + count > lengths.length) throw new Stop("corrupt");
      lengths.fill(repeated, i, i + count);
      i += count;
    }
    if (lengths[END_OF_BLOCK] === 0) throw new Stop("corrupt");
    return {
      literals: codeTable(lengths.subarray(0, literalCount), true),
      distances: codeTable(lengths.subarray(literalCount), true),
    };
  }
}

let fixed: { literals: CodeTable; distances: CodeTable } | undefined;

/** RFC 1951 3.2.6. */
function fixedCodes(): { literals: CodeTable; distances: CodeTable } {
  if (fixed === undefined) {
    const lengths = new Uint8Array(288).fill(8);
    lengths.fill(9, 144, 256).fill(7, 256, 280);
    fixed = { literals: codeTable(lengths, false), distances: codeTable(new Uint8Array(32).fill(5), false) };
  }
  return fixed;
}

/**
 * Builds the table of a canonical prefix code from its code lengths. RFC 1951 3.2.2. Codes that claim a prefix twice
 * are errors; unused ones too, but for a single code of one bit, or none at all, where `allowsSingle`.
 */
function codeTable(lengths: Uint8Array, allowsSingle: boolean): CodeTable {
  const counts = new Uint16Array(MAX_CODE_LENGTH + 1);
  for (const length of lengths) counts[length]! += 1;
  counts[0] = 0;
  let bits = MAX_TABLE_BITS;
  while (bits > 1 && counts[bits] === 0) bits -= 1;
  const next = new Uint16Array(MAX_CODE_LENGTH + 2);
  const places = new Uint16Array(MAX_CODE_LENGTH + 2);
  let free = 1;
  for (let length = 1; length <= MAX_CODE_LENGTH; length += 1) {
    free = free * 2 - counts[length]!;
    if (free < 0) throw new Stop("corrupt");
    next[length + 1] = (next[length]! + counts[length]!) << 1;
    places[length + 1] = places[length]! + counts[length]!;
  }
  const codeCount = places[MAX_CODE_LENGTH + 1]!;
  if (free > 0 && !(allowsSingle && (codeCount === 0 || (codeCount === 1 && counts[1] === 1)))) {
    throw new Stop("corrupt");
  }
  const entries = new Uint16Array(1 << bits);
  const symbols = new Uint16Array(codeCount);
  for (let symbol = 0; symbol < lengths.length; symbol += 1) {
    const length = lengths[symbol]!;
    if (length === 0) continue;
    symbols[places[length]!] = symbol;
    places[length]! += 1;
    const code = next[length]!;
    next[length] = code + 1;
    if (length > bits) continue;
    // Codes come with their first bit lowest in the stream.
    let reversed = 0;
    for (let i = 0; i < length; i += 1) reversed |= ((code >> i) & 1) << (length - 1 - i);
    for (let i = reversed; i < entries.length; i += 1 << length) entries[i] = (symbol << 4) | length;
  }
  return { entries, bits, counts, symbols };
}
