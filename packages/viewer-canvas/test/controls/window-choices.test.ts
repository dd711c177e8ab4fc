/** What the window panel offers for which frame. */
import "../../src/index.ts";
import {
  type DatasetInit,
  type DecodedFrame,
  decodeFrame,
  minMaxWindow,
  readDicomFile,
  WINDOW_PRESETS,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createLabels } from "../../src/controls/labels.ts";
import {
  chosenKey,
  fileChoices,
  formatValue,
  presetChoices,
  valueSpan,
  windowRanges,
} from "../../src/controls/window-choices.ts";
import { takesWindow } from "../../src/display-facts.ts";
import { INITIAL_VIEWPORT, reduceViewport } from "../../src/viewport-state.ts";
import { phantom } from "../support/phantom.ts";

const test = testSuite("viewer/window-choices");
const label = createLabels();

const { defaultVoi } = INITIAL_VIEWPORT;

const CT: DatasetInit = {
  Modality: "CT",
  RescaleSlope: 1,
  RescaleIntercept: -1024,
  RescaleType: "HU",
  WindowCenter: [40, -600],
  WindowWidth: [400, 1500],
  WindowCenterWidthExplanation: ["SOFT", "LUNGS"],
};

function frameOf(attributes: DatasetInit = {}): Promise<DecodedFrame> {
  return decodeFrame(readDicomFile(phantom({ attributes })), 0);
}

test("the sliders span the values of the frame, in modality units", async () => {
  const span = valueSpan(minMaxWindow(await frameOf(CT)));
  // 63 * 7 + 63 * 31 is the largest sample.
  assert.equal(span, { low: -1024, high: 2394 - 1024 });
  const { center, width } = windowRanges(span, { windowCenter: 40, windowWidth: 400, defaultVoi });
  assert.equal(center, { min: -1024, max: 1370, step: 1 });
  assert.equal(width, { min: 1, max: 2395, step: 1 });
});

test("they are widened to hold a window beyond the data", () => {
  const ranges = windowRanges({ low: 0, high: 255 }, { windowCenter: -80.5, windowWidth: 5000, defaultVoi });
  assert.equal(ranges.center, { min: -81, max: 255, step: 1 });
  assert.is(ranges.width.max, 5000);
});

test("small ranges have small steps, one value has finite ranges", () => {
  const small = windowRanges({ low: 0, high: 1 }, { windowCenter: 0.5, windowWidth: 1, defaultVoi });
  assert.ok(small.center.step < 0.02 && small.center.max >= 1);
  const flat = windowRanges({ low: 7, high: 7 }, { windowCenter: 7.5, windowWidth: 1, defaultVoi });
  assert.ok(Object.values(flat).every(({ min, max }) => Number.isFinite(min) && Number.isFinite(max)));
  assert.ok(flat.width.max > flat.width.min);
});

test("windows of the file come by their explanations, Default first", async () => {
  assert.equal(
    fileChoices(await frameOf(CT), label).map(({ key, text }) => [key, text]),
    [
      ["default", "Default"],
      ["window:0", "SOFT"],
      ["window:1", "LUNGS"],
    ],
  );
  assert.equal(
    fileChoices(await frameOf(), label).map(({ key }) => key),
    ["default"],
    "a single window without a name is the default",
  );
  const unnamed = { WindowCenter: [1, 2], WindowWidth: [3, 4] };
  assert.is(fileChoices(await frameOf(unnamed), label)[2]!.text, "Window 2");
});

test("presets are offered as far as there are any", () => {
  const names = presetChoices(WINDOW_PRESETS, label).map(({ text }) => text);
  assert.equal(names, ["Abdomen", "Lung", "Bone", "Brain", "Angio"]);
  assert.equal(presetChoices({}, label), []);
});

test("the list says which window is shown", async () => {
  const frame = await frameOf(CT);
  const window = { center: 40, width: 400 };
  const fresh = reduceViewport(
    { ...INITIAL_VIEWPORT, canvas: { width: 100, height: 100 } },
    { type: "image", image: { width: 64, height: 64 }, frameCount: 1, window, voiLutCount: 3 },
  );
  const keyAfter = (center: number, width: number) =>
    chosenKey(frame, reduceViewport(fresh, { type: "window", center, width }), WINDOW_PRESETS);
  assert.is(chosenKey(frame, fresh, {}), "default");
  assert.is(keyAfter(-600, 1500), "window:1", "the file's own before a preset of the same numbers");
  assert.is(keyAfter(40, 80), "preset:brain");
  assert.is(keyAfter(41, 80), "custom");
  assert.is(chosenKey(frame, reduceViewport(fresh, { type: "voi-lut", index: 2 }), {}), "lut:2");
});

test("colours and palettes take no window", async () => {
  const frame = await frameOf();
  assert.ok(takesWindow(frame));
  assert.not.ok(takesWindow({ ...frame, samplesPerPixel: 3 }));
});

test("values are told with the digits that matter", () => {
  assert.equal([40.04, -1024.4, 0.1234, 12.25, 0].map(formatValue), ["40", "-1024", "0.123", "12.3", "0"]);
});
