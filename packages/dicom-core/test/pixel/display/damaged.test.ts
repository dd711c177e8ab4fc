/** Whatever is wrong with tables, palettes, overlays and shutters: a picture, or no image at all; never another error. */
import * as assert from "uvu/assert";
import { LONG_RUN_LIMIT_MS, runCount } from "../../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../../tools/test/suite.ts";
import { createDataset, decodeFrame, isDicomError, readDicomFile, renderFrame } from "../../../src/index.ts";
import { mutate } from "../../support/mutate.ts";
import { createRandom, type Random } from "../../support/random.ts";
import { byteDataset, fileBytes, greyDataset, lutItem, paletteElements } from "./display-images.ts";

const test = testSuite("core/display of damaged files", { timeoutMs: LONG_RUN_LIMIT_MS });

const overlay = {
  "60000010": { vr: "US", value: 4 },
  "60000011": { vr: "US", value: 4 },
  "60000050": { vr: "SS", value: [1, 1] },
  "60000100": { vr: "US", value: 1 },
  "60000102": { vr: "US", value: 0 },
  "60003000": { vr: "OW", value: Uint8Array.of(0x5a, 0xa5) },
};
const shutter = {
  ShutterShape: ["RECTANGULAR", "CIRCULAR", "POLYGONAL"],
  ShutterLeftVerticalEdge: "1",
  ShutterRightVerticalEdge: "4",
  ShutterUpperHorizontalEdge: "1",
  ShutterLowerHorizontalEdge: "4",
  CenterOfCircularShutter: ["2", "2"],
  RadiusOfCircularShutter: "3",
  VerticesOfThePolygonalShutter: ["1", "1", "1", "4", "4", "4"],
  ShutterOverlayGroup: 0x6000,
};
const lut = lutItem([4, 1, 16], [1, 200, 3000, 65535]);
const grey = greyDataset([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], 4, {
  BitsStored: 12,
  HighBit: 11,
  PixelPaddingValue: 3,
  PixelPresentation: "COLOR",
  WindowCenter: ["3", "4"],
  WindowWidth: ["7", "9"],
  ModalityLUTSequence: [lut],
  VOILUTSequence: [lut],
  SharedFunctionalGroupsSequence: [
    createDataset({
      FrameVOILUTSequence: [{ WindowCenter: "1", WindowWidth: "2", VOILUTFunction: "SIGMOID" }],
    }),
  ],
  ...paletteElements(
    [4, 9, 8],
    [1, 2, 3].map((k) => Uint8Array.of(k, 2 * k, 3 * k, 4 * k)),
  ),
  ...overlay,
  ...shutter,
});
const palette = byteDataset(
  Uint8Array.from({ length: 16 }, (_, i) => i * 17),
  4,
  {
    PhotometricInterpretation: "PALETTE COLOR",
    ...paletteElements(
      [0, 0, 8],
      [1, 2, 3].map((k) => Uint8Array.of(0, 2, k, 9, 1, 200, 250, 2, 2, 0, 0, 0, 0, 0)),
      "Segmented",
    ),
  },
);
const sources = [grey, palette].map((dataset) => fileBytes(dataset));

/** Some bytes after the file meta information, mostly of values. */
function withBytesChanged(source: Uint8Array, random: Random): Uint8Array {
  const bytes = source.slice();
  const start = 400;
  for (let i = random.below(5); i >= 0; i -= 1) {
    bytes[start + random.below(bytes.length - start)] = random.pick([
      0,
      1,
      0x7f,
      0x80,
      0xff,
      random.below(256),
    ]);
  }
  return bytes;
}

test("mutations", async () => {
  const count = runCount(1500, 50_000);
  let shown = 0;
  for (let seed = 0; seed < count; seed += 1) {
    const random = createRandom(seed);
    const source = random.pick(sources);
    const bytes =
      seed % 2 ? mutate(source, random.pick(sources), random).bytes : withBytesChanged(source, random);
    const started = process.cpuUsage();
    try {
      const frame = await decodeFrame(readDicomFile(bytes), 0, { maxSampleCount: 2 ** 20 });
      const { rgba } = renderFrame(frame);
      assert.is(rgba.length, frame.rows * frame.columns * 4);
      for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 255) assert.unreachable("no colour");
      shown += 1;
    } catch (error) {
      if (!isDicomError(error)) throw new Error(`seed ${seed}`, { cause: error });
      // Of the pixels or of the file: nothing of the display ends in an error but colours that nobody knows.
      assert.not.match(error.code, /^(DISPLAY|ARG)_/, `seed ${seed}`);
    }
    const { user, system } = process.cpuUsage(started);
    assert.ok(user + system < 2_000_000, `seed ${seed} took ${(user + system) / 1000} ms`);
  }
  assert.ok(shown > count / 3, `${shown} of ${count} shown`);
});
