/** Windows and VOI LUTs beside their formulas, PS3.3 C.11.2. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../../tools/test/suite.ts";
import {
  chooseVoi,
  createDataset,
  isDicomError,
  measureValues,
  minMaxWindow,
  renderFrame,
  type VoiOptions,
  WINDOW_PRESETS,
  windowPosition,
} from "../../../src/index.ts";
import { factsOf, frameOf, greyDataset, greysOf, lutItem } from "./display-images.ts";

const test = testSuite("core/display voi");

test("LINEAR at its edges (PS3.3 C.11.2.1.2.1, c=2048 w=4096)", () => {
  const window = { center: 2048, width: 4096 };
  assert.is(windowPosition(0, window), 0);
  assert.is(windowPosition(-1, window), 0);
  assert.is(windowPosition(4095, window), 1);
  assert.is(windowPosition(4096, window), 1);
  assert.is(windowPosition(2048, window), (2048 - 2047.5) / 4095 + 0.5);
});

test("LINEAR of width 1 is a threshold at the centre less a half; of less, LINEAR_EXACT", () => {
  assert.is(windowPosition(100, { center: 100.5, width: 1 }), 0);
  assert.is(windowPosition(100.1, { center: 100.5, width: 1 }), 1);
  assert.is(windowPosition(Number.NaN, { center: 100.5, width: 1 }), 0, "no number is black");
  assert.is(windowPosition(0.3, { center: 0.25, width: 0.5 }), (0.3 - 0.25) / 0.5 + 0.5);
});

test("LINEAR_EXACT and SIGMOID beside their formulas", () => {
  for (let value = -700; value <= 700; value += 37) {
    const exact = windowPosition(value, { center: 0, width: 1000 }, "LINEAR_EXACT");
    assert.is(exact, Math.min(1, Math.max(0, value / 1000 + 0.5)));
    const sigmoid = windowPosition(value, { center: 20, width: 300 }, "SIGMOID");
    assert.is(sigmoid, 1 / (1 + Math.exp((-4 * (value - 20)) / 300)));
  }
});

test("several windows with their explanations; a centre of 0 is one, a width of 0 none", () => {
  const facts = factsOf(
    greyDataset([0], 1, {
      WindowCenter: ["0", "40", "5"],
      WindowWidth: ["100", "400", "0"],
      WindowCenterWidthExplanation: ["LUNG", "SOFT"],
    }),
  );
  assert.equal(facts.windows, [
    { center: 0, width: 100, explanation: "LUNG" },
    { center: 40, width: 400, explanation: "SOFT" },
  ]);
  assert.equal(
    facts.diagnostics.map(({ code }) => code),
    ["DISPLAY_WINDOW"],
  );
  assert.is(facts.voiFunction, "LINEAR");
});

test("the frame's VOI LUT Function is used for its windows, LINEAR for presets", async () => {
  const values = { WindowCenter: "100", WindowWidth: "50", VOILUTFunction: "SIGMOID" };
  const frame = await frameOf(greyDataset([80, 100, 120, 900], 4, values));
  const sigmoid = [80, 100, 120, 900].map((v) => Math.round(255 / (1 + Math.exp((-4 * (v - 100)) / 50))));
  assert.equal(greysOf(renderFrame(frame).rgba), sigmoid);
  assert.is(chooseVoi(frame, { preset: "bone" }).kind, "window");
  assert.equal(chooseVoi(frame, { preset: "bone" }), {
    kind: "window",
    ...WINDOW_PRESETS.bone,
    voiFunction: "LINEAR",
  });
  const unknown = factsOf(greyDataset([0], 1, { ...values, VOILUTFunction: "LOG" }));
  assert.is(unknown.voiFunction, "LINEAR");
  assert.is(unknown.diagnostics[0]!.code, "DISPLAY_WINDOW");
});

test("VOI LUTs by index, after the windows in order; values outside take the ends", async () => {
  const item = lutItem([3, 10, 8], [5, 100, 250], { LUTExplanation: "CURVE" });
  const frame = await frameOf(greyDataset([0, 10, 11, 12, 900, 11], 6, { VOILUTSequence: [item] }));
  assert.is(frame.voiLuts[0]!.explanation, "CURVE");
  assert.equal(greysOf(renderFrame(frame).rgba), [5, 5, 100, 250, 250, 100]);
  const both = { ...frame, windows: [{ center: 450.5, width: 901 }] };
  assert.equal(greysOf(renderFrame(both).rgba), [0, 3, 3, 3, 255, 3]);
  assert.equal(greysOf(renderFrame(both, { voiLutIndex: 0 }).rgba), [5, 5, 100, 250, 250, 100]);
});

test("quirks of LUTs: 0 entries are 65536, a first value with or without a sign, bytes in words, too few bits said", () => {
  const whole = factsOf(
    greyDataset([0], 1, { VOILUTSequence: [lutItem([0, 0, 16], new Uint16Array(65536).fill(7))] }),
  );
  assert.is(whole.voiLuts[0]!.entries.length, 65536);
  const signed = { PixelRepresentation: 1, VOILUTSequence: [lutItem([2, 65535, 8], [1, 2])] };
  assert.is(factsOf(greyDataset([0], 1, signed)).voiLuts[0]!.firstMapped, -1);
  const below = { RescaleIntercept: "-1024", VOILUTSequence: [lutItem([2, 64512, 8], [1, 2])] };
  assert.is(factsOf(greyDataset([0], 1, below)).voiLuts[0]!.firstMapped, -1024);
  const packed = createDataset();
  packed.set("LUTDescriptor", [5, 0, 8], { vr: "US" });
  packed.set("LUTData", Uint8Array.of(1, 2, 3, 4, 5, 0), { vr: "OW" });
  for (const syntax of ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2"]) {
    const facts = factsOf(greyDataset([0], 1, { VOILUTSequence: [packed] }), 0, syntax);
    assert.equal([...facts.voiLuts[0]!.entries], [1, 2, 3, 4, 5], syntax);
  }
  const twelve = factsOf(greyDataset([0], 1, { VOILUTSequence: [lutItem([2, 0, 8], [0, 4095])] }));
  assert.is(twelve.voiLuts[0]!.bitsPerEntry, 12);
});

test("LUTs that cannot be read are passed over, and told", () => {
  const empty = createDataset({ LUTExplanation: "x" });
  const noData = createDataset();
  noData.set("LUTDescriptor", [256, 0, 16], { vr: "US" });
  const facts = factsOf(
    greyDataset([0], 1, {
      VOILUTSequence: [empty, noData, lutItem([1, 0, 8], [9])],
      ModalityLUTSequence: [empty],
    }),
  );
  assert.is(facts.voiLuts.length, 1);
  assert.is(facts.modalityLut, undefined);
  assert.equal(
    facts.diagnostics.map(({ code }) => code),
    ["DISPLAY_LUT", "DISPLAY_LUT", "DISPLAY_LUT"],
  );
  assert.is(facts.diagnostics[0]!.path, "0028,3000");
});

test("a frame's own functional groups come first, then the shared ones, then the root", () => {
  const dataset = greyDataset([0, 0, 0], 1, {
    NumberOfFrames: 3,
    Rows: 1,
    WindowCenter: "1",
    WindowWidth: "1",
    RescaleSlope: "9",
    SharedFunctionalGroupsSequence: [
      createDataset({
        FrameVOILUTSequence: [{ WindowCenter: "50", WindowWidth: "60", VOILUTFunction: "LINEAR_EXACT" }],
        PixelValueTransformationSequence: [{ RescaleSlope: "2", RescaleIntercept: "-5", RescaleType: "HU" }],
        PixelMeasuresSequence: [{ PixelSpacing: ["2", "1"] }],
      }),
    ],
    PerFrameFunctionalGroupsSequence: [
      createDataset({ FrameVOILUTSequence: [{ WindowCenter: "7", WindowWidth: "8" }] }),
      createDataset({ PixelValueTransformationSequence: [{ RescaleSlope: "3", RescaleIntercept: "0" }] }),
    ],
  });
  const [first, second, third] = [0, 1, 2].map((index) => factsOf(dataset, index));
  assert.equal(first!.windows, [{ center: 7, width: 8 }]);
  assert.is(first!.voiFunction, "LINEAR");
  assert.is(first!.rescaleSlope, 2);
  assert.is(first!.rescaleIntercept, -5);
  assert.is(first!.modalityUnits, "HU");
  assert.is(first!.pixelAspect, 2);
  assert.equal(second!.windows, [{ center: 50, width: 60 }]);
  assert.is(second!.voiFunction, "LINEAR_EXACT");
  assert.is(second!.rescaleSlope, 3);
  assert.is(third!.rescaleSlope, 2);
});

test("what is not there is the caller's mistake; a width of 0 blanks nothing", async () => {
  const frame = await frameOf(greyDataset([0, 10], 2));
  const wrong = [{ windowIndex: 0 }, { voiLutIndex: 0 }, { preset: "toString" }] as VoiOptions[];
  for (const options of wrong) {
    assert.throws(
      () => renderFrame(frame, options),
      (error: Error) => isDicomError(error, "ARG_VOI"),
    );
  }
  assert.equal(greysOf(renderFrame(frame, { windowCenter: 5.5, windowWidth: 0 }).rgba), [0, 255]);
  assert.equal(chooseVoi(frame, { preset: "min-max" }), {
    kind: "window",
    ...minMaxWindow(frame),
    voiFunction: "LINEAR",
  });
});

test("the values of a frame may be looked at a few at a time, each once", async () => {
  const values = Array.from({ length: 100 }, (_, i) => (i * 37) % 1000);
  const padded = greyDataset(values, 10, { PixelPaddingValue: 0 });
  const frame = await frameOf(padded);
  const whole = minMaxWindow(await frameOf(padded));
  const looks: boolean[] = [];
  while (!looks.at(-1)) looks.push(measureValues(frame, 30));
  assert.equal(looks, [false, false, false, true]);
  // What has been looked at is not looked at again.
  frame.pixels = frame.pixels.slice().fill(5);
  assert.ok(measureValues(frame, 30));
  assert.equal(minMaxWindow(frame), whole);
  const [low, high] = [Math.min(...values.filter((value) => value > 0)), Math.max(...values)];
  assert.equal(whole, { center: (low + high + 1) / 2, width: high - low + 1 });
});
