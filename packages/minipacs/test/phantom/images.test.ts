import { readFileSync } from "node:fs";
import { type DecodedFrame, decodeFrame, frameCount, renderFrame } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { PhantomObject } from "../../src/phantom/create-phantom.ts";
import { CT_REGIONS } from "../../src/phantom/ct.ts";
import { phantomObject, phantomObjects } from "../support/phantom.ts";

const test = testSuite("minipacs/phantom images");

/** Rescaled values of the pixels whose centres lie in a circle of the patient, which is found by the geometry given. */
function valuesIn(object: PhantomObject, frame: DecodedFrame, center: readonly number[], radiusMm: number) {
  const [left = 0, top = 0] = object.dataset.getAll("ImagePositionPatient");
  const [rowSpacing = 0, columnSpacing = 0] = object.dataset.getAll("PixelSpacing");
  const [x = 0, y = 0] = center;
  const values: number[] = [];
  for (let row = 0; row < frame.rows; row += 1) {
    for (let column = 0; column < frame.columns; column += 1) {
      const distance = Math.hypot(left + column * columnSpacing - x, top + row * rowSpacing - y);
      if (distance > radiusMm) continue;
      const stored = frame.pixels[row * frame.columns + column] as number;
      values.push(stored * frame.rescaleSlope + frame.rescaleIntercept);
    }
  }
  return values;
}

test("CT: Hounsfield units where they are said to be, in every slice", async () => {
  const slices = await phantomObjects({ kinds: ["ct"], size: 256, count: 6 });
  assert.is(slices.length, 6);
  for (const slice of slices) {
    const frame = await decodeFrame(slice, 0);
    for (const { name, hu, center, radiusMm } of CT_REGIONS) {
      const values = valuesIn(slice, frame, center, radiusMm - 0.01);
      const expected = Math.PI * (radiusMm / (400 / 256)) ** 2;
      assert.ok(Math.abs(values.length - expected) < expected * 0.25, `${name}: ${values.length} pixels`);
      assert.equal([...new Set(values)], [hu], `${name} of slice ${slice.number}`);
    }
  }
});

test("docs/phantom.md lists the regions", () => {
  const text = readFileSync(repositoryPath("docs/phantom.md"), "utf8");
  const rows = CT_REGIONS.map(
    ({ name, hu, center, radiusMm }) => `| ${name} | ${hu} | ${center[0]} | ${center[1]} | ${radiusMm} |`,
  );
  assert.ok(text.includes(`|---|---|---|---|---|\n${rows.join("\n")}\n\n`));
});

test("CT: slices from feet to head at even distances, around the middle", async () => {
  for (const [count, stepMm] of [
    [30, 5],
    [100, 2.4],
    [7, 5],
  ] as const) {
    const slices = await phantomObjects({ kinds: ["ct"], size: 32, count });
    const positions = slices.map(({ dataset }) => dataset.getAll("ImagePositionPatient")[2] as number);
    for (const [index, z] of positions.entries()) {
      assert.ok(Math.abs(z - (index - (count - 1) / 2) * stepMm) < 1e-6, `${z}`);
      assert.is(slices[index]?.dataset.get("SliceLocation"), z);
    }
    assert.is(slices[0]?.dataset.get("SliceThickness"), stepMm);
  }
});

/** The box of a picture where pixels differ between two frames, none where they are the same. */
function differences(first: DecodedFrame, second: DecodedFrame) {
  const box = { left: Number.POSITIVE_INFINITY, top: Number.POSITIVE_INFINITY, right: -1, bottom: -1 };
  const { columns, samplesPerPixel } = first;
  for (let i = 0; i < first.pixels.length; i += 1) {
    if (first.pixels[i] === second.pixels[i]) continue;
    const pixel = Math.floor(i / samplesPerPixel);
    const [row, column] = [Math.floor(pixel / columns), pixel % columns];
    box.left = Math.min(box.left, column);
    box.right = Math.max(box.right, column);
    box.top = Math.min(box.top, row);
    box.bottom = Math.max(box.bottom, row);
  }
  return box;
}

