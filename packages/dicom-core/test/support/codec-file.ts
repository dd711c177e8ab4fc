/** Files around codestreams, for the foreign tools that judge what our encoders write and make what our decoders read. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import {
  createDataset,
  createUid,
  encapsulateFrames,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "../../src/index.ts";
import type { CodecImage } from "../../src/pixel/codec-image.ts";
import { samplesAsBytes } from "./codec-truth.ts";

export interface ImageFacts {
  photometricInterpretation?: string;
  bitsAllocated?: number;
}

/** Returns a file with one image, native or, with `codestream`, encapsulated. */
export function imageFile(
  image: CodecImage,
  facts: ImageFacts = {},
  encoded?: { codestream: Uint8Array; transferSyntaxUid: string },
): Uint8Array {
  const { width, height, componentCount, bitsPerSample } = image;
  const bitsAllocated = facts.bitsAllocated ?? (bitsPerSample <= 8 ? 8 : bitsPerSample <= 16 ? 16 : 32);
  const dataset = createDataset({
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
    SOPInstanceUID: createUid(),
    StudyInstanceUID: createUid(),
    SeriesInstanceUID: createUid(),
    Modality: "OT",
    SamplesPerPixel: componentCount,
    PhotometricInterpretation:
      facts.photometricInterpretation ?? (componentCount === 1 ? "MONOCHROME2" : "RGB"),
    ...(componentCount > 1 ? { PlanarConfiguration: 0 } : {}),
    Rows: height,
    Columns: width,
    BitsAllocated: bitsAllocated,
    BitsStored: bitsPerSample,
    HighBit: bitsPerSample - 1,
    PixelRepresentation: 0,
  });
  if (encoded) dataset.setFragments("PixelData", encapsulateFrames([encoded.codestream]).fragments);
  else dataset.set("PixelData", even(samplesAsBytes(image.samples, bitsAllocated)));
  return writeDicomFile({
    dataset,
    transferSyntaxUid: encoded?.transferSyntaxUid ?? TRANSFER_SYNTAX.explicitVrLittleEndian,
  });
}

/**
 * Runs a tool on a file and returns the file that it wrote. In `args` IN and OUT stand for the paths.
 *
 * @throws Error with the tool's output where it fails
 */
export async function runOnFile(name: string, args: readonly string[], file: Uint8Array) {
  const folder = mkdtempSync(join(tmpdir(), "minipacs-codec-"));
  try {
    const paths = { IN: join(folder, "in.dcm"), OUT: join(folder, "out.dcm") };
    writeFileSync(paths.IN, file);
    const { code, output } = await runTool(
      name,
      args.map((arg) => (arg === "IN" || arg === "OUT" ? paths[arg] : arg)),
    );
    if (code !== 0) throw new Error(`${name} ${args.join(" ")}: ${code}\n${output}`);
    return readDicomFile(readFileSync(paths.OUT));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function even(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const padded = new Uint8Array(bytes.length + 1);
  padded.set(bytes);
  return padded;
}
