// What a page downloads: sizes that may only shrink, and nothing in it that a browser cannot run.
import * as assert from "uvu/assert";
import { bundleForBrowsers, closureOf, measureBundles } from "../../../tools/bundle-size.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { CODEC_ENTRIES } from "../tsup.config.ts";

const test = testSuite("core/bundle-size", { timeoutMs: 60_000 });

/** Kilobytes of 1000 bytes, minified, gzip. */
const LIMITS_KB: Record<string, number> = {
  reader: 15,
  "reader + dictionary": 55,
  "reader, every export": 15.5,
  "private dictionary": 60,
  "main entry in browsers": 121,
  jpeg: 9,
  "jpeg-lossless": 9,
  "jpeg-ls": 8.5,
  rle: 2.6,
  "codecs together": 25,
  viewer: 45,
  "viewer with all bars": 69,
  "viewer, everything": 120,
};

/** What each codec alone says of its codestreams. */
const CODEC_CODES = ["PIXEL_RLE_HEADER", "PIXEL_JPEG_NONE", "PIXEL_JPEG_LS_HEADER"];

/** Neighbours in the list of the names' words. */
const ONLY_IN_DICTIONARY = "Ophthalmic";

const holds = (chunks: Map<string, { text: string }>, names: Iterable<string>, word: string) =>
  [...names].some((name) => chunks.get(name)!.text.includes(word));

test("every bundle is within its limit", async () => {
  const bundles = await measureBundles();
  assert.equal(bundles.map(({ name }) => name).sort(), Object.keys(LIMITS_KB).sort());
  for (const { name, gzipBytes } of bundles) {
    assert.ok(gzipBytes > 1000, `${name}: ${gzipBytes} bytes cannot be all of it`);
    assert.ok(
      gzipBytes < LIMITS_KB[name]! * 1000,
      `${name}: ${gzipBytes} bytes gzip, over ${LIMITS_KB[name]} kB`,
    );
  }
});

test("the reader waits for its dictionaries, the main entry only for the private one", async () => {
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

test("a codec alone holds no data sets, and the main entry waits for codecs", async () => {
  const codecs = await bundleForBrowsers(CODEC_ENTRIES);
  for (const [name, { text }] of codecs) assert.not.match(text, /PatientName|transferSyntaxUid/, name);
  const main = await bundleForBrowsers(["index"]);
  const atOnce = closureOf(main, "index.js");
  for (const code of CODEC_CODES) {
    assert.ok(holds(codecs, codecs.keys(), code), `${code} is in no codec`);
    assert.not.ok(holds(main, atOnce, code), `${code} is loaded at once`);
  }
});

test("a decoder is taken without its encoder", async () => {
  const both = await bundleForBrowsers([], 'export { decodeRle, encodeRle } from "./rle.ts";');
  const one = await bundleForBrowsers([], 'export { decodeRle } from "./rle.ts";');
  assert.ok(one.get("reader.js")!.gzipBytes < both.get("reader.js")!.gzipBytes * 0.8);
});

test("no node: module, no iconv-lite", async () => {
  const entries = ["index", "reader", "internal", ...CODEC_ENTRIES];
  for (const [name, { text }] of await bundleForBrowsers(entries)) {
    assert.not.match(text, /["'`]node:|iconv|require\(/, name);
  }
});
