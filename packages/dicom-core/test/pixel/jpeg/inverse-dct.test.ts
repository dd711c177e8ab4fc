import * as assert from "uvu/assert";
import { testSuite } from "../../../../../tools/test/suite.ts";
import "../../../src/index.ts";
import { fillFlat, inverseDct, type SampleTarget } from "../../../src/pixel/jpeg/inverse-dct.ts";
import { ZIGZAG } from "../../../src/pixel/jpeg/zigzag.ts";
import { createRandom } from "../../support/random.ts";

const test = testSuite("core/jpeg inverse DCT");

const targetOf = (precision: number, length = 64): SampleTarget =>
  precision === 8 ? new Uint8ClampedArray(length) : new Uint16Array(length);

/** T.81 A.3.3, as it is printed, then the level shift. */
function exact(block: ArrayLike<number>, precision: number): number[] {
  return Array.from({ length: 64 }, (_, at) => {
    const [x, y] = [at % 8, at >> 3];
    let sum = 0;
    for (let v = 0; v < 8; v += 1) {
      for (let u = 0; u < 8; u += 1) {
        const scale = (u === 0 ? Math.SQRT1_2 : 1) * (v === 0 ? Math.SQRT1_2 : 1);
        const waves = Math.cos(((2 * x + 1) * u * Math.PI) / 16) * Math.cos(((2 * y + 1) * v * Math.PI) / 16);
        sum += scale * block[8 * v + u]! * waves;
      }
    }
    return Math.min(2 ** precision - 1, Math.max(0, sum / 4 + 2 ** (precision - 1)));
  });
}

for (const precision of [8, 12]) {
  test(`${precision} bits: as the formula has it, rounded`, () => {
    const random = createRandom(precision);
    let sum = 0;
    let largest = 0;
    const rounds = 400;
    for (let round = 0; round < rounds; round += 1) {
      const block = new Int32Array(64);
      const reach = random.pick([2, 40, 400]) << (precision - 8);
      for (let count = random.below(64); count >= 0; count -= 1) {
        block[random.below(64)] = random.below(2 * reach + 1) - reach;
      }
      const expected = exact(block, precision);
      const out = targetOf(precision);
      inverseDct(block, precision, out, 0, 8);
      assert.ok(block.every((coefficient) => coefficient === 0));
      for (const [at, sample] of out.entries()) {
        const error = Math.abs(sample - expected[at]!);
        sum += error;
        largest = Math.max(largest, error);
      }
    }
    // Rounding alone is off by up to 0.5, by 0.25 in the mean; between the passes a bit or two of the fraction are kept.
    assert.ok(largest < (precision === 8 ? 1 : 1.3), `${largest}`);
    assert.ok(sum / (64 * rounds) < 0.26, `${sum / (64 * rounds)}`);
  });

  test(`${precision} bits: a flat block is what the transform makes of it, in its place`, () => {
    for (const coefficient of [0, 1, 3, 4, -3, -4, -5, 1016, 1023, -1024, 40_000, -40_000]) {
      const [one, other] = [targetOf(precision, 200), targetOf(precision, 200)];
      const block = new Int32Array(64);
      block[0] = coefficient;
      inverseDct(block, precision, one, 21, 20);
      fillFlat(coefficient, precision, other, 21, 20);
      assert.equal(one, other);
      assert.is(
        one[21],
        Math.min(2 ** precision - 1, Math.max(0, ((coefficient + 4) >> 3) + 2 ** (precision - 1))),
      );
      assert.equal([one[20], one[29], one[40], one[41 + 7 * 20]], [0, 0, 0, 0]);
    }
  });
}

test("the zigzag order visits all places, neighbours after each other", () => {
  assert.equal([...ZIGZAG.subarray(0, 12)], [0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25]);
  assert.equal(
    [...ZIGZAG].sort((a, b) => a - b),
    Array.from({ length: 64 }, (_, i) => i),
  );
  for (let i = 1; i < 64; i += 1) {
    const [from, to] = [ZIGZAG[i - 1]!, ZIGZAG[i]!];
    assert.ok(Math.abs((from >> 3) - (to >> 3)) <= 1 && Math.abs((from & 7) - (to & 7)) <= 1);
  }
});
