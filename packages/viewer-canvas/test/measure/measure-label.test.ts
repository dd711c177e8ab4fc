/** What measures say of a synthetic image whose every value is known. */
import { type DatasetInit, decodeFrame, readDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { measureSteps, probeLines } from "../../src/measure/measure-label.ts";
import type { MeasureKind } from "../../src/measure/measure-list.ts";
import { measuredImageOf } from "../../src/measure/measured-image.ts";
import type { Point } from "../../src/orientation.ts";
import { OVERLAY_WORDS } from "../../src/overlay/overlay-words.ts";
import { createWords } from "../../src/words.ts";
import { phantom } from "../support/phantom.ts";
import { resultOf } from "../support/result-of.ts";

const test = testSuite("viewer/measure-label");

async function imageOf(attributes: DatasetInit = {}) {
  const file = readDicomFile(phantom({ attributes }));
  return measuredImageOf({ file, frameIndex: 0, decoded: await decodeFrame(file, 0) });
}

async function lines(kind: MeasureKind, points: Point[], attributes: DatasetInit = {}): Promise<string[]> {
  return resultOf(measureSteps({ id: 1, kind, frameIndex: 0, points }, await imageOf(attributes)));
}

test("a probe tells the modality value with its unit, the stored value and the place", async () => {
  const at = { x: 3.9, y: 2.1 };
  // 7 * 3 + 31 * 2
  assert.equal(probeLines(await imageOf(), at), ["Value 83", "x 3  y 2"]);
  const hu: DatasetInit = { RescaleSlope: 2, RescaleIntercept: -1024, RescaleType: "HU" };
  assert.equal(probeLines(await imageOf(hu), at), ["-858 HU", "Stored 83", "x 3  y 2"]);
  const fine = await imageOf({ RescaleSlope: 0.1, RescaleIntercept: 0, RescaleType: "OD" });
  assert.equal(probeLines(fine, at), ["8.3 mOD", "Stored 83", "x 3  y 2"]);
  assert.equal(probeLines(await imageOf(), { x: 64, y: 2 }), []);
  assert.equal(probeLines(await imageOf(), { x: -0.1, y: 2 }), []);
});

test("padding is told as such and left out of statistics", async () => {
  const padded: DatasetInit = { PixelPaddingValue: 7 };
  assert.equal(probeLines(await imageOf(padded), { x: 1.5, y: 0.5 }), ["Padding", "Stored 7", "x 1  y 0"]);
  const box = [
    { x: 0, y: 0 },
    { x: 4, y: 1 },
  ];
  // 0, 7, 14, 21; without the 7 their mean is 35 / 3.
  assert.equal(await lines("rectangle", box), ["Mean 10.5", "SD 7.826", "Min 0  Max 21", "n 4", "4.0 px²"]);
  assert.equal((await lines("rectangle", box, padded)).slice(0, 1), ["Mean 11.67"]);
  assert.is((await lines("rectangle", box, padded))[3], "n 3");
});

test("points on pixels that are not square are taken back to stored rows", async () => {
  const flat: DatasetInit = { PixelSpacing: [0.5, 1] };
  // Rows are half as high as columns are wide: ten units down the picture are 20 rows, 10 mm.
  const down = [
    { x: 0, y: 0 },
    { x: 0, y: 10 },
  ];
  assert.equal(await lines("length", down, flat), ["10.0 mm"]);
  assert.equal(await lines("probe", [{ x: 0.5, y: 10.1 }], flat), [`Value ${31 * 20}`, "x 0  y 20"]);
});

test("angles are told when both sides are there; sizes on a detector say so", async () => {
  const points = [
    { x: 10, y: 0 },
    { x: 0, y: 0 },
    { x: 0, y: 10 },
  ];
  assert.equal(await lines("angle", points.slice(0, 2)), []);
  assert.equal(await lines("angle", points), ["90.0°"]);
  assert.equal(await lines("length", points.slice(0, 2), { ImagerPixelSpacing: [0.2, 0.2] }), [
    "2.00 mm on detector",
  ]);
  assert.equal(await lines("length", points.slice(0, 1)), []);
});

test("an ellipse has the area of an ellipse; a region without pixels says so", async () => {
  const box = [
    { x: 0, y: 0 },
    { x: 20, y: 10 },
  ];
  assert.is(
    (await lines("ellipse", box, { PixelSpacing: [1, 1] })).at(-1),
    `${(Math.PI * 50).toFixed(1)} mm²`,
  );
  const tiny = [
    { x: 0.6, y: 0.6 },
    { x: 0.9, y: 0.9 },
  ];
  assert.is((await lines("rectangle", tiny))[0], "No pixels");
});

test("colour images tell their samples", async () => {
  const colour: DatasetInit = {
    SamplesPerPixel: 3,
    PhotometricInterpretation: "RGB",
    PlanarConfiguration: 0,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    Rows: 32,
    Columns: 64,
  };
  const image = await imageOf(colour);
  const sample = (i: number) => Number(image.decoded.pixels[(2 * 64 + 5) * 3 + i]);
  assert.equal(probeLines(image, { x: 5, y: 2 }), [
    `R ${sample(0)}  G ${sample(1)}  B ${sample(2)}`,
    "x 5  y 2",
  ]);
  const pixel = [
    { x: 5, y: 2 },
    { x: 6, y: 3 },
  ];
  const [mean] = await lines("rectangle", pixel, colour);
  assert.is(mean, `Mean R ${sample(0)}  G ${sample(1)}  B ${sample(2)}`);
});

const ramp = (from: number) => Uint16Array.from({ length: 4 }, (_, i) => (from + i) * 256);
const PALETTE = {
  PhotometricInterpretation: "PALETTE COLOR",
  BitsAllocated: 8,
  BitsStored: 8,
  HighBit: 7,
  Rows: 64,
  Columns: 128,
  RedPaletteColorLookupTableDescriptor: [4, 82, 16],
  GreenPaletteColorLookupTableDescriptor: [4, 82, 16],
  BluePaletteColorLookupTableDescriptor: [4, 82, 16],
  RedPaletteColorLookupTableData: new Uint8Array(ramp(10).buffer),
  GreenPaletteColorLookupTableData: new Uint8Array(ramp(20).buffer),
  BluePaletteColorLookupTableData: new Uint8Array(ramp(30).buffer),
};

test("of a palette the index and its colour are told, and the mean of the colours", async () => {
  const image = await imageOf(PALETTE);
  const stored = Number(image.decoded.pixels[3 * 128 + 8]);
  const step = Math.min(Math.max(stored - 82, 0), 3);
  const colour = `R ${10 + step}  G ${20 + step}  B ${30 + step}`;
  assert.equal(probeLines(image, { x: 8, y: 3 }), [`Index ${stored}`, colour, "x 8  y 3"]);
  const pixel = [
    { x: 8, y: 3 },
    { x: 9, y: 4 },
  ];
  const found = await lines("rectangle", pixel, PALETTE);
  assert.equal(found.slice(0, 3), [`Mean ${colour}`, "SD R 0  G 0  B 0", "n 1"]);
});

test("a page's words are those of measures, too", async () => {
  const own = { "value-stored": "Gespeichert {0}", "region-mean": "Mittel {0}" };
  const words = createWords(OVERLAY_WORDS, own);
  const hu = await imageOf({ Modality: "CT", RescaleSlope: 1, RescaleIntercept: -1024, RescaleType: "HU" });
  assert.is(probeLines(hu, { x: 3.5, y: 2.9 }, words)[1], "Gespeichert 83");
  const region = [
    { x: 0, y: 0 },
    { x: 2, y: 1 },
  ];
  const measure = { id: 1, kind: "rectangle", frameIndex: 0, points: region } as const;
  assert.match(resultOf(measureSteps(measure, hu, words))[0]!, /^Mittel -10\d\d/);
});
