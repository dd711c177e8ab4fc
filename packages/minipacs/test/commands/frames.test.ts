import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  createDataset,
  type DatasetInit,
  encapsulateFrames,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import "../../src/index.ts";
import { type FramesCommandOptions, runFrames } from "../../src/commands/frames.ts";
import { captured } from "../support/captured-output.ts";
import { decodePng } from "../support/decode-png.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/frames");

/** Three frames of 2 rows and 3 columns; the first sample of each is its number, the last 255. */
const GREY: DatasetInit = {
  SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
  SOPInstanceUID: "2.25.3",
  Rows: 2,
  Columns: 3,
  SamplesPerPixel: 1,
  PhotometricInterpretation: "MONOCHROME2",
  BitsAllocated: 8,
  BitsStored: 8,
  HighBit: 7,
  PixelRepresentation: 0,
  NumberOfFrames: 3,
  WindowCenter: 128,
  WindowWidth: 256,
  PixelData: Uint8Array.from([1, 2, 3].flatMap((number) => [number, 50, 100, 150, 200, 255])),
};

function fileOf(elements: DatasetInit = {}, transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian) {
  return writeDicomFile({ dataset: createDataset({ ...GREY, ...elements }), transferSyntaxUid });
}

/** As many fragments as frames, which no decoder here knows. */
function encapsulatedFile(transferSyntaxUid: string) {
  const dataset = createDataset(GREY);
  const frames = [1, 2, 3].map((number) => Uint8Array.of(number, 0));
  dataset.setFragments("PixelData", encapsulateFrames(frames).fragments);
  return writeDicomFile({ dataset, transferSyntaxUid });
}

interface Run {
  folder: string;
  out: string;
  run(files: readonly string[], options?: Partial<FramesCommandOptions>): ReturnType<typeof captured>;
}

function scene(files: Record<string, Uint8Array>, use: (scene: Run) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    for (const [name, bytes] of Object.entries(files)) {
      await mkdir(join(folder, name, ".."), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
    const out = join(folder, "new", "out");
    await use({
      folder,
      out,
      run: (names, options = {}) =>
        captured(() =>
          runFrames(
            names.map((name) => join(folder, name)),
            { out, ...options },
          ),
        ),
    });
  });
}

test("every frame as PNG, named after file and frame", () =>
  scene({ "image.dcm": fileOf() }, async ({ run, out }) => {
    const { stdout, stderr, error } = await run(["image.dcm"]);
    assert.is(error, undefined);
    assert.is(stderr, "");
    assert.is(stdout, `3 frames written into ${out}.\n`);
    assert.equal(
      (await readdir(out)).sort(),
      [1, 2, 3].map((number) => `image-frame-000${number}.png`),
    );
    const { width, height, channelCount, samples } = decodePng(
      await readFile(join(out, "image-frame-0002.png")),
    );
    assert.equal([width, height, channelCount, ...samples], [3, 2, 1, 2, 50, 100, 150, 200, 255]);
  }));

test("colour is RGB", () =>
  scene(
    {
      "color.dcm": fileOf({
        SamplesPerPixel: 3,
        PhotometricInterpretation: "RGB",
        PlanarConfiguration: 0,
        NumberOfFrames: 1,
      }),
    },
    async ({ run, out }) => {
      assert.is((await run(["color.dcm"], { png: true })).error, undefined);
      const { channelCount, samples } = decodePng(await readFile(join(out, "color-frame-0001.png")));
      assert.is(channelCount, 3);
      assert.equal([...samples.subarray(0, 6)], [1, 50, 100, 150, 200, 255]);
    },
  ));

test("--frame takes one, --raw its samples, --json tells what they are", () =>
  scene(
    {
      "deep.dcm": fileOf({
        BitsAllocated: 16,
        BitsStored: 12,
        HighBit: 11,
        PixelRepresentation: 1,
        NumberOfFrames: 2,
        PixelData: Int16Array.from([1, 2, 3, 4, 5, 6, -1, -2, -3, 2047, -2048, 0]),
      } as unknown as DatasetInit),
    },
    async ({ run, out, folder }) => {
      const { stdout, error } = await run(["deep.dcm"], { raw: true, frame: "2", json: true });
      assert.is(error, undefined);
      const path = join(out, "deep-frame-0002.raw");
      assert.equal(JSON.parse(stdout), {
        path,
        source: join(folder, "deep.dcm"),
        frame: 2,
        rows: 2,
        columns: 3,
        samplesPerPixel: 1,
        bytesPerSample: 2,
        bitsStored: 12,
        isSigned: true,
        isFloat: false,
        photometricInterpretation: "MONOCHROME2",
      });
      assert.equal(await readdir(out), ["deep-frame-0002.raw"]);
      const bytes = await readFile(path);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      assert.equal(
        [0, 2, 4, 6, 8, 10].map((at) => view.getInt16(at, true)),
        [-1, -2, -3, 2047, -2048, 0],
      );
    },
  ));

