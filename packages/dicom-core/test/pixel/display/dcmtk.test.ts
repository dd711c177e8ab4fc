/** Whole pictures beside those of DCMTK's dcmj2pnm: at most one level apart. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { requireData } from "../../../../../tools/test/data.ts";
import { runTool } from "../../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../../tools/test/suite.ts";
import {
  type Dataset,
  type DecodedFrame,
  decodeFrame,
  paddingRange,
  type RenderOptions,
  readDicomFile,
  renderFrame,
} from "../../../src/index.ts";
import { byteDataset, fileBytes, greyDataset, lutItem, paletteElements, words } from "./display-images.ts";

const options = { tools: ["dcmj2pnm"], timeoutMs: 120_000 };
const test = testSuite("core/display beside DCMTK", options);
const corpus = testSuite("core/display of the corpus beside DCMTK", { ...options, data: true });

const folder = mkdtempSync(join(tmpdir(), "minipacs-display-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** Returns the RGB bytes that DCMTK makes of a file; a grey picture with each level three times. */
async function dcmtkPicture(path: string, args: readonly string[], frame: number): Promise<Uint8Array> {
  const out = join(folder, "picture.pnm");
  const run = await runTool("dcmj2pnm", ["+op", "+F", `${frame + 1}`, ...args, path, out]);
  assert.is(run.code, 0, run.output);
  const bytes = new Uint8Array(readFileSync(out));
  const head = /^P([56])\s(?:#[^\n]*\n)*(\d+) (\d+)\s(\d+)\s/.exec(
    Buffer.from(bytes.subarray(0, 200)).toString("latin1"),
  )!;
  const samples = bytes.subarray(head[0].length);
  if (head[1] === "6") return samples;
  return Uint8Array.from({ length: samples.length * 3 }, (_, i) => samples[Math.floor(i / 3)]!);
}

interface Difference {
  largest: number;
  differing: number;
  count: number;
}

/** Compares all pixels but the padding, which DCMTK windows like others. */
function difference(frame: DecodedFrame, rgba: Uint8ClampedArray, theirs: Uint8Array): Difference {
  const padding = frame.samplesPerPixel === 1 && !frame.palette ? paddingRange(frame) : undefined;
  const count = frame.rows * frame.columns;
  assert.is(theirs.length, count * 3);
  let largest = 0;
  let differing = 0;
  for (let i = 0; i < count; i += 1) {
    if (padding && frame.pixels[i]! >= padding.low && frame.pixels[i]! <= padding.high) continue;
    for (let c = 0; c < 3; c += 1) {
      const apart = Math.abs(rgba[4 * i + c]! - theirs[3 * i + c]!);
      largest = Math.max(largest, apart);
      if (apart > 0) differing += 1;
    }
  }
  return { largest, differing, count: count * 3 };
}

async function compare(
  bytes: Uint8Array,
  args: readonly string[],
  how: RenderOptions,
  frameIndex = 0,
): Promise<Difference> {
  const path = join(folder, "image.dcm");
  writeFileSync(path, bytes);
  const frame = await decodeFrame(readDicomFile(bytes), frameIndex);
  const { rgba } = renderFrame(frame, { overlays: false, ...how });
  return difference(frame, rgba, await dcmtkPicture(path, ["-O", ...args], frameIndex));
}

async function assertSame(...args: Parameters<typeof compare>): Promise<void> {
  const { largest, differing, count } = await compare(...args);
  assert.ok(largest <= 1, `${largest} levels apart, ${differing} of ${count} samples differ`);
}

/** 64 x 64 values from `low` up in steps. */
const ramp = (low: number, step: number) => Int32Array.from({ length: 4096 }, (_, i) => low + i * step);
const made = (name: string, dataset: () => Dataset, args: readonly string[], how: RenderOptions, frame = 0) =>
  test(name, () => assertSame(fileBytes(dataset()), args, how, frame));

