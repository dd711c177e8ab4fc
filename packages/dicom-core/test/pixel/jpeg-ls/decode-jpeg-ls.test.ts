import * as assert from "uvu/assert";
import { bytes } from "../../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../../tools/test/suite.ts";
import { DecodeError } from "../../../src/index.ts";
import type { CodecProblem } from "../../../src/pixel/codec-image.ts";
import { decodeJpegLs } from "../../../src/pixel/jpeg-ls/decode-jpeg-ls.ts";
import { encodeJpegLs } from "../../../src/pixel/jpeg-ls/encode-jpeg-ls.ts";
import { compareToTruth } from "../../support/codec-truth.ts";
import { pixelVectors, samplesHash } from "../../support/pixel-vectors.ts";
import { testImage } from "../../support/test-image.ts";
import { throwsCode } from "../../support/throws-code.ts";

const test = testSuite("core/pixel/jpeg-ls/decode-jpeg-ls");
const corpus = testSuite("core/pixel/jpeg-ls against the truth", { data: true, timeoutMs: 120_000 });

/** The example of ITU-T T.87 H.3: an image of 4 x 4, its frame and scan header, its data. */
const H3_SAMPLES = [0, 0, 90, 74, 68, 50, 43, 205, 64, 145, 145, 145, 100, 145, 145, 145];
const H3 = bytes(`
  ff d8                             # SOI
  ff f7 00 0b 08 0004 0004 01       # SOF55: 8 bits, 4 lines of 4, one component
  01 11 00                          # its identifier 1
  ff da 00 08 01 01 00 00 00 00     # SOS: near 0, no interleaving
  c0 00 00 6c 80 20 8e 01 c0 00 00 57 40 00 00 6e e6 00 00 01 bc 18 00 00 05 d8 00 00 91 60
  ff d9                             # EOI
`);
const H3_DATA = 25;

function lenient(codestream: Uint8Array) {
  const problems: CodecProblem[] = [];
  const image = decodeJpegLs(codestream, { report: (problem) => problems.push(problem) });
  return { ...image, codes: problems.map(({ code }) => code), problems };
}

/** Returns a codestream with bytes put in, or others put over. */
function patched(codestream: Uint8Array, at: number, values: readonly number[], removed = values.length) {
  return Uint8Array.of(...codestream.subarray(0, at), ...values, ...codestream.subarray(at + removed));
}

test("the example of the standard", () => {
  const { samples, ...facts } = decodeJpegLs(H3);
  assert.equal([...samples], H3_SAMPLES);
  assert.equal(facts, {
    width: 4,
    height: 4,
    componentCount: 1,
    bitsPerSample: 8,
    isSigned: false,
    componentIds: [1],
    interleave: "none",
    nearLossless: 0,
    colorTransform: "none",
  });
});

test("streams of DCMTK and GDCM", () => {
  const vectors = pixelVectors("jpeg-ls");
  assert.ok(vectors.length >= 75);
  for (const { encoder, image, codestream, samplesSha256 } of vectors) {
    const decoded = decodeJpegLs(codestream);
    const label = `${encoder} of ${JSON.stringify(image)}`;
    assert.is(samplesHash(decoded, image.bitsPerSample), samplesSha256, label);
    const near = Number(/(?:\+md|-e) (\d+)/.exec(encoder)?.[1] ?? 0);
    assert.is(decoded.nearLossless, near, label);
  }
});

test("size in an LSE segment, 0 in the frame header", () => {
  const oversize = [0xff, 0xf8, 0, 10, 4, 3, 0, 0, 4, 0, 0, 4];
  const without = patched(H3, 7, [0, 0, 0, 0]);
  assert.equal([...decodeJpegLs(patched(without, 2, oversize, 0)).samples], H3_SAMPLES);
  throwsCode(() => decodeJpegLs(without), "PIXEL_JPEG_LS_HEADER");
});

