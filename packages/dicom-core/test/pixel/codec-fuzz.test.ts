/** The fuzz harness finds what it is there to find, shown on a made-up codec. */
import * as assert from "uvu/assert";
import { type TestSuite, testSuite } from "../../../../tools/test/suite.ts";
import { DecodeError, LimitExceededError } from "../../src/index.ts";
import type { CodecImage, DecodeCodestreamOptions } from "../../src/pixel/codec-image.ts";
import { exerciseCodestream, type FuzzSeed, fuzzCodec } from "../support/codec-fuzz.ts";
import { CODESTREAM_MUTATION_KINDS, markerOffsets, mutateCodestream } from "../support/codec-mutations.ts";
import { createRandom } from "../support/random.ts";

const test = testSuite("core/pixel/codec fuzz");

type Decode = FuzzSeed["decode"];

/** FF D8, width, height, then samples. */
const WHOLE = Uint8Array.of(0xff, 0xd8, 2, 3, 10, 20, 30, 40, 50, 60);

function decodeToy(bytes: Uint8Array, { report, maxSampleCount = 100 }: DecodeCodestreamOptions): CodecImage {
  const [width = 0, height = 0] = bytes.subarray(2);
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8 || width * height === 0) {
    throw new DecodeError("PIXEL_TOY_HEADER", "no header", { offsetBytes: 0 });
  }
  if (width * height > maxSampleCount) {
    throw new LimitExceededError("maxSampleCount", maxSampleCount, width * height);
  }
  const samples = new Uint8Array(width * height);
  samples.set(bytes.subarray(4, 4 + samples.length));
  if (bytes.length < 4 + samples.length) {
    const problem = { code: "PIXEL_TOY_SHORT", message: "too short", offsetBytes: bytes.length };
    if (report) report(problem);
    else throw new DecodeError(problem.code, problem.message, { offsetBytes: bytes.length });
  }
  return { samples, width, height, componentCount: 1, bitsPerSample: 8, isSigned: false };
}

/** Returns the sentences that running the harness ends with. */
function failuresOf(decode: Decode): string[] {
  const failures: string[] = [];
  const collect = ((_name, run) => {
    try {
      run();
    } catch (error) {
      failures.push(((error as Error).cause as Error).message);
    }
  }) as TestSuite;
  fuzzCodec(collect, [{ name: "toy", bytes: WHOLE, decode }], { sliceCount: 300, fullCount: 300 });
  return failures;
}

test("a careful decoder passes", () => {
  assert.equal(failuresOf(decodeToy), []);
  assert.is(exerciseCodestream(WHOLE, decodeToy), "whole");
  assert.is(exerciseCodestream(WHOLE.slice(0, 7), decodeToy), "partial");
  assert.is(exerciseCodestream(WHOLE.slice(0, 3), decodeToy), "PIXEL_TOY_HEADER");
});

const BAD: Record<string, [decode: Decode, failure: RegExp]> = {
  "an error of no type": [
    (bytes, options) => {
      if (bytes.length < 4) throw new RangeError("out of range");
      return decodeToy(bytes, options);
    },
    /out of range/,
  ],
  "a buffer of a size that the bytes chose": [
    (bytes, options) => {
      if (bytes[2]! > 2) new Uint16Array(bytes[2]! << 22);
      return decodeToy(bytes, options);
    },
    /Uint16Array\(\d+\): over/,
  ],
  "an array of a size that the bytes chose": [
    (bytes, options) => {
      if (bytes[2]! > 2) new Array(bytes[2]! << 23);
      return decodeToy(bytes, options);
    },
    /Array\(\d+\): over/,
  ],
  "bytes that are written to": [
    (bytes, options) => {
      const image = decodeToy(bytes, options);
      bytes[4] = 1;
      return image;
    },
    /was written to/,
  ],
  "strictness that lets something pass": [
    (bytes, options) => decodeToy(bytes, { ...options, report: options.report ?? (() => {}) }),
    /strictly: 2 . 3/,
  ],
  "another number of samples": [
    (bytes, options) => ({ ...decodeToy(bytes, options), height: 4 }),
    /6 samples for 2 × 4/,
  ],
  "samples that cannot hold their bits": [
    (bytes, options) => ({ ...decodeToy(bytes, options), bitsPerSample: 12 }),
    /12 bits in too few/,
  ],
  "an offset beyond the end": [
    (bytes, options) => {
      if (bytes.length < 4) throw new DecodeError("PIXEL_TOY_END", "beyond", { offsetBytes: 4 });
      return decodeToy(bytes, options);
    },
    /PIXEL_TOY_END at byte 4 of/,
  ],
};

for (const [name, [decode, failure]] of Object.entries(BAD)) {
  test(`finds ${name}`, () => assert.match(failuresOf(decode)[0] ?? "", failure));
}

test("finds what one call leaves behind for the next", () => {
  let failed = 0;
  const decode: Decode = (bytes, options) => {
    if (bytes.length < 4) failed += 1;
    const image = decodeToy(bytes, options);
    if (failed > 20) image.samples[0] = 99;
    return image;
  };
  assert.match(failuresOf(decode).at(-1) ?? "", /the next decode differs|strictly/);
});

test("finds a call that does not end soon, and tries it twice", () => {
  let calls = 0;
  const slow: Decode = (bytes, options) => {
    const started = process.cpuUsage();
    calls += 1;
    for (let spent = { user: 0, system: 0 }; spent.user + spent.system < 1_100_000; )
      spent = process.cpuUsage(started);
    return decodeToy(bytes, options);
  };
  assert.throws(() => exerciseCodestream(WHOLE, slow), /took \d+/);
  assert.is(calls, 2);
});

test("constructors are as they were afterwards, and instances are theirs", () => {
  const before = Uint8Array;
  exerciseCodestream(WHOLE, (bytes, options) => {
    assert.ok(new Uint8Array(2) instanceof Uint8Array);
    assert.ok(new before(2) instanceof Uint8Array);
    assert.is(new Uint8Array(bytes.buffer, 4, 2)[1], bytes[5]);
    return decodeToy(bytes, options);
  });
  assert.is(Uint8Array, before);
});

test("every kind of mutation changes bytes, none the original", () => {
  const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 3, 0, 2, 1, 1, 0x11, 0, 0xff, 0xd9]);
  const original = jpeg.join();
  assert.equal(markerOffsets(jpeg), [0, 2, 15]);
  const changed = new Set<string>();
  for (let seed = 0; seed < 2000; seed += 1) {
    const { bytes, kinds } = mutateCodestream(jpeg, WHOLE, createRandom(seed));
    if (kinds.length === 1 && bytes.join() !== original) changed.add(kinds[0]!);
  }
  assert.is(jpeg.join(), original);
  assert.equal([...changed].sort(), [...CODESTREAM_MUTATION_KINDS].sort());
});
