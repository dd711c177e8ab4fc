// Every frame of the shared data is the truth's: lossless ones in every bit, lossy ones as near as is asked.
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  type DicomFile,
  decodeFrame,
  describePixels,
  encapsulatedFrames,
  frameCount,
  isDicomError,
  readDicomFile,
} from "../../src/index.ts";
import { bytesOf, differenceOfLossless, differenceOfLossy, sha256Of } from "./compare-frame.ts";
import { knownPixelFailures, pixelTruth, type TruthEntry } from "./truth-entry.ts";

const test = testSuite("core/pixels of real files", { data: true, timeoutMs: 240_000 });

interface Outcome {
  /** In words; `undefined` where everything is as it should be. */
  problem: string | undefined;
  /** The transfer syntax has no decoder. */
  isUnsupported: boolean;
  frames: number;
}

const fine = (frames: number): Outcome => ({ problem: undefined, isUnsupported: false, frames });
const wrong = (problem: string): Outcome => ({ problem, isUnsupported: false, frames: 0 });

async function outcomeOf(path: string, entry: TruthEntry): Promise<Outcome> {
  const file = readDicomFile(readFileSync(requireData("dicom", path)));
  if (entry.frames?.[0]?.bytes === 0 || entry.status !== "decoded") return refusalOf(file, entry);
  if (frameCount(file) !== entry.numberOfFrames) return wrong(`${frameCount(file)} frames`);
  for (let index = 0; index < entry.numberOfFrames; index += 1) {
    try {
      const problem = await problemOf(file, index, entry);
      if (problem) return wrong(`frame ${index}: ${problem}`);
    } catch (error) {
      const isUnsupported = isDicomError(error, "UNSUPPORTED_TRANSFER_SYNTAX");
      return { problem: `frame ${index}: ${String(error)}`, isUnsupported, frames: 0 };
    }
  }
  return fine(entry.numberOfFrames);
}

/** Files without an image, videos, and a codestream that no tool decodes: a typed error, or a frame with diagnostics. */
async function refusalOf(file: DicomFile, entry: TruthEntry): Promise<Outcome> {
  const expected = entry.video ? "UNSUPPORTED_VIDEO" : entry.frames ? "PIXEL_NONE" : undefined;
  try {
    const { diagnostics } = await decodeFrame(file, 0);
    return expected || diagnostics.length === 0 ? wrong("a frame") : fine(0);
  } catch (error) {
    if (!isDicomError(error)) throw error;
    return expected === undefined || error.code === expected ? fine(0) : wrong(String(error));
  }
}

async function problemOf(file: DicomFile, index: number, entry: TruthEntry): Promise<string | undefined> {
  const frame = await decodeFrame(file, index, { raw: true });
  const { decoded } = entry;
  const label = decoded!.subsampled422 ? "YBR_FULL" : decoded!.photometricInterpretation;
  if (frame.photometricInterpretation !== label) return `${frame.photometricInterpretation}, not ${label}`;
  if (frame.rows !== entry.rows || frame.columns !== entry.columns) return "another size";
  const frameTruth = entry.frames![index];
  if (decoded!.subsampled422) {
    const stored = file.dataset.get("PixelData") as Uint8Array;
    if (sha256Of(stored.subarray(0, frameTruth!.bytes)) !== frameTruth!.sha256) return "other bytes";
    const expected = replicated(stored.subarray(index * frameTruth!.bytes), frame.rows * frame.columns);
    return Buffer.compare(bytesOf(frame.pixels), expected) === 0 ? undefined : "other samples";
  }
  if (entry.tolerance && frameTruth) {
    return differenceOfLossy(frame, index, entry, isChromaSubsampled(file, index));
  }
  const more = entry.moreFrameSha256?.[index - entry.frames!.length];
  return differenceOfLossless(frame, frameTruth ?? { sha256: more! });
}

/** Y Y Cb Cr with the chroma said twice. */
function replicated(stored: Uint8Array, pixelCount: number): Uint8Array {
  const out = new Uint8Array(pixelCount * 3);
  for (let i = 0; i < pixelCount; i += 1) {
    const pair = (i >> 1) * 4;
    out.set([stored[pair + (i & 1)]!, stored[pair + 2]!, stored[pair + 3]!], i * 3);
  }
  return out;
}

/** Sampling factors of the JPEG frame header: the first component has more than one. */
function isChromaSubsampled(file: DicomFile, index: number): boolean {
  const bytes = encapsulatedFrames(file.dataset).frame(index);
  for (let at = 2; at + 12 < bytes.length; at += 2 + bytes[at + 2]! * 256 + bytes[at + 3]!) {
    const marker = bytes[at + 1]!;
    if (marker >= 0xc0 && marker <= 0xc2) return bytes[at + 9] === 3 && bytes[at + 11] !== 0x11;
  }
  return false;
}

test("every frame of every file is the truth's", async () => {
  const known = knownPixelFailures();
  const needed = new Set<string>();
  const problems: string[] = [];
  let frames = 0;
  for (const [path, entry] of Object.entries(pixelTruth())) {
    const outcome = await outcomeOf(path, entry);
    frames += outcome.frames;
    if (outcome.problem === undefined) continue;
    const key = outcome.isUnsupported && known.has(entry.transferSyntax) ? entry.transferSyntax : path;
    needed.add(key);
    if (!known.has(key)) problems.push(`${path}: ${outcome.problem}`);
  }
  assert.is(problems.join("\n"), "");
  process.stdout.write(`${frames} frames equal `);
  assert.ok(frames > 1900, `${frames}`);
  // An exception that nothing needs any more is to be taken out.
  assert.equal(
    [...known.keys()].filter((key) => !needed.has(key)),
    [],
  );
});

test("frames that are not raw hold the stored bits alone, as numbers of their sign", async () => {
  const known = knownPixelFailures();
  let masked = 0;
  for (const [path, entry] of Object.entries(pixelTruth())) {
    if (known.has(entry.transferSyntax) || entry.status !== "decoded" || !entry.frames?.[0]?.bytes) continue;
    const file = readDicomFile(readFileSync(requireData("dicom", path)));
    const raw = (await decodeFrame(file, 0, { raw: true })).pixels;
    const { pixels, bitsStored, isSigned } = await decodeFrame(file, 0);
    const { highBit, bitsAllocated } = describePixels(file.dataset);
    if (bitsStored === bitsAllocated) {
      assert.is(sha256Of(pixels), sha256Of(raw), path);
      continue;
    }
    masked += 1;
    const step = 2 ** (highBit + 1 - bitsStored);
    const wrong = pixels.findIndex((pixel, i) => {
      const value = (Math.floor(raw[i]! / step) + 2 ** 32) % 2 ** bitsStored;
      return pixel !== (isSigned && value >= 2 ** (bitsStored - 1) ? value - 2 ** bitsStored : value);
    });
    assert.is(wrong, -1, path);
  }
  assert.ok(masked > 20, `${masked}`);
});
