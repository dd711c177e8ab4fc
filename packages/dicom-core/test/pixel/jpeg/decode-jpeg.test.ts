import * as assert from "uvu/assert";
import { testSuite } from "../../../../../tools/test/suite.ts";
import "../../../src/index.ts";
import type { CodecProblem } from "../../../src/pixel/codec-image.ts";
import { decodeJpeg } from "../../../src/pixel/jpeg/decode-jpeg.ts";
import type { JpegImage } from "../../../src/pixel/jpeg/jpeg-image.ts";
import { MARKER } from "../../../src/pixel/jpeg/jpeg-markers.ts";
import { compareToTruth } from "../../support/codec-truth.ts";
import { hashOf, jpegStream, jpegStreams } from "../../support/jpeg-vectors.ts";

const test = testSuite("core/jpeg");
const corpus = testSuite("core/jpeg against the truth", { data: true, timeoutMs: 120_000 });

/** Decodes with what is wrong told by code. */
function decode(bytes: Uint8Array, maxSampleCount?: number): { image: JpegImage; problems: CodecProblem[] } {
  const problems: CodecProblem[] = [];
  const image = decodeJpeg(bytes, { report: (problem) => problems.push(problem), maxSampleCount });
  return { image, problems };
}

const codes = (problems: CodecProblem[]) => problems.map(({ code }) => code);

/** Returns the offsets of a marker. */
function find(bytes: Uint8Array, marker: number): number[] {
  return [...bytes.keys()].filter((at) => bytes[at] === 0xff && bytes[at + 1] === marker);
}

/** Returns bytes with some replaced, or none put in place of them. */
function splice(bytes: Uint8Array, start: number, end: number, ...insert: number[]): Uint8Array {
  return Uint8Array.of(...bytes.subarray(0, start), ...insert, ...bytes.subarray(end));
}

/** Returns a codestream without its segments of one kind. */
function without(bytes: Uint8Array, marker: number): Uint8Array {
  let rest = bytes;
  for (let [at] = find(rest, marker); at !== undefined; [at] = find(rest, marker)) {
    rest = splice(rest, at, at + 2 + ((rest[at + 2]! << 8) | rest[at + 3]!));
  }
  return rest;
}

for (const { encoder, decoder, bytes, samplesSha256 } of jpegStreams()) {
  if (!decoder) continue;
  test(`${encoder}: equal to ${decoder} in every sample`, () => {
    assert.is(hashOf(decodeJpeg(bytes)), samplesSha256);
  });
}

test("the vectors cover processes, precisions, sampling and restart markers", () => {
  const streams = jpegStreams().filter(({ decoder }) => decoder);
  const images = streams.map(({ bytes }) => decodeJpeg(bytes));
  const kinds = new Set(images.map(({ process, bitsPerSample }) => `${process} ${bitsPerSample}`));
  assert.equal([...kinds].sort(), [
    "baseline 8",
    "extended 12",
    "extended 8",
    "progressive 12",
    "progressive 8",
  ]);
  assert.ok(new Set(images.map(({ subsampling }) => subsampling)).size >= 10);
  assert.ok(streams.filter(({ bytes }) => find(bytes, MARKER.DRI).length > 0).length >= 5);
});

test("what a stream says of its colours is told, nothing is converted", () => {
  const facts = (encoder: string) => {
    const image = decodeJpeg(jpegStream(encoder));
    const { componentIds, hasJfif, adobeTransform, subsampling, isSubsampled } = image;
    return { componentIds, hasJfif, adobeTransform, subsampling, isSubsampled };
  };
  assert.equal(facts("cjpeg -quality 80"), {
    componentIds: [1, 2, 3],
    hasJfif: true,
    adobeTransform: undefined,
    subsampling: "2x2,1x1,1x1",
    isSubsampled: true,
  });
  assert.equal(facts("cjpeg -rgb -sample 2x1"), {
    componentIds: [82, 71, 66],
    hasJfif: false,
    adobeTransform: 0,
    subsampling: "2x1,1x1,1x1",
    isSubsampled: true,
  });
  assert.is(facts("cjpeg -rgb -sample 1x1").isSubsampled, false);
});

