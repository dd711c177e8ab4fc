/** Palettes and colour transforms beside their formulas. PS3.3 C.7.6.3.1, C.7.9, C.8.16.2.1.1.1. */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { requireData } from "../../../../../tools/test/data.ts";
import { testSuite } from "../../../../../tools/test/suite.ts";
import {
  createDataset,
  type DecodedFrame,
  displayFactsOf,
  readDicomFile,
  readPalette,
  renderFrame,
} from "../../../src/index.ts";
import { byteDataset, frameOf, greyDataset, paletteElements, words } from "./display-images.ts";

const test = testSuite("core/display palettes and colours");
const corpus = testSuite("core/display the standard palettes", { data: true });

const rgbOf = (rgba: Uint8ClampedArray) =>
  Array.from({ length: rgba.length / 4 }, (_, i) => [...rgba.subarray(4 * i, 4 * i + 3)]);
const palette = (descriptor: readonly number[], channels: readonly Uint8Array[], segmented = "") => ({
  PhotometricInterpretation: "PALETTE COLOR",
  ...paletteElements(descriptor, channels, segmented),
});
const three = (bytes: Uint8Array) => [bytes, bytes, bytes];

test("8 bits, two entries in a word; values outside take the ends", async () => {
  const channels = [Uint8Array.of(10, 20, 30, 0), Uint8Array.of(1, 2, 3, 0), Uint8Array.of(7, 8, 9, 0)];
  const dataset = byteDataset(Uint8Array.of(0, 5, 6, 7, 200, 5), 6, palette([3, 5, 8], channels));
  const expected = [
    [10, 1, 7],
    [10, 1, 7],
    [20, 2, 8],
    [30, 3, 9],
    [30, 3, 9],
    [10, 1, 7],
  ];
  for (const syntax of ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2"]) {
    assert.equal(rgbOf(renderFrame(await frameOf(dataset, 0, syntax)).rgba), expected, syntax);
  }
  const inverted = renderFrame(await frameOf(dataset), { invert: true }).rgba;
  assert.equal(rgbOf(inverted)[0], [245, 254, 248]);
});

test("16 bits leave their high byte; 8 bits to a word, or said to be 16, are 8", async () => {
  const colorsOf = async (descriptor: number[], values: number[]) => {
    const dataset = byteDataset(Uint8Array.of(0, 1), 2, palette(descriptor, three(words(values))));
    return rgbOf(renderFrame(await frameOf(dataset)).rgba).map(([red]) => red);
  };
  assert.equal(await colorsOf([2, 0, 16], [0x1234, 0xff00]), [0x12, 0xff]);
  assert.equal(await colorsOf([2, 0, 8], [0x12, 0xff]), [0x12, 0xff]);
  assert.equal(await colorsOf([2, 0, 16], [0x12, 0xff]), [0x12, 0xff]);
});

test("the first value mapped has the sign of the pixels", async () => {
  const dataset = greyDataset([-3, -2, -1, 0], 4, {
    PixelRepresentation: 1,
    ...palette([3, -2, 8], three(Uint8Array.of(1, 2, 3, 0))),
  });
  assert.equal(
    rgbOf(renderFrame(await frameOf(dataset)).rgba).map(([red]) => red),
    [1, 1, 2, 3],
  );
});

test("segments: discrete, linear and indirect, in bytes and in words, offsets in bytes or entries", () => {
  const entries = [10, 20, 50, 80, 110, 110, 110, 10, 20, 140, 170, 200];
  const reds = (descriptor: number[], data: Uint8Array) => {
    const dataset = createDataset();
    for (const [key, { vr, value }] of Object.entries(
      paletteElements(descriptor, three(data), "Segmented"),
    ) as [string, { vr: "OW"; value: Uint8Array }][]) {
      dataset.set(key, value, { vr });
    }
    return [...(readPalette(dataset)?.colors ?? [])].filter((_, i) => i % 3 === 0);
  };
  // 10 20 | line of 3 to 110 | line of 2 to 110 | the first segment again | ...
  const head = [0, 2, 10, 20, 1, 3, 110, 1, 2, 110];
  assert.equal(reds([9, 0, 8], Uint8Array.of(...head, 2, 1, 0, 0, 0, 0)), entries.slice(0, 9));
  // Two segments from the fourth byte: the line to 110 begins at 20, where the copy left off.
  const bytes = Uint8Array.of(...head, 2, 2, 0, 0, 0, 0, 0, 0);
  assert.equal(reds([12, 0, 8], bytes), [...entries.slice(0, 9), 50, 80, 110]);
  const high = head.map((value, i) => ([2, 3, 6, 9].includes(i) ? value * 257 : value));
  assert.equal(reds([12, 0, 16], words([...high, 2, 2, 0, 0])), [...entries.slice(0, 9), 50, 80, 110]);
  for (const offset of [4, 8]) {
    const linear = reds([12, 0, 16], words([0, 2, 2570, 5140, 1, 3, 28270, 0, 1, 5140, 2, 1, offset, 0]));
    assert.equal(linear, [10, 20, 50, 80, 110, 20, 50, 80, 110], `offset ${offset}`);
  }
});

