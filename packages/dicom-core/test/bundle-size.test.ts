// What a page downloads: sizes that may only shrink, and nothing in it that a browser cannot run.
import * as assert from "uvu/assert";
import { bundleForBrowsers, closureOf, measureBundles } from "../../../tools/bundle-size.ts";
import { testSuite } from "../../../tools/test/suite.ts";

const test = testSuite("core/bundle-size", { timeoutMs: 60_000 });

/** Kilobytes of 1000 bytes, minified, gzip. */
const LIMITS_KB: Record<string, number> = {
  reader: 15,
  "reader + dictionary": 55,
  "reader, every export": 15.5,
  "private dictionary": 60,
  "main entry in browsers": 110,
};

/** Neighbours in the list of the names' words. */
const ONLY_IN_DICTIONARY = "Ophthalmic";

test("every bundle is within its limit", async () => {
  const bundles = await measureBundles();
  assert.equal(bundles.map(({ name }) => name).sort(), Object.keys(LIMITS_KB).sort());
  for (const { name, gzipBytes } of bundles) {
    assert.ok(gzipBytes > 5000, `${name}: ${gzipBytes} bytes cannot be all of it`);
    assert.ok(
      gzipBytes < LIMITS_KB[name]! * 1000,
      `${name}: ${gzipBytes} bytes gzip, over ${LIMITS_KB[name]} kB`,
    );
  }
});

test("the reader waits for its dictionaries, the main entry only for the private one", async () => {
  const holds = (chunks: Map<string, { text: string }>, names: Iterable<string>, word: string) =>
    [...names].some((name) => chunks.get(name)!.text.includes(word));
  const chunks = await bundleForBrowsers(["reader"]);
  const reader = closureOf(chunks, "reader.js");
  const all = [...chunks.keys()];
  assert.ok(holds(chunks, all, ONLY_IN_DICTIONARY) && holds(chunks, all, "GEMS_IDEN_01"));
  assert.not.ok(holds(chunks, reader, ONLY_IN_DICTIONARY) || holds(chunks, reader, "GEMS_IDEN_01"));
  const full = await bundleForBrowsers(["index"]);
  const main = closureOf(full, "index.js");
  assert.ok(holds(full, main, ONLY_IN_DICTIONARY));
  assert.not.ok(holds(full, main, "GEMS_IDEN_01"));
  assert.ok(holds(full, full.keys(), "GEMS_IDEN_01"));
});

test("no node: module, no iconv-lite", async () => {
  for (const [name, { text }] of await bundleForBrowsers(["index", "reader", "internal"])) {
    assert.not.match(text, /["'`]node:|iconv|require\(/, name);
  }
});
