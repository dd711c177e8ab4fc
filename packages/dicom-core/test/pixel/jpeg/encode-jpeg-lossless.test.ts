import * as assert from "uvu/assert";
import { assertBytes } from "../../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../../tools/test/suite.ts";
import { encapsulatedFrames } from "../../../src/index.ts";
import type { CodecImage } from "../../../src/pixel/codec-image.ts";
import { decodeJpegLossless } from "../../../src/pixel/jpeg/decode-jpeg-lossless.ts";
import {
  type EncodeJpegLosslessOptions,
  encodeJpegLossless,
} from "../../../src/pixel/jpeg/encode-jpeg-lossless.ts";
import { imageFile, runOnFile } from "../../support/codec-file.ts";
import { samplesAsBytes } from "../../support/codec-truth.ts";
import { createRandom } from "../../support/random.ts";
import { testImage } from "../../support/test-image.ts";
import { throwsCode } from "../../support/throws-code.ts";

const test = testSuite("core/pixel/jpeg/encode-jpeg-lossless");
const judged = testSuite("core/pixel/jpeg/lossless JPEG of and by others", {
  tools: ["dcmdjpeg", "dcmcjpeg", "gdcmconv"],
  timeoutMs: 300_000,
});

const PREDICTORS = [1, 2, 3, 4, 5, 6, 7];
const bytesOf = ({ samples }: CodecImage) => new Uint8Array(samples.buffer);
/** What is left of an image after a point transform. */
function shifted(image: CodecImage, pointTransform = 0): CodecImage {
  return { ...image, samples: image.samples.map((sample) => (sample >> pointTransform) << pointTransform) };
}
test("what is encoded decodes to the same, over all options", () => {
  for (let seed = 0; seed < 500; seed += 1) {
    const random = createRandom(seed);
    const image = testImage({
      width: 1 + random.below(60),
      height: 1 + random.below(40),
      bitsPerSample: 2 + random.below(15),
      componentCount: random.pick([1, 1, 1, 3, 4]),
      seed,
    });
    const options = {
      selectionValue: random.pick(PREDICTORS),
      pointTransform: random.pick([0, 0, 1, random.below(image.bitsPerSample)]),
      rowsPerRestart: random.pick([0, 0, 1, 2, 5]),
    };
    const decoded = decodeJpegLossless(encodeJpegLossless(image, options));
    const label = `seed ${seed}`;
    assertBytes(bytesOf(decoded), bytesOf(shifted(image, options.pointTransform)), label);
    const { width, height, componentCount, bitsPerSample } = image;
    assert.equal(
      { ...decoded, samples: 0, componentIds: 0 },
      {
        samples: 0,
        width,
        height,
        componentCount,
        bitsPerSample,
        isSigned: false,
        componentIds: 0,
        hasJfif: false,
        adobeTransform: undefined,
        process: "lossless",
        subsampling: new Array(componentCount).fill("1x1").join(),
        isSubsampled: false,
      },
      label,
    );
  }
});

test("differences of 32768 and those that wrap", () => {
  const samples = Uint16Array.of(0, 32768, 0, 65535, 0, 32767, 65535, 1, 65534, 32769, 1, 0);
  const image = { samples, width: 4, height: 3, componentCount: 1, bitsPerSample: 16, isSigned: false };
  for (const selectionValue of PREDICTORS) {
    const decoded = decodeJpegLossless(encodeJpegLossless(image, { selectionValue }));
    assert.equal([...decoded.samples], [...samples], `predictor ${selectionValue}`);
  }
});

test("signed samples are words of their bits", () => {
  const samples = Int16Array.of(-1, 2047, -2048, 5);
  const image = { samples, width: 2, height: 2, componentCount: 1, bitsPerSample: 12, isSigned: true };
  assert.equal([...decodeJpegLossless(encodeJpegLossless(image)).samples], [0xfff, 0x7ff, 0x800, 5]);
});

test("an image of one value takes a bit a sample", () => {
  const samples = new Uint16Array(64 * 64).fill(1000);
  const image = { samples, width: 64, height: 64, componentCount: 1, bitsPerSample: 12, isSigned: false };
  const { length } = encodeJpegLossless(image);
  assert.ok(length < 512 + 80, `${length} bytes`);
});

test("codes of all lengths up to 16 bits", () => {
  // Sizes whose frequencies are Fibonacci's would have codes of 17 bits.
  const differences: number[] = [];
  let [count, before] = [1, 1];
  for (let size = 15; size >= 0; size -= 1) {
    for (let i = 0; i < count; i += 1) differences.push(size === 0 ? 0 : (i % 2 ? -1 : 1) << (size - 1));
    [count, before] = [count + before, count];
  }
  const samples = new Uint16Array(differences.length);
  let value = 32768;
  for (const [i, difference] of differences.entries()) {
    value = (value + difference) & 0xffff;
    samples[i] = value;
  }
  const image = {
    samples,
    width: samples.length,
    height: 1,
    componentCount: 1,
    bitsPerSample: 16,
    isSigned: false,
  };
  const codestream = encodeJpegLossless(image);
  assertBytes(bytesOf(decodeJpegLossless(codestream)), bytesOf(image));
  const counts = codestream.subarray(codestream.indexOf(0xc4) + 4).subarray(0, 16);
  assert.ok(counts[15]! > 0, `codes by length: ${counts.join(" ")}`);
});

