/** Encodes the lines of a JPEG-LS scan of any parameters and interleave mode. ITU-T T.87 A.3 to A.7. */
import type { BitWriter } from "./bit-writer.ts";
import { golombParameter, RUN_CONTEXT } from "./contexts.ts";
import { type CodingParameters, RUN_BITS } from "./parameters.ts";
import { type Line, medianOf, ScanCoder } from "./scan-coder.ts";

export class ScanEncoder extends ScanCoder {
  readonly #writer: BitWriter;

  constructor(parameters: CodingParameters, writer: BitWriter) {
    super(parameters);
    this.#writer = writer;
  }

  /**
   * Encodes a line of `stride` components that are interleaved by sample and share a run index, `component`. The
   * samples of the line become what a decoder makes of them. Written out for speed like `decodeLine`.
   */
  encodeLine(previous: Line, line: Line, width: number, component: number, stride: number): void {
    const { regions, signedContexts } = this;
    const { magnitudes, biases, corrections, counts } = this.contexts;
    const { maxVal, near, reset, escapeZeros } = this.parameters;
    const end = (width + 1) * stride;
    for (let i = 0; i < stride; i += 1) line[i] = previous[stride + i]!;
    for (let at = stride; at < end; ) {
      let flat = 0;
      for (let i = at; i < at + stride; i += 1) {
        const b = previous[i]!;
        const c = previous[i - stride]!;
        const slopes = regions[maxVal + previous[i + stride]! - b]! * 9 + regions[maxVal + b - c]!;
        const signed = slopes * 9 + regions[maxVal + c - line[i - stride]!]!;
        signedContexts[i - at] = signed;
        flat |= signed;
      }
      if (flat === 0) {
        at = this.#encodeRun(previous, line, at, end, component, stride);
        continue;
      }
      for (let i = 0; i < stride; i += 1, at += 1) {
        const sign = signedContexts[i]! >> 31;
        const context = (signedContexts[i]! ^ sign) - sign;
        const a = line[at - stride]!;
        const b = previous[at]!;
        const median = medianOf(a, b, a + b - previous[at - stride]!);
        let correction = corrections[context]!;
        const prediction = Math.max(0, Math.min(maxVal, median + ((correction ^ sign) - sign)));

        let error = ((line[at]! - prediction) ^ sign) - sign;
        if (near > 0) {
          error = this.#quantise(error);
          line[at] = this.reconstruct(prediction, (error ^ sign) - sign);
        }
        error = this.#reduce(error);
        let magnitude = magnitudes[context]!;
        let count = counts[context]!;
        let bias = biases[context]!;
        const k = golombParameter(magnitude, count);
        const flip = k === 0 && near === 0 ? (2 * bias + count - 1) >> 31 : 0;
        this.#writeGolomb(((error ^ flip) << 1) ^ ((error ^ flip) >> 31), k, escapeZeros);

        bias += Math.imul(error, this.step);
        magnitude += error < 0 ? -error : error;
        if (count === reset) {
          magnitude >>= 1;
          bias >>= 1;
          count >>= 1;
        }
        count += 1;
        if (bias <= -count) {
          bias = Math.max(bias + count, 1 - count);
          if (correction > -128) corrections[context] = --correction;
        } else if (bias > 0) {
          bias = Math.min(bias - count, 0);
          if (correction < 127) corrections[context] = ++correction;
        }
        magnitudes[context] = magnitude;
        counts[context] = count;
        biases[context] = bias;
      }
    }
    line.copyWithin(end, end - stride, end);
  }

  /** Encodes a run from a position of the line on, with the pixel that ends it. Returns the position behind. */
  #encodeRun(
    previous: Line,
    line: Line,
    from: number,
    end: number,
    component: number,
    stride: number,
  ): number {
    let at = from;
    while (at < end && this.#isRepeated(line, at, stride)) {
      line.copyWithin(at, at - stride, at);
      at += stride;
    }
    this.#writeRunLength((at - from) / stride, at === end, component);
    if (at === end) return end;
    for (let i = at; i < at + stride; i += 1) {
      const a = line[i - stride]!;
      const b = previous[i]!;
      const isLike = stride === 1 && Math.abs(a - b) <= this.parameters.near;
      const prediction = isLike ? a : b;
      const isTurned = !isLike && a > b;
      const difference = line[i]! - prediction;
      const error = this.#quantise(isTurned ? 0 - difference : difference);
      this.#writeRunError(this.#reduce(error), isLike ? RUN_CONTEXT + 1 : RUN_CONTEXT, component);
      line[i] = this.reconstruct(prediction, isTurned ? 0 - error : error);
    }
    this.contexts.shortenRuns(component);
    return at + stride;
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
    const low = (1 << k) | (mapped & ((1 << k) - 1));
    if (zeros < escapeZeros && zeros + k < 24) {
      this.#writer.writeBits(low, zeros + 1 + k);
      return;
    }
    for (let left = Math.min(zeros, escapeZeros); left > 0; left -= 24) {
      this.#writer.writeBits(0, Math.min(24, left));
    }
    if (zeros < escapeZeros) this.#writer.writeBits(low, k + 1);
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
    const positive = error + (range & (error >> 31));
    return positive - (range & ((((range - 1) >> 1) - positive) >> 31));
  }
}
