/** Encodes the lines of a JPEG-LS scan of any parameters and interleave mode. ITU-T T.87 A.3 to A.7. */
import type { BitWriter } from "./bit-writer.ts";
import { golombParameter, RUN_CONTEXT } from "./contexts.ts";
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
      if (this.#findContexts(previous, line, at, count)) {
        x = this.#encodeRun(previous, line, x, width, component, count);
        continue;
      }
      for (let i = at; i < at + count; i += 1) {
        const signed = this.signedContexts[i - at]!;
        const prediction = this.#predict(line[i - count]!, previous[i]!, previous[i - count]!, signed);
        line[i] = this.#encodeSample(line[i]!, prediction, signed);
      }
      x += 1;
    }
    line.copyWithin((width + 1) * count, width * count, (width + 1) * count);
  }

  /** Finds the contexts of a pixel of `count` components. Returns true where all gradients are flat: a run. */
  #findContexts(previous: Line, line: Line, at: number, count: number): boolean {
    const { regions, signedContexts } = this;
    const zero = this.parameters.maxVal;
    let isRun = true;
    for (let i = 0; i < count; i += 1) {
      const a = line[at + i - count]!;
      const b = previous[at + i]!;
      const c = previous[at + i - count]!;
      const d = previous[at + i + count]!;
      const signed = (regions[zero + d - b]! * 9 + regions[zero + b - c]!) * 9 + regions[zero + c - a]!;
      signedContexts[i] = signed;
      if (signed !== 0) isRun = false;
    }
    return isRun;
  }

  /** Returns the prediction by the neighbours, corrected by what the context has learnt. A.4.1, A.4.2. */
  #predict(a: number, b: number, c: number, signed: number): number {
    const low = Math.min(a, b);
    const high = Math.max(a, b);
    const median = Math.max(low, Math.min(high, a + b - c));
    const { corrections } = this.contexts;
    const corrected = signed < 0 ? median - corrections[-signed]! : median + corrections[signed]!;
    return Math.max(0, Math.min(this.parameters.maxVal, corrected));
  }

  /** Returns -1 where lossless errors of k 0 are mapped with their bits turned, else 0: negative ones are likely. A.5.2. */
  #errorFlip(context: number): number {
    return (2 * this.contexts.biases[context]! + this.contexts.counts[context]! - 1) >> 31;
  }

  /** Returns the sample as it will be decoded. */
  #encodeSample(sample: number, prediction: number, signed: number): number {
    const { contexts, parameters } = this;
    const context = Math.abs(signed);
    const error = this.#quantise(signed < 0 ? prediction - sample : sample - prediction);
    const k = golombParameter(contexts.magnitudes[context]!, contexts.counts[context]!);
    const reduced = this.#reduce(error);
    const coded = k === 0 && parameters.near === 0 ? reduced ^ this.#errorFlip(context) : reduced;
    this.#writeGolomb((coded << 1) ^ (coded >> 31), k, parameters.escapeZeros);
    this.#update(context, reduced);
    return this.reconstruct(prediction, signed < 0 ? 0 - error : error);
  }

  /** Takes in an error of regular mode. A.6. */
  #update(context: number, error: number): void {
    const { magnitudes, biases, corrections, counts } = this.contexts;
    let count = counts[context]!;
    let bias = biases[context]! + error * this.step;
    let magnitude = magnitudes[context]! + Math.abs(error);
    if (count === this.parameters.reset) {
      magnitude >>= 1;
      bias >>= 1;
      count >>= 1;
    }
    count += 1;
    if (bias <= -count) {
      bias = Math.max(bias + count, 1 - count);
      if (corrections[context]! > -128) corrections[context]! -= 1;
    } else if (bias > 0) {
      bias = Math.min(bias - count, 0);
      if (corrections[context]! < 127) corrections[context]! += 1;
    }
    counts[context] = count;
    biases[context] = bias;
    magnitudes[context] = magnitude;
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
