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
  const lastShift = 13 + fraction + 3;
  // Rounding, and at last the level shift. T.81 A.3.1.
  const firstRound = 1 << (firstShift - 1);
  const lastRound = (1 << (lastShift - 1)) + (1 << (precision - 1 + lastShift));
  const largest = (1 << precision) - 1;
  for (let column = 0; column < 8; column += 1) transform(block, column, 8, firstRound, firstShift);
  for (let i = 0, at = start; i < 64; i += 8, at += stride) {
    transform(block, i, 1, lastRound, lastShift);
    for (let x = 0; x < 8; x += 1) {
      out[at + x] = clamp(block[i + x]!, largest);
      block[i + x] = 0;
    }
  }
}

/** Transforms eight values that lie `step` apart, in place. */
function transform(values: Int32Array, at: number, step: number, round: number, shift: number): void {
  const at1 = at + step;
  const at2 = at1 + step;
  const at3 = at2 + step;
  const at4 = at3 + step;
  const at5 = at4 + step;
  const at6 = at5 + step;
  const at7 = at6 + step;
  const s0 = values[at]!;
  const s1 = values[at1]!;
  const s2 = values[at2]!;
  const s3 = values[at3]!;
  const s4 = values[at4]!;
  const s5 = values[at5]!;
  const s6 = values[at6]!;
  const s7 = values[at7]!;
  if ((s1 | s2 | s3 | s4 | s5 | s6 | s7) === 0) {
    const flat = ((s0 << 13) + round) >> shift;
    values[at] = flat;
    values[at1] = flat;
    values[at2] = flat;
    values[at3] = flat;
    values[at4] = flat;
    values[at5] = flat;
    values[at6] = flat;
    values[at7] = flat;
    return;
  }
  const turn = Math.imul(s2 + s6, C_0_541);
  const even2 = turn - Math.imul(s6, C_1_847);
  const even3 = turn + Math.imul(s2, C_0_765);
  const even0 = ((s0 + s4) << 13) + round;
  const even1 = ((s0 - s4) << 13) + round;
  const e0 = even0 + even3;
  const e1 = even1 + even2;
  const e2 = even1 - even2;
  const e3 = even0 - even3;

  const common = Math.imul(s1 + s3 + s5 + s7, C_1_175);
  const z1 = Math.imul(s7 + s1, C_0_899);
  const z2 = Math.imul(s5 + s3, C_2_562);
  const z3 = common - Math.imul(s7 + s3, C_1_961);
  const z4 = common - Math.imul(s5 + s1, C_0_390);
  const o0 = Math.imul(s1, C_1_501) - z1 + z4;
  const o1 = Math.imul(s3, C_3_072) - z2 + z3;
  const o2 = Math.imul(s5, C_2_053) - z2 + z4;
  const o3 = Math.imul(s7, C_0_298) - z1 + z3;

  values[at] = (e0 + o0) >> shift;
  values[at1] = (e1 + o1) >> shift;
  values[at2] = (e2 + o2) >> shift;
  values[at3] = (e3 + o3) >> shift;
  values[at4] = (e3 - o3) >> shift;
  values[at5] = (e2 - o2) >> shift;
  values[at6] = (e1 - o1) >> shift;
  values[at7] = (e0 - o0) >> shift;
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
