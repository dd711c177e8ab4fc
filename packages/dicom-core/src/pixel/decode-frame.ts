/** From a file to the samples of one frame. PS3.5 8 and A.4, PS3.3 C.7.6.3. */
import { swapUnits } from "../codec/element-value.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { DecodeError, InvalidArgumentError, UnsupportedError } from "../errors.ts";
import { findTransferSyntax } from "../transfer-syntax/transfer-syntaxes.ts";
import { describePixels, frameCountOf, type PixelDescription } from "./pixel-description.ts";
import { frameBits, type PixelArray, unpackFrame } from "./unpack.ts";

/** What frames are decoded from: a file, or a data set with the syntax it came in. */
export interface FrameSource {
  dataset: Dataset;
  transferSyntaxUid: string;
}

/** The window of a data set or frame. PS3.3 C.11.2.1.2. */
export interface Window {
  center: number;
  width: number;
}

export interface DecodedFrame {
  /** `[row][column][sample]`, masked and sign-extended; one byte per pixel of a 1-bit image. A copy. */
  pixels: PixelArray;
  rows: number;
  columns: number;
  samplesPerPixel: number;
  bitsStored: number;
  isSigned: boolean;
  photometricInterpretation: string;
  /** Modality LUT as a line: output = slope * stored + intercept. PS3.3 C.11.1. */
  rescaleSlope: number;
  rescaleIntercept: number;
  /** The data set's own windows, in its order. */
  windows: readonly Window[];
  /** (0028,0120): pixels of this stored value are no part of the image. PS3.3 C.7.5.1.1.2. */
  pixelPaddingValue: number | undefined;
}

export interface DecodeFrameOptions {
  /** Leaves the bits above Bits Stored as they come. */
  raw?: boolean;
}

const PIXEL_DATA = 0x7fe00010;

/** Returns the number of frames, 0 for an object without an image. */
export function frameCount(source: { dataset: Dataset }): number {
  return source.dataset.has(PIXEL_DATA) ? frameCountOf(source.dataset) : 0;
}

/**
 * Returns the samples of a frame, counted from 0.
 *
 * @throws InvalidArgumentError ARG_FRAME for a frame that is not there
 * @throws DecodeError PIXEL_NONE, PIXEL_DESCRIPTION, PIXEL_TOO_SHORT
 * @throws UnsupportedError UNSUPPORTED_TRANSFER_SYNTAX naming the syntax of compressed frames
 */
export async function decodeFrame(
  source: FrameSource,
  index: number,
  options: DecodeFrameOptions = {},
): Promise<DecodedFrame> {
  const { dataset } = source;
  const element = dataset.element(PIXEL_DATA);
  if (element === undefined) throw new DecodeError("PIXEL_NONE", "the data set holds no pixel data");
  const description = describePixels(dataset);
  if (!Number.isInteger(index) || index < 0 || index >= description.frameCount) {
    throw new InvalidArgumentError(
      "ARG_FRAME",
      `frame ${index} of ${description.frameCount}: counted from 0`,
    );
  }
  if (element.fragments) {
    const name = findTransferSyntax(source.transferSyntaxUid)?.name ?? "an unknown transfer syntax";
    throw new UnsupportedError(
      "UNSUPPORTED_TRANSFER_SYNTAX",
      `frames in ${name} (${source.transferSyntaxUid}) cannot be decoded yet`,
      { details: { transferSyntaxUid: source.transferSyntaxUid } },
    );
  }
  const isLittleEndian = element.span?.source.isLittleEndian ?? true;
  const value = element.span ? element.bytes : (dataset.get(PIXEL_DATA) as Uint8Array);
  // In OW of Big Endian two 8-bit samples change places with their word. PS3.5 8.1.1, Annex A.3.
  const isSwappedInWords = !isLittleEndian && element.vr === "OW" && description.bitsAllocated <= 8;
  const bytes = isSwappedInWords ? swapUnits(value, 2) : value;
  const bits = frameBits(description);
  if ((index + 1) * bits > bytes.length * 8) {
    throw new DecodeError(
      "PIXEL_TOO_SHORT",
      `frame ${index} needs more bytes than the ${bytes.length} there are`,
    );
  }
  const pixels = unpackFrame(bytes, index * bits, description, { isLittleEndian, raw: options.raw ?? false });
  return { pixels, ...pick(description), ...displayFacts(dataset) };
}

function pick(description: PixelDescription) {
  const { rows, columns, samplesPerPixel, bitsStored, isSigned, photometricInterpretation } = description;
  return { rows, columns, samplesPerPixel, bitsStored, isSigned, photometricInterpretation };
}

function displayFacts(dataset: Dataset) {
  const centers = dataset.getAll("WindowCenter");
  const widths = dataset.getAll("WindowWidth");
  const windows = centers
    .map((center, i) => ({ center, width: widths[i] ?? Number.NaN }))
    .filter(({ center, width }) => Number.isFinite(center) && width >= 1);
  return {
    rescaleSlope: finite(dataset.get("RescaleSlope")) || 1,
    rescaleIntercept: finite(dataset.get("RescaleIntercept")) ?? 0,
    windows,
    pixelPaddingValue: dataset.get("PixelPaddingValue"),
  };
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
