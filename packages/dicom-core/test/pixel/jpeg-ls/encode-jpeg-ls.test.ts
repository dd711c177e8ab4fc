import * as assert from "uvu/assert";
import { assertBytes } from "../../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../../tools/test/suite.ts";
import { isDicomError } from "../../../src/index.ts";
import { decodeJpegLs } from "../../../src/pixel/jpeg-ls/decode-jpeg-ls.ts";
import { type EncodeJpegLsOptions, encodeJpegLs } from "../../../src/pixel/jpeg-ls/encode-jpeg-ls.ts";
import { imageFile, runOnFile } from "../../support/codec-file.ts";
import { samplesAsBytes } from "../../support/codec-truth.ts";
import { pixelVectors } from "../../support/pixel-vectors.ts";
import { createRandom, type Random } from "../../support/random.ts";
import { type TestImageSpec, testImage } from "../../support/test-image.ts";

const test = testSuite("core/pixel/jpeg-ls/encode-jpeg-ls");
const judged = testSuite("core/pixel/jpeg-ls/encode-jpeg-ls read by others", {
  tools: ["dcmdjpls", "gdcmconv"],
  timeoutMs: 120_000,
});

function anyOptions(random: Random, maxVal: number): EncodeJpegLsOptions {
  const nearLossless = random.below(2) === 0 ? 0 : random.below(Math.min(255, maxVal >> 1) + 1);
  const options: EncodeJpegLsOptions = { nearLossless, interleave: random.pick(["none", "line", "sample"]) };
  if (random.below(4) === 0) options.restartInterval = 1 + random.below(20);
  const between = (low: number, high: number) => low + random.below(high - low + 1);
  if (random.below(2) === 0 && nearLossless < maxVal) {
    const t1 = between(nearLossless + 1, maxVal);
    const t2 = between(t1, maxVal);
    options.presets = { maxVal, t1, t2, t3: between(t2, maxVal), reset: between(3, Math.max(255, maxVal)) };
  }
  return options;
}

test("any options, there and back", () => {
  const random = createRandom(5);
  for (let round = 0; round < 600; round += 1) {
    const bitsPerSample = 2 + random.below(15);
    const isNarrow = random.below(4) === 0;
    const maxVal = isNarrow ? 1 + random.below(2 ** bitsPerSample - 1) : 2 ** bitsPerSample - 1;
    const spec: TestImageSpec = {
      width: 1 + random.below(50),
      height: 1 + random.below(30),
      bitsPerSample,
      componentCount: 1 + random.below(4),
      seed: round,
      maxVal,
      isFlat: random.below(8) === 0,
    };
    const image = testImage(spec);
    const options = anyOptions(random, maxVal);
    const { samples, ...facts } = decodeJpegLs(encodeJpegLs(image, options));
    const label = JSON.stringify([spec, options]);
    const worst = Math.max(...Array.from(samples, (value, i) => Math.abs(value - image.samples[i]!)));
    assert.ok(worst <= (options.nearLossless ?? 0), `${worst}: ${label}`);
    assert.is(facts.interleave, spec.componentCount === 1 ? "none" : options.interleave, label);
    assert.is(facts.nearLossless, options.nearLossless, label);
    assert.is(facts.bitsPerSample, bitsPerSample);
  }
});

test("the same bytes as CharLS writes", () => {
  let count = 0;
  for (const { encoder, image, codestream } of pixelVectors("jpeg-ls")) {
    const [tool, ...args] = encoder.split(" ");
    if (tool !== "dcmcjpls") continue;
    const value = (name: string) => Number(args[args.indexOf(name) + 1]);
    const options: EncodeJpegLsOptions = {
      interleave: args.includes("+is") ? "sample" : args.includes("+in") ? "none" : "line",
      nearLossless: args.includes("+md") ? value("+md") : 0,
      ...(args.includes("+t1") ? { presets: { t1: value("+t1"), t2: value("+t2"), t3: value("+t3") } } : {}),
      ...(args.includes("+rs") ? { presets: { reset: value("+rs") } } : {}),
    };
    const ours = scansOf(encodeJpegLs(testImage(image), options));
    assertBytes(ours, scansOf(codestream), `${encoder} of ${JSON.stringify(image)}`);
    count += 1;
  }
  assert.ok(count > 60);
});

/**
 * From the first SOS to EOI: headers before may differ, DCMTK repeats presets before each scan, and a fill byte makes
 * its length even.
 */
function scansOf(codestream: Uint8Array): Uint8Array {
  const hex = Buffer.from(codestream).toString("hex");
  const [scans] = /ffda.*(?=ffd9)/.exec(hex)!;
  return new Uint8Array(Buffer.from(scans.replace(/fff8000d01.{20}/g, "").replace(/ff$/, ""), "hex"));
}