test("segments that make no sense end the palette, in bounded time", () => {
  const attempts = [
    [1, 4, 9],
    [2, 1, 0, 0, 0, 0],
    [0, 1, 5, 2, 200, 3, 0, 0, 0],
    [0, 1, 5, 2, 200, 0, 0, 0, 0, 9, 9],
    [7, 7, 7, 7],
  ];
  for (const segments of attempts) {
    const dataset = createDataset();
    const elements = paletteElements([0, 0, 8], three(Uint8Array.from(segments)), "Segmented");
    for (const [key, { vr, value }] of Object.entries(elements) as [
      string,
      { vr: "OW"; value: Uint8Array },
    ][]) {
      dataset.set(key, value, { vr });
    }
    const { colors } = readPalette(dataset) ?? { colors: [] };
    assert.ok(colors.length <= 600, `${segments}: ${colors.length}`);
  }
});

test("a supplemental palette colours values from its first one on, and leaves the others grey", async () => {
  const dataset = greyDataset([0, 100, 1024, 1025, 2000], 5, {
    PixelPresentation: "COLOR",
    WindowCenter: "50.5",
    WindowWidth: "101",
    ...paletteElements([2, 1024, 8], [Uint8Array.of(1, 2), Uint8Array.of(3, 4), Uint8Array.of(5, 6)]),
  });
  const expected = [
    [0, 0, 0],
    [255, 255, 255],
    [1, 3, 5],
    [2, 4, 6],
    [2, 4, 6],
  ];
  assert.equal(rgbOf(renderFrame(await frameOf(dataset)).rgba), expected);
  dataset.set("PixelPresentation", "MONOCHROME");
  assert.equal(rgbOf(renderFrame(await frameOf(dataset)).rgba)[2], [255, 255, 255]);
});

test("a palette that cannot be read: grey, and told", async () => {
  const frame = await frameOf(
    byteDataset(Uint8Array.of(0, 255), 2, { PhotometricInterpretation: "PALETTE COLOR" }),
  );
  assert.equal(
    frame.diagnostics.map(({ code }) => code),
    ["DISPLAY_PALETTE"],
  );
  assert.equal(rgbOf(renderFrame(frame).rgba), [
    [0, 0, 0],
    [255, 255, 255],
  ]);
});

test("a colour map in place of greys, from black to white", async () => {
  const frame = await frameOf(byteDataset(Uint8Array.of(0, 255), 2));
  const colorMap = Uint8Array.of(1, 2, 3, 4, 5, 6);
  assert.equal(rgbOf(renderFrame(frame, { colorMap }).rgba), [
    [1, 2, 3],
    [4, 5, 6],
  ]);
  assert.equal(rgbOf(renderFrame(frame, { colorMap, invert: true }).rgba)[0], [4, 5, 6]);
});

const base = {
  rows: 1,
  isSigned: false,
  bitsStored: 8,
  samplesPerPixel: 3,
  ...displayFactsOf(createDataset()),
};
function color(
  photometricInterpretation: string,
  samples: readonly number[],
  more: Partial<DecodedFrame> = {},
) {
  const columns = samples.length / (more.samplesPerPixel ?? 3);
  const pixels = (more.bitsStored ?? 8) > 8 ? Uint16Array.from(samples) : Uint8Array.from(samples);
  return rgbOf(renderFrame({ ...base, pixels, columns, photometricInterpretation, ...more }).rgba);
}
const round = (value: number) => Math.min(255, Math.max(0, Math.floor(value + 0.5)));

