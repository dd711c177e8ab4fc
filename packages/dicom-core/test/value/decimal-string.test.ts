import fc from "fast-check";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  formatDecimalString,
  formatIntegerString,
  isDicomError,
  parseDecimalString,
} from "../../src/index.ts";

const test = testSuite("core/decimal-string");

test("reads what DS allows and nothing else", () => {
  const numbers: [string, number][] = [
    ["1", 1],
    ["-1.50", -1.5],
    ["+.5", 0.5],
    ["5.", 5],
    [" 1.25 ", 1.25],
    ["1e3", 1000],
    ["1.5E-3", 0.0015],
    ["-0", -0],
    ["00012", 12],
  ];
  for (const [text, number] of numbers) assert.is(parseDecimalString(text), number, text);
  for (const text of [
    "",
    " ",
    ".",
    "+",
    "1,5",
    "1 5",
    "0x10",
    "Infinity",
    "NaN",
    "--1",
    "1e",
    "e5",
    "1e5.5",
    "1\0",
  ])
    assert.is(parseDecimalString(text), undefined, text);
});

test("writes the digits that fit", () => {
  const texts: [number, string][] = [
    [0.1, "0.1"],
    [-0.5, "-0.5"],
    [42, "42"],
    [1e21, "1e+21"],
    [1e20, "1e20"],
    [123456789012345680000, "1.23456789012e20"],
    [1 / 3, "0.33333333333333"],
    [-1 / 3, "-0.3333333333333"],
    [1e-7 / 3, "3.33333333333e-8"],
    [0.00001234567890123, "1.23456789012e-5"],
    [1234567890.1234567, "1234567890.12346"],
    [-1234567890123456, "-1.2345678901e15"],
    [1234567890123456, "1234567890123456"],
    [5e-324, "5e-324"],
    [Number.MAX_VALUE, "1.79769313e308"],
    [99999999999999984, "1e17"],
  ];
  for (const [number, text] of texts) assert.is(formatDecimalString(number), text);
});

test("no other text of 16 characters is nearer (seeded)", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      const text = formatDecimalString(number);
      assert.ok(text.length <= 16, text);
      const found = parseDecimalString(text);
      assert.ok(found !== undefined, text);
      let nearest = Number.POSITIVE_INFINITY;
      for (let digits = 1; digits <= 17; digits += 1) {
        const exponential = number.toExponential(digits - 1).replace("e+", "e");
        for (const other of [number.toPrecision(digits), exponential])
          if (other.length <= 16) nearest = Math.min(nearest, Math.abs(Number(other) - number));
      }
      assert.ok(Math.abs((found as number) - number) <= nearest, `${number}: ${text}`);
    }),
    { seed: 5, numRuns: 3000 },
  );
});

test("IS holds integers of 32 bits", () => {
  assert.is(formatIntegerString(-(2 ** 31)), "-2147483648");
  for (const number of [1.5, 2 ** 31, Number.NaN]) {
    assert.throws(
      () => formatIntegerString(number),
      (error: unknown) => isDicomError(error, "ARG_NUMBER"),
    );
  }
  for (const number of [Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(
      () => formatDecimalString(number),
      (error: unknown) => isDicomError(error, "ARG_NUMBER"),
    );
  }
});
