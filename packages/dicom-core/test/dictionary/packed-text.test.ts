import fc from "fast-check";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  ALPHABET,
  packAscending,
  packWords,
  unpackAscending,
  unpackWords,
} from "../../src/dictionary/packed-text.ts";
import { keywordPart } from "../../src/dictionary/word-list.ts";

const test = testSuite("core/packed-text");

test("the alphabet needs no escape in any literal", () => {
  assert.is(new Set(ALPHABET).size, 85);
  assert.not.match(ALPHABET, /[^!-~]|[\\`"'$]/);
});

test("ascending numbers come back, up to the last tag", () => {
  assert.equal(unpackAscending(packAscending([0, 0xffffffff])), [0, 0xffffffff]);
  assert.is(packAscending([7, 8, 9], 7), "())");
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffffffff })), (numbers) => {
      const ascending = [...numbers].sort((a, b) => a - b);
      assert.equal(unpackAscending(packAscending(ascending)), ascending);
    }),
    { seed: 1 },
  );
});

test("word numbers come back, one or two characters each", () => {
  const numbers = [0, 56, 57, 58, 57 + 28 * 85 - 1];
  assert.is(packWords(numbers, 57).length, 2 + 3 * 2);
  assert.equal(unpackWords(packWords(numbers, 57), 57), numbers);
  assert.throws(() => packWords([57 + 28 * 85], 57), /too many/);
});

test("what a word is in a keyword", () => {
  for (const [word, part] of [
    ["Patient's", "Patient"],
    ["Operators'", "Operators"],
    ["X-Ray", "XRay"],
    ["of", "Of"],
    ["Contrast/Bolus", "ContrastBolus"],
    ["(Trial)", "Trial"],
    ["-", ""],
  ]) {
    assert.is(keywordPart(word!), part);
  }
});
