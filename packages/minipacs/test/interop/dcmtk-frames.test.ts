/** What `minipacs frames` shows of the files of the shared data beside what DCMTK does: no level differs by more than 1. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeFrame, frameCount, readDicomFile, renderFrame } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { dataPath, requireData } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import "../../src/index.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("interop/frames beside DCMTK's", {
  data: true,
  tools: ["dcmj2pnm", "dcml2pnm"],
  timeoutMs: 200_000,
});

/** Files of which DCMTK shows something else, and why ours is right. */
const OTHERWISE: Readonly<Record<string, string>> = {
  "fragments/CT1_UNC.fragmented_bot_jpeg_ls.80.dcm": "no window: +Wm counts the padding of -2000 as values",
  "pydicom/rtdose_expb.dcm":
    "32 bits as OW in Big Endian: DCMTK leaves the two words of a sample in their order",
  "pydicom/rtdose_expb_1frame.dcm": "the same",
};

const JPEG_LS = /\.4\.8[01]$/;

interface Pnm {
  width: number;
  height: number;
  channelCount: number;
  levels: Uint8Array;
}

/** PGM or PPM of 8 bits. */
function readPnm(bytes: Uint8Array): Pnm {
  const head = Buffer.from(bytes.subarray(0, 200)).toString("latin1");
  const [whole = "", kind, width, height] = /^P([56])\n(?:#.*\n)*(\d+) (\d+)\n255\n/.exec(head) ?? [];
  assert.ok(whole !== "", head.slice(0, 20));
  const channelCount = kind === "6" ? 3 : 1;
  return { width: Number(width), height: Number(height), channelCount, levels: bytes.subarray(whole.length) };
}

/** Returns the largest difference of a level. */
function compare({ channelCount, levels }: Pnm, rgba: Uint8ClampedArray): number {
  let largest = 0;
  for (let pixel = 0; pixel < rgba.length / 4; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const theirs = levels[pixel * channelCount + (channelCount === 1 ? 0 : channel)]!;
      largest = Math.max(largest, Math.abs(theirs - rgba[pixel * 4 + channel]!));
    }
  }
  return largest;
}

test("every file that both show", () =>
  withFolder(async (folder) => {
    const manifest = readFileSync(requireData("dicom", "manifest.tsv"), "utf8").split("\n").slice(1);
    const differing: string[] = [];
    let compared = 0;
    for (const [path = ""] of manifest.map((line) => line.split("\t"))) {
      const full = dataPath("dicom", path);
      if (full === undefined || path === "") continue;
      try {
        const file = readDicomFile(await readFile(full));
        if (frameCount(file) === 0) continue;
        const frame = await decodeFrame(file, 0);
        const { rgba, width, height } = renderFrame(frame);
        const { windows, voiLuts, samplesPerPixel } = frame;
        const voi = windows.length > 0 ? ["+Wi", "1"] : voiLuts.length > 0 ? ["+Wl", "1"] : ["+Wm"];
        const tool = JPEG_LS.test(file.transferSyntaxUid) ? "dcml2pnm" : "dcmj2pnm";
        const out = join(folder, "theirs.pnm");
        const { code } = await runTool(tool, [...(samplesPerPixel === 1 ? voi : []), full, out]);
        if (code !== 0) continue;
        const theirs = readPnm(await readFile(out));
        compared += 1;
        const difference =
          theirs.width === width && theirs.height === height
            ? compare(theirs, rgba)
            : Number.POSITIVE_INFINITY;
        if (difference > 1) differing.push(path);
      } catch {
        // Told by other tests: what is no image, or is not decoded.
      }
    }
    process.stdout.write(`${compared} compared `);
    assert.ok(compared > 200, `${compared} compared`);
    assert.equal(differing.sort(), Object.keys(OTHERWISE).sort());
  }));
