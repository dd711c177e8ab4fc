/** Files for the bench: grey images that look like a body in noise, and colour clips. */
import {
  createDataset,
  createUid,
  encapsulateFrames,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "@minipacs/dicom-core";
import { encodeRle } from "@minipacs/dicom-core/rle";
import { CLIP_FRAME_COUNT, CLIP_SIZE, clipFrame } from "./clip-pixels.ts";

const SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";
const shared = { SOPClassUID: SECONDARY_CAPTURE, StudyInstanceUID: "2.25.1", SeriesInstanceUID: "2.25.2" };

/** Returns a 12-bit image of `size` squared. */
export function greyImage(size: number): Uint8Array {
  const samples = new Uint16Array(size * size);
  let random = 1;
  for (let i = 0; i < samples.length; i += 1) {
    const x = ((i % size) / size) * 2 - 1;
    const y = (Math.floor(i / size) / size) * 2 - 1;
    random = (random * 1103515245 + 12345) & 0x7fffffff;
    const isBody = x * x + y * y < 0.8;
    samples[i] = (isBody ? 1000 + 600 * Math.cos(9 * x) * Math.cos(7 * y) : 100) + ((random >> 16) % 64);
  }
  return fileOf({
    Modality: "CT",
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    Rows: size,
    Columns: size,
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    WindowCenter: 1000,
    WindowWidth: 1500,
    PixelSpacing: [1, 1],
    PixelData: new Uint8Array(samples.buffer),
  });
}

/** Returns a clip in RLE, RGB. */
export function rleClip(): Uint8Array {
  const size = { width: CLIP_SIZE, height: CLIP_SIZE, componentCount: 3, bitsPerSample: 8, bitsAllocated: 8 };
  const codestreams = Array.from({ length: CLIP_FRAME_COUNT }, (_, frame) =>
    encodeRle({ samples: clipFrame(frame), ...size, isSigned: false }),
  );
  return clipOf(codestreams, "RGB", TRANSFER_SYNTAX.rleLossless);
}

/** Returns a clip of JPEG files. */
export function jpegClip(codestreams: readonly Uint8Array[]): Uint8Array {
  return clipOf(codestreams, "YBR_FULL_422", TRANSFER_SYNTAX.jpegBaseline);
}

function clipOf(codestreams: readonly Uint8Array[], colors: string, transferSyntaxUid: string): Uint8Array {
  const dataset = createDataset({
    ...shared,
    SOPInstanceUID: createUid(),
    Modality: "US",
    SamplesPerPixel: 3,
    PlanarConfiguration: 0,
    PhotometricInterpretation: colors,
    NumberOfFrames: codestreams.length,
    Rows: CLIP_SIZE,
    Columns: CLIP_SIZE,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
  });
  const { fragments } = encapsulateFrames(codestreams);
  dataset.setFragments("PixelData", fragments);
  return writeDicomFile({ dataset, transferSyntaxUid });
}

function fileOf(attributes: Parameters<typeof createDataset>[0]): Uint8Array {
  const dataset = createDataset({ ...shared, SOPInstanceUID: createUid(), ...attributes });
  return writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian });
}
