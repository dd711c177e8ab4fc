/** How large pixels are in the patient, and how sure that is. PS3.3 10.7.1, C.7.6.2.1.1, C.8.5.5 (ultrasound regions). */
import type { Dataset } from "@minipacs/dicom-core/frames";
import type { Point } from "../orientation.ts";

/** Millimetres between pixel centres. */
export interface Spacing {
  /** Between columns. */
  xMm: number;
  /** Between rows. */
  yMm: number;
  /** `patient`: in the patient. `detector`: on the detector or film, where things look larger than they are. */
  plane: "patient" | "detector";
}

/** What a pixel stands for along one axis of a region that shows no plane: time, velocity, depth. */
export interface AxisScale {
  perPixel: number;
  unit: AxisUnit;
}

export type AxisUnit = "mm" | "s" | "Hz" | "cm/s" | "dB" | "%" | "px";

/** A part of an ultrasound image with a scale of its own; edges in pixels, both within the region. */
interface Region {
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Of a plane; `undefined` where an axis is no length. */
  spacing: Spacing | undefined;
  x: AxisScale;
  y: AxisScale;
}

/** What lengths in one image are measured with. */
export interface ImageScale {
  /** Of the whole image; `undefined` where nothing tells, or regions do. */
  spacing: Spacing | undefined;
  regions: readonly Region[];
}

/** The others show motion, flow or traces over time, where a length is no length. PS3.3 C.8.5.5.1.1. */
const SPATIAL_FORMAT_2D = 1;
const MM_PER_CM = 10;
/** Physical Units X Direction (0018,6024). PS3.3 C.8.5.5.1.15. */
const AXIS_UNITS: Readonly<Record<number, AxisUnit>> = {
  1: "%",
  2: "dB",
  3: "mm",
  4: "s",
  5: "Hz",
  7: "cm/s",
};
const PIXELS: AxisScale = { perPixel: 1, unit: "px" };
/** Values that differ by less were rounded. */
const SAME_SPACING = 1e-3;

/** Returns the scale of a frame. The functional groups of enhanced images come before the data set's own attributes. */
export function readImageScale(dataset: Dataset, frameIndex: number): ImageScale {
  const items = dataset.getAll("SequenceOfUltrasoundRegions") as Dataset[];
  // An image in regions has no other scale.
  if (items.length > 0) return { spacing: undefined, regions: items.flatMap(readRegion) };
  const spacing =
    pairOf(pixelMeasures(dataset, frameIndex), "PixelSpacing", "patient") ??
    calibrated(dataset, pairOf(dataset, "PixelSpacing", "patient")) ??
    pairOf(dataset, "ImagerPixelSpacing", "detector") ??
    pairOf(dataset, "NominalScannedPixelSpacing", "detector");
  return { spacing, regions: [] };
}

/** Returns the spacing that holds at all of the points (image pixels), `undefined` where they have no common one. */
export function spacingAt(scale: ImageScale, points: readonly Point[]): Spacing | undefined {
  return scale.regions.length === 0 ? scale.spacing : regionAt(scale, points)?.spacing;
}

/** Returns the axes of a region that holds all of the points and shows no plane, `undefined` where they do not lie in one. */
export function axesAt(
  scale: ImageScale,
  points: readonly Point[],
): { x: AxisScale; y: AxisScale } | undefined {
  const region = regionAt(scale, points);
  return region === undefined || region.spacing ? undefined : region;
}

function regionAt({ regions }: ImageScale, points: readonly Point[]): Region | undefined {
  return regions.find(({ left, top, right, bottom }) =>
    points.every(({ x, y }) => x >= left && x <= right + 1 && y >= top && y <= bottom + 1),
  );
}

/** Pixel Spacing of a projection that nobody has calibrated is that on the detector. PS3.3 10.7.1.1. */
function calibrated(dataset: Dataset, spacing: Spacing | undefined): Spacing | undefined {
  const imager = pairOf(dataset, "ImagerPixelSpacing", "detector");
  if (spacing === undefined || imager === undefined) return spacing;
  if (dataset.getText("PixelSpacingCalibrationType")?.trim()) return spacing;
  const isSame = (a: number, b: number) => Math.abs(a - b) <= SAME_SPACING * b;
  return isSame(spacing.xMm, imager.xMm) && isSame(spacing.yMm, imager.yMm) ? imager : spacing;
}

function pixelMeasures(dataset: Dataset, frameIndex: number): Dataset | undefined {
  const own = dataset.getAll("PerFrameFunctionalGroupsSequence")[frameIndex];
  const shared = dataset.get("SharedFunctionalGroupsSequence")?.[0];
  return own?.get("PixelMeasuresSequence")?.[0] ?? shared?.get("PixelMeasuresSequence")?.[0];
}

function pairOf(
  dataset: Dataset | undefined,
  key: "PixelSpacing" | "ImagerPixelSpacing" | "NominalScannedPixelSpacing",
  plane: Spacing["plane"],
): Spacing | undefined {
  const [yMm = 0, xMm = 0] = dataset?.getAll(key) ?? [];
  return isLength(xMm) && isLength(yMm) ? { xMm, yMm, plane } : undefined;
}

function readRegion(item: Dataset): Region[] {
  const edges = [
    item.get("RegionLocationMinX0"),
    item.get("RegionLocationMinY0"),
    item.get("RegionLocationMaxX1"),
    item.get("RegionLocationMaxY1"),
  ];
  if (edges.some((edge) => edge === undefined)) return [];
  const [left, top, right, bottom] = edges as [number, number, number, number];
  const x = axisOf(item.get("PhysicalUnitsXDirection"), item.get("PhysicalDeltaX"));
  const y = axisOf(item.get("PhysicalUnitsYDirection"), item.get("PhysicalDeltaY"));
  const isPlane = item.get("RegionSpatialFormat") === SPATIAL_FORMAT_2D && x.unit === "mm" && y.unit === "mm";
  const spacing = isPlane ? ({ xMm: x.perPixel, yMm: y.perPixel, plane: "patient" } as const) : undefined;
  return [{ left, top, right, bottom, spacing, x, y }];
}

function axisOf(code = 0, delta = 0): AxisScale {
  const unit = AXIS_UNITS[code];
  const perPixel = Math.abs(delta) * (unit === "mm" ? MM_PER_CM : 1);
  return unit !== undefined && isLength(perPixel) ? { perPixel, unit } : PIXELS;
}

function isLength(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}