const signed = { PixelRepresentation: 1, RescaleSlope: "2", RescaleIntercept: "-1000" };
for (const [center, width] of [
  [0, 1000],
  [40, 80],
  [-600, 1500],
  [0.5, 1],
  [100, 2],
] as const) {
  made(
    `window ${center}/${width} of signed, rescaled values`,
    () => greyDataset(ramp(-2048, 1), 64, signed),
    ["+Ww", `${center}`, `${width}`],
    { windowCenter: center, windowWidth: width, voiFunction: "LINEAR" },
  );
  if (width > 1) {
    made(
      `sigmoid ${center}/${width}`,
      () => greyDataset(ramp(-2048, 1), 64, signed),
      ["+Ww", `${center}`, `${width}`, "+Wfs"],
      { windowCenter: center, windowWidth: width, voiFunction: "SIGMOID" },
    );
  }
}

const windows = { WindowCenter: ["100", "0", "3000"], WindowWidth: ["200", "500", "1"] };
for (const index of [0, 1, 2]) {
  made(`window ${index} of several`, () => greyDataset(ramp(0, 1), 64, windows), ["+Wi", `${index + 1}`], {
    windowIndex: index,
  });
}

const square = Uint16Array.from({ length: 1000 }, (_, i) => Math.round((i / 999) ** 2 * 4095));
made(
  "a modality LUT of 12 bits, then a window",
  () =>
    greyDataset(ramp(0, 1), 64, {
      ModalityLUTSequence: [lutItem([1000, 500, 12], square, { ModalityLUTType: "US" })],
    }),
  ["+Ww", "2048", "4096"],
  { windowCenter: 2048, windowWidth: 4096 },
);
for (const index of [0, 1]) {
  made(
    `VOI LUT ${index} of two`,
    () =>
      greyDataset(ramp(-2048, 1), 64, {
        PixelRepresentation: 1,
        VOILUTSequence: [
          lutItem([1000, -300, 12], square),
          lutItem(
            [256, 0, 8],
            Uint8Array.from({ length: 256 }, (_, i) => 255 - i),
          ),
        ],
      }),
    ["+Wl", `${index + 1}`],
    { voiLutIndex: index },
  );
}

for (const photometric of ["MONOCHROME1", "MONOCHROME2"]) {
  for (const shape of ["", "IDENTITY", "INVERSE"]) {
    made(
      `${photometric} with presentation shape ${shape || "not said"}`,
      () =>
        greyDataset(ramp(0, 1), 64, {
          PhotometricInterpretation: photometric,
          ...(shape && { PresentationLUTShape: shape }),
        }),
      ["+Ww", "2048", "4096"],
      { windowCenter: 2048, windowWidth: 4096 },
    );
  }
}

const bytes = Uint8Array.from({ length: 4096 }, (_, i) => (i * 7) & 0xff);
const channel = (factor: number) => Uint8Array.from({ length: 200 }, (_, i) => (i * factor) & 0xff);
const channels = [channel(1), channel(3), channel(5)];
made(
  "a palette of 8 bits, its first value not 0",
  () =>
    byteDataset(bytes, 64, {
      PhotometricInterpretation: "PALETTE COLOR",
      ...paletteElements([200, 20, 8], channels),
    }),
  [],
  {},
);
made(
  "a palette of 16 bits",
  () =>
    byteDataset(bytes, 64, {
      PhotometricInterpretation: "PALETTE COLOR",
      ...paletteElements(
        [200, 0, 16],
        channels.map((values) => words(Uint16Array.from(values, (value) => value * 257))),
      ),
    }),
  [],
  {},
);

