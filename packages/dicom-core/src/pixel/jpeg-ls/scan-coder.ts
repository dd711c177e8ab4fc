/** What the decoder and the encoder of a JPEG-LS scan share. ITU-T T.87 A.3 and A.4. */
import { Contexts } from "./contexts.ts";
import { type CodingParameters, gradientRegions } from "./parameters.ts";

/**
 * A line of one component, or of all of a sample-interleaved scan: `[column][component]`. One pixel stands before it,
 * the neighbour a of the first, and one behind it, the neighbour d of the last.
 */
export type Line = Uint16Array;

export class ScanCoder {
  readonly parameters: CodingParameters;
  readonly contexts: Contexts;
  readonly regions: Int8Array;
  /** Of the components of a pixel: contexts, negative where the gradients are turned round. */
  readonly signedContexts = new Int32Array(4);
  /** What near-lossless errors are multiples of. */
  readonly step: number;

  constructor(parameters: CodingParameters) {
    this.parameters = parameters;
    this.contexts = new Contexts(parameters);
    this.regions = gradientRegions(parameters);
    this.step = 2 * parameters.near + 1;
  }

  /** Finds the contexts of a pixel of `count` components. Returns true where all gradients are flat: a run. */
  findContexts(previous: Line, line: Line, at: number, count: number): boolean {
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
  predict(a: number, b: number, c: number, signed: number): number {
    const low = Math.min(a, b);
    const high = Math.max(a, b);
    const median = Math.max(low, Math.min(high, a + b - c));
    const { corrections } = this.contexts;
    const corrected = signed < 0 ? median - corrections[-signed]! : median + corrections[signed]!;
    return Math.max(0, Math.min(this.parameters.maxVal, corrected));
  }

  /** Returns a sample from its prediction and error. A.4.4, A.4.5. */
  reconstruct(prediction: number, error: number): number {
    const { near, range, maxVal } = this.parameters;
    let sample = prediction + error * this.step;
    if (sample < -near) sample += range * this.step;
    else if (sample > maxVal + near) sample -= range * this.step;
    return Math.max(0, Math.min(maxVal, sample));
  }
}
