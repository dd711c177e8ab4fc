import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  decodeFrame,
  describePixels,
  frameCount,
  isDicomError,
  ownDecoder,
  readDicomFile,
  renderFrame,
  TRANSFER_SYNTAX,
} from "../../src/index.ts";
import { encodeRle } from "../../src/pixel/rle/encode-rle.ts";
import { imageFile } from "../support/codec-file.ts";
import { image, words } from "./image-fixture.ts";

const test = testSuite("core/decode-frame");

const rejects = async (promise: Promise<unknown>, code: string) => {
  let thrown: unknown;
  await promise.catch((error: unknown) => {
    thrown = error;
  });
  assert.ok(isDicomError(thrown, code), `${code}, not ${String(thrown)}`);
};

test("masks what lies above the stored bits, extends the sign", async () => {
  const PixelData = words(0xf001, 0x0fff, 0x0800, 0x1000);
  const unsigned = await decodeFrame(image({ PixelData }), 0);
  assert.equal([...unsigned.pixels], [1, 4095, 2048, 0]);
  const signed = await decodeFrame(image({ PixelData, PixelRepresentation: 1 }), 0);
  assert.equal([...signed.pixels], [1, -1, -2048, 0]);
  assert.instance(signed.pixels, Int16Array);
  const raw = await decodeFrame(image({ PixelData }), 0, { raw: true });
  assert.equal([...raw.pixels], [0xf001, 0x0fff, 0x0800, 0x1000]);
});

test("a high bit above the stored bits shifts them down", async () => {
  const { pixels } = await decodeFrame(
    image({ PixelData: words(0x0010, 0xfff0, 0xffff, 0x000f), HighBit: 15 }),
    0,
  );
  assert.equal([...pixels], [1, 4095, 4095, 0]);
});

test("takes 8, 32 and 1 bit, planes, and frames that begin within a byte", async () => {
  const eight = await decodeFrame(
    image({ BitsAllocated: 8, BitsStored: 8, HighBit: 7, PixelData: Uint8Array.of(1, 2, 3, 255) }),
    0,
  );
  assert.equal([...eight.pixels], [1, 2, 3, 255]);
  const PixelData = new Uint8Array(Uint32Array.of(1, 2, 3, 4_000_000_000).buffer);
  const long = await decodeFrame(image({ BitsAllocated: 32, BitsStored: 32, HighBit: 31, PixelData }), 0);
  assert.equal([...long.pixels], [1, 2, 3, 4_000_000_000]);
  const bits = image({
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    Columns: 3,
    NumberOfFrames: 2,
    PixelData: Uint8Array.of(0b101_011, 0),
  });
  assert.equal([...(await decodeFrame(bits, 0)).pixels], [1, 1, 0]);
  assert.equal([...(await decodeFrame(bits, 1)).pixels], [1, 0, 1]);
  const planes = image({
    SamplesPerPixel: 3,
    PhotometricInterpretation: "RGB",
    PlanarConfiguration: 1,
    Columns: 2,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelData: Uint8Array.of(1, 2, 3, 4, 5, 6),
  });
  assert.equal([...(await decodeFrame(planes, 0)).pixels], [1, 3, 5, 2, 4, 6]);
});

test("big endian words come out in the machine's order", async () => {
  const { pixels } = await decodeFrame(
    image({ PixelData: words(1, 2, 3, 4) }, TRANSFER_SYNTAX.explicitVrBigEndian),
    0,
  );
  assert.equal([...pixels], [1, 2, 3, 4]);
});

test("counts frames, refuses those that are not there", async () => {
  const two = image({ NumberOfFrames: 2, PixelData: words(1, 2, 3, 4, 5, 6, 7, 8) });
  assert.is(frameCount(two), 2);
  assert.equal([...(await decodeFrame(two, 1)).pixels], [5, 6, 7, 8]);
  for (const index of [2, -1, 0.5]) await rejects(decodeFrame(two, index), "ARG_FRAME");
  assert.is(frameCount({ dataset: createDataset({ Modality: "SR" }) }), 0);
});

test("what cannot be an image is a typed error", async () => {
  await rejects(decodeFrame(image({}), 0), "PIXEL_NONE");
  await rejects(decodeFrame(image({ PixelData: words(1), Rows: 0 }), 0), "PIXEL_NONE");
  await rejects(decodeFrame(image({ PixelData: words(), NumberOfFrames: 1 }), 0), "PIXEL_TOO_SHORT");
  await rejects(
    decodeFrame(image({ PixelData: words(1), Rows: 65535, Columns: 65535, NumberOfFrames: 1_000_000 }), 0),
    "PIXEL_TOO_SHORT",
  );
  for (const wrong of [{ BitsAllocated: 7 }, { BitsAllocated: 64 }, { SamplesPerPixel: 2 }]) {
    await rejects(decodeFrame(image({ PixelData: words(1, 2, 3, 4), ...wrong }), 0), "PIXEL_DESCRIPTION");
  }
  assert.is(describePixels(createDataset({ Rows: 1, Columns: 1 })).bitsStored, 8);
});

test("decoders may run elsewhere: they get the bytes and say what they found", async () => {
  const image = {
    samples: Uint8Array.of(9, 8, 7, 6),
    width: 4,
    height: 1,
    componentCount: 1,
    bitsPerSample: 8,
    isSigned: false,
  };
  const codestream = encodeRle({ ...image, bitsAllocated: 8 });
  const transferSyntaxUid = TRANSFER_SYNTAX.rleLossless;
  const source = readDicomFile(imageFile(image, {}, { codestream, transferSyntaxUid }));
  const asked: string[] = [];
  const { pixels } = await decodeFrame(source, 0, {
    decoderFor: (family) => async (bytes, facts) => {
      asked.push(`${family} ${bytes.length}`);
      // As it would be sent to a worker: without functions.
      const { report: _report, ...plain } = facts;
      const decode = await ownDecoder(family);
      return structuredClone(await decode!(structuredClone(bytes), structuredClone(plain)));
    },
  });
  assert.equal([...pixels], [9, 8, 7, 6]);
  assert.equal(asked, [`rle ${codestream.length}`]);
  await rejects(decodeFrame(source, 0, { decoderFor: () => undefined }), "UNSUPPORTED_TRANSFER_SYNTAX");
});

test("a photometric interpretation in small letters is what it says", async () => {
  const PixelData = words(0, 4095, 0, 4095);
  const source = image({ PixelData });
  source.dataset.set("PhotometricInterpretation", "monochrome1", { validate: false });
  const frame = await decodeFrame(source, 0);
  assert.is(frame.photometricInterpretation, "MONOCHROME1");
  assert.equal([...renderFrame(frame).rgba].slice(0, 5), [255, 255, 255, 255, 0]);
});
