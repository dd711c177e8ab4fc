import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  type DatasetInit,
  decodeFrame,
  describePixels,
  findTransferSyntax,
  frameCount,
  isDicomError,
  readDataset,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDataset,
} from "../../src/index.ts";

const test = testSuite("core/decode-frame");
const corpus = testSuite("core/decode-frame against the truth", { data: true, timeoutMs: 120_000 });

const base: DatasetInit = {
  SamplesPerPixel: 1,
  PhotometricInterpretation: "MONOCHROME2",
  Rows: 1,
  Columns: 4,
  BitsAllocated: 16,
  BitsStored: 12,
  HighBit: 11,
  PixelRepresentation: 0,
};
/** A data set as it would be read: written and read again. */
function image(values: DatasetInit, transferSyntaxUid: string = TRANSFER_SYNTAX.explicitVrLittleEndian) {
  const dataset = createDataset({ ...base, ...values });
  return {
    transferSyntaxUid,
    dataset: readDataset(writeDataset(dataset, { transferSyntaxUid }), { transferSyntaxUid }),
  };
}
const words = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);
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
  await rejects(decodeFrame(image({ PixelData: words(1, 2, 3) }), 0), "PIXEL_TOO_SHORT");
  await rejects(
    decodeFrame(image({ PixelData: words(1), Rows: 65535, Columns: 65535, NumberOfFrames: 1_000_000 }), 0),
    "PIXEL_TOO_SHORT",
  );
  for (const wrong of [
    { BitsStored: 17 },
    { HighBit: 16 },
    { HighBit: 3 },
    { BitsAllocated: 24 },
    { SamplesPerPixel: 2 },
  ]) {
    await rejects(decodeFrame(image({ PixelData: words(1, 2, 3, 4), ...wrong }), 0), "PIXEL_DESCRIPTION");
  }
  assert.is(describePixels(createDataset({ Rows: 1, Columns: 1 })).bitsStored, 8);
});

corpus("compressed frames name their syntax", async () => {
  const file = readDicomFile(readFileSync(requireData("dicom", "pydicom", "JPEG2000.dcm")));
  await rejects(decodeFrame(file, 0), "UNSUPPORTED_TRANSFER_SYNTAX");
});

corpus("native frames are the truth's, sample by sample", async () => {
  interface Truth {
    status: string;
    frames?: { sha256: string; bytes: number }[];
    decoded?: { subsampled422?: boolean };
  }
  const truth = JSON.parse(readFileSync(requireData("truth", "pixels.json"), "utf8")) as Record<
    string,
    Truth
  >;
  let compared = 0;
  const problems: string[] = [];
  for (const [path, { status, frames, decoded }] of Object.entries(truth)) {
    if (status !== "decoded" || !frames) continue;
    let file: ReturnType<typeof readDicomFile>;
    try {
      file = readDicomFile(readFileSync(requireData("dicom", path)));
    } catch {
      continue;
    }
    const syntax = findTransferSyntax(file.transferSyntaxUid);
    const isNative = syntax && !syntax.isEncapsulated && !syntax.isDeflated;
    // Float pixels and 4:2:2 need steps that native unpacking does not have.
    if (!isNative || decoded?.subsampled422 || !file.dataset.has("PixelData")) continue;
    for (const [index, { sha256, bytes }] of frames.entries()) {
      if (bytes === 0) {
        await rejects(decodeFrame(file, index), "PIXEL_NONE");
        continue;
      }
      if (path === "pydicom/MR_truncated.dcm") {
        await rejects(decodeFrame(file, index), "PIXEL_TOO_SHORT");
        continue;
      }
      try {
        const { pixels } = await decodeFrame(file, index, { raw: true });
        const found = createHash("sha256").update(new Uint8Array(pixels.buffer)).digest("hex");
        if (found !== sha256) problems.push(`${path} frame ${index} differs`);
        compared += 1;
      } catch (error) {
        problems.push(`${path} frame ${index}: ${(error as Error).message}`);
        break;
      }
    }
  }
  assert.equal(problems, []);
  process.stdout.write(`${compared} frames equal `);
  assert.ok(compared > 200, `${compared}`);
});
