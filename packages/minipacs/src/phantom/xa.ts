/** An XA cine: contrast agent that runs through a tree of vessels and out again. PS3.3 A.14. */
import { createDataset, type Dataset } from "@minipacs/dicom-core";
import { cineModules, commonModules, greyPixels, imageModule } from "./modules.ts";
import type { PhantomPlan } from "./options.ts";
import { drawMarks, fillBox, fillEllipse, type Raster } from "./raster.ts";
import { growVessels, type VesselMap } from "./vessels.ts";

const XA_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.12.1";
const FRAMES_PER_SECOND = 15;
const FIELD_MM = 200;
/** How dark a vessel of full contrast is, per pixel of its depth in a picture of 512 columns. */
const DARKNESS = 9;
const MARK = 250;

/** Yields the one cine of all frames. */
export function* xaCine(plan: PhantomPlan): Generator<Dataset, void, undefined> {
  const count = plan.countOf("xa");
  const size = plan.sizeOf("xa");
  const series = { kind: "xa", modality: "XA", description: "Phantom XA, cine" } as const;
  const spacingMm = FIELD_MM / size;
  yield createDataset({
    ...commonModules(plan, series, XA_IMAGE_STORAGE, 1),
    ...imageModule(plan, ["SINGLE PLANE"]),
    PatientOrientation: ["L", "F"],
    BodyPartExamined: "HEART",
    ...cineModules(count, FRAMES_PER_SECOND),
    PixelIntensityRelationship: "LIN",
    KVP: 80,
    XRayTubeCurrent: 500,
    ExposureTime: 5,
    AveragePulseWidth: 5,
    RadiationSetting: "GR",
    RadiationMode: "PULSED",
    TypeOfFilters: "",
    ImagerPixelSpacing: [spacingMm, spacingMm],
    DistanceSourceToDetector: 1100,
    DistanceSourceToPatient: 750,
    PositionerMotion: "STATIC",
    PositionerPrimaryAngle: 0,
    PositionerSecondaryAngle: 0,
    WindowCenter: 128,
    WindowWidth: 256,
    ...greyPixels(size, size, 8, paintFrames(plan, size, count)),
  });
}

function paintFrames(plan: PhantomPlan, size: number, count: number): Uint8Array {
  const pixels = new Uint8Array(size * size * count);
  const background = paintBackground(size);
  const vessels = growVessels(size, plan.random("xa vessels"));
  for (let index = 0; index < count; index += 1) {
    const frame = pixels.subarray(index * size * size, (index + 1) * size * size);
    frame.set(background);
    addContrast(frame, vessels, (index + 0.5) / count, 512 / size);
    const raster: Raster = { pixels: frame, columns: size, rows: size, samplesPerPixel: 1 };
    drawMarks(raster, { left: "R", top: "H", counter: `${index + 1}/${count}` }, MARK);
  }
  return pixels;
}

/** Soft tissue that grows darker to the middle, with a spine and the shadow of a diaphragm. */
function paintBackground(size: number): Uint8Array {
  const pixels = new Uint8Array(size * size);
  const raster: Raster = { pixels, columns: size, rows: size, samplesPerPixel: 1 };
  for (let step = 0; step < 40; step += 1) {
    const half = size * (0.78 - step * 0.013);
    const extent = { column: size * 0.52, row: size * 0.5, halfWidth: half, halfHeight: half * 1.1 };
    fillEllipse(raster, extent, 215 - step * 1.5);
  }
  const middle = size * 0.4;
  fillBox(raster, { column: middle, row: size / 2, halfWidth: size * 0.06, halfHeight: size }, 140);
  for (let row = 0.08; row < 1; row += 0.14) {
    const gap = { column: middle, row: size * row, halfWidth: size * 0.055, halfHeight: size * 0.008 };
    fillBox(raster, gap, 155);
  }
  fillEllipse(
    raster,
    { column: size * 0.3, row: size * 1.08, halfWidth: size * 0.5, halfHeight: size * 0.2 },
    125,
  );
  return pixels;
}

/** The agent comes from the stem, is everywhere in the middle of the cine, and leaves in the same order. */
function addContrast(
  frame: Uint8Array,
  { indices, depths, arrivals }: VesselMap,
  time: number,
  scale: number,
): void {
  const front = time * 2;
  const tail = (time - 0.6) * 2.2;
  for (let i = 0; i < indices.length; i += 1) {
    const arrival = arrivals[i]!;
    const opacity = Math.min(1, (front - arrival) * 8, 1 - (tail - arrival) * 4);
    if (opacity <= 0) continue;
    const index = indices[i]!;
    frame[index] = Math.max(10, frame[index]! - opacity * depths[i]! * scale * DARKNESS);
  }
}
