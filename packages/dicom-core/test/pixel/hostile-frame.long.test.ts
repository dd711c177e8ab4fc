// Descriptions and bytes at random: a frame of the size it names, or a typed error, and no more memory than that.
import * as assert from "uvu/assert";
import { LONG_RUN_LIMIT_MS, runCount } from "../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { type DatasetInit, decodeFrame, isDicomError, TRANSFER_SYNTAX } from "../../src/index.ts";
import { encapsulatedDataset } from "../codec/encapsulated-fixture.ts";
import { createRandom } from "../support/random.ts";
import { image } from "./image-fixture.ts";

const test = testSuite("core/hostile frames", { timeoutMs: LONG_RUN_LIMIT_MS });

const CASES = runCount(1000, 50_000);
const SIZES = [0, 1, 2, 3, 7, 16, 255, 4096, 65535];
const BITS = [0, 1, 7, 8, 11, 12, 15, 16, 17, 24, 31, 32, 64, 65535];
const LABELS = ["MONOCHROME2", "RGB", "YBR_FULL_422", "YBR_PARTIAL_420", "PALETTE COLOR", "CMYK", "", "XYZ"];
const COMPRESSED = ["4.50", "4.51", "4.57", "4.70", "4.80", "4.90", "4.110", "5", "8.1", "1.98"].map(
  (end) => `1.2.840.10008.1.2.${end}`,
);
const NATIVE = [
  TRANSFER_SYNTAX.implicitVrLittleEndian,
  TRANSFER_SYNTAX.explicitVrLittleEndian,
  TRANSFER_SYNTAX.explicitVrBigEndian,
];
/** Beginnings by which bytes are taken for a codestream. */
const STARTS = [
  "",
  "ffd8ffc0",
  "ffd8fff7",
  "ffd8ffc3",
  "ff4fff51",
  "ff0a",
  "01000000 40000000",
  "78da",
  "ffd8ff01ff01",
];

test(`${CASES} frames`, async () => {
  const { below, pick } = createRandom(1);
  const before = process.memoryUsage().arrayBuffers;
  const codes = new Set<string>();
  let frames = 0;
  for (let i = 0; i < CASES; i += 1) {
    const values: DatasetInit = {
      Rows: pick(SIZES),
      Columns: pick(SIZES),
      NumberOfFrames: pick([1, 1, 1, 2, 2 ** 31 - 1]),
      SamplesPerPixel: pick([0, 1, 1, 3, 3, 4, 255]),
      PhotometricInterpretation: pick(LABELS),
      PlanarConfiguration: pick([0, 1, 2]),
      BitsAllocated: pick(BITS),
      BitsStored: pick(BITS),
      HighBit: pick(BITS),
      PixelRepresentation: pick([0, 1, 2]),
    };
    const bytes = new Uint8Array(2 * below(300));
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = below(256);
    const start = Buffer.from(pick(STARTS).replace(" ", ""), "hex");
    bytes.set(start.subarray(0, bytes.length));
    const isNative = below(2) === 0;
    const transferSyntaxUid = pick(isNative ? NATIVE : COMPRESSED);
    const source = isNative
      ? image({ ...values, PixelData: bytes }, transferSyntaxUid)
      : { dataset: encapsulatedDataset([new Uint8Array(0), bytes], values), transferSyntaxUid };
    try {
      const frame = await decodeFrame(source, pick([0, 0, 1]));
      frames += 1;
      const label = JSON.stringify(values);
      assert.is(frame.pixels.length, frame.rows * frame.columns * frame.samplesPerPixel, label);
      assert.ok(frame.pixels.length <= Math.max(2 ** 24, bytes.length * 2 ** 16), label);
    } catch (error) {
      if (!isDicomError(error)) throw error;
      codes.add(error.code);
    }
  }
  assert.ok(frames > CASES / 20, `${frames} frames`);
  for (const code of ["ARG_FRAME", "PIXEL_DESCRIPTION", "PIXEL_NONE", "PIXEL_TOO_SHORT"])
    assert.ok(codes.has(code), code);
  assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 30);
});
