import fc from "fast-check";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { hasWildcard, isUniversalPattern, matchesWildcard } from "../../src/match/wildcard.ts";

const test = testSuite("core/wildcard");

test("the star stands for any characters, the question mark for one", () => {
  const cases: [string, string, boolean][] = [
    ["*", "", true],
    ["*", "a", true],
    ["a*", "a", true],
    ["a*", "ba", false],
    ["*a", "ba", true],
    ["a*c", "abbc", true],
    ["a*c", "ab", false],
    ["?", "", false],
    ["?", "é", true],
    ["?", "𠀀", true],
    ["a?c", "ac", false],
    ["*?", "", false],
    ["**", "", true],
    ["", "", true],
    ["", "a", false],
    ["a.c", "abc", false],
    ["[a]", "a", false],
    ["A", "a", false],
  ];
  for (const [pattern, text, fits] of cases)
    assert.is(matchesWildcard(pattern, text), fits, `${pattern} ${text}`);
  assert.ok(hasWildcard("a?"));
  assert.not.ok(hasWildcard("a."));
  assert.ok(isUniversalPattern("**"));
  assert.not.ok(isUniversalPattern("*?"));
  assert.not.ok(isUniversalPattern(""));
});

/** By definition, without any cleverness. */
function naive(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  const rest = pattern.slice(1);
  if (pattern[0] === "*") {
    for (let i = 0; i <= text.length; i += 1) if (naive(rest, text.slice(i))) return true;
    return false;
  }
  return text !== "" && (pattern[0] === "?" || pattern[0] === text[0]) && naive(rest, text.slice(1));
}

test("agrees with the definition (seeded)", () => {
  const letters = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 9 });
  let fitting = 0;
  fc.assert(
    fc.property(letters("ab*?"), letters("ab"), (pattern, text) => {
      const expected = naive(pattern, text);
      if (expected) fitting += 1;
      return matchesWildcard(pattern, text) === expected;
    }),
    { seed: 1, numRuns: 10_000 },
  );
  assert.ok(fitting > 1000, `only ${fitting} fit`);
});

test(
  "ends soon on hard patterns",
  () => {
    assert.not.ok(matchesWildcard(`${"*a".repeat(50)}b`, "a".repeat(5000)));
    assert.not.ok(matchesWildcard(`${"*?".repeat(5000)}b`, "a".repeat(10_000)));
  },
  { timeoutMs: 2000 },
);
