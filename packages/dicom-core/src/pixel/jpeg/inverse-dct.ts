/**
 * The inverse DCT of 8 x 8 blocks in integers, after Loeffler, Ligtenberg and Moschytz (ICASSP 1989), with constants of 13
 * bits, and rounded after each pass where libjpeg's "islow" rounds: its samples to the bit. ITU-T T.81 A.3.3.
 */

// Cosines, and their sums, times the square root of 2, in 13 bits.
const C_0_298 = 2446;
const C_0_390 = 3196;
const C_0_541 = 4433;
const C_0_765 = 6270;
const C_0_899 = 7373;
const C_1_175 = 9633;
const C_1_501 = 12299;
const C_1_847 = 15137;
const C_1_961 = 16069;
const C_2_053 = 16819;
const C_2_562 = 20995;
const C_3_072 = 25172;

export type SampleTarget = Uint8ClampedArray | Uint16Array;

/** Columns of a block between the passes. */
const work = new Int32Array(64);

/**
 * Writes the samples of a block, of 8 bits to a clamped array, or of 12.
 *
 * @param block coefficients multiplied by their quantization, row by row; all zero afterwards
 */
export function inverseDct(
  block: Int32Array,
  precision: number,
  out: SampleTarget,
  start: number,
  stride: number,
): void {
  // Bits of a fraction that are kept between the passes; 12 bits leave room for one.
  const fraction = precision === 8 ? 2 : 1;
  const firstShift = 13 - fraction;
  const firstRound = 1 << (firstShift - 1);
  const lastShift = 13 + fraction + 3;
  // Rounding and level shift in one. T.81 A.3.1.
  const lastRound = (1 << (lastShift - 1)) + (1 << (precision - 1 + lastShift));
  const largest = (1 << precision) - 1;

  for (let i = 0; i < 8; i += 1) {
    const s0 = block[i]!;
    let s1 = block[i + 8]!;
    const s2 = block[i + 16]!;
    let s3 = block[i + 24]!;
    const s4 = block[i + 32]!;
    let s5 = block[i + 40]!;
    const s6 = block[i + 48]!;
    let s7 = block[i + 56]!;
    block[i] = 0;
    if ((s1 | s2 | s3 | s4 | s5 | s6 | s7) === 0) {
      const flat = s0 << fraction;
      work[i] = flat;
      work[i + 8] = flat;
      work[i + 16] = flat;
      work[i + 24] = flat;
      work[i + 32] = flat;
      work[i + 40] = flat;
      work[i + 48] = flat;
      work[i + 56] = flat;
      continue;
    }
    block[i + 8] = 0;
    block[i + 16] = 0;
    block[i + 24] = 0;
    block[i + 32] = 0;
    block[i + 40] = 0;
    block[i + 48] = 0;
    block[i + 56] = 0;

    const turn = Math.imul(s2 + s6, C_0_541);
    const e2 = turn - Math.imul(s6, C_1_847);
    const e3 = turn + Math.imul(s2, C_0_765);
    const e0 = ((s0 + s4) << 13) + firstRound;
    const e1 = ((s0 - s4) << 13) + firstRound;
    const a0 = e0 + e3;
    const a1 = e1 + e2;
    const a2 = e1 - e2;
    const a3 = e0 - e3;

    const common = Math.imul(s1 + s3 + s5 + s7, C_1_175);
    const z1 = Math.imul(s7 + s1, C_0_899);
    const z2 = Math.imul(s5 + s3, C_2_562);
    const z3 = common - Math.imul(s7 + s3, C_1_961);
    const z4 = common - Math.imul(s5 + s1, C_0_390);
    s7 = Math.imul(s7, C_0_298) - z1 + z3;
    s5 = Math.imul(s5, C_2_053) - z2 + z4;
    s3 = Math.imul(s3, C_3_072) - z2 + z3;
    s1 = Math.imul(s1, C_1_501) - z1 + z4;

    work[i] = (a0 + s1) >> firstShift;
    work[i + 8] = (a1 + s3) >> firstShift;
    work[i + 16] = (a2 + s5) >> firstShift;
    work[i + 24] = (a3 + s7) >> firstShift;
    work[i + 32] = (a3 - s7) >> firstShift;
    work[i + 40] = (a2 - s5) >> firstShift;
    work[i + 48] = (a1 - s3) >> firstShift;
    work[i + 56] = (a0 - s1) >> firstShift;
  }

  for (let i = 0, at = start; i < 64; i += 8, at += stride) {
    const s0 = work[i]!;
    let s1 = work[i + 1]!;
    const s2 = work[i + 2]!;
    let s3 = work[i + 3]!;
    const s4 = work[i + 4]!;
    let s5 = work[i + 5]!;
    const s6 = work[i + 6]!;
    let s7 = work[i + 7]!;

    const turn = Math.imul(s2 + s6, C_0_541);
    const e2 = turn - Math.imul(s6, C_1_847);
    const e3 = turn + Math.imul(s2, C_0_765);
    const e0 = ((s0 + s4) << 13) + lastRound;
    const e1 = ((s0 - s4) << 13) + lastRound;
    const a0 = e0 + e3;
    const a1 = e1 + e2;
    const a2 = e1 - e2;
    const a3 = e0 - e3;

    const common = Math.imul(s1 + s3 + s5 + s7, C_1_175);
    const z1 = Math.imul(s7 + s1, C_0_899);
    const z2 = Math.imul(s5 + s3, C_2_562);
    const z3 = common - Math.imul(s7 + s3, C_1_961);
    const z4 = common - Math.imul(s5 + s1, C_0_390);
    s7 = Math.imul(s7, C_0_298) - z1 + z3;
    s5 = Math.imul(s5, C_2_053) - z2 + z4;
    s3 = Math.imul(s3, C_3_072) - z2 + z3;
    s1 = Math.imul(s1, C_1_501) - z1 + z4;

    out[at] = clamp((a0 + s1) >> lastShift, largest);
    out[at + 1] = clamp((a1 + s3) >> lastShift, largest);
    out[at + 2] = clamp((a2 + s5) >> lastShift, largest);
    out[at + 3] = clamp((a3 + s7) >> lastShift, largest);
    out[at + 4] = clamp((a3 - s7) >> lastShift, largest);
    out[at + 5] = clamp((a2 - s5) >> lastShift, largest);
    out[at + 6] = clamp((a1 - s3) >> lastShift, largest);
    out[at + 7] = clamp((a0 - s1) >> lastShift, largest);
  }
}

/** Writes the samples of a block that has a first coefficient only: all the same, as the transform has it. */
export function fillFlat(
  coefficient: number,
  precision: number,
  out: SampleTarget,
  start: number,
  stride: number,
): void {
  const value = clamp(((coefficient + 4) >> 3) + (1 << (precision - 1)), (1 << precision) - 1);
  for (let at = start, last = start + 8 * stride; at < last; at += stride) out.fill(value, at, at + 8);
}

function clamp(value: number, largest: number): number {
  return Math.max(0, Math.min(value, largest));
}
