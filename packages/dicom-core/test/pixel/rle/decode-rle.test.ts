import * as assert from "uvu/assert";
import { bytes } from "../../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../../tools/test/suite.ts";
import type { CodecProblem } from "../../../src/pixel/codec-image.ts";
import { type DecodeRleOptions, decodeRle } from "../../../src/pixel/rle/decode-rle.ts";
import { compareToTruth } from "../../support/codec-truth.ts";
import { pixelVectors, samplesHash } from "../../support/pixel-vectors.ts";
import { throwsCode } from "../../support/throws-code.ts";

const test = testSuite("core/pixel/rle/decode-rle");
const corpus = testSuite("core/pixel/rle against the truth", { data: true, timeoutMs: 120_000 });

/** Returns a codestream of the given segments, with what the header says of them. */
function rle(segments: readonly Uint8Array[], { count = segments.length, offsets = [] as number[] } = {}) {
  const out = new Uint8Array(64 + segments.reduce((length, segment) => length + segment.length, 0));
  const header = new DataView(out.buffer);
  header.setUint32(0, count, true);
  let at = 64;
  for (const [index, segment] of segments.entries()) {
    header.setUint32(4 + 4 * index, offsets[index] ?? at, true);
    out.set(segment, at);
    at += segment.length;
  }
  return out;
}

const one = { rows: 2, columns: 3, samplesPerPixel: 1, bitsAllocated: 8 };
const literal = (...values: number[]) => Uint8Array.of(values.length - 1, ...values);

function lenient(codestream: Uint8Array, options: DecodeRleOptions) {
  const problems: CodecProblem[] = [];
  const { samples } = decodeRle(codestream, { ...options, report: (problem) => problems.push(problem) });
  return { samples: [...samples], codes: problems.map(({ code }) => code) };
}
test("literals, runs, and a control of -128 that says nothing", () => {
  const segment = bytes(`
    00 05        # a literal of one
    80           # nothing
    ff 07        # a run of two
    02 01 02 03  # a literal of three
  `);
  const image = decodeRle(rle([segment]), one);
  assert.equal([...image.samples], [5, 7, 7, 1, 2, 3]);
  assert.equal(
    { ...image, samples: 0 },
    { samples: 0, width: 3, height: 2, componentCount: 1, bitsPerSample: 8, isSigned: false },
  );
  const long = decodeRle(rle([bytes("81 09 80 80 81 08")]), { ...one, rows: 1, columns: 256 });
  assert.equal([...long.samples], [...new Array<number>(128).fill(9), ...new Array<number>(128).fill(8)]);
});

test("the most significant byte comes first, colours are interleaved", () => {
  const pixel = { rows: 1, columns: 2, samplesPerPixel: 1, bitsAllocated: 16 };
  assert.equal(
    [...decodeRle(rle([literal(0x12, 0x34), literal(0x56, 0x78)]), pixel).samples],
    [0x1256, 0x3478],
  );
  const planes = Array.from({ length: 12 }, (_, plane) => literal(plane + 1, 0xf0 + plane));
  const wide = { ...pixel, samplesPerPixel: 3, bitsAllocated: 32 };
  assert.equal(
    [...decodeRle(rle(planes), wide).samples],
    [0x01020304, 0x05060708, 0x090a0b0c, 0xf0f1f2f3, 0xf4f5f6f7, 0xf8f9fafb],
  );
  const rgba = decodeRle(rle(planes.slice(0, 4)), { ...pixel, samplesPerPixel: 4, bitsAllocated: 8 });
  assert.equal([...rgba.samples], [1, 2, 3, 4, 0xf0, 0xf1, 0xf2, 0xf3]);
});

test("frames of DCMTK and GDCM", () => {
  const vectors = pixelVectors("rle");
  assert.ok(vectors.length >= 30);
  for (const { encoder, image, codestream, samplesSha256 } of vectors) {
    const { width, height, componentCount, bitsPerSample } = image;
    const bitsAllocated = bitsPerSample <= 8 ? 8 : 16;
    const facts = { rows: height, columns: width, samplesPerPixel: componentCount, bitsAllocated };
    const decoded = decodeRle(codestream, facts);
    assert.is(samplesHash(decoded, bitsPerSample), samplesSha256, `${encoder} of ${JSON.stringify(image)}`);
  }
});

test("pixels of one bit, packed over the rows", () => {
  const image = decodeRle(rle([literal(0b10_110_101, 0b1)]), { ...one, rows: 3, bitsAllocated: 1 });
  assert.equal([...image.samples], [1, 0, 1, 0, 1, 1, 0, 1, 1]);
  assert.is(image.bitsPerSample, 1);
});

