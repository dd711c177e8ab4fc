/** Writes the file of the viewer's example page: a phantom's angiogram, small, in JPEG-LS. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decodeFrame, encapsulateFrames, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";
import { encodeJpegLs } from "@minipacs/dicom-core/jpeg-ls";
import { createPhantom } from "../packages/minipacs/src/phantom/create-phantom.ts";
import { repositoryPath } from "./test/data.ts";

export const EXAMPLE_IMAGE_PATH = "packages/viewer-canvas/example/image.dcm";
const FRAME_COUNT = 12;
const COLUMNS = 160;

/** Returns the bytes of the file, the same each time. */
export async function exampleImage(): Promise<Uint8Array> {
  const made = createPhantom({ kinds: ["xa"], count: FRAME_COUNT, size: COLUMNS, seed: "example" });
  const { value: file } = await made.next();
  if (file === undefined) throw new Error("the phantom is empty");
  const codestreams: Uint8Array[] = [];
  for (let frame = 0; frame < FRAME_COUNT; frame += 1) {
    const { pixels, rows, columns, bitsStored, isSigned } = await decodeFrame(file, frame);
    const samples = Uint16Array.from(pixels);
    const facts = { width: columns, height: rows, componentCount: 1, bitsPerSample: bitsStored, isSigned };
    codestreams.push(encodeJpegLs({ samples, ...facts }));
  }
  const { dataset } = file;
  dataset.setFragments("PixelData", encapsulateFrames(codestreams).fragments);
  return writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.jpegLsLossless });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(repositoryPath(EXAMPLE_IMAGE_PATH), await exampleImage());
  process.stdout.write(`${EXAMPLE_IMAGE_PATH}\n`);
}