test("four components, each in a scan of its own", () => {
  // Grey streams of one size and their tables, under one header.
  const grey = jpegStream("cjpeg");
  const [frame] = find(grey, MARKER.SOF0);
  const [scan] = find(grey, MARKER.SOS);
  const data = grey.subarray(scan! + 10, -2);
  const header = [0xff, 0xc0, 0, 20, ...grey.subarray(frame! + 4, frame! + 9), 4];
  const ids = [67, 77, 89, 75];
  const bytes = Uint8Array.of(
    ...grey.subarray(0, frame),
    ...header,
    ...ids.flatMap((id) => [id, 0x11, 0]),
    ...grey.subarray(frame! + 13, scan),
    ...ids.flatMap((id) => [0xff, 0xda, 0, 8, 1, id, 0, 0, 63, 0, ...data]),
    ...grey.subarray(-2),
  );
  const image = decodeJpeg(bytes);
  assert.equal(image.componentIds, ids);
  const { samples } = decodeJpeg(grey);
  assert.equal(
    [...image.samples],
    [...samples].flatMap((sample) => [sample, sample, sample, sample]),
  );
});

test("rows told by DNL", () => {
  const stream = jpegStream("cjpeg");
  const [frame] = find(stream, MARKER.SOF0);
  const [rows, more] = stream.subarray(frame! + 5);
  const open = splice(stream, frame! + 5, frame! + 7, 0, 0);
  const bytes = splice(open, open.length - 2, open.length - 2, 0xff, 0xdc, 0, 4, rows!, more!);
  assert.equal(decodeJpeg(bytes), decodeJpeg(stream));
  assert.throws(() => decode(open), /without rows/);
});

test("streams without Huffman tables have the standard's", () => {
  for (const encoder of ["cjpeg", "cjpeg -quality 80"]) {
    const stream = jpegStream(encoder);
    const { image, problems } = decode(without(stream, MARKER.DHT));
    assert.equal(image, decodeJpeg(stream));
    assert.equal(codes(problems), new Array(encoder === "cjpeg" ? 2 : 4).fill("PIXEL_JPEG_TABLE"));
    assert.throws(() => decodeJpeg(without(stream, MARKER.DHT)), /Huffman table/);
  }
});

test("a missing end of image, bytes before and between segments: told, and the whole image", () => {
  const stream = jpegStream("cjpeg -restart 1B");
  const [frame] = find(stream, MARKER.SOF0);
  const cases: [Uint8Array, string[]][] = [
    [stream.subarray(0, -2), ["PIXEL_JPEG_TRUNCATED"]],
    [Uint8Array.of(...stream, 0, 0xff, 0xd8, 7), []],
    [Uint8Array.of(0, 0, ...stream), ["PIXEL_JPEG_MARKER"]],
    [splice(stream, frame!, frame!, 1, 2, 3), ["PIXEL_JPEG_MARKER"]],
    [splice(stream, frame!, frame!, 0xff, 0xff), []],
    [splice(stream, stream.length - 2, stream.length - 2, 0xff, 0xff), []],
  ];
  const whole = decodeJpeg(stream);
  for (const [bytes, expected] of cases) {
    const { image, problems } = decode(bytes);
    assert.equal(codes(problems), expected);
    assert.equal(image, whole);
  }
});

/** Returns the blocks (of 8 x 8 samples) in which two images of one component differ. */
function differingBlocks(one: JpegImage, other: JpegImage): number[] {
  const across = Math.ceil(one.width / 8);
  const blocks = new Set<number>();
  for (const [at, sample] of one.samples.entries()) {
    if (sample !== other.samples[at]) {
      blocks.add(Math.floor(Math.floor(at / one.width) / 8) * across + Math.floor((at % one.width) / 8));
    }
  }
  return [...blocks].sort((a, b) => a - b);
}