test("files of the same name do not overwrite each other", () =>
  scene(
    { "a/IMAGE": fileOf(), "b/image.DCM": fileOf(), "c/image-2.dcm": fileOf(), "d/image.1": fileOf() },
    async ({ run, out }) => {
      const { stdout, error } = await run(["a/IMAGE", "b/image.DCM", "c/image-2.dcm", "d/image.1"], {
        frame: "1",
      });
      assert.is(error, undefined);
      assert.match(stdout, /^4 frames/);
      assert.equal((await readdir(out)).sort(), [
        "IMAGE-frame-0001.png",
        "image-2-2-frame-0001.png",
        "image-2-frame-0001.png",
        "image.1-frame-0001.png",
      ]);
    },
  ));

test("--window: numbers, presets", () =>
  scene({ "image.dcm": fileOf() }, async ({ run, out }) => {
    const shown = async (window: string) => {
      const { error } = await run(["image.dcm"], { window, frame: "1" });
      assert.is(error, undefined);
      return [...decodePng(await readFile(join(out, "image-frame-0001.png"))).samples];
    };
    assert.equal(await shown("100.5/2"), [0, 0, 128, 255, 255, 255]);
    assert.equal(await shown("default"), [1, 50, 100, 150, 200, 255]);
    assert.equal(await shown("min-max"), [0, 49, 99, 150, 200, 255]);
    assert.equal(await shown("auto"), await shown("min-max"));
    assert.equal(await shown("Brain"), await shown("40/80"));
    assert.not.equal(await shown("brain"), await shown("lung"));
  }));

test("fractions: --json tells them from whole numbers of as many bytes", () => {
  const dataset = createDataset({ ...GREY, BitsAllocated: 32, NumberOfFrames: 1 });
  dataset.delete("PixelData");
  dataset.set("FloatPixelData", Float32Array.of(-1, 0, 0.5, 1, 2, 3));
  const map = writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian });
  return scene({ "map.dcm": map }, async ({ run, out }) => {
    const { stdout, error } = await run(["map.dcm"], { raw: true, json: true });
    assert.is(error, undefined);
    const { bytesPerSample, isFloat } = JSON.parse(stdout);
    assert.equal([bytesPerSample, isFloat], [4, true]);
    assert.is((await readFile(join(out, "map-frame-0001.raw"))).readFloatLE(8), 0.5);
  });
});

test("--window changes nothing in colour, which is told once a file", () =>
  scene(
    {
      "color.dcm": fileOf({
        SamplesPerPixel: 3,
        PhotometricInterpretation: "RGB",
        PlanarConfiguration: 0,
        Columns: 1,
        NumberOfFrames: 2,
      }),
      "grey.dcm": fileOf(),
    },
    async ({ run, folder }) => {
      const { stdout, stderr, error } = await run(["color.dcm", "grey.dcm"], { window: "lung" });
      assert.is(error, undefined);
      assert.match(stdout, /^5 frames written/);
      assert.is(stderr, `${join(folder, "color.dcm")}: it is in colour: --window changes nothing\n`);
      assert.is((await run(["color.dcm"], { window: "default" })).stderr, "");
    },
  ));

const MISTAKES: [options: Partial<FramesCommandOptions>, sentence: RegExp][] = [
  [{ png: true, raw: true }, /--png and --raw/],
  [{ raw: true, window: "auto" }, /--window changes what is shown/],
  [{ frame: "0" }, /--frame takes a number from 1/],
  [{ window: "40/0" }, /--window takes/],
  [{ window: `1/${"9".repeat(400)}` }, /--window takes/],
  [{ out: "" }, /--out takes a folder/],
  [{ window: "heart" }, /--window takes.*auto.*lung.*not "heart"/],
];
for (const [options, sentence] of MISTAKES) {
  test(`a mistake on the command line: ${JSON.stringify(options).slice(0, 40)}`, () =>
    scene({ "image.dcm": fileOf() }, async ({ run }) => {
      const { error } = await run(["image.dcm"], options);
      assert.match(error?.message ?? "", sentence);
      assert.is(error?.exitCode, 2);
    }));
}

