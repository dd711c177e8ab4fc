/** How large pixels are in the patient, and how sure that is. PS3.3 10.7.1, C.7.6.2.1.1, C.8.5.5 (ultrasound regions). */
import type { Dataset } from "@minipacs/dicom-core/frames";

/** Millimetres between pixel centres. */
export interface Spacing {
  /** Between columns. */
  xMm: number;
  /** Between rows. */
  yMm: number;
  /** `patient`: in the patient. `detector`: on the detector or film, where things look larger than they are. */
  plane: "patient" | "detector";
}

/** A part of an ultrasound image with a scale of its own; edges in pixels, both within the region. */
interface Region extends Spacing {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What lengths in one image are measured with. */
export interface ImageScale {
  /** Of the whole image; `undefined` where nothing tells, or regions do. */
  spacing: Spacing | undefined;
  regions: readonly Region[];
}

/** Regions of other kinds show flow over time, where a length is no length. PS3.3 C.8.5.5.1.1. */
const SPATIAL_FORMAT_2D = 1;
/** PS3.3 C.8.5.5.1.15. */
const UNIT_CM = 3;
const MM_PER_CM = 10;

/** Returns the scale of a frame. The functional groups of enhanced images come before the data set's own attributes. */
export function readImageScale(dataset: Dataset, frameIndex: number): ImageScale {
  const regions = (dataset.getAll("SequenceOfUltrasoundRegions") as Dataset[]).flatMap(readRegion);
  const spacing =
    pairOf(pixelMeasures(dataset, frameIndex), "PixelSpacing", "patient") ??
    pairOf(dataset, "PixelSpacing", "patient") ??
    pairOf(dataset, "ImagerPixelSpacing", "detector") ??
    pairOf(dataset, "NominalScannedPixelSpacing", "detector");
  return { spacing: regions.length > 0 ? undefined : spacing, regions };
}

/** Returns the spacing that holds at all of the points (image pixels), `undefined` where they have no common one. */
export function spacingAt(
  { spacing, regions }: ImageScale,
  points: readonly { x: number; y: number }[],
): Spacing | undefined {
  if (regions.length === 0) return spacing;
  return regions.find(({ left, top, right, bottom }) =>
    points.every(({ x, y }) => x >= left && x <= right + 1 && y >= top && y <= bottom + 1),
  );
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
  const isInCm =
    item.get("PhysicalUnitsXDirection") === UNIT_CM && item.get("PhysicalUnitsYDirection") === UNIT_CM;
  const xMm = Math.abs(item.get("PhysicalDeltaX") ?? 0) * MM_PER_CM;
  const yMm = Math.abs(item.get("PhysicalDeltaY") ?? 0) * MM_PER_CM;
  const isPlane =
    item.get("RegionSpatialFormat") === SPATIAL_FORMAT_2D && isInCm && isLength(xMm) && isLength(yMm);
  if (!isPlane || edges.some((edge) => edge === undefined)) return [];
  const [left, top, right, bottom] = edges as [number, number, number, number];
  return [{ left, top, right, bottom, xMm, yMm, plane: "patient" }];
}

function isLength(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}