test("damage stays within its restart interval; a lost interval moves nothing", () => {
  const stream = jpegStream("cjpeg -restart 1B");
  const whole = decodeJpeg(stream);
  const markers = [0, 1, 2, 3].flatMap((number) => find(stream, MARKER.RST0 + number)[0]!);
  // Interval 2 lies between RST1 and RST2: its code words are all ones, which none is.
  const damaged = stream.slice();
  for (let at = markers[1]! + 2; at < markers[2]!; at += 2) damaged.set([0xff, 0], at);
  const hurt = decode(damaged);
  assert.equal(differingBlocks(hurt.image, whole), [2]);
  assert.equal(codes(hurt.problems), ["PIXEL_JPEG_CODE"]);
  const lost = decode(splice(stream, markers[1]!, markers[2]!));
  assert.equal(differingBlocks(lost.image, whole), [2]);
  assert.equal(codes(lost.problems), ["PIXEL_JPEG_RESTART"]);
  assert.throws(() => decodeJpeg(damaged), /damaged/);
  assert.throws(() => decodeJpeg(splice(stream, markers[1]!, markers[2]!)), /out of step/);
});

test("what is cut off is 0, what was there before is not touched", () => {
  const stream = jpegStream("cjpeg");
  const whole = decodeJpeg(stream);
  const [scan] = find(stream, MARKER.SOS);
  let blocks = 0;
  for (let length = scan! + 10; length < stream.length - 2; length += 1) {
    const { image, problems } = decode(stream.slice(0, length));
    assert.ok(codes(problems).includes("PIXEL_JPEG_TRUNCATED"));
    const differing = differingBlocks(image, whole);
    const first = differing[0] ?? blocks;
    assert.ok(first >= blocks, `${first} whole blocks in ${length} bytes, ${blocks} in one less`);
    blocks = first;
    for (const [at, sample] of image.samples.entries()) {
      if (sample !== whole.samples[at]) assert.is(sample, 0);
    }
  }
  assert.ok(blocks > 10);
});

test("a progressive stream that is cut shows the whole image, less sharp", () => {
  const stream = jpegStream("cjpeg -progressive");
  const whole = decodeJpeg(stream).samples;
  const errors = find(stream, MARKER.SOS).map((at) => {
    // No scan yet: an error of its own.
    if (at === find(stream, MARKER.SOS)[0]) return 255;
    const samples = Array.from(decode(stream.slice(0, at)).image.samples);
    return samples.reduce((sum, sample, i) => sum + Math.abs(sample - whole[i]!), 0) / samples.length;
  });
  for (let i = 1; i < errors.length; i += 1) assert.ok(errors[i]! <= errors[i - 1]!, `${errors}`);
  assert.ok(errors.at(-1)! < 10, `${errors}`);
});

test("arithmetic, lossless, hierarchical and JPEG-LS frames are refused by name", () => {
  const processOf = (bytes: Uint8Array): unknown => {
    try {
      decodeJpeg(bytes);
    } catch (error) {
      const { code, details } = error as { code: string; details: Record<string, unknown> };
      assert.is(code, "UNSUPPORTED_JPEG_PROCESS");
      return details.process;
    }
    return undefined;
  };
  assert.is(processOf(jpegStream("cjpeg -arithmetic")), "arithmetic extended");
  const stream = jpegStream("cjpeg");
  const [frame] = find(stream, MARKER.SOF0);
  const as = (marker: number) => processOf(splice(stream, frame! + 1, frame! + 2, marker));
  assert.is(as(MARKER.SOF3), "lossless");
  assert.is(as(0xc5), "hierarchical extended");
  assert.is(as(MARKER.SOF55), "JPEG-LS");
});