test("YBR_FULL and YBR_PARTIAL beside their formulas in all corners", () => {
  const steps = [0, 1, 15, 16, 17, 64, 127, 128, 129, 200, 235, 240, 254, 255];
  for (const y of steps) {
    for (const cb of steps) {
      for (const cr of steps) {
        const [u, v] = [cb - 128, cr - 128];
        const full = [
          y + 1.402 * v,
          y - ((0.114 * 1.772) / 0.587) * u - ((0.299 * 1.402) / 0.587) * v,
          y + 1.772 * u,
        ];
        for (const label of ["YBR_FULL", "YBR_FULL_422", "YBR_ICT"]) {
          assert.equal(color(label, [y, cb, cr])[0], full.map(round), `${label} ${y} ${cb} ${cr}`);
        }
        const luma = (255 / 219) * (y - 16);
        const [p, q] = [(255 / 224) * u, (255 / 224) * v];
        const partial = [
          luma + 1.402 * q,
          luma - ((0.114 * 1.772) / 0.587) * p - ((0.299 * 1.402) / 0.587) * q,
          luma + 1.772 * p,
        ];
        assert.equal(
          color("YBR_PARTIAL_420", [y, cb, cr])[0],
          partial.map(round),
          `partial ${y} ${cb} ${cr}`,
        );
      }
    }
  }
});

test("RGB of any depth, RGBA, CMYK, ARGB, YBR_RCT", () => {
  assert.equal(color("RGB", [1, 2, 3]), [[1, 2, 3]]);
  assert.equal(color("RGB", [0x1234, 0xffff, 0xff], { bitsStored: 16 }), [[0x12, 0xff, 0]]);
  assert.equal(color("RGB", [0, 8, 15], { bitsStored: 4 }), [[0, 136, 255]]);
  assert.equal(color("RGB", [0x5f, 0, 15], { bitsStored: 4 }), [[255, 0, 255]], "bits above those stored");
  assert.equal(color("MONOCHROME2", [1, 2, 3]), [[1, 2, 3]], "three samples are colour");
  const four = { samplesPerPixel: 4 };
  assert.equal(color("CMYK", [10, 20, 30, 40, 200, 0, 0, 100], four), [
    [205, 195, 185],
    [0, 155, 155],
  ]);
  // Y, Cb and Cr of what cyan, magenta and yellow leave over; white, red too strong to be one, grey; black in its own.
  assert.equal(color("YCCK", [255, 128, 128, 0, 80, 90, 255, 0, 100, 128, 128, 30], four), [
    [255, 255, 255],
    [255, 2, 13],
    [70, 70, 70],
  ]);
  assert.equal(
    color("YCCK", [80, 90, 255, 10], four),
    [[245, 0, 3]],
    "black comes off what was cut to 0 to 255",
  );
  const colors = Uint8Array.of(9, 8, 7, 6, 5, 4);
  assert.equal(color("ARGB", [0, 1, 2, 3, 1, 1, 2, 3], { ...four, palette: { firstMapped: 0, colors } }), [
    [1, 2, 3],
    [6, 5, 4],
  ]);
  const { rgba } = renderFrame({
    ...base,
    ...four,
    columns: 1,
    pixels: Uint8Array.of(1, 2, 3, 4),
    photometricInterpretation: "RGBA",
  });
  assert.equal([...rgba], [1, 2, 3, 4]);
  // y = floor((r + 2g + b) / 4), u = b - g, v = r - g, both moved to the middle.
  assert.equal(color("YBR_RCT", [Math.floor((50 + 2 * 60 + 90) / 4), 90 - 60 + 128, 50 - 60 + 128]), [
    [50, 60, 90],
  ]);
});

/** First and last colour of each, PS3.6 Annex B; four of the files hold segments. */
const STANDARD = {
  fall: [255, 255, 0, 255, 0, 0],
  hotiron: [0, 0, 0, 255, 255, 255],
  hotmetalblue: [0, 0, 0, 255, 255, 255],
  pet: [0, 0, 0, 255, 255, 255],
  pet20step: [0, 0, 0, 255, 255, 255],
  spring: [255, 0, 255, 255, 255, 0],
  summer: [0, 255, 0, 0, 128, 254],
  winter: [0, 0, 255, 127, 255, 128],
};
for (const [name, ends] of Object.entries(STANDARD)) {
  corpus(name, () => {
    const { dataset } = readDicomFile(
      new Uint8Array(readFileSync(requireData("dicom", "palettes", `${name}.dcm`))),
    );
    const { colors } = readPalette(dataset)!;
    assert.is(colors.length, 256 * 3);
    assert.equal([...colors.subarray(0, 3), ...colors.subarray(-3)], ends);
    // Each is a smooth way or a few steps: no entry is left out.
    assert.ok(
      new Set(Array.from({ length: 256 }, (_, i) => colors.subarray(3 * i, 3 * i + 3).join())).size >= 20,
    );
  });
}
