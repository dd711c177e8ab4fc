/** An MR series: a head in sagittal slices from right to left, its face to the left of the picture. PS3.3 A.4. */
import { createDataset, type Dataset } from "@minipacs/dicom-core";
import { commonModules, greyPixels, imageModule, planeModules } from "./modules.ts";
import type { PhantomPlan } from "./options.ts";
import { drawMarks, fillEllipse, type Raster } from "./raster.ts";

const MR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.4";
const FIELD_MM = 256;
const WIDTH_MM = 150;
const MAX_SPACING_MM = 6;
const NOISE = 60;

/** Signal, centre and half axes in mm: to the left, to the back, to the head. Later ones lie on earlier ones. */
const TISSUES = [
  { signal: 1500, center: [0, 22, -95], half: [50, 42, 70] },
  { signal: 1900, center: [0, 12, 5], half: [76, 100, 90] },
  { signal: 1900, center: [0, -84, -22], half: [10, 18, 24] },
  { signal: 1900, center: [0, -48, -70], half: [26, 38, 28] },
  { signal: 200, center: [0, 12, 8], half: [69, 92, 82] },
  { signal: 900, center: [0, 12, 10], half: [64, 86, 75] },
  { signal: 1150, center: [0, 12, 12], half: [50, 70, 57] },
  { signal: 200, center: [0, -12, -46], half: [50, 45, 8] },
  { signal: 1000, center: [0, 58, -42], half: [42, 28, 20] },
  { signal: 1150, center: [0, 32, -62], half: [14, 13, 42] },
  { signal: 250, center: [-10, 15, 20], half: [9, 38, 13] },
  { signal: 250, center: [10, 15, 20], half: [9, 38, 13] },
  { signal: 2600, center: [35, -15, 42], half: [12, 12, 12] },
] as const;

/** Yields the slices; each is made when it is asked for. */
export function* mrSeries(plan: PhantomPlan): Generator<Dataset, void, undefined> {
  const count = plan.countOf("mr");
  const size = plan.sizeOf("mr");
  const spacingMm = FIELD_MM / size;
  const stepMm = Math.min(MAX_SPACING_MM, WIDTH_MM / count);
  const edge = (FIELD_MM - spacingMm) / 2;
  const series = { kind: "mr", modality: "MR", description: "Phantom MR, sagittal" } as const;
  for (let index = 0; index < count; index += 1) {
    const x = Math.round((index - (count - 1) / 2) * stepMm * 1e4) / 1e4;
    yield createDataset({
      ...commonModules(plan, series, MR_IMAGE_STORAGE, index + 1),
      ...imageModule(plan, ["OTHER"]),
      ...planeModules(plan, "mr", {
        position: [x, -edge, edge],
        orientation: [0, 1, 0, 0, 0, -1],
        spacingMm,
        thicknessMm: stepMm,
        location: x,
      }),
      BodyPartExamined: "HEAD",
      ScanningSequence: "SE",
      SequenceVariant: "NONE",
      ScanOptions: "",
      MRAcquisitionType: "2D",
      SequenceName: "PHANTOM",
      RepetitionTime: 500,
      EchoTime: 15,
      EchoTrainLength: 1,
      NumberOfAverages: 1,
      ImagingFrequency: 63.87,
      ImagedNucleus: "1H",
      MagneticFieldStrength: 1.5,
      SpacingBetweenSlices: stepMm,
      FlipAngle: 90,
      WindowCenter: 1200,
      WindowWidth: 2400,
      ...greyPixels(size, size, 12, paintSlice(plan, size, x, index, `${index + 1}/${count}`)),
    });
  }
}

function paintSlice(plan: PhantomPlan, size: number, x: number, index: number, counter: string): Uint16Array {
  const pixels = new Uint16Array(size * size);
  const raster: Raster = { pixels, columns: size, rows: size, samplesPerPixel: 1 };
  const middle = (size - 1) / 2;
  const pixelsPerMm = size / FIELD_MM;
  for (const { signal, center, half } of TISSUES) {
    const share = 1 - ((x - center[0]) / half[0]) ** 2;
    if (share <= 0) continue;
    const factor = Math.sqrt(share) * pixelsPerMm;
    const extent = {
      column: middle + center[1] * pixelsPerMm,
      row: middle - center[2] * pixelsPerMm,
      halfWidth: half[1] * factor,
      halfHeight: half[2] * factor,
    };
    fillEllipse(raster, extent, signal);
  }
  const random = plan.random(`mr ${index}`);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = pixels[i]! + Math.floor(random() * NOISE);
  drawMarks(raster, { left: "A", top: "H", counter }, 2400);
  return pixels;
}
