/** Lengths, angles, areas and statistics against numbers worked out by hand. */
import { Dataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { angleAt, areaOf, lengthBetween, regionSteps, spansBetween } from "../../src/measure/measure.ts";
import { readImageScale } from "../../src/measure/spacing.ts";
import { resultOf } from "../support/result-of.ts";

const test = testSuite("viewer/measure");
const NONE = { spacing: undefined, regions: [] };

function dataset(fill: (set: Dataset) => void): Dataset {
  const set = new Dataset();
  fill(set);
  return set;
}

const ORIGIN = { x: 0, y: 0 };

test("lengths are in millimetres, row spacing before column spacing in the file", () => {
  const scale = readImageScale(
    dataset((set) => set.set("PixelSpacing", [0.5, 0.25])),
    0,
  );
  assert.equal(scale.spacing, { xMm: 0.25, yMm: 0.5, plane: "patient" });
  assert.equal(lengthBetween(ORIGIN, { x: 12, y: 8 }, scale), { value: 5, unit: "mm", isOnDetector: false });
});

test("spacing on the detector is told as such", () => {
  const scale = readImageScale(
    dataset((set) => set.set("ImagerPixelSpacing", [0.1, 0.1])),
    0,
  );
  const length = lengthBetween(ORIGIN, { x: 100, y: 0 }, scale);
  assert.is(length.isOnDetector, true);
  assert.ok(Math.abs(length.value - 10) < 1e-9);
});

test("the functional groups of a frame come before those of all frames", () => {
  const group = (spacing: number) =>
    dataset((set) =>
      set.set("PixelMeasuresSequence", [dataset((item) => item.set("PixelSpacing", [spacing, spacing]))]),
    );
  const set = dataset((root) => {
    root.set("SharedFunctionalGroupsSequence", [group(1)]);
    root.set("PerFrameFunctionalGroupsSequence", [group(2), dataset(() => undefined)]);
    root.set("PixelSpacing", [9, 9]);
  });
  assert.is(readImageScale(set, 0).spacing?.xMm, 2);
  assert.is(readImageScale(set, 1).spacing?.xMm, 1);
});

test("without a spacing lengths are in pixels of the image's width", () => {
  const scale = readImageScale(
    dataset((set) => set.set("PixelSpacing", [0, 0])),
    0,
  );
  assert.equal(lengthBetween(ORIGIN, { x: 3, y: 2 }, scale, 2), {
    value: 5,
    unit: "px",
    isOnDetector: false,
  });
});

test("ultrasound regions each have their own scale, and none holds across two", () => {
  const region = (left: number, deltaCm: number, format = 1, unit = 3) =>
    dataset((item) => {
      item.set("RegionSpatialFormat", format);
      item.set("PhysicalUnitsXDirection", unit);
      item.set("PhysicalUnitsYDirection", unit);
      item.set("PhysicalDeltaX", deltaCm);
      item.set("PhysicalDeltaY", deltaCm);
      item.set("RegionLocationMinX0", left);
      item.set("RegionLocationMinY0", 0);
      item.set("RegionLocationMaxX1", left + 99);
      item.set("RegionLocationMaxY1", 99);
    });
  const set = dataset((root) => {
    root.set("PixelSpacing", [7, 7]);
    root.set("SequenceOfUltrasoundRegions", [region(0, 0.01), region(100, 0.02), region(200, 0.01, 3)]);
  });
  const scale = readImageScale(set, 0);
  assert.ok(Math.abs(lengthBetween({ x: 10, y: 5 }, { x: 60, y: 5 }, scale).value - 5) < 1e-9);
  assert.ok(Math.abs(lengthBetween({ x: 110, y: 5 }, { x: 160, y: 5 }, scale).value - 10) < 1e-9);
  assert.is(lengthBetween({ x: 10, y: 5 }, { x: 160, y: 5 }, scale).unit, "px");
  assert.is(lengthBetween({ x: 210, y: 5 }, { x: 260, y: 5 }, scale).unit, "px");
});

test("a strip over time has no millimetres along it, whatever Pixel Spacing says", () => {
  const region = (top: number, format: number, units: [x: number, y: number], deltas: [number, number]) =>
    dataset((item) => {
      item.set("RegionSpatialFormat", format);
      item.set("PhysicalUnitsXDirection", units[0]);
      item.set("PhysicalUnitsYDirection", units[1]);
      item.set("PhysicalDeltaX", deltas[0]);
      item.set("PhysicalDeltaY", deltas[1]);
      item.set("RegionLocationMinX0", 0);
      item.set("RegionLocationMinY0", top);
      item.set("RegionLocationMaxX1", 199);
      item.set("RegionLocationMaxY1", top + 99);
    });
  const set = dataset((root) => {
    root.set("PixelSpacing", [7, 7]);
    root.set("SequenceOfUltrasoundRegions", [
      region(0, 2, [4, 3], [0.005, 0.02]),
      region(100, 3, [4, 7], [0.01, -2]),
      region(200, 0, [0, 0], [0, 0]),
    ]);
  });
  const scale = readImageScale(set, 0);
  const spans = (y: number) =>
    spansBetween({ x: 10, y }, { x: 50, y: y + 30 }, scale).map(({ value, unit }) => [
      +value.toFixed(6),
      unit,
    ]);
  // M-mode: time and depth; a spectrum: time and velocity; neither told: pixels.
  assert.equal(spans(10), [
    [0.2, "s"],
    [6, "mm"],
  ]);
  assert.equal(spans(110), [
    [0.4, "s"],
    [60, "cm/s"],
  ]);
  assert.equal(spans(210), [[50, "px"]]);
  assert.equal(spans(90), [[50, "px"]]);
  assert.is(areaOf("rectangle", { from: { x: 1, y: 1 }, to: { x: 9, y: 9 } }, scale).unit, "px²");
});

test("spacing that only repeats that of the detector is not the patient's, unless it is said to be calibrated", () => {
  const planeOf = (pixel: number, imager: number, type?: string) =>
    readImageScale(
      dataset((set) => {
        set.set("PixelSpacing", [pixel, pixel]);
        set.set("ImagerPixelSpacing", [imager, imager]);
        if (type) set.set("PixelSpacingCalibrationType", type);
      }),
      0,
    ).spacing?.plane;
  assert.is(planeOf(0.143, 0.143), "detector");
  assert.is(planeOf(0.1430001, 0.143), "detector");
  assert.is(planeOf(0.12, 0.143), "patient");
  assert.is(planeOf(0.143, 0.143, "GEOMETRY"), "patient");
});

test("angles are those in the patient, not those on a stretched grid", () => {
  const square = { spacing: { xMm: 1, yMm: 1, plane: "patient" as const }, regions: [] };
  const angle = angleAt(ORIGIN, { x: 10, y: 0 }, { x: 10, y: 10 }, square);
  assert.ok(Math.abs(angle.value - 45) < 1e-9);
  const tall = { spacing: { xMm: 1, yMm: Math.sqrt(3), plane: "patient" as const }, regions: [] };
  assert.ok(Math.abs(angleAt(ORIGIN, { x: 10, y: 0 }, { x: 10, y: 10 }, tall).value - 60) < 1e-9);
  assert.ok(Math.abs(angleAt(ORIGIN, { x: 1, y: 0 }, { x: -1, y: 0 }, NONE).value - 180) < 1e-9);
  assert.is(angleAt(ORIGIN, ORIGIN, { x: 1, y: 1 }, NONE).value, 0);
});

test("areas of rectangles and ellipses", () => {
  const scale = { spacing: { xMm: 0.5, yMm: 2, plane: "patient" as const }, regions: [] };
  const box = { from: { x: 10, y: 10 }, to: { x: 0, y: 0 } };
  assert.is(areaOf("rectangle", box, scale).value, 100);
  assert.ok(Math.abs(areaOf("ellipse", box, scale).value - 25 * Math.PI) < 1e-9);
  assert.is(areaOf("rectangle", box, NONE).unit, "px²");
});

test("statistics take the pixels whose middle lies inside, and nothing beyond the image", () => {
  const size = { rows: 4, columns: 4 };
  const valueAt = (row: number, column: number) => row * 4 + column;
  const box = { from: { x: 0.6, y: -5 }, to: { x: 3.4, y: 2 } };
  // Rows 0 and 1, columns 1 and 2: 1, 2, 5, 6.
  const found = resultOf(regionSteps("rectangle", box, size, valueAt))!;
  assert.is(found.pixelCount, 4);
  assert.is(found.mean, 3.5);
  assert.ok(Math.abs(found.standardDeviation - Math.sqrt(4.25)) < 1e-12);
  assert.equal([found.min, found.max], [1, 6]);
  const whole = { from: ORIGIN, to: { x: 4, y: 4 } };
  assert.is(resultOf(regionSteps("ellipse", whole, size, valueAt))!.pixelCount, 12);
  assert.is(resultOf(regionSteps("rectangle", whole, size, () => undefined)), undefined);
  assert.is(resultOf(regionSteps("ellipse", { from: ORIGIN, to: ORIGIN }, size, valueAt)), undefined);
  const padded = (row: number, column: number) => (row === 0 ? undefined : valueAt(row, column));
  assert.is(resultOf(regionSteps("rectangle", whole, size, padded))!.min, 4);
});
