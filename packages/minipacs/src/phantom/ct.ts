/** A CT series: a body of ellipses with known Hounsfield units, in axial slices from feet to head. PS3.3 A.3. */
import { createDataset, type Dataset } from "@minipacs/dicom-core";
import { commonModules, greyPixels, imageModule, planeModules } from "./modules.ts";
import type { PhantomPlan } from "./options.ts";
import { drawMarks, fillBox, fillEllipse, type Raster } from "./raster.ts";

const CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";
const FIELD_MM = 400;
const LENGTH_MM = 240;
const MAX_SPACING_MM = 5;
const INTERCEPT = -1024;

/**
 * Where to measure: cylinders that go through all slices, centre in mm in the patient's directions (to the left, to the
 * back), Hounsfield units.
 */
export const CT_REGIONS = [
  { name: "air", hu: -1000, center: [150, -150], radiusMm: 20 },
  { name: "water", hu: 0, center: [0, -45], radiusMm: 25 },
  { name: "soft tissue", hu: 40, center: [0, 20], radiusMm: 12 },
  { name: "fat", hu: -100, center: [-45, -70], radiusMm: 10 },
  { name: "contrast agent", hu: 300, center: [45, -70], radiusMm: 10 },
  { name: "vertebra", hu: 700, center: [0, 70], radiusMm: 18 },
  { name: "bone rod, right", hu: 1000, center: [-128, 20], radiusMm: 8 },
  { name: "bone rod, left, front", hu: 1000, center: [128, 0], radiusMm: 8 },
  { name: "bone rod, left, back", hu: 1000, center: [124, 35], radiusMm: 8 },
] as const;

/** Centre and half axes in mm: to the left, to the back, to the head. The lungs, and a liver on the right below. */
const ORGANS = [
  { hu: -800, center: [-75, 0, 55], half: [42, 70, 95] },
  { hu: -800, center: [75, 0, 55], half: [42, 70, 95] },
  { hu: 60, center: [-62, -5, -75], half: [62, 70, 50] },
] as const;

/** Yields the slices; each is made when it is asked for. */
export function* ctSeries(plan: PhantomPlan): Generator<Dataset, void, undefined> {
  const count = plan.countOf("ct");
  const size = plan.sizeOf("ct");
  const spacingMm = FIELD_MM / size;
  const stepMm = Math.min(MAX_SPACING_MM, LENGTH_MM / count);
  const corner = (spacingMm - FIELD_MM) / 2;
  for (let index = 0; index < count; index += 1) {
    const z = rounded((index - (count - 1) / 2) * stepMm);
    const counter = `${index + 1}/${count}`;
    const series = { kind: "ct", modality: "CT", description: "Phantom CT, axial" } as const;
    yield createDataset({
      ...commonModules(plan, series, CT_IMAGE_STORAGE, index + 1),
      ...imageModule(plan, ["AXIAL"]),
      ...planeModules(plan, "ct", {
        position: [corner, corner, z],
        orientation: [1, 0, 0, 0, 1, 0],
        spacingMm,
        thicknessMm: rounded(stepMm),
        location: z,
      }),
      BodyPartExamined: "CHEST",
      KVP: 120,
      XRayTubeCurrent: 100,
      ExposureTime: 500,
      DataCollectionDiameter: 500,
      ReconstructionDiameter: FIELD_MM,
      GantryDetectorTilt: 0,
      ConvolutionKernel: "PHANTOM",
      RescaleIntercept: INTERCEPT,
      RescaleSlope: 1,
      RescaleType: "HU",
      WindowCenter: [40, -500, 500],
      WindowWidth: [400, 1500, 2000],
      WindowCenterWidthExplanation: ["SOFT TISSUE", "LUNG", "BONE"],
      ...greyPixels(size, size, 12, paintSlice(size, spacingMm, z, counter)),
    });
  }
}

/** Lengths as they are written: no more than tenths of micrometres. */
function rounded(mm: number): number {
  return Math.round(mm * 1e4) / 1e4;
}

function paintSlice(size: number, spacingMm: number, z: number, counter: string): Uint16Array {
  const pixels = new Uint16Array(size * size).fill(stored(-1000));
  const raster: Raster = { pixels, columns: size, rows: size, samplesPerPixel: 1 };
  const middle = (size - 1) / 2;
  const extent = (x: number, y: number, halfX: number, halfY: number) => ({
    column: middle + x / spacingMm,
    row: middle + y / spacingMm,
    halfWidth: halfX / spacingMm,
    halfHeight: halfY / spacingMm,
  });
  // The couch is behind the patient.
  fillBox(raster, extent(0, 129, 170, 5), stored(100));
  fillEllipse(raster, extent(0, 0, 160, 125), stored(-100));
  fillEllipse(raster, extent(0, 0, 150, 115), stored(40));
  for (const { hu, center, half } of ORGANS) {
    const share = 1 - ((z - center[2]) / half[2]) ** 2;
    if (share <= 0) continue;
    const factor = Math.sqrt(share);
    fillEllipse(raster, extent(center[0], center[1], half[0] * factor, half[1] * factor), stored(hu));
  }
  // A rod that winds around the body once from feet to head tells slices apart.
  const turn = (2 * Math.PI * z) / LENGTH_MM;
  fillEllipse(raster, extent(-100 * Math.sin(turn), -92 * Math.cos(turn), 6, 6), stored(1000));
  for (const { hu, center, radiusMm } of CT_REGIONS) {
    fillEllipse(raster, extent(center[0], center[1], radiusMm, radiusMm), stored(hu));
  }
  drawMarks(raster, { left: "R", top: "A", counter }, stored(1000));
  return pixels;
}

function stored(hu: number): number {
  return hu - INTERCEPT;
}
