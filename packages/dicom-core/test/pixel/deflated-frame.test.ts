import { deflateRawSync, deflateSync } from "node:zlib";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { CodecProblem } from "../../src/pixel/codec-image.ts";
import { inflateFrame } from "../../src/pixel/deflated-frame.ts";
import { fuzzCodec } from "../support/codec-fuzz.ts";
import { compareToTruth } from "../support/codec-truth.ts";
import { throwsCode } from "../support/throws-code.ts";

const test = testSuite("core/pixel/deflated-frame");
const corpus = testSuite("core/pixel/deflated-frame against the truth", { data: true });

const LENGTH = 5000;
const frame = Uint8Array.from({ length: LENGTH }, (_, i) => (i * i) >> (i % 7));
const deflated = new Uint8Array(deflateRawSync(frame));

function lenient(bytes: Uint8Array, length = LENGTH) {
  const problems: CodecProblem[] = [];
  const inflated = inflateFrame(bytes, length, { report: (problem) => problems.push(problem) });
  return { inflated, codes: problems.map(({ code }) => code) };
}
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

test("a frame, also one that was made even before or after", () => {
  for (const bytes of [
    deflated,
    joined(deflated, Uint8Array.of(0)),
    deflateRawSync(joined(frame, Uint8Array.of(0))),
  ]) {
    assertBytes(inflateFrame(bytes, LENGTH, {}), frame);
  }
});

test("zlib headers and trailing bytes are told", () => {
  const zlib = lenient(new Uint8Array(deflateSync(frame)));
  assertBytes(zlib.inflated, frame);
  assert.equal(zlib.codes, ["PIXEL_DEFLATE_ZLIB"]);
  for (const bytes of [joined(deflated, Uint8Array.of(1, 2)), deflateRawSync(joined(frame, frame))]) {
    const trailing = lenient(bytes);
    assertBytes(trailing.inflated, frame);
    assert.equal(trailing.codes, ["PIXEL_DEFLATE_TRAILING"]);
    throwsCode(() => inflateFrame(bytes, LENGTH, {}), "PIXEL_DEFLATE_TRAILING");
  }
});

test("what a cut or damaged stream holds", () => {
  const cut = lenient(deflated.subarray(0, deflated.length >> 1));
  assert.equal(cut.codes, ["PIXEL_DEFLATE_BROKEN"]);
  assert.ok(cut.inflated.length > LENGTH / 4 && cut.inflated.length < LENGTH);
  assertBytes(cut.inflated, frame.subarray(0, cut.inflated.length));
  throwsCode(() => inflateFrame(deflated.subarray(0, 100), LENGTH, {}), "PIXEL_DEFLATE_BROKEN");
  for (const nothing of [new Uint8Array(0), Uint8Array.of(7), deflateRawSync(new Uint8Array(0))]) {
    throwsCode(() => lenient(nothing), "PIXEL_DEFLATE_BROKEN");
  }
});

test("a stream of far more than its frame is refused", () => {
  const bomb = deflateRawSync(new Uint8Array(50_000_000));
  throwsCode(() => lenient(bomb), "LIMIT_EXCEEDED");
});

fuzzCodec(testSuite("core/pixel/deflated-frame on damaged bytes", { timeoutMs: 120_000 }), [
  {
    name: "a frame",
    bytes: deflated,
    decode(bytes, options) {
      const samples = new Uint8Array(LENGTH);
      samples.set(inflateFrame(bytes, LENGTH, options));
      return { samples, width: 50, height: 100, componentCount: 1, bitsPerSample: 8, isSigned: false };
    },
  },
]);

corpus("every frame of the corpus, in every sample", () => {
  const { frameCount, failures } = compareToTruth(["1.2.840.10008.1.2.8.1"], (bytes, description) => {
    const { rows, columns, samplesPerPixel, bitsAllocated } = description;
    const count = rows * columns * samplesPerPixel;
    const inflated = inflateFrame(bytes, Math.ceil((count * bitsAllocated) / 8), {});
    const samples =
      bitsAllocated === 1
        ? Uint8Array.from({ length: count }, (_, i) => (inflated[i >> 3]! >> (i & 7)) & 1)
        : bitsAllocated === 16
          ? new Uint16Array(inflated.slice().buffer)
          : inflated;
    return {
      samples,
      width: columns,
      height: rows,
      componentCount: samplesPerPixel,
      bitsPerSample: bitsAllocated,
      isSigned: false,
    };
  });
  assert.equal(failures, []);
  assert.ok(frameCount >= 14, `only ${frameCount} frames`);
});
