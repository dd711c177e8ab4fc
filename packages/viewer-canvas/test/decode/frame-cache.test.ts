import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ByteBudgetCache } from "../../src/decode/frame-cache.ts";

const test = testSuite("viewer/frame-cache");

test("what was used least lately goes when the budget is spent", () => {
  const cache = new ByteBudgetCache<string, string>(100);
  cache.set("a", "A", 40);
  cache.set("b", "B", 40);
  assert.is(cache.get("a"), "A");
  cache.set("c", "C", 40);
  assert.is(cache.get("b"), undefined);
  assert.is(cache.get("a"), "A");
  assert.is(cache.usedBytes, 80);
});

test("a value larger than the budget is kept alone", () => {
  const cache = new ByteBudgetCache<number, string>(100);
  cache.set(1, "small", 10);
  cache.set(2, "large", 500);
  assert.is(cache.size, 1);
  assert.is(cache.get(2), "large");
  cache.set(3, "small", 10);
  assert.not(cache.has(2));
});

test("a key that is set again counts once", () => {
  const cache = new ByteBudgetCache<number, string>(100);
  cache.set(1, "a", 60);
  cache.set(1, "b", 30);
  assert.is(cache.usedBytes, 30);
  cache.delete(1);
  cache.delete(1);
  assert.is(cache.usedBytes, 0);
  cache.set(1, "a", 60);
  cache.clear();
  assert.is(cache.size + cache.usedBytes, 0);
});