test("every slice and frame bears its own number, at the lower right", async () => {
  const few = { size: 256, count: 3 };
  const series = await phantomObjects({ kinds: ["ct", "mr", "xa", "us"], ...few });
  for (const kind of ["ct", "mr", "xa", "us"]) {
    const objects = series.filter((object) => object.kind === kind);
    const isCine = objects.length === 1;
    const frames = await Promise.all(
      [0, 1, 2].map((index) => decodeFrame(objects[isCine ? 0 : index] as PhantomObject, isCine ? index : 0)),
    );
    const [first, second, third] = frames as [DecodedFrame, DecodedFrame, DecodedFrame];
    // The digits, a quarter of the height at most.
    const corner = ({ pixels, columns, rows, samplesPerPixel }: DecodedFrame) => {
      const lines: string[] = [];
      for (let row = rows - 20; row < rows; row += 1) {
        const from = (row * columns + columns - 50) * samplesPerPixel;
        lines.push(
          [...pixels.subarray(from, from + 50 * samplesPerPixel)].map((v) => (v > 200 ? "#" : ".")).join(""),
        );
      }
      return lines.join("\n");
    };
    assert.is(new Set([first, second, third].map(corner)).size, 3, `${kind}\n${corner(first)}`);
    const { right, bottom } = differences(first, second);
    assert.ok(right > first.columns * 0.7 && bottom > first.rows * 0.9, kind);
  }
});

test("MR: sagittal slices from right to left, the face at the left edge, the lesion on the left", async () => {
  const slices = await phantomObjects({ kinds: ["mr"], size: 128, count: 21 });
  const positions = slices.map(({ dataset }) => dataset.getAll("ImagePositionPatient")[0] as number);
  for (const [index, x] of positions.entries())
    if (index > 0) assert.ok(x > (positions[index - 1] as number));
  assert.equal(slices[0]?.dataset.getAll("ImageOrientationPatient"), [0, 1, 0, 0, 0, -1]);
  // The brightest spot that is no letter: at 35 mm to the left, 15 to the front, 42 up.
  for (const { dataset, number } of slices) {
    const [x = 0, y = 0, z = 0] = dataset.getAll("ImagePositionPatient");
    const { pixels, columns } = await decodeFrame(slices[number - 1] as PhantomObject, 0);
    const spacing = 256 / 128;
    const at = Math.round((z - 42) / spacing) * columns + Math.round((-15 - y) / spacing);
    assert.is((pixels[at] as number) > 2500, Math.abs(x - 35) < 12, `slice at ${x} mm`);
  }
});

test("XA: contrast agent runs in and out", async () => {
  const object = await phantomObject({ kinds: ["xa"], size: 256, count: 20 });
  assert.is(frameCount(object), 20);
  const sums: number[] = [];
  for (let index = 0; index < 20; index += 1) {
    // Without the counter.
    const { pixels, columns } = await decodeFrame(object, index);
    sums.push([...pixels.subarray(0, columns * 230)].reduce((sum, value) => sum + value, 0));
  }
  const darkest = sums.indexOf(Math.min(...sums));
  assert.ok(darkest > 5 && darkest < 15, `${darkest}`);
  for (let index = 1; index <= darkest; index += 1) {
    assert.ok((sums[index] as number) <= (sums[index - 1] as number), `frame ${index + 1}`);
  }
  assert.ok((sums[19] as number) > (sums[darkest] as number));
});

test("US: the flow turns from red to blue", async () => {
  const rgb = await phantomObject({ kinds: ["us"], size: 160, count: 4 });
  assert.is(rgb.dataset.get("PhotometricInterpretation"), "RGB");
  const [rows, columns] = [120, 160];
  for (const [index, red, blue] of [
    [1, true, false],
    [3, false, true],
  ] as const) {
    const { rgba, width, height } = renderFrame(await decodeFrame(rgb, index));
    assert.equal([width, height], [columns, rows]);
    const at =
      Math.round(rows * (0.06 + 0.88 * 0.55)) * columns + Math.round(columns / 2 + 0.04 * rows * 0.88);
    const [r = 0, , b = 0] = rgba.subarray(at * 4, at * 4 + 3);
    assert.is(r > 200, red, `red ${r}`);
    assert.is(b > 200, blue, `blue ${b}`);
  }
});

test("CR: 12 bits from end to end, R on the left edge of the picture", async () => {
  const object = await phantomObject({ kinds: ["cr"], size: 256 });
  const { pixels, rows, columns } = await decodeFrame(object, 0);
  assert.equal([rows, columns], [320, 256]);
  const steps = Array.from({ length: 16 }, (_, step) => pixels[315 * columns + step * 16 + 8]);
  assert.equal(
    steps,
    Array.from({ length: 16 }, (_, step) => step * 273),
  );
  const brightCount = (from: number, to: number) => {
    let count = 0;
    for (let row = 0; row < 60; row += 1) {
      for (let column = from; column < to; column += 1)
        if (pixels[row * columns + column] === 4095) count += 1;
    }
    return count;
  };
  assert.ok(brightCount(0, 50) > 50);
  assert.equal(object.dataset.getAll("PatientOrientation"), ["L", "F"]);
});