test("what cannot be written is told, the others are written", () =>
  scene(
    {
      "good.dcm": fileOf(),
      "no-image.dcm": writeDicomFile({
        dataset: createDataset({ SOPClassUID: "1.2.840.10008.5.1.4.1.1.88.11", SOPInstanceUID: "2.25.4" }),
        transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian,
      }),
      "short.dcm": fileOf({ NumberOfFrames: 2_000_000_000 }),
      "text.txt": Buffer.from("no DICOM at all, only some text that goes on for a while"),
    },
    async ({ run, folder }) => {
      const { stdout, stderr, error } = await run([
        "absent.dcm",
        "no-image.dcm",
        "short.dcm",
        "text.txt",
        "good.dcm",
      ]);
      assert.match(stdout, /^6 frames written/);
      assert.is(error?.exitCode, 1);
      const lines = stderr.trimEnd().split("\n");
      assert.is(lines.length, 4, stderr);
      assert.is(lines[0], `${join(folder, "absent.dcm")}: there is no such file (ENOENT)`);
      assert.match(lines[1]!, /no-image\.dcm: there is no image in it$/);
      assert.match(lines[2]!, /short\.dcm: frame 4: /);
      assert.match(lines[3]!, /text\.txt: neither/);
    },
  ));

test("what is wrong with a frame that can be decoded is told, and the frame written", () =>
  scene({ "image.dcm": fileOf({ NumberOfFrames: 1, HighBit: 9 }) }, async ({ run }) => {
    const { stdout, stderr, error } = await run(["image.dcm"]);
    assert.is(error, undefined);
    assert.match(stdout, /^1 frame written/);
    assert.match(stderr, /image\.dcm: frame 1: warning: .*high bit/i);
  }));

test("pixels that are not square are so in the PNG", () =>
  scene({ "image.dcm": fileOf({ PixelAspectRatio: [2, 1] }) }, async ({ run, out }) => {
    assert.is((await run(["image.dcm"], { frame: "1" })).error, undefined);
    const { pixelsPerUnit } = decodePng(await readFile(join(out, "image-frame-0001.png")));
    assert.equal(pixelsPerUnit, [1000, 500, 0]);
  }));

test("video and syntaxes without a decoder are told once a file", () =>
  scene(
    {
      "video.dcm": encapsulatedFile("1.2.840.10008.1.2.4.102"),
      "other.dcm": encapsulatedFile("1.2.840.10008.1.2.4.112"),
    },
    async ({ run }) => {
      const { stderr, error } = await run(["video.dcm", "other.dcm"]);
      assert.is(error?.exitCode, 1);
      const lines = stderr.trimEnd().split("\n");
      assert.is(lines.length, 2, stderr);
      assert.match(lines[0]!, /video\.dcm: .*it is a video \(MPEG-4/);
      assert.match(
        lines[1]!,
        /other\.dcm: .*JPEG XL.*\(1\.2\.840\.[\d.]+\), which is not decoded here; gdcmconv --raw/,
      );
    },
  ));

test("a frame that is not there", () =>
  scene({ "image.dcm": fileOf() }, async ({ run }) => {
    const { stderr, error } = await run(["image.dcm"], { frame: "4" });
    assert.is(error?.exitCode, 1);
    assert.match(stderr, /image\.dcm: there is no frame 4: it has 3/);
  }));

test("a folder that cannot be made is told", () =>
  scene({ "image.dcm": fileOf() }, async ({ run, folder }) => {
    const { error } = await run(["image.dcm"], { out: join(folder, "image.dcm", "out") });
    assert.match(error?.message ?? "", /cannot be written: a part of the path is a file/);
    assert.is(error?.exitCode, 2);
    const file = join(folder, "image.dcm");
    const over = await run(["image.dcm"], { out: file });
    assert.is(over.error?.message, `"${file}" cannot be written: there is a file with this name (EEXIST).`);
  }));
