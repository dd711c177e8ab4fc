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

  /** Returns a sample from its prediction and error. A.4.4, A.4.5. */
  reconstruct(prediction: number, error: number): number {
    const { near, range, maxVal } = this.parameters;
    let sample = prediction + error * this.step;
    if (sample < -near) sample += range * this.step;
    else if (sample > maxVal + near) sample -= range * this.step;
    return Math.max(0, Math.min(maxVal, sample));
  }
}

/** Returns the median of three numbers: of a, b and a + b - c the prediction of A.4.1. Without branches, which could not be foreseen. */
export function medianOf(a: number, b: number, c: number): number {
  const difference = a - b;
  const low = b + (difference & (difference >> 31));
  const high = a - (difference & (difference >> 31));
  const overLow = c - low;
  const atLeastLow = low + (overLow & ~(overLow >> 31));
  const overHigh = atLeastLow - high;
  return high + (overHigh & (overHigh >> 31));
}
