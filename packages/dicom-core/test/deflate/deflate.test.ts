// One contract for both sides of `#deflate`. Zlib is the judge of streams, whole and damaged.
import * as zlib from "node:zlib";
import fc from "fast-check";
import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import * as browser from "../../src/deflate/deflate.browser.ts";
import * as node from "../../src/deflate/deflate.node.ts";
import { LimitExceededError } from "../../src/errors.ts";

const NO_LIMITS = { maxLengthBytes: 2 ** 31, maxRatio: 2000 };
const GOOD = { isTruncated: false, isCorrupt: false, hasZlibHeader: false };

/** Text that compresses, with matches near and far, then noise that does not. */
const SAMPLE = sample();
const STREAMS: Record<string, Uint8Array> = {
  "dynamic codes": deflated({}),
  "fixed codes": deflated({ strategy: zlib.constants.Z_FIXED }),
  "stored blocks": deflated({ level: 0 }),
  "Huffman only": deflated({ strategy: zlib.constants.Z_HUFFMAN_ONLY }),
  "run lengths": deflated({ strategy: zlib.constants.Z_RLE }),
};

for (const [name, { inflateRaw, deflateRaw }] of Object.entries({ node, browser })) {
  const test = testSuite(`core/deflate ${name}`);

  test("inflates every kind of block", () => {
    for (const [kind, stream] of Object.entries(STREAMS)) {
      const { bytes: inflated, rest: _rest, faults: _faults, ...facts } = inflateRaw(stream, NO_LIMITS);
      assertBytes(inflated, SAMPLE);
      assert.equal(facts, { ...GOOD, consumedBytes: stream.length }, kind);
      assert.is(inflated.constructor, Uint8Array);
    }
  });

  test("a stream written by hand", () => {
    // 73 04 00: final block, fixed codes, literal "A" (0x30 + 0x41 = 01110001), end of block.
    assertBytes(inflateRaw(bytes`73 04 00`, NO_LIMITS).bytes, bytes`41`);
    assertBytes(
      inflateRaw(bytes`01 02 00 FD FF 41 42   # final stored block of 2 bytes`, NO_LIMITS).bytes,
      bytes`41 42`,
    );
    assert.is(inflateRaw(bytes`03 00   # nothing`, NO_LIMITS).bytes.length, 0);
  });

  test("deflates what zlib reads, and comes back", () => {
    for (const value of [SAMPLE, new Uint8Array(0), Uint8Array.of(1), new Uint8Array(100_000)]) {
      const stream = deflateRaw(value);
      assertBytes(new Uint8Array(zlib.inflateRawSync(stream)), value);
      assertBytes(inflateRaw(stream, NO_LIMITS).bytes, value);
      assert.is(stream.constructor, Uint8Array);
    }
    assert.ok(deflateRaw(new Uint8Array(100_000)).length < 1000);
  });

  test("bytes behind the stream are left", () => {
    for (const stream of Object.values(STREAMS)) {
      const padded = new Uint8Array(stream.length + 5);
      padded.set(stream);
      const { bytes: inflated, rest, faults, ...facts } = inflateRaw(padded, NO_LIMITS);
      assert.equal(facts, { ...GOOD, consumedBytes: stream.length });
      assert.is(rest.length, 5);
      assert.equal(
        faults.map(([code, offset]) => [code, offset]),
        [["DATASET_TRAILING_BYTES", stream.length]],
      );
      assert.equal(inflateRaw(padded.subarray(0, -4), NO_LIMITS).faults, []);
      assert.is(inflated.length, SAMPLE.length);
    }
  });

  test("an early end gives what zlib gets out of it, at every length", () => {
    for (const stream of Object.values(STREAMS)) {
      for (let length = 0; length < stream.length; length += length < 200 ? 1 : 1997) {
        const cut = stream.subarray(0, length);
        const { bytes: inflated, rest: _rest, faults: _faults, ...facts } = inflateRaw(cut, NO_LIMITS);
        assert.equal(facts, { ...GOOD, isTruncated: true, consumedBytes: length }, `${length}`);
        assertBytes(inflated, prefixOf(cut));
      }
    }
  });

  test("damage gives what came before it, as zlib sees it", () => {
    const seen = { good: 0, corrupt: 0, truncated: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(STREAMS)),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (stream, place, change) => {
          const damaged = stream.slice();
          damaged[place % Math.min(stream.length, 300)]! ^= change;
          const judged = judge(damaged);
          const { bytes: inflated, isCorrupt, isTruncated, consumedBytes } = inflateRaw(damaged, NO_LIMITS);
          seen[judged.end] += 1;
          assert.equal(
            { isCorrupt, isTruncated },
            { isCorrupt: judged.end === "corrupt", isTruncated: judged.end === "truncated" },
          );
          assertBytes(inflated, judged.bytes);
          assert.ok(consumedBytes <= damaged.length);
        },
      ),
      { seed: 5, numRuns: 150 },
    );
    assert.ok(seen.corrupt > 25 && seen.good > 10, JSON.stringify(seen));
  });

  test("noise ends in a result", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const judged = judge(noise);
        const { bytes: inflated, isCorrupt, isTruncated, hasZlibHeader } = inflateRaw(noise, NO_LIMITS);
        if (hasZlibHeader) return;
        assert.equal([isCorrupt, isTruncated], [judged.end === "corrupt", judged.end === "truncated"]);
        assertBytes(inflated, judged.bytes);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  test("codes that claim too much, or too little, are corrupt", () => {
    for (const [reason, stream] of [
      ["block type 3", bytes`07`],
      ["stored length without its complement", bytes`01 02 00 00 00 41 42`],
      ["distance before the beginning", bytes`4B 04 12 00`],
      ["no code lengths at all", bytes(`05 ${"00 ".repeat(50)}`)],
    ] as const) {
      assert.throws(() => zlib.inflateRawSync(stream, { finishFlush: zlib.constants.Z_SYNC_FLUSH }), reason);
      assert.is(inflateRaw(stream, NO_LIMITS).isCorrupt, true, reason);
    }
  });

  test("a bomb stops at the ratio, however little may come out", () => {
    const bomb = zlib.deflateRawSync(new Uint8Array(32 * 1024 * 1024));
    const error = thrown(() => inflateRaw(bomb, { maxLengthBytes: 2 ** 31, maxRatio: 100 }));
    assert.is(error.limit, "maxInflateRatio");
    assert.is(error.code, "LIMIT_EXCEEDED");
    assert.is(error.allowed, 100);
    assert.ok(error.actual > 100, `${error.actual}`);
    const small = zlib.deflateRawSync(new Uint8Array(16 * 1024 * 1024));
    assert.is(inflateRaw(small, { maxLengthBytes: 2 ** 31, maxRatio: 1 }).bytes.length, 16 * 1024 * 1024);
  });

  test("a bomb stops at the size, exactly", () => {
    const stream = zlib.deflateRawSync(new Uint8Array(100_001));
    for (const maxLengthBytes of [100_000, 65_536, 16_384, 1, 0]) {
      const error = thrown(() => inflateRaw(stream, { maxLengthBytes, maxRatio: 2000 }));
      assert.equal([error.limit, error.allowed], ["maxInflatedBytes", maxLengthBytes]);
    }
    assert.is(inflateRaw(stream, { maxLengthBytes: 100_001, maxRatio: 2000 }).bytes.length, 100_001);
  });

  test("a zlib header is passed over, with its checksum", () => {
    const wrapped = zlib.deflateSync(SAMPLE);
    const { bytes: inflated, rest: _rest, faults: _faults, ...facts } = inflateRaw(wrapped, NO_LIMITS);
    assert.equal(facts, { ...GOOD, hasZlibHeader: true, consumedBytes: wrapped.length });
    assertBytes(inflated, SAMPLE);
    const withoutChecksum = inflateRaw(wrapped.subarray(0, -4), NO_LIMITS);
    assert.equal([withoutChecksum.consumedBytes, withoutChecksum.isTruncated], [wrapped.length - 4, false]);
  });
}