test("a byte behind a segment makes it even; more is told", () => {
  const whole = literal(1, 2, 3, 4, 5, 6);
  assert.equal(lenient(rle([Uint8Array.of(...whole, 0)]), one), { samples: [1, 2, 3, 4, 5, 6], codes: [] });
  for (const trailing of [Uint8Array.of(...whole, 0, 9), literal(1, 2, 3, 4, 5, 6, 7, 8)]) {
    assert.equal(lenient(rle([trailing]), one), {
      samples: [1, 2, 3, 4, 5, 6],
      codes: ["PIXEL_RLE_TRAILING"],
    });
  }
  assert.equal(lenient(rle([bytes("fd 01 fd 02")]), one), {
    samples: [1, 1, 1, 1, 2, 2],
    codes: ["PIXEL_RLE_TRAILING"],
  });
});

test("segments that are cut leave zeros", () => {
  for (const [cut, samples] of [
    [bytes("05 01 02 03"), [1, 2, 3, 0, 0, 0]],
    [bytes("02 01 02 03 fe"), [1, 2, 3, 0, 0, 0]],
    [bytes("ff 09"), [9, 9, 0, 0, 0, 0]],
    [bytes("80 80"), [0, 0, 0, 0, 0, 0]],
  ] as const) {
    assert.equal(lenient(rle([cut]), one), { samples, codes: ["PIXEL_RLE_SHORT"] });
    throwsCode(() => decodeRle(rle([cut]), one), "PIXEL_RLE_SHORT");
  }
  // The next segment is found by its offset all the same.
  const two = { ...one, bitsAllocated: 16, rows: 1 };
  assert.equal(lenient(rle([literal(1), literal(7, 8, 9)]), two), {
    samples: [0x107, 8, 9],
    codes: ["PIXEL_RLE_SHORT"],
  });
});

test("another number of segments than the image has", () => {
  const whole = literal(1, 2, 3, 4, 5, 6);
  const codes = ["PIXEL_RLE_SEGMENTS"];
  for (const count of [0, 2, 15, 16, 0xffffffff]) {
    assert.equal(lenient(rle([whole], { count }), one), { samples: [1, 2, 3, 4, 5, 6], codes });
  }
  assert.equal(lenient(rle([whole, whole, whole]), one), { samples: [1, 2, 3, 4, 5, 6], codes });
  const wide = { ...one, bitsAllocated: 16 };
  assert.equal(lenient(rle([whole]), wide).samples, [0x100, 0x200, 0x300, 0x400, 0x500, 0x600]);
  assert.equal(lenient(rle([whole]), wide).codes, codes);
  // An offset that leads out of the bytes.
  assert.equal(lenient(rle([whole, whole], { offsets: [64, 1000] }), wide).codes, [
    ...codes,
    "PIXEL_RLE_TRAILING",
  ]);
  throwsCode(() => decodeRle(rle([whole], { count: 2 }), one), "PIXEL_RLE_SEGMENTS");
});

test("what is no header, or no image, is a typed error", () => {
  for (const length of [0, 1, 7, 63]) {
    throwsCode(() => lenient(rle([]).subarray(0, length), one), "PIXEL_RLE_HEADER");
  }
  throwsCode(() => lenient(rle([]), one), "PIXEL_RLE_HEADER");
  for (const offset of [0, 63, 66, 0xffffffff]) {
    throwsCode(() => lenient(rle([bytes("00 01")], { offsets: [offset] }), one), "PIXEL_RLE_HEADER");
  }
  const whole = rle([literal(1, 2, 3, 4, 5, 6)]);
  for (const wrong of [
    { rows: 0 },
    { columns: 0 },
    { columns: -3 },
    { rows: Number.NaN },
    { rows: 2.5 },
    { samplesPerPixel: 0 },
    { samplesPerPixel: 16 },
    { bitsAllocated: 12 },
    { bitsAllocated: 64 },
  ]) {
    throwsCode(() => lenient(whole, { ...one, ...wrong }), "PIXEL_DESCRIPTION");
  }
});

test("forged sizes are refused before anything is allocated", () => {
  const whole = rle([literal(1, 2, 3, 4, 5, 6)]);
  throwsCode(() => lenient(whole, { ...one, rows: 65535, columns: 65535 }), "LIMIT_EXCEEDED");
  throwsCode(() => lenient(whole, { ...one, rows: 20_000, columns: 20_000 }), "PIXEL_TOO_SHORT");
  throwsCode(() => lenient(whole, { ...one, maxSampleCount: 5 }), "LIMIT_EXCEEDED");
  assert.is(lenient(whole, { ...one, maxSampleCount: 6 }).samples.length, 6);
});

corpus("every frame of the corpus, in every sample", () => {
  const { frameCount, failures } = compareToTruth(["1.2.840.10008.1.2.5"], decodeRle);
  assert.equal(failures, []);
  assert.ok(frameCount >= 55, `only ${frameCount} frames`);
});
