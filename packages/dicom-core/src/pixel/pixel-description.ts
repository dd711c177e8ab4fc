/** What a data set says about its pixels, checked before anything is sized by it. PS3.3 C.7.6.3. */
import type { Dataset } from "../dataset/dataset.ts";
import { DecodeError } from "../errors.ts";

export interface PixelDescription {
  rows: number;
  columns: number;
  samplesPerPixel: number;
  photometricInterpretation: string;
  /** 0: samples of a pixel together, 1: planes. */
  planarConfiguration: number;
  bitsAllocated: number;
  bitsStored: number;
  highBit: number;
  isSigned: boolean;
  frameCount: number;
}

const MAX_FRAME_COUNT = 2 ** 31 - 1;

/**
 * Returns the image's facts.
 *
 * @throws DecodeError PIXEL_NONE without rows and columns, PIXEL_DESCRIPTION for values that contradict each other
 */
export function describePixels(dataset: Dataset): PixelDescription {
  const rows = dataset.get("Rows");
  const columns = dataset.get("Columns");
  if (!rows || !columns)
    throw new DecodeError("PIXEL_NONE", "the data set holds no image: no rows or columns");
  const bitsAllocated = dataset.get("BitsAllocated") ?? 8;
  const bitsStored = dataset.get("BitsStored") ?? bitsAllocated;
  const description: PixelDescription = {
    rows,
    columns,
    samplesPerPixel: dataset.get("SamplesPerPixel") ?? 1,
    photometricInterpretation: dataset.get("PhotometricInterpretation") ?? "MONOCHROME2",
    planarConfiguration: dataset.get("PlanarConfiguration") ?? 0,
    bitsAllocated,
    bitsStored,
    highBit: dataset.get("HighBit") ?? bitsStored - 1,
    isSigned: dataset.get("PixelRepresentation") === 1,
    frameCount: frameCountOf(dataset),
  };
  assertConsistent(description);
  return description;
}

/** Returns the number of frames a data set says it holds: 0 without an image, 1 where it does not say. */
export function frameCountOf(dataset: Dataset): number {
  if (!dataset.get("Rows") || !dataset.get("Columns")) return 0;
  const count = dataset.get("NumberOfFrames");
  if (count === undefined || Number.isNaN(count) || count < 1) return 1;
  return Math.min(Math.floor(count), MAX_FRAME_COUNT);
}

function assertConsistent(description: PixelDescription): void {
  const { bitsAllocated, bitsStored, highBit, samplesPerPixel } = description;
  const isPossible =
    [1, 8, 16, 32].includes(bitsAllocated) &&
    bitsStored >= 1 &&
    bitsStored <= bitsAllocated &&
    highBit >= bitsStored - 1 &&
    highBit < bitsAllocated &&
    [1, 3, 4].includes(samplesPerPixel) &&
    Number.isInteger(description.rows) &&
    Number.isInteger(description.columns);
  if (!isPossible) {
    throw new DecodeError(
      "PIXEL_DESCRIPTION",
      `bits allocated ${bitsAllocated}, stored ${bitsStored}, high bit ${highBit}, samples ${samplesPerPixel}: not an image`,
    );
  }
}
