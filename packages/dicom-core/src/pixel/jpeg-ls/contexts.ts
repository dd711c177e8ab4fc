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

  /** Returns the Golomb parameter of a run interruption. A.7.2. */
  runGolombParameter(context: number): number {
    const count = this.counts[context]!;
    const extra = context === RUN_CONTEXT ? 0 : count >> 1;
    return golombParameter(this.magnitudes[context]! + extra, count);
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

/** Returns the smallest k with count * 2^k >= magnitude. A.5.1. */
export function golombParameter(magnitude: number, count: number): number {
  const k = Math.max(0, Math.clz32(count) - Math.clz32(magnitude));
  return count << k < magnitude ? k + 1 : k;
}
