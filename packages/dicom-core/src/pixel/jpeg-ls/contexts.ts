/** What a JPEG-LS coder learns of the samples before: the variables of ITU-T T.87 A.2.1 and their updates. */
import type { CodingParameters } from "./parameters.ts";

/** 365 of regular mode, then two of run interruptions: neighbours a and b differ, neighbours are alike. */
const CONTEXT_COUNT = 367;
export const RUN_CONTEXT = 365;

export class Contexts {
  /** Sums of error magnitudes: A. */
  readonly magnitudes = new Int32Array(CONTEXT_COUNT);
  /** Sums of errors: B; of the run contexts the count of negative errors: Nn. */
  readonly biases = new Int32Array(CONTEXT_COUNT);
  /** Corrections of the prediction: C. */
  readonly corrections = new Int32Array(CONTEXT_COUNT);
  /** Counts of occurrences: N. */
  readonly counts = new Int32Array(CONTEXT_COUNT);
  /** Of each component. */
  readonly runIndexes = new Int32Array(4);
  readonly #firstMagnitude: number;
  readonly #reset: number;

  constructor({ range, reset }: CodingParameters) {
    this.#firstMagnitude = Math.max(2, (range + 32) >> 6);
    this.#reset = reset;
    this.reset();
  }

  /** As at the start of a scan and behind a restart marker. */
  reset(): void {
    this.magnitudes.fill(this.#firstMagnitude);
    this.biases.fill(0);
    this.corrections.fill(0);
    this.counts.fill(1);
    this.runIndexes.fill(0);
  }

  /** Returns the Golomb parameter of a context: the smallest k with count * 2^k >= magnitude. A.5.1. */
  golombParameter(context: number): number {
    const count = this.counts[context]!;
    return golombParameter(this.magnitudes[context]!, count);
  }

  /** Returns -1 where lossless errors of k 0 are mapped with their bits turned, else 0: negative ones are likely. A.5.2. */
  errorFlip(context: number): number {
    return (2 * this.biases[context]! + this.counts[context]! - 1) >> 31;
  }

  /** Returns the Golomb parameter of a run interruption. A.7.2. */
  runGolombParameter(context: number): number {
    const count = this.counts[context]!;
    const extra = context === RUN_CONTEXT ? 0 : count >> 1;
    return golombParameter(this.magnitudes[context]! + extra, count);
  }

  /** Takes in an error of regular mode. A.6. */
  update(context: number, error: number, near: number): void {
    const { magnitudes, biases, corrections, counts } = this;
    let count = counts[context]!;
    let bias = biases[context]! + error * (2 * near + 1);
    let magnitude = magnitudes[context]! + Math.abs(error);
    if (count === this.#reset) {
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

  /** Tells whether an odd mapped error of a run interruption is a negative one, and an even one positive. A.7.2.1. */
  isNegativeLikely(context: number, k: number): boolean {
    return k !== 0 || 2 * this.biases[context]! >= this.counts[context]!;
  }

  /** Called when the sample that ends a run is coded. */
  shortenRuns(component: number): void {
    if (this.runIndexes[component]! > 0) this.runIndexes[component]! -= 1;
  }

  /** Takes in an error of a run interruption. A.7.2.2. */
  updateRun(context: number, error: number, mapped: number): void {
    const { magnitudes, biases, counts } = this;
    if (error < 0) biases[context]! += 1;
    magnitudes[context]! += (mapped + 1 - (context - RUN_CONTEXT)) >> 1;
    if (counts[context] === this.#reset) {
      magnitudes[context]! >>= 1;
      biases[context]! >>= 1;
      counts[context]! >>= 1;
    }
    counts[context]! += 1;
  }
}

function golombParameter(magnitude: number, count: number): number {
  const k = Math.max(0, Math.clz32(count) - Math.clz32(magnitude));
  return count << k < magnitude ? k + 1 : k;
}
