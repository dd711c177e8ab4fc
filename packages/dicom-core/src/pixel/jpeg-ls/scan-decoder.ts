/** Bits, codes and runs of a JPEG-LS scan; the samples of regular mode are in decode-line. */
import { RUN_CONTEXT } from "./contexts.ts";
import type { EntropySegment } from "./entropy-segment.ts";
import { type CodingParameters, RUN_BITS } from "./parameters.ts";
import { type Line, ScanCoder } from "./scan-coder.ts";

/** Larger than any error. */
const NO_ERROR = 0x40000000;

export class ScanDecoder extends ScanCoder {
  readonly words: Int32Array;
  /** In bits of the segment. */
  position = 0;
  readonly #segment: EntropySegment;

  constructor(parameters: CodingParameters, segment: EntropySegment) {
    super(parameters);
    this.words = segment.words;
    this.#segment = segment;
  }

  /** Begins a segment. */
  restart(offset: number): void {
    this.#segment.load(offset);
    this.position = 0;
    this.contexts.reset();
  }

  /** Tells whether more bits were read than the segment holds. */
  get isPastEnd(): boolean {
    return this.position > this.#segment.bitCount;
  }

  /** Returns up to 31 bits. */
  readBits(count: number): number {
    const { words, position } = this;
    const index = position >>> 5;
    const shift = position & 31;
    this.position = position + count;
    const word = (words[index]! << shift) | ((words[index + 1]! >>> 1) >>> (31 - shift));
    return (word >>> 1) >>> (31 - count);
  }

  /** Returns a mapped error of the limited Golomb code, -1 for one that cannot be. A.5.3. */
  readGolomb(k: number, escapeZeros: number): number {
    const { words } = this;
    let zeros = 0;
    for (;;) {
      const index = this.position >>> 5;
      const shift = this.position & 31;
      const run = Math.min(32 - shift, Math.clz32(words[index]! << shift));
      zeros += run;
      this.position += run;
      if (run < 32 - shift) break;
      if (zeros > escapeZeros || this.isPastEnd) return -1;
    }
    this.position += 1;
    if (zeros > escapeZeros || k > 24) return -1;
    return zeros === escapeZeros
      ? this.readBits(this.parameters.errorBits) + 1
      : (zeros << k) + this.readBits(k);
  }

  /**
   * Returns how many of the `count` pixels left in a line repeat the one before. A.7.1.
   * Less than `count`: the sample that ends the run follows. More: damage.
   */
  readRunLength(count: number, component: number): number {
    const { runIndexes } = this.contexts;
    let length = 0;
    while (this.readBits(1) === 1) {
      const index = runIndexes[component]!;
      length += 1 << RUN_BITS[index]!;
      if (length > count) return count;
      if (index < 31) runIndexes[component] = index + 1;
      if (length === count) return count;
    }
    return length + this.readBits(RUN_BITS[runIndexes[component]!]!);
  }

  /** Returns the error of the sample that ends a run, {@link NO_ERROR} for a code that cannot be. A.7.2. */
  readRunError(context: number, component: number): number {
    const { contexts, parameters } = this;
    const k = contexts.runGolombParameter(context);
    const runBits = RUN_BITS[contexts.runIndexes[component]!]!;
    const mapped = this.readGolomb(k, parameters.escapeZeros - runBits - 1);
    if (mapped < 0) return NO_ERROR;
    const isOdd = (mapped + context - RUN_CONTEXT) & 1;
    const magnitude = (mapped + context - RUN_CONTEXT + isOdd) >> 1;
    const error = (isOdd === 1) === contexts.isNegativeLikely(context, k) ? 0 - magnitude : magnitude;
    contexts.updateRun(context, error, mapped);
    return error;
  }

  /**
   * Decodes a run of one component from a position of its line, with the sample that ends it.
   * Returns the position behind, -1 for a code that cannot be.
   */
  readRun(previous: Line, line: Line, from: number, width: number, component: number): number {
    const a = line[from - 1]!;
    const end = from + this.readRunLength(width + 1 - from, component);
    line.fill(a, from, Math.min(end, width + 1));
    if (end > width) return end > width + 1 ? -1 : end;
    const b = previous[end]!;
    const isLike = Math.abs(a - b) <= this.parameters.near;
    const error = this.readRunError(isLike ? RUN_CONTEXT + 1 : RUN_CONTEXT, component);
    if (error === NO_ERROR) return -1;
    line[end] = isLike ? this.reconstruct(a, error) : this.reconstruct(b, a > b ? -error : error);
    this.contexts.shortenRuns(component);
    return end + 1;
  }

  /** Like {@link readRun}, of all components at once; the pixel that ends the run is predicted by b alone. */
  readJointRun(previous: Line, line: Line, from: number, width: number, count: number): number {
    const end = from + this.readRunLength(width + 1 - from, 0);
    if (end > width + 1) return -1;
    for (let i = from * count; i < end * count; i += 1) line[i] = line[i - count]!;
    if (end > width) return end;
    for (let i = end * count; i < (end + 1) * count; i += 1) {
      const error = this.readRunError(RUN_CONTEXT, 0);
      if (error === NO_ERROR) return -1;
      const b = previous[i]!;
      line[i] = this.reconstruct(b, line[i - count]! > b ? 0 - error : error);
    }
    this.contexts.shortenRuns(0);
    return end + 1;
  }
}
