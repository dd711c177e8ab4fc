/** What `minipacs frames` shows of the files of the shared data beside what DCMTK does: no level differs by more than 1. */
import { readFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
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

/** What we show of a file, and the path and window of DCMTK's image of it. */
interface Shown {
  path: string;
  width: number;
  height: number;
  rgba: Uint8ClampedArray;
  command: string[];
  out: string;
}

/** Returns nothing of what is no image, or is not decoded: other tests tell of that. */
async function show(path: string, out: string): Promise<Shown | undefined> {
  const full = dataPath("dicom", path);
  if (full === undefined || path === "") return undefined;
  try {
    const file = readDicomFile(await readFile(full));
    if (frameCount(file) === 0) return undefined;
    const frame = await decodeFrame(file, 0);
    const { rgba, width, height } = renderFrame(frame);
    const { windows, voiLuts, samplesPerPixel } = frame;
    const voi = windows.length > 0 ? ["+Wi", "1"] : voiLuts.length > 0 ? ["+Wl", "1"] : ["+Wm"];
    const tool = JPEG_LS.test(file.transferSyntaxUid) ? "dcml2pnm" : "dcmj2pnm";
    const command = [tool, ...(samplesPerPixel === 1 ? voi : []), full, out];
    return { path, width, height, rgba, command, out };
  } catch {
    return undefined;
  }
}

/**
 * Returns an environment in which DCMTK reads of its dictionary what images need: all of it takes longer than most images.
 * Where Debian's is not found, it stays as it is.
 */
async function smallDictionary(folder: string): Promise<Record<string, string>> {
  const [library] = (await readdir("/usr/share").catch(() => [])).filter((name) => /^libdcmtk\d/.test(name));
  if (library === undefined) return {};
  const whole = await readFile(join("/usr/share", library, "dicom.dic"), "latin1");
  const path = join(folder, "images.dic");
  const lines = whole.split("\n").filter((line) => /^\((?:0002|0008|0020|0028|60|7fe0)/i.test(line));
  await writeFile(path, `${lines.join("\n")}\n`, "latin1");
  return { DCMDICTPATH: path };
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

test("every file that both show", () =>
  withFolder(async (folder) => {
    const manifest = readFileSync(requireData("dicom", "manifest.tsv"), "utf8").split("\n").slice(1);
    const shown: Shown[] = [];
    for (const [index, line] of manifest.entries()) {
      const ours = await show(line.split("\t")[0] ?? "", join(folder, `${index}.pnm`));
      if (ours) shown.push(ours);
    }
    // From one shell: to start each tool from here takes longer than what it does.
    const input = shown.map(({ command, out }) => `${command.map(quoted).join(" ")} || rm -f ${quoted(out)}`);
    const { code, output } = await runTool("sh", [], {
      input: input.join("\n"),
      env: await smallDictionary(folder),
      timeoutMs: 150_000,
    });
    assert.is(code, 0, output);
    const differing: string[] = [];
    let compared = 0;
    for (const { path, width, height, rgba, out } of shown) {
      const bytes = await readFile(out).catch(() => undefined);
      if (bytes === undefined) continue;
      const theirs = readPnm(bytes);
      compared += 1;
      const difference =
        theirs.width === width && theirs.height === height ? compare(theirs, rgba) : Number.POSITIVE_INFINITY;
      if (difference > 1) differing.push(path);
    }
    process.stdout.write(`${compared} compared `);
    assert.ok(compared > 200, `${compared} compared`);
    assert.equal(differing.sort(), Object.keys(OTHERWISE).sort());
  }));
