import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ByteBudgetCache } from "../../src/decode/frame-cache.ts";

const test = testSuite("viewer/frame-cache");

const bytes = (length: number) => [new ArrayBuffer(length)];
/** The keys that are held, of some. */
const held = (cache: ByteBudgetCache<string, string>, keys: string) =>
  [...keys].filter((key) => cache.has(key)).join("");

test("what was used least lately goes when the budget is spent", () => {
  const cache = new ByteBudgetCache<string, string>(100);
  cache.set("a", "A", bytes(40));
  cache.set("b", "B", bytes(40));
  assert.is(cache.get("a"), "A");
  cache.set("c", "C", bytes(40));
  assert.is(cache.get("b"), undefined);
  assert.is(cache.get("a"), "A");
  assert.is(cache.usedBytes, 80);
});

test("a value that is needed is kept whatever it holds, another one only where there is room", () => {
  const cache = new ByteBudgetCache<string, string>(100);
  cache.set("a", "A", bytes(10));
  cache.set("b", "B", bytes(500));
  assert.is(held(cache, "ab"), "", "all others are given up before it is");
  cache.prefer(["b"]);
  cache.set("b", "B", bytes(500));
  assert.is(cache.get("b"), "B");
  cache.set("c", "C", bytes(10));
  assert.is(held(cache, "bc"), "b");
});

test("what is needed sooner never gives way to what is needed later", () => {
  const cache = new ByteBudgetCache<string, string>(100);
  cache.prefer(["a"], ["b", "c", "d"]);
  cache.set("x", "X", bytes(30));
  for (const key of "dcb") cache.set(key, key, bytes(30));
  assert.is(held(cache, "xbcd"), "bcd");
  cache.set("a", "a", bytes(30));
  assert.is(held(cache, "abcd"), "abc");
  cache.set("d", "d", bytes(30));
  assert.is(held(cache, "abcd"), "abc");
});

test("memory that several values hold counts once, until the last of them goes", () => {
  const cache = new ByteBudgetCache<string, string>(100);
  const file = new ArrayBuffer(50);
  cache.set("a", "A", [file, new ArrayBuffer(10)]);
  cache.set("b", "B", [file, new ArrayBuffer(10)]);
  assert.is(cache.usedBytes, 70);
  cache.delete("a");
  assert.is(cache.usedBytes, 60);
  cache.delete("b");
  cache.delete("b");
  assert.is(cache.usedBytes, 0);
});

test("a key that is set again counts once", () => {
  const cache = new ByteBudgetCache<string, string>(100);
  cache.set("a", "a", bytes(60));
  cache.set("a", "b", bytes(30));
  assert.is(cache.usedBytes, 30);
  cache.set("b", "b", bytes(60));
  cache.clear();
  assert.is(held(cache, "ab"), "");
  assert.is(cache.usedBytes, 0);
});