/** Where cyan and black together are more than all, DCMTK begins at white again: the values stay below a half. */
const color = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 37 + (i >> 7)) & 0x7f);
for (const [photometric, samples] of [
  ["RGB", 3],
  ["CMYK", 4],
  ["ARGB", 4],
] as const) {
  made(
    photometric,
    () =>
      byteDataset(color, samples === 3 ? 64 : 48, {
        SamplesPerPixel: samples,
        PhotometricInterpretation: photometric,
        ...(photometric === "ARGB" ? paletteElements([200, 0, 8], channels) : {}),
      }),
    [],
    {},
  );
}
test("YBR_FULL: DCMTK cuts off the fraction of each term, of which green has two", async () => {
  const values = { SamplesPerPixel: 3, PhotometricInterpretation: "YBR_FULL" };
  const { largest } = await compare(fileBytes(byteDataset(color, 64, values)), [], {});
  assert.ok(largest <= 2, `${largest} levels apart`);
});

const overlay = {
  "60000010": { vr: "US", value: 8 },
  "60000011": { vr: "US", value: 12 },
  "60000040": { vr: "CS", value: "G" },
  "60000050": { vr: "SS", value: [-2, 60] },
  "60000100": { vr: "US", value: 1 },
  "60000102": { vr: "US", value: 0 },
  "60003000": { vr: "OW", value: Uint8Array.from({ length: 12 }, (_, i) => 0x5a ^ (i * 29)) },
};
made(
  "an overlay that begins above the image and ends beside it",
  () => greyDataset(ramp(0, 1), 64, overlay),
  ["+Ww", "2048", "4096", "+O", "1", "+Omr"],
  { windowCenter: 2048, windowWidth: 4096, overlays: true },
);
made(
  "an overlay in bit 13 of the pixels",
  () =>
    greyDataset(
      ramp(0, 1).map((v) => v | (v % 5 === 0 ? 0x2000 : 0)),
      64,
      {
        BitsStored: 12,
        HighBit: 11,
        "60000010": { vr: "US", value: 64 },
        "60000011": { vr: "US", value: 64 },
        "60000040": { vr: "CS", value: "G" },
        "60000050": { vr: "SS", value: [1, 1] },
        "60000100": { vr: "US", value: 16 },
        "60000102": { vr: "US", value: 13 },
      },
    ),
  ["+Ww", "2048", "4096", "+O", "1", "+Omr"],
  { windowCenter: 2048, windowWidth: 4096, overlays: true },
);

const files: [path: string, args: readonly string[], how: RenderOptions, frame?: number][] = [
  ["pydicom/CT_small.dcm", ["+Ww", "40", "400"], { preset: "abdomen", windowCenter: 40, windowWidth: 400 }],
  ["series/ct-chest/000043.dcm", ["+Wi", "1"], {}],
  ["series/pet-wholebody/000041.dcm", ["+Wi", "1"], {}],
  ["series/mr-brain/brain_010.dcm", ["+Ww", "500", "1000"], { windowCenter: 500, windowWidth: 1000 }],
  ["dicomdir/77654033/CR1/6154", ["+Wi", "1"], {}],
  ["highdicom/dx_image.dcm", ["+Ww", "128", "256"], { windowCenter: 128, windowWidth: 256 }],
  ["pydicom-data/vlut_04.dcm", ["+Wl", "1"], { voiLutIndex: 0 }],
  ["pydicom/examples_overlay.dcm", ["+Wi", "1", "+O", "1", "+Omr"], { overlays: true }],
  ["pydicom/examples_overlay.dcm", ["+Wi", "2"], { windowIndex: 1 }],
  ["pydicom/examples_palette.dcm", [], {}],
  ["codec/TestPattern_Palette_16.dcm", [], {}],
  ["pydicom/examples_rgb_color.dcm", [], {}],
  ["pydicom/SC_ybr_full_422_uncompressed.dcm", [], {}],
  ["pydicom-data/color-pl.dcm", [], {}],
  ["pydicom-data/emri_small.dcm", ["+Ww", "600", "1600"], { windowCenter: 600, windowWidth: 1600 }, 3],
  ["pydicom/MR_small.dcm", ["+Wi", "1"], {}],
];
for (const [path, args, how, frame] of files) {
  corpus(`${path} ${args.join(" ")}`, () =>
    assertSame(new Uint8Array(readFileSync(requireData("dicom", path))), args, how, frame),
  );
}
