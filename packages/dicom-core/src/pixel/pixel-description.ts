/** What a data set says about its pixels, checked before anything is sized by it. PS3.3 C.7.6.3. */
import type { Dataset } from "../dataset/dataset.ts";
import type { Keyword } from "../dictionary/keyword-types.generated.ts";
import { DecodeError } from "../errors.ts";

/** What the data set says about its pixels. PS3.3 C.7.6.3. */
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

/** Told of attributes that cannot be meant as they stand, and what is taken instead. */
export type ReportDescription = (code: string, message: string, keyword: Keyword) => void;

const MAX_FRAME_COUNT = 2 ** 31 - 1;
/** 12: packed, two samples in three bytes; retired, like all that are no multiple of 8 but 1. */
const BITS_ALLOCATED = [1, 8, 12, 16, 24, 32, 64];
const PIXEL_ELEMENTS = ["PixelData", "FloatPixelData", "DoubleFloatPixelData"] as const;

/** Returns the element that holds the pixels. */
export function pixelElementOf(dataset: Dataset): (typeof PIXEL_ELEMENTS)[number] | undefined {
  return PIXEL_ELEMENTS.find((keyword) => dataset.has(keyword));
}

/**
 * Returns the image's facts.
 *
 * @throws DecodeError PIXEL_NONE without rows and columns, PIXEL_DESCRIPTION for values that describe no image
 */
export function describePixels(dataset: Dataset, report?: ReportDescription): PixelDescription {
  const rows = numberOf(dataset, "Rows");
  const columns = numberOf(dataset, "Columns");
  if (!rows || !columns)
    throw new DecodeError("PIXEL_NONE", "the data set holds no image: no rows or columns");
  const floatBits = { PixelData: 0, FloatPixelData: 32, DoubleFloatPixelData: 64 };
  const bitsOfFloat = floatBits[pixelElementOf(dataset) ?? "PixelData"];
  const bitsAllocated = bitsOfFloat || (numberOf(dataset, "BitsAllocated") ?? 8);
  // Small letters are against the rule of CS and mean the same: read as unknown they would turn black and white round.
  const photometricInterpretation =
    dataset.getText("PhotometricInterpretation")?.toUpperCase() || "MONOCHROME2";
  const description: PixelDescription = {
    rows,
    columns,
    samplesPerPixel: numberOf(dataset, "SamplesPerPixel") ?? samplesOf(photometricInterpretation),
    photometricInterpretation,
    planarConfiguration: numberOf(dataset, "PlanarConfiguration") ?? 0,
    bitsAllocated,
    ...storedBits(dataset, bitsAllocated, bitsOfFloat > 0, report),
    isSigned: bitsOfFloat > 0 || dataset.get("PixelRepresentation") === 1,
    frameCount: frameCountOf(dataset),
  };
  assertPossible(description, bitsOfFloat > 0);
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

function samplesOf(photometricInterpretation: string): number {
  return /^(RGB|YBR_|HSV)/.test(photometricInterpretation) ? 3 : 1;
}

/** Bits Stored and High Bit; where they cannot be, the bits that are there. */
function storedBits(
  dataset: Dataset,
  bitsAllocated: number,
  isFloat: boolean,
  report: ReportDescription | undefined,
): { bitsStored: number; highBit: number } {
  if (isFloat) return { bitsStored: bitsAllocated, highBit: bitsAllocated - 1 };
  let bitsStored = numberOf(dataset, "BitsStored") ?? bitsAllocated;
  if (!Number.isInteger(bitsStored) || bitsStored < 1 || bitsStored > bitsAllocated) {
    report?.("PIXEL_BITS", `${bitsStored} bits stored of ${bitsAllocated}: all are taken`, "BitsStored");
    bitsStored = bitsAllocated;
  }
  let highBit = numberOf(dataset, "HighBit") ?? bitsStored - 1;
  if (!Number.isInteger(highBit) || highBit < bitsStored - 1 || highBit >= bitsAllocated) {
    const message = `high bit ${highBit} for ${bitsStored} bits stored of ${bitsAllocated}: ${bitsStored - 1} is taken`;
    report?.("PIXEL_BITS", message, "HighBit");
    highBit = bitsStored - 1;
  }
  return { bitsStored, highBit };
}

function assertPossible(description: PixelDescription, isFloat: boolean): void {
  const { bitsAllocated, samplesPerPixel, rows, columns } = description;
  const isPossible =
    BITS_ALLOCATED.includes(bitsAllocated) &&
    (isFloat || bitsAllocated <= 32) &&
    [1, 3, 4].includes(samplesPerPixel) &&
    Number.isInteger(rows) &&
    Number.isInteger(columns) &&
    rows > 0 &&
    columns > 0;
  if (!isPossible) {
    throw new DecodeError(
      "PIXEL_DESCRIPTION",
      `${rows} x ${columns} pixels of ${samplesPerPixel} samples, ${bitsAllocated} bits allocated: no image`,
    );
  }
}
