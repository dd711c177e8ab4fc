/** Lengths, angles and areas between points of the image, in millimetres where the file allows it. */
import type { Point } from "../orientation.ts";
import { type AxisScale, type AxisUnit, axesAt, type ImageScale, spacingAt } from "./spacing.ts";

/** A number with its unit: `px` where nothing tells the size of a pixel, or the points lie on different scales. */
export interface Measured {
  value: number;
  unit: AxisUnit | "°" | "mm²" | "px²";
  /** The size is that on the detector: the thing itself is smaller. */
  isOnDetector: boolean;
}

/** Returns the distance of two points in image pixels; `pixelAspect` is the height of a pixel over its width. */
export function lengthBetween(a: Point, b: Point, scale: ImageScale, pixelAspect = 1): Measured {
  const spacing = spacingAt(scale, [a, b]);
  const { xMm, yMm } = spacing ?? { xMm: 1, yMm: pixelAspect };
  const value = Math.hypot((b.x - a.x) * xMm, (b.y - a.y) * yMm);
  return { value, unit: spacing ? "mm" : "px", isOnDetector: spacing?.plane === "detector" };
}

/**
 * Returns what lies between two points: their distance; in a region of an ultrasound image that shows no plane what lies
 * between them along each of its axes, such as time and depth.
 */
export function spansBetween(a: Point, b: Point, scale: ImageScale, pixelAspect = 1): Measured[] {
  const axes = axesAt(scale, [a, b]);
  const isKnown = axes !== undefined && (axes.x.unit !== "px" || axes.y.unit !== "px");
  if (!isKnown) return [lengthBetween(a, b, scale, pixelAspect)];
  const along = (from: number, to: number, { perPixel, unit }: AxisScale): Measured => {
    return { value: Math.abs(to - from) * perPixel, unit, isOnDetector: false };
  };
  return [along(a.x, b.x, axes.x), along(a.y, b.y, axes.y)];
}

/** Returns the angle at a corner, 0 to 180 degrees; 0 where a side has no length. */
export function angleAt(corner: Point, a: Point, b: Point, scale: ImageScale, pixelAspect = 1): Measured {
  const { xMm, yMm } = spacingAt(scale, [corner, a, b]) ?? { xMm: 1, yMm: pixelAspect };
  const ax = (a.x - corner.x) * xMm;
  const ay = (a.y - corner.y) * yMm;
  const bx = (b.x - corner.x) * xMm;
  const by = (b.y - corner.y) * yMm;
  const hasSides = (ax !== 0 || ay !== 0) && (bx !== 0 || by !== 0);
  const radians = Math.atan2(Math.abs(ax * by - ay * bx), ax * bx + ay * by);
  return { value: hasSides ? (radians * 180) / Math.PI : 0, unit: "°", isOnDetector: false };
}

/** Two corners of what is measured, in image pixels, in any order. */
export interface Box {
  from: Point;
  to: Point;
}

/** Returns the area of a rectangle, or of the ellipse within it. */
export function areaOf(
  shape: "rectangle" | "ellipse",
  { from, to }: Box,
  scale: ImageScale,
  pixelAspect = 1,
): Measured {
  const spacing = spacingAt(scale, [from, to]);
  const { xMm, yMm } = spacing ?? { xMm: 1, yMm: pixelAspect };
  const box = Math.abs((to.x - from.x) * xMm * (to.y - from.y) * yMm);
  const value = shape === "ellipse" ? (box * Math.PI) / 4 : box;
  return { value, unit: spacing ? "mm²" : "px²", isOnDetector: spacing?.plane === "detector" };
}

/** What is found within a region. */
export interface RegionStatistics {
  pixelCount: number;
  mean: number;
  /** Of the population: divided by the number of pixels. */
  standardDeviation: number;
  min: number;
  max: number;
}

type RegionArguments = [
  shape: "rectangle" | "ellipse",
  box: Box,
  size: { rows: number; columns: number },
  /** Modality value of a pixel, `undefined` for one that is no part of the image. */
  valueAt: (row: number, column: number) => number | undefined,
];

/** Pixels that are looked at before others may run. */
const STEP_PIXELS = 2 ** 15;

/**
 * Returns the statistics of the pixels whose middle lies within a shape, `undefined` where there is none; yields after
 * some rows, so that others may run.
 */
export function* regionSteps(
  ...[shape, { from, to }, size, valueAt]: RegionArguments
): Generator<void, RegionStatistics | undefined> {
  const left = Math.min(from.x, to.x);
  const right = Math.max(from.x, to.x);
  const top = Math.min(from.y, to.y);
  const bottom = Math.max(from.y, to.y);
  const middleX = (left + right) / 2;
  const middleY = (top + bottom) / 2;
  const rowsPerStep = Math.max(1, Math.floor(STEP_PIXELS / Math.max(1, right - left)));
  let pixelCount = 0;
  let mean = 0;
  let squares = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let row = Math.max(0, Math.ceil(top - 0.5)); row < size.rows && row + 0.5 <= bottom; row += 1) {
    if (row % rowsPerStep === 0) yield;
    for (
      let column = Math.max(0, Math.ceil(left - 0.5));
      column < size.columns && column + 0.5 <= right;
      column += 1
    ) {
      if (shape === "ellipse") {
        const x = (column + 0.5 - middleX) / ((right - left) / 2);
        const y = (row + 0.5 - middleY) / ((bottom - top) / 2);
        if (x * x + y * y > 1) continue;
      }
      const value = valueAt(row, column);
      if (value === undefined) continue;
      pixelCount += 1;
      // Welford's recurrence: no loss of digits with large offsets.
      const before = value - mean;
      mean += before / pixelCount;
      squares += before * (value - mean);
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  if (pixelCount === 0) return undefined;
  return { pixelCount, mean, standardDeviation: Math.sqrt(squares / pixelCount), min, max };
}
