/** Coding parameters of a JPEG-LS scan and what follows from them. ITU-T T.87 A.2.1 and C.2.4.1.1. */

/** Preset parameters of LSE marker segments; 0 or missing: the default of C.2.4.1.1. */
export interface JpegLsPresets {
  /** Largest sample, 1 to 2^bits - 1. */
  maxVal?: number;
  /** Thresholds of the gradients: near < t1 <= t2 <= t3 <= maxVal. */
  t1?: number;
  t2?: number;
  t3?: number;
  /** Count at which a context forgets half, 3 to the larger of 255 and maxVal. */
  reset?: number;
}

export interface CodingParameters {
  maxVal: number;
  near: number;
  t1: number;
  t2: number;
  t3: number;
  reset: number;
  /** Number of prediction errors that are told apart. */
  range: number;
  /** Bits of a mapped error that is written as it is. */
  errorBits: number;
  /** Zeros that lead in such an error. */
  escapeZeros: number;
}

/** Default of {@link JpegLsPresets.reset}. */
const DEFAULT_RESET = 64;

/** Bits of a run length by run index: J of A.2.1. */
export const RUN_BITS = Uint8Array.of(
  ...[0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3],
  ...[4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15],
);

/** Returns the parameters of a scan, `undefined` where the presets contradict each other. */
export function codingParameters(
  bitsPerSample: number,
  near: number,
  presets: JpegLsPresets,
): CodingParameters | undefined {
  const maxVal = presets.maxVal || 2 ** bitsPerSample - 1;
  const [d1, d2, d3] = defaultThresholds(maxVal, near);
  const t1 = presets.t1 || d1;
  const t2 = presets.t2 || d2;
  const t3 = presets.t3 || d3;
  const reset = presets.reset || DEFAULT_RESET;
  const isInOrder = near < t1 && t1 <= t2 && t2 <= t3 && t3 <= maxVal;
  if (maxVal >= 2 ** bitsPerSample || near > Math.min(255, maxVal >> 1) || !isInOrder) return undefined;
  if (reset < 3 || reset > Math.max(255, maxVal)) return undefined;

  const range = Math.floor((maxVal + 2 * near) / (2 * near + 1)) + 1;
  const errorBits = bitsOf(range - 1);
  const sampleBits = Math.max(2, bitsOf(maxVal));
  const limit = 2 * (sampleBits + Math.max(8, sampleBits));
  return { maxVal, near, t1, t2, t3, reset, range, errorBits, escapeZeros: limit - errorBits - 1 };
}

/** Returns the bits that a number from 0 takes. */
function bitsOf(value: number): number {
  return 32 - Math.clz32(value);
}

/** C.2.4.1.1.1. */
function defaultThresholds(maxVal: number, near: number): [number, number, number] {
  const clamp = (value: number, low: number) => (value > maxVal || value < low ? low : value);
  const of = (basic: number, low: number, nearFactor: number) => {
    if (maxVal < 128) {
      const factor = Math.floor(256 / (maxVal + 1));
      return Math.max(low, Math.floor(basic / factor) + nearFactor * near);
    }
    const factor = Math.floor((Math.min(maxVal, 4095) + 128) / 256);
    return factor * (basic - low) + low + nearFactor * near;
  };
  const t1 = clamp(of(3, 2, 3), near + 1);
  const t2 = clamp(of(7, 3, 5), t1);
  return [t1, t2, clamp(of(21, 4, 7), t2)];
}

let lastTable: { key: string; table: Int8Array } | undefined;

/**
 * Returns the region, -4 to 4, of each gradient from -maxVal to maxVal; gradient 0 is at maxVal. A.3.3.
 * The last table is kept: the frames of a series share it.
 */
export function gradientRegions({ maxVal, near, t1, t2, t3 }: CodingParameters): Int8Array {
  const key = `${maxVal} ${near} ${t1} ${t2} ${t3}`;
  if (lastTable?.key === key) return lastTable.table;
  const table = new Int8Array(2 * maxVal + 1);
  const bounds = [near + 1, t1, t2, t3, maxVal + 1];
  for (let region = 1; region <= 4; region += 1) {
    table.fill(region, maxVal + bounds[region - 1]!, maxVal + bounds[region]!);
    table.fill(-region, maxVal - bounds[region]! + 1, maxVal - bounds[region - 1]! + 1);
  }
  lastTable = { key, table };
  return table;
}
