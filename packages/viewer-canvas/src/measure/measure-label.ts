/** What a measure says, as lines of text; numbers with as many digits as they are worth. */
import { modalityValue, paletteOffset } from "@minipacs/dicom-core/frames";
import type { Point } from "../orientation.ts";
import { OVERLAY_WORDS, type OverlayWord } from "../overlay/overlay-words.ts";
import { createWords, type Words } from "../words.ts";
import {
  angleAt,
  areaOf,
  type Box,
  type Measured,
  type RegionStatistics,
  regionSteps,
  spansBetween,
} from "./measure.ts";
import type { Measure } from "./measure-list.ts";
import { greyValue, type MeasuredImage, storedPoint, storedValue } from "./measured-image.ts";

export type OverlayWords = Words<OverlayWord>;
const ENGLISH: OverlayWords = createWords(OVERLAY_WORDS);

const COLOUR_NAMES = ["R", "G", "B"] as const;

/**
 * Returns the lines of a measure on a frame, none while it is not complete; yields now and then, so that a large region
 * does not hold a paint.
 */
export function* measureSteps(
  { kind, points }: Measure,
  image: MeasuredImage,
  words = ENGLISH,
): Generator<void, string[]> {
  const { scale, decoded } = image;
  const { pixelAspect } = decoded;
  const [a, b, c] = points.map((point) => storedPoint(image, point));
  if (a === undefined) return [];
  if (kind === "probe") return probeLines(image, a, words);
  if (b === undefined) return [];
  if (kind === "length")
    return spansBetween(a, b, scale, pixelAspect).map((span) => formatMeasured(span, words));
  if (kind === "angle") return c ? [formatMeasured(angleAt(b, a, c, scale, pixelAspect), words)] : [];
  const box = { from: a, to: b };
  const area = formatMeasured(areaOf(kind, box, scale, pixelAspect), words);
  return [...(yield* statisticsSteps(kind, box, image, words)), area];
}

/** Returns value, stored value and position of the pixel at a stored point, none outside of the image. */
export function probeLines(image: MeasuredImage, { x, y }: Point, words = ENGLISH): string[] {
  const { rows, columns } = image.decoded;
  const column = Math.floor(x);
  const row = Math.floor(y);
  if (column < 0 || row < 0 || column >= columns || row >= rows) return [];
  return [...valueLines(image, row, column, words), `x ${column}  y ${row}`];
}

function valueLines(image: MeasuredImage, row: number, column: number, words: OverlayWords): string[] {
  const { samples, decoded, unit } = image;
  if (typeof samples !== "string") {
    return [samples.map((name, i) => `${name} ${storedValue(image, row, column, i)}`).join("  ")];
  }
  const stored = storedValue(image, row, column);
  if (samples === "index") {
    const index = words("value-index", stored);
    if (decoded.palette === undefined) return [index];
    return [
      index,
      COLOUR_NAMES.map((name, i) => `${name} ${paletteValue(image, row, column, i)}`).join("  "),
    ];
  }
  const told = words("value-stored", formatNumber(stored, 7));
  if (greyValue(image, row, column) === undefined) return [words("value-padding"), told];
  const value = modalityValue(decoded, stored);
  if (value === stored && unit === "") return [words("value-plain", formatNumber(stored, 7))];
  return [`${formatNumber(value, 7)} ${unit}`.trim(), told];
}

/** Of a palette the colours are what can be averaged: its indices are names. */
function* statisticsSteps(
  kind: "rectangle" | "ellipse",
  box: Box,
  image: MeasuredImage,
  words: OverlayWords,
): Generator<void, string[]> {
  const { samples, decoded, unit } = image;
  if (samples === "grey") {
    const found = yield* regionSteps(kind, box, decoded, (row, column) => greyValue(image, row, column));
    if (found === undefined) return [words("region-none")];
    const { mean, standardDeviation, min, max, pixelCount } = found;
    return [
      words("region-mean", `${formatNumber(mean)} ${unit}`.trim()),
      words("region-deviation", formatNumber(standardDeviation)),
      words("region-range", formatNumber(min, 7), formatNumber(max, 7)),
      words("region-count", pixelCount),
    ];
  }
  if (samples === "index" && decoded.palette === undefined) return [words("region-no-palette")];
  const names = samples === "index" ? COLOUR_NAMES : samples;
  const sampleOf = samples === "index" ? paletteValue : storedValue;
  const channels: RegionStatistics[] = [];
  for (const i of names.keys()) {
    const found = yield* regionSteps(kind, box, decoded, (row, column) => sampleOf(image, row, column, i));
    if (found === undefined) return [words("region-none")];
    channels.push(found);
  }
  const each = (of: (found: RegionStatistics) => number) =>
    channels.map((found, i) => `${names[i]} ${formatNumber(of(found))}`).join("  ");
  return [
    words(
      "region-mean",
      each(({ mean }) => mean),
    ),
    words(
      "region-deviation",
      each(({ standardDeviation }) => standardDeviation),
    ),
    words("region-count", channels[0]!.pixelCount),
  ];
}

/** 0 to 255. */
function paletteValue(image: MeasuredImage, row: number, column: number, channel: number): number {
  const { palette } = image.decoded;
  return palette ? palette.colors[paletteOffset(palette, storedValue(image, row, column)) + channel]! : 0;
}

/** Returns a measured size: `12.3 mm`, `45.6°`, `80.2 mm on detector`. */
function formatMeasured({ value, unit, isOnDetector }: Measured, words = ENGLISH): string {
  const digits = unit === "s" ? 3 : unit === "mm" && value < 10 ? 2 : 1;
  const size = `${value.toFixed(digits)}${unit === "°" ? "" : " "}${unit}`;
  return isOnDetector ? words("on-detector", size) : size;
}

/** Whole numbers as they are, others with so many digits, but at least one behind the point. */
function formatNumber(value: number, digits = 4): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 1000 && digits < 6 ? value.toFixed(1) : String(Number(value.toPrecision(digits)));
}