test("fill bytes and unknown segments before markers", () => {
  const comment = [0xff, 0xff, 0xff, 0xfe, 0, 4, 0xff, 0xda];
  assert.equal([...decodeJpegLs(patched(H3, 2, comment, 0)).samples], H3_SAMPLES);
  const spiff = [0xff, 0xe8, 0, 8, ...new TextEncoder().encode("SPIFF"), 0];
  assert.equal([...decodeJpegLs(patched(H3, 2, spiff, 0)).samples], H3_SAMPLES);
});

test("a mapping table is told, and the indexes given", () => {
  const { codes, samples } = lenient(patched(H3, 21, [5]));
  assert.equal(codes, ["PIXEL_JPEG_LS_MAPPING_TABLE"]);
  assert.equal([...samples], H3_SAMPLES);
  throwsCode(() => decodeJpegLs(patched(H3, 21, [5])), "PIXEL_JPEG_LS_MAPPING_TABLE");
});

test("HP's colour transforms are undone", () => {
  // R 200, G 100, B 50 in each transform, modulo 256.
  const transformed = {
    1: [200 - 100 + 128, 100, 50 - 100 + 128],
    2: [200 - 100 + 128, 100, 50 - 150 + 128],
    3: [100 + ((78 + 228) >> 2) - 64, 78, 228],
  };
  for (const [id, samples] of Object.entries(transformed)) {
    const image = { width: 1, height: 1, componentCount: 3, bitsPerSample: 8, isSigned: false };
    const plain = encodeJpegLs({ ...image, samples: Uint8Array.from(samples) });
    const segment = [0xff, 0xe8, 0, 7, ...new TextEncoder().encode("mrfx"), Number(id)];
    const decoded = decodeJpegLs(patched(plain, 2, segment, 0));
    assert.equal([...decoded.samples], [200, 100, 50], `HP${id}`);
    assert.is(decoded.colorTransform, `HP${id}`);
  }
});

test("identifiers and order of components", () => {
  const image = testImage({ width: 5, height: 4, bitsPerSample: 8, componentCount: 3, seed: 1 });
  const stream = encodeJpegLs(image, { interleave: "sample" });
  // Identifiers R, G, B in the frame, and in the scan.
  let renamed = stream;
  for (const [at, id] of [
    [12, 82],
    [15, 71],
    [18, 66],
    [26, 82],
    [28, 71],
    [30, 66],
  ] as const) {
    renamed = patched(renamed, at, [id]);
  }
  const { componentIds, interleave, samples } = decodeJpegLs(renamed);
  assert.equal(componentIds, [82, 71, 66]);
  assert.is(interleave, "sample");
  assert.equal([...samples], [...image.samples]);
});

