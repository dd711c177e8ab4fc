/** Small synthetic images whose every pixel a test can foretell. */
import {
  createDataset,
  createUid,
  type DatasetInit,
  encapsulateFrames,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "@minipacs/dicom-core";
import { encodeJpegLs } from "@minipacs/dicom-core/jpeg-ls";

const SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

/** Returns a 12-bit MONOCHROME2 image of `size` squared; the samples of frame `f` are `(7 * x + 31 * y + 500 * f) % 4096`. */
export function phantom(
  options: { size?: number; frames?: number; attributes?: DatasetInit; pixelData?: Uint8Array } = {},
): Uint8Array {
  const { size = 64, frames = 1, attributes = {} } = options;
  const samples = new Uint16Array(size * size * frames);
  for (let i = 0; i < samples.length; i += 1) {
    const frame = Math.floor(i / (size * size));
    const y = Math.floor(i / size) % size;
    samples[i] = (7 * (i % size) + 31 * y + 500 * frame) % 4096;
  }
  const dataset = createDataset({
    SOPClassUID: SECONDARY_CAPTURE,
    SOPInstanceUID: createUid(),
    Modality: "OT",
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    NumberOfFrames: frames,
    Rows: size,
    Columns: size,
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    WindowCenter: 1000,
    WindowWidth: 2000,
    ...attributes,
    PixelData: options.pixelData ?? new Uint8Array(samples.buffer),
  });
  return writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian });
}

/** Returns a valid object without an image. */
export function imageless(): Uint8Array {
  const dataset = createDataset({
    SOPClassUID: SECONDARY_CAPTURE,
    SOPInstanceUID: createUid(),
    Modality: "OT",
  });
  return writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian });
}

/** Returns an image in JPEG-LS, lossless, whose every frame is `phantom`'s first. */
export function compressedPhantom(options: { size?: number; frames?: number } = {}): Uint8Array {
  const { size = 64, frames = 1 } = options;
  const samples = Uint16Array.from({ length: size * size }, (_, i) => {
    return (7 * (i % size) + 31 * Math.floor(i / size)) % 4096;
  });
  const facts = { width: size, height: size, componentCount: 1, bitsPerSample: 12, isSigned: false };
  const codestream = encodeJpegLs({ samples, ...facts });
  const { dataset } = readDicomFile(phantom({ size, attributes: { NumberOfFrames: frames } }));
  const { fragments } = encapsulateFrames(Array.from({ length: frames }, () => codestream));
  dataset.setFragments("PixelData", fragments);
  return writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.jpegLsLossless });
}
