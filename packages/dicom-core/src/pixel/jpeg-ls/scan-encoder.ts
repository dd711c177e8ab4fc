/** Encodes the lines of a JPEG-LS scan of any parameters and interleave mode. ITU-T T.87 A.3 to A.7. */
import type { BitWriter } from "./bit-writer.ts";
import { RUN_CONTEXT } from "./contexts.ts";
import { type CodingParameters, RUN_BITS } from "./parameters.ts";
import { type Line, ScanCoder } from "./scan-coder.ts";

export class ScanEncoder extends ScanCoder {
  readonly #writer: BitWriter;

  constructor(parameters: CodingParameters, writer: BitWriter) {
    super(parameters);
    this.#writer = writer;
  }

  /**
   * Encodes a line of `count` interleaved components, which share a run index, `component`. The samples of the line
   * become what a decoder makes of them.
   */
  encodeLine(previous: Line, line: Line, width: number, component: number, count: number): void {
    for (let i = 0; i < count; i += 1) line[i] = previous[count + i]!;
    for (let x = 1; x <= width; ) {
      const at = x * count;
      if (this.findContexts(previous, line, at, count)) {
        x = this.#encodeRun(previous, line, x, width, component, count);
        continue;
      }
      for (let i = at; i < at + count; i += 1) {
        const signed = this.signedContexts[i - at]!;
        const prediction = this.predict(line[i - count]!, previous[i]!, previous[i - count]!, signed);
        line[i] = this.#encodeSample(line[i]!, prediction, signed);
      }
      x += 1;
    }
    line.copyWithin((width + 1) * count, width * count, (width + 1) * count);
  }

  /** Returns the sample as it will be decoded. */
  #encodeSample(sample: number, prediction: number, signed: number): number {
    const { contexts, parameters } = this;
    const context = Math.abs(signed);
    const error = this.#quantise(signed < 0 ? prediction - sample : sample - prediction);
    const k = contexts.golombParameter(context);
    const reduced = this.#reduce(error);
    const coded = k === 0 && parameters.near === 0 ? reduced ^ contexts.errorFlip(context) : reduced;
    this.#writeGolomb((coded << 1) ^ (coded >> 31), k, parameters.escapeZeros);
    contexts.update(context, reduced, parameters.near);
    return this.reconstruct(prediction, signed < 0 ? 0 - error : error);
  }

  /** Encodes a run from a position of the line, with the pixel that ends it. Returns the position behind. */
  #encodeRun(
    previous: Line,
    line: Line,
    from: number,
    width: number,
    component: number,
    count: number,
  ): number {
    let end = from;
    while (end <= width && this.#isRepeated(line, end * count, count)) {
      line.copyWithin(end * count, (end - 1) * count, end * count);
      end += 1;
    }
    this.#writeRunLength(end - from, end > width, component);
    if (end > width) return end;
    for (let i = end * count; i < (end + 1) * count; i += 1) {
      const a = line[i - count]!;
      const b = previous[i]!;
      const isLike = count === 1 && Math.abs(a - b) <= this.parameters.near;
      const prediction = isLike ? a : b;
      const isTurned = !isLike && a > b;
      const difference = line[i]! - prediction;
      const error = this.#quantise(isTurned ? 0 - difference : difference);
      this.#writeRunError(this.#reduce(error), isLike ? RUN_CONTEXT + 1 : RUN_CONTEXT, component);
      line[i] = this.reconstruct(prediction, isTurned ? 0 - error : error);
    }
    this.contexts.shortenRuns(component);
    return end + 1;
  }

  #isRepeated(line: Line, at: number, count: number): boolean {
    const { near } = this.parameters;
    for (let i = at; i < at + count; i += 1) {
      if (Math.abs(line[i]! - line[i - count]!) > near) return false;
    }
    return true;
  }

  #writeRunLength(length: number, isToEnd: boolean, component: number): void {
    const { runIndexes } = this.contexts;
    let left = length;
    for (;;) {
      const index = runIndexes[component]!;
      const bits = RUN_BITS[index]!;
      if (left < 1 << bits) {
        if (!isToEnd) this.#writer.writeBits(left, bits + 1);
        else if (left > 0) this.#writer.writeBits(1, 1);
        return;
      }
      this.#writer.writeBits(1, 1);
      left -= 1 << bits;
      if (index < 31) runIndexes[component] = index + 1;
    }
  }

  #writeRunError(error: number, context: number, component: number): void {
    const { contexts, parameters } = this;
    const k = contexts.runGolombParameter(context);
    const isOdd = error !== 0 && error < 0 === contexts.isNegativeLikely(context, k);
    const mapped = 2 * Math.abs(error) - (context - RUN_CONTEXT) - (isOdd ? 1 : 0);
    const runBits = RUN_BITS[contexts.runIndexes[component]!]!;
    this.#writeGolomb(mapped, k, parameters.escapeZeros - runBits - 1);
    contexts.updateRun(context, error, mapped);
  }

  /** A.5.3. */
  #writeGolomb(mapped: number, k: number, escapeZeros: number): void {
    const { errorBits } = this.parameters;
    const zeros = mapped >>> k;
    for (let left = Math.min(zeros, escapeZeros); left > 0; left -= 24) {
      this.#writer.writeBits(0, Math.min(24, left));
    }
    if (zeros < escapeZeros) this.#writer.writeBits((1 << k) | (mapped & ((1 << k) - 1)), k + 1);
    else this.#writer.writeBits((1 << errorBits) | (mapped - 1), errorBits + 1);
  }

  /** Near-lossless errors are multiples of the step. A.4.4. */
  #quantise(error: number): number {
    const { near } = this.parameters;
    if (near === 0) return error;
    const steps = Math.floor((Math.abs(error) + near) / this.step);
    return error < 0 ? 0 - steps : steps;
  }

  /** Errors are told apart modulo the range. A.4.5. */
  #reduce(error: number): number {
    const { range } = this.parameters;
    const positive = error < 0 ? error + range : error;
    return positive >= (range + 1) >> 1 ? positive - range : positive;
  }
}