test("a damaged interval costs no other, a missing one what follows", () => {
  const image = testImage({ width: 30, height: 12, bitsPerSample: 12, componentCount: 1, seed: 2 });
  const stream = encodeJpegLs(image, { restartInterval: 3 });
  const restarts = [...stream.keys()].filter(
    (at) => stream[at] === 0xff && (stream[at + 1]! & 0xf8) === 0xd0,
  );
  assert.is(restarts.length, 3);
  const damaged = patched(stream, restarts[0]! + 4, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const { codes, samples } = lenient(damaged);
  assert.equal(codes, ["PIXEL_JPEG_LS_DATA"]);
  assert.equal([...samples.subarray(0, 90)], [...image.samples.subarray(0, 90)]);
  assert.equal([...samples.subarray(180)], [...image.samples.subarray(180)]);

  const filled = decodeJpegLs(patched(stream, restarts[1]!, [0xff, 0xff], 0));
  assert.equal([...filled.samples], [...image.samples], "fill bytes before a restart marker");

  const cut = lenient(stream.subarray(0, restarts[1]));
  assert.equal(cut.codes, ["PIXEL_JPEG_LS_SHORT"]);
  assert.equal([...cut.samples.subarray(0, 180)], [...image.samples.subarray(0, 180)]);
  assert.ok(cut.samples.subarray(180).every((sample) => sample === 0));
});

test("more bits than 32 bits can count are refused, before memory is taken for them", () => {
  const large = new Uint8Array(2 ** 29);
  large.set(H3);
  throwsCode(() => decodeJpegLs(large), "LIMIT_EXCEEDED");
});

test("what is missing is 0, and told with its place", () => {
  const { samples, codes, problems } = lenient(H3.subarray(0, H3_DATA + 8));
  assert.equal(codes, ["PIXEL_JPEG_LS_SHORT"]);
  assert.is(problems[0]?.offsetBytes, H3_DATA + 8);
  assert.equal([...samples.subarray(0, 4)], H3_SAMPLES.slice(0, 4));
  assert.equal([...samples.subarray(8)], [0, 0, 0, 0, 0, 0, 0, 0]);
  const error = throwsCode(() => decodeJpegLs(H3.subarray(0, H3_DATA + 8)), "PIXEL_JPEG_LS_SHORT");
  assert.instance(error, DecodeError);

  const image = testImage({ width: 9, height: 9, bitsPerSample: 8, componentCount: 3, seed: 3 });
  const planes = encodeJpegLs(image, { interleave: "none" });
  const secondScan = planes.indexOf(0xda, planes.indexOf(0xda) + 1) - 1;
  const red = lenient(planes.subarray(0, secondScan));
  assert.equal(red.codes, ["PIXEL_JPEG_LS_SHORT"]);
  assert.is(red.samples[30], image.samples[30]);
  assert.is(red.samples[31], 0);
});

test("headers that cannot be", () => {
  const header = (codestream: Uint8Array) =>
    throwsCode(() => lenient(codestream), "PIXEL_JPEG_LS_HEADER").message;
  assert.match(header(new Uint8Array(0)), "SOI");
  assert.match(header(H3.subarray(0, 2)), "no scan");
  assert.match(header(H3.subarray(0, 14)), "cut off");
  assert.match(header(H3.subarray(0, 20)), "cut off");
  assert.match(header(patched(H3, 3, [0xc3])), "FFC3 is not of JPEG-LS");
  assert.match(header(patched(H3, 6, [1])), "1 bits");
  assert.match(header(patched(H3, 6, [17])), "17 bits");
  assert.match(header(patched(H3, 7, [0, 0])), "4 x 0");
  assert.match(header(patched(H3, 7, [117, 48, 117, 48])), "cannot hold");
  assert.match(header(patched(H3, 11, [0])), "without its components");
  assert.match(header(patched(H3, 11, [2])), "without its components");
  assert.match(header(patched(H3, 20, [9])), "component 9");
  assert.match(header(patched(H3, 22, [200])), "contradict");
  assert.match(header(patched(H3, 23, [3])), "interleave mode 3");
  const preset = (...values: number[]) => [0xff, 0xf8, 0, 13, 1, ...values.flatMap((v) => [v >> 8, v & 255])];
  assert.match(header(patched(H3, 15, preset(256, 0, 0, 0, 0), 0)), "contradict");
  assert.match(header(patched(H3, 15, preset(0, 9, 8, 7, 0), 0)), "contradict");
  assert.match(header(patched(H3, 15, preset(0, 0, 0, 0, 2), 0)), "contradict");
});

test("limits and what is not supported", () => {
  throwsCode(() => decodeJpegLs(H3, { maxSampleCount: 15 }), "LIMIT_EXCEEDED");
  assert.is(decodeJpegLs(H3, { maxSampleCount: 16 }).samples.length, 16);
  throwsCode(() => decodeJpegLs(patched(H3, 24, [1])), "UNSUPPORTED_JPEG_LS");
  const five = [5, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0, 5, 0x11, 0];
  throwsCode(() => decodeJpegLs(patched(patched(H3, 11, five, 4), 5, [23])), "UNSUPPORTED_JPEG_LS");
  const subsampled = [2, 1, 0x22, 0, 2, 0x11, 0];
  throwsCode(() => decodeJpegLs(patched(patched(H3, 11, subsampled, 4), 5, [14])), "UNSUPPORTED_JPEG_LS");
});

corpus("every frame of the corpus", () => {
  const uids = ["1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81"];
  const { frameCount, failures } = compareToTruth(uids, (frame) => decodeJpegLs(frame));
  assert.ok(frameCount >= 70);
  assert.equal(failures, []);
});
