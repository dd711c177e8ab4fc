/** Data sets with native Pixel Data, as they would be read: written and read again. */
import {
  createDataset,
  type DatasetInit,
  type FrameSource,
  readDataset,
  TRANSFER_SYNTAX,
  writeDataset,
} from "../../src/index.ts";

const BASE: DatasetInit = {
  SamplesPerPixel: 1,
  PhotometricInterpretation: "MONOCHROME2",
  Rows: 1,
  Columns: 4,
  BitsAllocated: 16,
  BitsStored: 12,
  HighBit: 11,
  PixelRepresentation: 0,
};

/** Returns an image of 1 x 4 unsigned pixels of 12 bits in 16, but for what `values` say. */
export function image(
  values: DatasetInit,
  transferSyntaxUid: string = TRANSFER_SYNTAX.explicitVrLittleEndian,
): FrameSource {
  const dataset = createDataset({ ...BASE, ...values });
  return {
    transferSyntaxUid,
    dataset: readDataset(writeDataset(dataset, { transferSyntaxUid }), { transferSyntaxUid }),
  };
}

/** Attributes of 8 bits a sample. */
export const BYTES: DatasetInit = { BitsAllocated: 8, BitsStored: 8, HighBit: 7 };

export const words = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);
