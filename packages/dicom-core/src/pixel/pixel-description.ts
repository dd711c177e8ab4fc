/** What a data set says about its pixels, checked before anything is sized by it. PS3.3 C.7.6.3. */
import type { Dataset } from "../dataset/dataset.ts";
import type { Keyword } from "../dictionary/keyword-types.generated.ts";
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
  const rows = numberOf(dataset, "Rows");
  const columns = numberOf(dataset, "Columns");
  if (!rows || !columns)
    throw new DecodeError("PIXEL_NONE", "the data set holds no image: no rows or columns");
  const bitsAllocated = numberOf(dataset, "BitsAllocated") ?? 8;
  const bitsStored = numberOf(dataset, "BitsStored") ?? bitsAllocated;
  const description: PixelDescription = {
    rows,
    columns,
    samplesPerPixel: numberOf(dataset, "SamplesPerPixel") ?? 1,
    photometricInterpretation: dataset.getText("PhotometricInterpretation") || "MONOCHROME2",
    planarConfiguration: numberOf(dataset, "PlanarConfiguration") ?? 0,
    bitsAllocated,
    bitsStored,
    highBit: numberOf(dataset, "HighBit") ?? bitsStored - 1,
    isSigned: dataset.get("PixelRepresentation") === 1,
    frameCount: frameCountOf(dataset),
  };
  assertConsistent(description);
  return description;
}

/** Returns the number of frames a data set says it holds: 0 without an image, 1 where it does not say. */
export function frameCountOf(dataset: Dataset): number {
  if (!dataset.get("Rows") || !dataset.get("Columns")) return 0;
  return claimedFrameCount(dataset);
}

/** Returns Number of Frames, 1 where it is absent or no count: it may have been sent with any VR. */
export function claimedFrameCount(dataset: Dataset): number {
  const count: unknown = dataset.get("NumberOfFrames");
  return typeof count === "number" && count >= 1 ? Math.min(Math.floor(count), MAX_FRAME_COUNT) : 1;
}

/** Returns a number of the description; one that was sent with a VR that holds none describes no image. */
function numberOf(dataset: Dataset, keyword: Keyword): number | undefined {
  const value: unknown = dataset.get(keyword);
  if (value === undefined || typeof value === "number") return value;
  throw new DecodeError(
    "PIXEL_DESCRIPTION",
    `${keyword} was sent as ${dataset.element(keyword)?.vr}, no number`,
  );
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
