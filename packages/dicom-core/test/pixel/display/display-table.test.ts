/** The composed table beside the same steps one by one; modality, padding, polarity, windows from values. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../../tools/test/suite.ts";
import {
  autoWindow,
  createColorFunction,
  createDataset,
  createDisplayTable,
  type DecodedFrame,
  type DisplayOptions,
  displayFactsOf,
  hasHounsfieldUnits,
  isInverted,
  minMaxWindow,
  modalityValue,
  renderFrame,
  windowPosition,
} from "../../../src/index.ts";
import { factsOf, frameOf, greyDataset, greysOf, lutItem } from "./display-images.ts";

const test = testSuite("core/display table");

const frame: DecodedFrame = {
  pixels: Int16Array.from({ length: 65536 }, (_, i) => i - 32768),
  rows: 256,
  columns: 256,
  samplesPerPixel: 1,
  bitsStored: 16,
  isSigned: true,
  photometricInterpretation: "MONOCHROME2",
  ...displayFactsOf(createDataset()),
};

const settings: [name: string, change: Partial<DecodedFrame>, options: DisplayOptions][] = [
  ["a window", { rescaleSlope: 0.37, rescaleIntercept: -1024 }, { windowCenter: 40, windowWidth: 400 }],
  ["a falling line", { rescaleSlope: -2 }, { windowCenter: 0.5, windowWidth: 1 }],
  ["all values", {}, {}],
  ["sigmoid, turned", { voiFunction: "SIGMOID" }, { windowCenter: 5, windowWidth: 9000, invert: true }],
  ["exact", { voiFunction: "LINEAR_EXACT" }, { windowCenter: 5, windowWidth: 9000 }],
  ["padding", { pixelPaddingValue: -2000, pixelPaddingRangeLimit: -1990 }, { preset: "lung" }],
  ["padding beyond", { pixelPaddingValue: 40000 }, { preset: "lung" }],
];
for (const [name, change, options] of settings) {
  test(`equal to the function in every value: ${name}`, () => {
    const changed = { ...frame, ...change };
    const table = createDisplayTable(changed, options)!;
    const colorOf = createColorFunction(changed, options);
    assert.is(table.mask, 65535);
    for (const stored of changed.pixels) {
      if (table.colors[stored & table.mask] !== colorOf(stored) >>> 0) assert.unreachable(`value ${stored}`);
    }
  });
}

test("the function is the steps one by one, in f64", () => {
  const changed = { ...frame, rescaleSlope: 1.7, rescaleIntercept: -3 };
  const window = { center: 350, width: 1500 };
  const { rgba } = renderFrame(changed, { windowCenter: 350, windowWidth: 1500 });
  frame.pixels.forEach((stored, i) => {
    const level = Math.round(255 * windowPosition(stored * 1.7 - 3, window));
    if (rgba[4 * i] !== level) assert.unreachable(`value ${stored}: ${rgba[4 * i]}, not ${level}`);
  });
});

test("tables are kept while nothing changes, also for other frames", () => {
  const options = { windowCenter: 1, windowWidth: 77 };
  const table = createDisplayTable(frame, options);
  assert.is(createDisplayTable({ ...frame }, { ...options }), table);
  assert.is.not(createDisplayTable(frame, { ...options, invert: true }), table);
  assert.is.not(createDisplayTable({ ...frame, rescaleIntercept: 1 }, options), table);
  assert.is(createDisplayTable({ ...frame, pixels: new Float32Array(4) }, options), undefined);
  assert.is(createDisplayTable({ ...frame, bitsStored: 32, pixels: new Int32Array(4) }, options), undefined);
});

test("a modality LUT stands in place of the line; its ends are taken beyond it", async () => {
  const item = lutItem([3, 1, 16], [500, 20000, 100], { ModalityLUTType: "OD" });
  const lut = await frameOf(
    greyDataset([0, 1, 2, 3, 9], 5, { RescaleSlope: "5", ModalityLUTSequence: [item] }),
  );
  assert.equal(
    [...lut.pixels].map((stored) => modalityValue(lut, stored)),
    [500, 500, 20000, 100, 100],
  );
  assert.is(lut.modalityUnits, "OD");
  assert.equal(minMaxWindow(lut), { center: 10050.5, width: 19901 });
  assert.equal(greysOf(renderFrame(lut).rgba), [5, 5, 255, 0, 0]);
});

test("padding is background, and no part of windows", async () => {
  const values = { PixelRepresentation: 1, PixelPaddingValue: -2000, PixelPaddingRangeLimit: -1990 };
  const padded = await frameOf(greyDataset([-2000, -1995, -1990, -1989, 0, 11], 6, values));
  assert.equal(minMaxWindow(padded), { center: -988.5, width: 2001 });
  assert.equal(greysOf(renderFrame(padded, { invert: true }).rgba).slice(0, 4), [0, 0, 0, 255]);
  // Sent as US in a signed image.
  const unsigned = factsOf(
    greyDataset([0], 1, { PixelRepresentation: 1, PixelPaddingValue: { vr: "US", value: 63536 } }),
  );
  assert.is(unsigned.pixelPaddingValue, -2000);
});

for (const [element, array, bits] of [
  ["Float", Float32Array, 32],
  ["DoubleFloat", Float64Array, 64],
] as const) {
  test(`padding of ${element}PixelData is its own (PS3.3 C.7.6.24, C.7.6.25)`, async () => {
    const dataset = greyDataset([], 1, { Rows: 1, Columns: 5, BitsAllocated: bits, PixelPaddingValue: 2 });
    dataset.delete("PixelData");
    dataset.set(`${element}PixelData`, array.of(-1000, -999.5, 0.25, 1, 2));
    dataset.set(`${element}PixelPaddingValue`, -1000);
    assert.equal(minMaxWindow(await frameOf(dataset)), { center: -498.25, width: 1002.5 });
    dataset.set(`${element}PixelPaddingRangeLimit`, -999.25);
    const frame = await frameOf(dataset);
    assert.equal(minMaxWindow(frame), { center: 1.625, width: 2.75 });
    assert.equal(autoWindow(frame), minMaxWindow(frame));
    assert.equal(greysOf(renderFrame(frame, { invert: true }).rgba).slice(0, 3), [0, 0, 255]);
  });
}

test("windows of constant, empty, padded and one-bit frames are finite, of width 1 or more", () => {
  const cases: [Partial<DecodedFrame>, { center: number; width: number }][] = [
    [{ pixels: new Int16Array(4).fill(7) }, { center: 7.5, width: 1 }],
    [{ pixels: new Int16Array(0) }, { center: 0.5, width: 1 }],
    [
      { pixels: new Int16Array(4).fill(7), pixelPaddingValue: 7 },
      { center: 0.5, width: 1 },
    ],
    [
      { pixels: Uint8Array.of(1, 1), bitsStored: 1 },
      { center: 1, width: 2 },
    ],
    [
      { pixels: Float32Array.of(Number.NaN, 0, 0.5, Number.POSITIVE_INFINITY), bitsStored: 32 },
      { center: 0.75, width: 1.5 },
    ],
  ];
  for (const [change, window] of cases) {
    if (change.bitsStored !== 32) assert.equal(autoWindow({ ...frame, ...change }), window);
    assert.equal(minMaxWindow({ ...frame, ...change }), window);
  }
});

test("a robust window leaves out the outermost in 200, in modality units", () => {
  const pixels = Int16Array.from({ length: 10_000 }, (_, i) =>
    i < 20 ? 30_000 : i < 40 ? -30_000 : i % 1000,
  );
  const change = { ...frame, pixels, rescaleSlope: 2, rescaleIntercept: -10 };
  const { center, width } = autoWindow(change);
  const [low, high] = [center - width / 2, center + width / 2 - 1];
  assert.ok(low >= -10 && low < 30 && high > 1950 && high <= 1988, `${low} to ${high}`);
  const float = autoWindow({ ...change, pixels: Float32Array.from(pixels), bitsStored: 32 });
  assert.ok(Math.abs(float.center - center) < 4, `${float.center} ${center}`);
  assert.ok(Math.abs(float.width - width) < 4, `${float.width} ${width}`);
  const sparse = new Int16Array(10_000);
  sparse[5] = 1;
  assert.equal(
    autoWindow({ ...frame, pixels: sparse }),
    { center: 1, width: 2 },
    "what is rare does not vanish",
  );
});

test("fractions are shown by the formula, what is no number as black", () => {
  const pixels = Float64Array.of(0, 0.25, 1, Number.NaN);
  const float = {
    ...frame,
    pixels,
    bitsStored: 64,
    rows: 1,
    columns: 4,
    windows: [{ center: 0.5, width: 1 }],
  };
  const exact = { ...float, voiFunction: "LINEAR_EXACT" as const };
  assert.equal(greysOf(renderFrame(exact).rgba), [0, 64, 255, 0]);
});

test("one polarity bit", () => {
  const polarity = (photometricInterpretation: string, presentationLutShape?: "IDENTITY" | "INVERSE") =>
    isInverted({ photometricInterpretation, presentationLutShape });
  assert.is(polarity("MONOCHROME2"), false);
  assert.is(polarity("MONOCHROME1"), true);
  assert.is(polarity("MONOCHROME1", "INVERSE"), true);
  assert.is(polarity("MONOCHROME2", "INVERSE"), true);
  assert.is(polarity("MONOCHROME2", "IDENTITY"), false);
  const both = { photometricInterpretation: "MONOCHROME1", presentationLutShape: "INVERSE" as const };
  assert.is(isInverted(both, true), false);
});

test("Hounsfield units: said, or of a CT that leaves them out", () => {
  const units = (values: Record<string, unknown>) => hasHounsfieldUnits(factsOf(greyDataset([0], 1, values)));
  assert.is(units({ RescaleType: "HU" }), true);
  assert.is(units({ Modality: "CT", RescaleIntercept: "-1024", RescaleSlope: "1" }), true);
  assert.is(units({ Modality: "CT", RescaleIntercept: "-1024", RescaleType: "US" }), false);
  assert.is(units({ Modality: "CT" }), false);
  assert.is(units({ Modality: "MR", RescaleIntercept: "0" }), false);
});

test("a slope of 0 is 1, and told; a spacing that is none does not stretch", () => {
  const facts = factsOf(
    greyDataset([0], 1, { RescaleSlope: "0", PixelSpacing: ["0", "1"], ImagerPixelSpacing: ["3", "2"] }),
  );
  assert.is(facts.rescaleSlope, 1);
  assert.is(facts.diagnostics[0]!.code, "DISPLAY_RESCALE");
  assert.is(facts.pixelAspect, 1.5);
});