test("signed samples are their bits", () => {
  const samples = Int16Array.of(-1, -2048, 2047, 0);
  const image = { samples, width: 2, height: 2, componentCount: 1, bitsPerSample: 12, isSigned: true };
  assert.equal([...decodeJpegLs(encodeJpegLs(image)).samples], [4095, 2048, 2047, 0]);
});

test("refuses what it cannot write", () => {
  const image = testImage({ width: 3, height: 3, bitsPerSample: 8, componentCount: 1, seed: 1 });
  const refuses = (code: string, change: object, options: EncodeJpegLsOptions = {}) => {
    try {
      encodeJpegLs({ ...image, ...change }, options);
    } catch (error) {
      assert.ok(isDicomError(error, code), `${code}, not ${String(error)}`);
      return;
    }
    assert.unreachable(`no ${code}: ${JSON.stringify([change, options])}`);
  };
  for (const change of [
    { width: 0 },
    { height: 65_536 },
    { width: 1.5 },
    { componentCount: 5 },
    { bitsPerSample: 1 },
    { bitsPerSample: 17 },
    { samples: new Uint8Array(8) },
  ]) {
    refuses("PIXEL_DESCRIPTION", change);
  }
  refuses("PIXEL_DESCRIPTION", { samples: new Uint8Array(9).fill(101) }, { presets: { maxVal: 100 } });
  for (const nearLossless of [-1, 0.5, 128, Number.NaN]) refuses("ARG_JPEG_LS", {}, { nearLossless });
  refuses("ARG_JPEG_LS", {}, { presets: { t1: 9, t2: 8 } });
  refuses("ARG_JPEG_LS", {}, { presets: { reset: 2 } });
  refuses("ARG_JPEG_LS", {}, { restartInterval: 65_536 });
});

/** What the judges cannot read: DCMTK less than 8 bits and restarts, both other numbers of interleaved components. */
judged("DCMTK and GDCM decode the same", async () => {
  for (const bitsPerSample of [2, 7, 8, 10, 12, 16]) {
    for (const nearLossless of [0, 1]) {
      for (const interleave of ["none", "line", "sample"] as const) {
        for (const componentCount of bitsPerSample % 8 === 0 ? [1, 3] : [1]) {
          if (componentCount === 1 && interleave !== "none") continue;
          const image = testImage({
            width: 31,
            height: 22,
            bitsPerSample,
            componentCount,
            seed: bitsPerSample,
          });
          const codestream = encodeJpegLs(image, { nearLossless, interleave });
          await judge(
            image,
            codestream,
            bitsPerSample < 8 || (componentCount === 3 && interleave === "none"),
          );
        }
      }
    }
  }
});

judged("and with presets", async () => {
  const presets = { t1: 9, t2: 12, t3: 60, reset: 40 };
  for (const bitsPerSample of [8, 16]) {
    for (const nearLossless of [0, 4]) {
      const image = testImage({
        width: 31,
        height: 22,
        bitsPerSample,
        componentCount: 1,
        seed: nearLossless,
      });
      await judge(image, encodeJpegLs(image, { nearLossless, presets }), false);
    }
  }
});

judged("and with HP's colour transforms, and restart markers", async () => {
  const image = testImage({ width: 24, height: 17, bitsPerSample: 8, componentCount: 3, seed: 4 });
  for (const id of [1, 2, 3]) {
    const plain = encodeJpegLs(image);
    const segment = [0xff, 0xe8, 0, 7, ...new TextEncoder().encode("mrfx"), id];
    await judge(image, Uint8Array.of(...plain.subarray(0, 2), ...segment, ...plain.subarray(2)), false);
  }
  await judge(image, encodeJpegLs(image, { restartInterval: 4 }), true);
});

async function judge(
  image: ReturnType<typeof testImage>,
  codestream: Uint8Array,
  isBeyondDcmtk: boolean,
): Promise<void> {
  const bits = image.bitsPerSample;
  const expected = samplesAsBytes(decodeJpegLs(codestream).samples, bits);
  const file = imageFile(image, {}, { codestream, transferSyntaxUid: "1.2.840.10008.1.2.4.81" });
  for (const [tool, args] of [
    ["dcmdjpls", ["IN", "OUT"]],
    ["gdcmconv", ["--raw", "IN", "OUT"]],
  ] as const) {
    if (tool === "dcmdjpls" && isBeyondDcmtk) continue;
    const { dataset } = await runOnFile(tool, args, file);
    const actual = dataset.get("PixelData") as Uint8Array;
    assertBytes(
      actual.subarray(0, expected.length),
      expected,
      `${tool}, ${image.componentCount} of ${bits} bits`,
    );
  }
}
