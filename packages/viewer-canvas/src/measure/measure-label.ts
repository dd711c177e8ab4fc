/** What a measure says, as lines of text; numbers with as many digits as they are worth. */
import { modalityValue } from "@minipacs/dicom-core/frames";
import type { Point } from "../orientation.ts";
import { angleAt, areaOf, type Box, lengthBetween, type Measured, regionStatistics } from "./measure.ts";
import type { Measure } from "./measure-list.ts";
import { greyValue, type MeasuredImage, storedPoint, storedValue } from "./measured-image.ts";

/** Returns the lines of a measure on a frame, none while it is not complete. */
export function measureLines({ kind, points }: Measure, image: MeasuredImage): string[] {
  const { scale, decoded } = image;
  const { pixelAspect } = decoded;
  const [a, b, c] = points.map((point) => storedPoint(image, point));
  if (a === undefined) return [];
  if (kind === "probe") return probeLines(image, a);
  if (b === undefined) return [];
  if (kind === "length") return [formatMeasured(lengthBetween(a, b, scale, pixelAspect))];
  if (kind === "angle") return c ? [formatMeasured(angleAt(b, a, c, scale, pixelAspect))] : [];
  const box = { from: a, to: b };
  return [...statisticsLines(kind, box, image), formatMeasured(areaOf(kind, box, scale, pixelAspect))];
}

/** Returns value, stored value and position of the pixel at a stored point, none outside of the image. */
export function probeLines(image: MeasuredImage, { x, y }: Point): string[] {
  const { rows, columns } = image.decoded;
  const column = Math.floor(x);
  const row = Math.floor(y);
  if (column < 0 || row < 0 || column >= columns || row >= rows) return [];
  return [...valueLines(image, row, column), `x ${column}  y ${row}`];
}

function valueLines(image: MeasuredImage, row: number, column: number): string[] {
  const { samples, decoded, unit } = image;
  if (typeof samples !== "string") {
    return [samples.map((name, i) => `${name} ${storedValue(image, row, column, i)}`).join("  ")];
  }
  const stored = storedValue(image, row, column);
  if (samples === "index") return [`Index ${stored}`];
  if (greyValue(image, row, column) === undefined) return ["Padding", `Stored ${stored}`];
  const value = modalityValue(decoded, stored);
  if (value === stored && unit === "") return [`Value ${formatNumber(stored, 7)}`];
  return [`${formatNumber(value, 7)} ${unit}`.trim(), `Stored ${formatNumber(stored, 7)}`];
}

function statisticsLines(kind: "rectangle" | "ellipse", box: Box, image: MeasuredImage): string[] {
  const { samples, decoded, unit } = image;
  if (samples === "index") return [];
  if (samples !== "grey") {
    const means = samples.map((name, i) => {
      const found = regionStatistics(kind, box, decoded, (row, column) => storedValue(image, row, column, i));
      return found && `${name} ${formatNumber(found.mean)}`;
    });
    return means[0] === undefined ? [] : [`Mean ${means.join("  ")}`];
  }
  const found = regionStatistics(kind, box, decoded, (row, column) => greyValue(image, row, column));
  if (found === undefined) return ["No pixels"];
  const { mean, standardDeviation, min, max, pixelCount } = found;
  return [
    `Mean ${formatNumber(mean)} ${unit}`.trim(),
    `SD ${formatNumber(standardDeviation)}`,
    `Min ${formatNumber(min, 7)}  Max ${formatNumber(max, 7)}`,
    `n ${pixelCount}`,
  ];
}

/** Returns a measured size: `12.3 mm`, `45.6°`, `80.2 mm on detector`. */
export function formatMeasured({ value, unit, isOnDetector }: Measured): string {
  const digits = unit === "mm" && value < 10 ? 2 : 1;
  return `${value.toFixed(digits)}${unit === "°" ? "" : " "}${unit}${isOnDetector ? " on detector" : ""}`;
}

/** Whole numbers as they are, others with so many digits, but at least one behind the point. */
function formatNumber(value: number, digits = 4): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 1000 && digits < 6 ? value.toFixed(1) : String(Number(value.toPrecision(digits)));
}