test("images and options that the format does not have", () => {
  const image = testImage({ width: 4, height: 4, componentCount: 1, bitsPerSample: 8, seed: 1 });
  for (const options of [
    { selectionValue: 0 },
    { selectionValue: 8 },
    { selectionValue: 1.5 },
    { pointTransform: 8 },
    { pointTransform: -1 },
    { rowsPerRestart: -1 },
    { rowsPerRestart: 20_000 },
  ]) {
    throwsCode(() => encodeJpegLossless(image, options), "ARG_JPEG");
  }
  const wide = { samples: new Uint8Array(65536), width: 65536, height: 1 };
  for (const wrong of [
    { bitsPerSample: 1 },
    { bitsPerSample: 17 },
    { width: 5 },
    { height: 0, samples: new Uint8Array(0) },
    { componentCount: 5, samples: new Uint8Array(80) },
    wide,
  ]) {
    throwsCode(() => encodeJpegLossless({ ...image, ...wrong }), "PIXEL_DESCRIPTION");
  }
});

judged("DCMTK and GDCM read the same samples", async () => {
  const rows: [bits: number, components: number, options: EncodeJpegLosslessOptions][] = [
    ...PREDICTORS.map((selectionValue): [number, number, EncodeJpegLosslessOptions] => [
      [16, 8, 12, 16, 8, 10, 16][selectionValue - 1]!,
      1,
      { selectionValue },
    ]),
    [8, 3, {}],
    [8, 3, { selectionValue: 6 }],
    [16, 1, { pointTransform: 3 }],
    [8, 1, { rowsPerRestart: 2, selectionValue: 4 }],
    [16, 1, { rowsPerRestart: 1 }],
  ];
  for (const [index, [bitsPerSample, componentCount, options]] of rows.entries()) {
    const image = testImage({ width: 61, height: 33, bitsPerSample, componentCount, seed: index });
    const transferSyntaxUid = `1.2.840.10008.1.2.4.${options.selectionValue === undefined ? 70 : 57}`;
    const file = imageFile(image, {}, { codestream: encodeJpegLossless(image, options), transferSyntaxUid });
    const expected = samplesAsBytes(shifted(image, options.pointTransform).samples, bitsPerSample);
    for (const [tool, args] of [
      ["dcmdjpeg", ["IN", "OUT"]],
      ["gdcmconv", ["--raw", "IN", "OUT"]],
    ] as const) {
      const { dataset } = await runOnFile(tool, args, file);
      const actual = dataset.get("PixelData") as Uint8Array;
      const label = `${tool}, ${componentCount} of ${bitsPerSample} bits, ${JSON.stringify(options)}`;
      assertBytes(actual.subarray(0, expected.length), expected, label);
    }
  }
});

judged("what DCMTK and GDCM write is read exactly", async () => {
  const dcmtk = (bits: number, selection: number, pointTransform = 0) =>
    [
      bits,
      "dcmcjpeg",
      ["+el", "+sv", `${selection}`, "+pt", `${pointTransform}`, "IN", "OUT"],
      pointTransform,
    ] as const;
  const rows = [
    ...PREDICTORS.flatMap((selection) => [8, 12, 16].map((bits) => dcmtk(bits, selection))),
    ...[10, 14, 15].map((bits) => dcmtk(bits, 1)),
    dcmtk(16, 4, 3),
    dcmtk(8, 7, 1),
    [8, "dcmcjpeg", ["+e1", "IN", "OUT"], 0] as const,
    [8, "gdcmconv", ["--jpeg", "IN", "OUT"], 0] as const,
    [16, "gdcmconv", ["--jpeg", "IN", "OUT"], 0] as const,
  ];
  for (const [index, [bitsPerSample, tool, args, pointTransform]] of rows.entries()) {
    for (const componentCount of bitsPerSample === 8 ? [1, 3] : [1]) {
      const image = testImage({ width: 61, height: 34, bitsPerSample, componentCount, seed: index });
      const { dataset } = await runOnFile(tool, args, imageFile(image));
      const decoded = decodeJpegLossless(encapsulatedFrames(dataset).frame(0));
      const expected = samplesAsBytes(shifted(image, pointTransform).samples, bitsPerSample);
      const label = `${tool} ${args.join(" ")}, ${componentCount} of ${bitsPerSample} bits`;
      assertBytes(samplesAsBytes(decoded.samples, bitsPerSample), expected, label);
    }
  }
});