test("sizes are checked before anything is allocated", () => {
  const stream = jpegStream("cjpeg");
  const [frame] = find(stream, MARKER.SOF0);
  const sized = (rows: number, columns: number) =>
    splice(stream, frame! + 5, frame! + 9, rows >> 8, rows & 255, columns >> 8, columns & 255);
  assert.throws(() => decode(sized(65535, 65535)), /over the limit/);
  assert.throws(() => decode(sized(20_000, 20_000)), /are no frame of/);
  assert.throws(() => decode(stream, 37 * 21 - 1), /maxSampleCount/);
  assert.is(decode(stream, 37 * 21).image.samples.length, 37 * 21);
  assert.throws(() => decode(sized(21, 0)), /no columns/);
  // More rows than there is data for: the rows there are, and a problem.
  const { image, problems } = decode(sized(400, 37));
  assert.equal(image.samples.subarray(0, 37 * 16), decodeJpeg(stream).samples.subarray(0, 37 * 16));
  assert.equal(codes(problems), ["PIXEL_JPEG_TRUNCATED"]);
});

test("scans that repeat what is known are left out, so that small streams ask for little", () => {
  const stream = jpegStream("cjpeg -progressive");
  const scans = find(stream, MARKER.SOS);
  const end = stream.length - 2;
  const last = stream.subarray(scans.at(-1)!, end);
  const bomb = Uint8Array.from([
    ...stream.subarray(0, end),
    ...new Array(5000).fill([...last]).flat(),
    0xff,
    0xd9,
  ]);
  const started = performance.now();
  const { image, problems } = decode(bomb);
  assert.ok(performance.now() - started < 2000);
  assert.equal(image.samples, decodeJpeg(stream).samples);
  assert.equal(
    codes(problems).filter((code) => code !== "PIXEL_JPEG_MARKER"),
    new Array(5000).fill("PIXEL_JPEG_SCAN"),
  );
});

test("scans of one bit of one coefficient each are decoded up to a number", () => {
  // 64 x 64; codes 0: a run of blocks without coefficients, of DC: a difference of 0.
  const table = (which: number, symbol: number) => [
    0xff,
    0xc4,
    0,
    20,
    which,
    1,
    ...new Array(15).fill(0),
    symbol,
  ];
  const scan = (index: number, bits: number, ...data: number[]) => [
    0xff,
    0xda,
    0,
    8,
    1,
    1,
    0,
    index,
    index,
    bits,
    ...data,
  ];
  const bytes = [0xff, 0xd8, 0xff, 0xdb, 0, 67, 0, ...new Array(64).fill(1)];
  bytes.push(0xff, 0xc2, 0, 11, 8, 0, 64, 0, 64, 1, 1, 0x11, 0, ...table(0x10, 0xe0), ...table(0, 0));
  bytes.push(...scan(0, 0, ...new Array(8).fill(0)));
  for (let index = 1; index < 64; index += 1) {
    bytes.push(...scan(index, 13, 0, 0));
    for (let bit = 13; bit > 0; bit -= 1) bytes.push(...scan(index, (bit << 4) | (bit - 1), 0, 0));
  }
  const { image, problems } = decode(Uint8Array.of(...bytes, 0xff, 0xd9));
  assert.ok(image.samples.every((sample) => sample === 128));
  const told = codes(problems).filter((code) => code !== "PIXEL_JPEG_MARKER");
  assert.equal(told, new Array(1 + 63 * 14 - 100).fill("PIXEL_JPEG_SCAN"));
});

test("a component without a scan, and a scan without its quantization table, are told", () => {
  const stream = jpegStream("cjpeg -rgb -sample 1x1 -scans sequential");
  const scans = find(stream, MARKER.SOS);
  const { image, problems } = decode(splice(stream, scans[1]!, scans[2]!));
  assert.equal(codes(problems), ["PIXEL_JPEG_SCAN"]);
  const whole = decodeJpeg(stream).samples;
  assert.equal(
    [...image.samples],
    [...whole].map((sample, at) => (at % 3 === 0 ? 0 : sample)),
  );
  assert.throws(() => decode(without(jpegStream("cjpeg"), MARKER.DQT)), /without a scan/);
});

corpus("all frames of the corpus equal the truth in every sample", () => {
  const uids = ["50", "51", "53", "55"].map((last) => `1.2.840.10008.1.2.4.${last}`);
  const { frameCount, failures } = compareToTruth(uids, (frame) => decodeJpeg(frame));
  assert.equal(failures, []);
  assert.ok(frameCount >= 80, `${frameCount} frames`);
});
