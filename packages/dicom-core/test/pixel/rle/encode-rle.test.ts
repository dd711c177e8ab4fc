import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../../tools/test/suite.ts";
import { isDicomError } from "../../../src/index.ts";
import type { CodecImage } from "../../../src/pixel/codec-image.ts";
import { decodeRle } from "../../../src/pixel/rle/decode-rle.ts";
import { encodeRle } from "../../../src/pixel/rle/encode-rle.ts";
import { imageFile, runOnFile } from "../../support/codec-file.ts";
import { samplesAsBytes } from "../../support/codec-truth.ts";
import { createRandom, type Random } from "../../support/random.ts";

const test = testSuite("core/pixel/rle/encode-rle");
const judged = testSuite("core/pixel/rle/encode-rle read by others", {
  tools: ["dcmdrle", "gdcmconv"],
  timeoutMs: 120_000,
});

type RleImage = CodecImage & { bitsAllocated: number };
const ARRAYS = { 1: Uint8Array, 8: Uint8Array, 16: Uint16Array, 32: Uint32Array } as const;

function imageOf(
  bitsAllocated: 1 | 8 | 16 | 32,
  width: number,
  height: number,
  componentCount: number,
): RleImage {
  const samples = new ARRAYS[bitsAllocated](width * height * componentCount);
  return {
    samples,
    width,
    height,
    componentCount,
    bitsPerSample: bitsAllocated,
    bitsAllocated,
    isSigned: false,
  };
}

/** Returns an image of runs and noise, in any mixture. */
function randomImage(
  random: Random,
  bits = random.pick([1, 8, 16, 32] as const),
  componentCount = random.pick([1, 1, 3, bits === 32 ? 2 : 4]),
): RleImage {
  const image = imageOf(bits, 1 + random.below(300), 1 + random.below(9), componentCount);
  const longest = random.pick([1, 2, 3, 4, 200]);
  const values = random.pick([2, 3, 256, 2 ** 32]);
  for (let at = 0; at < image.samples.length; ) {
    const end = at + 1 + random.below(longest);
    image.samples.fill(bits === 1 ? random.below(2) : random.below(values) % 2 ** bits, at, end);
    at = end;
  }
  return image;
}

const optionsOf = ({ width, height, componentCount, bitsAllocated }: RleImage) => ({
  rows: height,
  columns: width,
  samplesPerPixel: componentCount,
  bitsAllocated,
});

test("the bytes: rows apart, most significant plane first, even segments", () => {
  const image = imageOf(16, 4, 2, 1);
  image.samples.set([0x0101, 0x0101, 0x0101, 0x0102, 0x0102, 0x0203, 0x0304, 0x0404]);
  const expected = new Uint8Array(64 + 8 + 10);
  expected.set(bytes("02 00 00 00  40 00 00 00  48 00 00 00"));
  expected.set(
    bytes(`
      fd 01              # row 0, high bytes: four times 01
      03 01 02 03 04     # row 1
      00                 # makes the segment even
      fe 01 00 02        # row 0, low bytes
      01 02 03 ff 04     # row 1: a run of two behind a literal that it ends
    `).subarray(0, 8),
    64,
  );
  expected.set(bytes("fe 01 00 02  03 02 03 04 04 00"), 72);
  assertBytes(encodeRle(image), expected);
});

test("a signed image is its words", () => {
  const samples = Int16Array.of(-1, -2, 3);
  const image = { ...imageOf(16, 3, 1, 1), samples, isSigned: true };
  const decoded = decodeRle(encodeRle(image), optionsOf(image));
  assert.equal([...decoded.samples], [0xffff, 0xfffe, 3]);
});

test("rows of a longest run and a longest literal, one more and one less", () => {
  for (const width of [1, 2, 127, 128, 129, 255, 256, 257, 384, 385]) {
    for (const step of [0, 1]) {
      const image = imageOf(8, width, 3, 1);
      for (let i = 0; i < image.samples.length; i += 1) image.samples[i] = i * step;
      const decoded = decodeRle(encodeRle(image), optionsOf(image));
      assertBytes(decoded.samples as Uint8Array, image.samples as Uint8Array, `width ${width}`);
    }
  }
});

test("what is encoded decodes to the same, without a problem told", () => {
  for (let seed = 0; seed < 400; seed += 1) {
    const image = randomImage(createRandom(seed));
    const codestream = encodeRle(image);
    const decoded = decodeRle(codestream, optionsOf(image));
    assert.is(decoded.samples.constructor, image.samples.constructor);
    const asBytes = ({ samples }: CodecImage) => new Uint8Array(samples.buffer);
    assertBytes(asBytes(decoded), asBytes(image), `seed ${seed}`);
    assert.is(codestream.length % 2, 0);
  }
});

test("images that RLE does not hold", () => {
  for (const wrong of [
    { ...imageOf(8, 2, 2, 1), bitsAllocated: 12 },
    { ...imageOf(8, 2, 2, 1), width: 3 },
    imageOf(8, 0, 2, 1),
    imageOf(32, 2, 2, 4),
    imageOf(8, 2, 2, 16),
  ]) {
    try {
      encodeRle(wrong);
      assert.unreachable("no error");
    } catch (error) {
      assert.ok(isDicomError(error, "PIXEL_DESCRIPTION"), String(error));
    }
  }
});

judged("DCMTK and GDCM read the same samples", async () => {
  for (const [seed, bits] of ([8, 8, 16, 16, 32] as const).entries()) {
    for (const componentCount of bits === 32 ? [1] : [1, 3]) {
      const image = randomImage(createRandom(1000 + seed), bits, componentCount);
      const encoded = { codestream: encodeRle(image), transferSyntaxUid: "1.2.840.10008.1.2.5" };
      const file = imageFile(image, { bitsAllocated: bits }, encoded);
      const expected = samplesAsBytes(image.samples, bits);
      // GDCM 3.0.21 mixes up the bytes of colours of 16 bits, also in files that DCMTK and pydicom agree on.
      const isBeyondGdcm = componentCount > 1 && bits > 8;
      for (const [tool, args] of [
        ["dcmdrle", ["IN", "OUT"]],
        ["gdcmconv", ["--raw", "IN", "OUT"]],
      ] as const) {
        if (tool === "gdcmconv" && isBeyondGdcm) continue;
        const { dataset } = await runOnFile(tool, args, file);
        const actual = dataset.get("PixelData") as Uint8Array;
        const label = `${tool}, ${componentCount} of ${bits} bits`;
        assertBytes(actual.subarray(0, expected.length), expected, label);
      }
    }
  }
});
