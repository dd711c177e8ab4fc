/** Where the pixels of an image are to be on a canvas, by a computation that is the tests' own. */
import { decodeFrame, type RenderOptions, readDicomFile, renderFrame } from "@minipacs/dicom-core";
import { packed, type Snapshot } from "./viewer-page.ts";

/** Nearer to the border of two image pixels, in device pixels, either may be drawn. */
const UNSURE_PX = 0.02;

/** An image as rows of colours, with the shape of its pixels. */
export interface Grid {
  colors: Uint32Array[];
  pixelWidth: number;
  pixelHeight: number;
}

export type Turn = "rotate" | "horizontal" | "vertical";

/** Returns a frame as renderFrame gives it. */
export async function gridOf(file: Uint8Array, options: RenderOptions = {}, frameIndex = 0): Promise<Grid> {
  const frame = await decodeFrame(readDicomFile(file), frameIndex);
  const { rgba, width, height } = renderFrame(frame, options);
  const pixels = packed(rgba);
  const colors = Array.from({ length: height }, (_, row) => pixels.subarray(row * width, (row + 1) * width));
  return { colors, pixelWidth: 1, pixelHeight: frame.pixelAspect };
}

export function turn({ colors, pixelWidth, pixelHeight }: Grid, how: Turn): Grid {
  if (how === "vertical") return { colors: colors.toReversed(), pixelWidth, pixelHeight };
  if (how === "horizontal") return { colors: colors.map((row) => row.toReversed()), pixelWidth, pixelHeight };
  // Clockwise: the left column, from below, becomes the upper row.
  const upwards = colors.toReversed();
  const turned = Array.from(colors[0]!, (_, column) => Uint32Array.from(upwards, (row) => row[column]!));
  return { colors: turned, pixelWidth: pixelHeight, pixelHeight: pixelWidth };
}

/**
 * Returns how many pixels of a canvas differ from an image in its middle, and how many were looked at.
 *
 * @param scale device pixels to an image pixel that is as wide as 1
 */
export function compare(
  { rgba, width, height }: Pick<Snapshot, "rgba" | "width" | "height">,
  { colors, pixelWidth, pixelHeight }: Grid,
  scale: number,
): { wrongCount: number; lookedCount: number } {
  const seen = packed(rgba);
  /** Where the middle of a device pixel lies among image pixels; not finite where that cannot be told. */
  const indexAt = (at: number, length: number, count: number, size: number): number => {
    const place = (at + 0.5 - (length - count * size * scale) / 2) / (size * scale);
    const toBorder = Math.abs(place - Math.round(place)) * size * scale;
    const isEdge = Math.round(place) === 0 || Math.round(place) === count;
    // A device pixel that is only partly in the image is partly transparent.
    if (toBorder < UNSURE_PX || (isEdge && toBorder < 0.5 - UNSURE_PX)) return Number.NaN;
    return Math.floor(place);
  };
  const columns = Float64Array.from({ length: width }, (_, x) =>
    indexAt(x, width, colors[0]!.length, pixelWidth),
  );
  let wrongCount = 0;
  let lookedCount = 0;
  for (let y = 0; y < height; y += 1) {
    const row = indexAt(y, height, colors.length, pixelHeight);
    if (Number.isNaN(row)) continue;
    const expected = colors[row];
    for (let x = 0; x < width; x += 1) {
      const column = columns[x]!;
      if (Number.isNaN(column)) continue;
      lookedCount += 1;
      if (seen[y * width + x] !== (expected?.[column] ?? 0)) wrongCount += 1;
    }
  }
  return { wrongCount, lookedCount };
}