const both = testSuite("core/deflate");

both("memory grows with what comes out, not with what a stream could claim", () => {
  // A dynamic block that ends at once: 64 kB of input that inflates to almost nothing.
  const stream = new Uint8Array(64 * 1024);
  stream.set(bytes`73 04 00`);
  assert.ok(browser.inflateRaw(stream, NO_LIMITS).bytes.buffer.byteLength <= 4 * stream.length + 258);
  const limited = browser.inflateRaw(stream, { maxLengthBytes: 10, maxRatio: 2000 });
  assert.ok(limited.bytes.buffer.byteLength <= 10 + 258);
});

/** What zlib makes of the longest part that it reads without an error. */
function judge(stream: Uint8Array): { end: "good" | "truncated" | "corrupt"; bytes: Uint8Array } {
  try {
    return { end: "good", bytes: new Uint8Array(zlib.inflateRawSync(stream)) };
  } catch (error) {
    if ((error as { code?: string }).code === "Z_BUF_ERROR")
      return { end: "truncated", bytes: prefixOf(stream) };
  }
  let low = 0;
  let high = stream.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (reads(stream.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  return { end: "corrupt", bytes: prefixOf(stream.subarray(0, low)) };
}

function reads(stream: Uint8Array): boolean {
  try {
    prefixOf(stream);
    return true;
  } catch {
    return false;
  }
}

function prefixOf(stream: Uint8Array): Uint8Array {
  return new Uint8Array(zlib.inflateRawSync(stream, { finishFlush: zlib.constants.Z_SYNC_FLUSH }));
}

function deflated(options: zlib.ZlibOptions): Uint8Array {
  return new Uint8Array(zlib.deflateRawSync(SAMPLE, options));
}

function thrown(action: () => unknown): LimitExceededError {
  try {
    action();
  } catch (error) {
    assert.instance(error, LimitExceededError);
    return error as LimitExceededError;
  }
  throw new Error("nothing was thrown");
}

function sample(): Uint8Array {
  const words = ["ISO_IR 100", "ORIGINAL\\PRIMARY\\AXIAL", "1.2.840.10008.5.1.4.1.1.2", "Doe^John", "0512"];
  let text = "";
  let seed = 1;
  while (text.length < 40_000) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    text += words[(seed >>> 16) % words.length]! + String.fromCharCode(32 + ((seed >>> 8) % 90));
  }
  const noise = Uint8Array.from({ length: 3000 }, () => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed >>> 24;
  });
  const all = new Uint8Array(text.length + noise.length);
  all.set(new TextEncoder().encode(text));
  all.set(noise, text.length);
  return all;
}
