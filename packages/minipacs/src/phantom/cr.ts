/** A CR image of 12 bits: a chest from behind, with a grey scale and lines to judge a display by. PS3.3 A.2. */
import { createDataset, type Dataset } from "@minipacs/dicom-core";
import { commonModules, greyPixels, imageModule } from "./modules.ts";
import type { PhantomPlan } from "./options.ts";
import { drawText, fillBox, fillEllipse, markScale, type Raster, textScale } from "./raster.ts";

const CR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.1";
const WIDTH_MM = 350;
const MAX_VALUE = 4095;
const STEP_COUNT = 16;
const RIB_COUNT = 8;

/** Yields the one image, a quarter higher than wide. */
export function* crImage(plan: PhantomPlan): Generator<Dataset, void, undefined> {
  const columns = plan.sizeOf("cr");
  const rows = Math.round(columns * 1.25);
  const spacingMm = WIDTH_MM / columns;
  const series = { kind: "cr", modality: "CR", description: "Phantom CR, chest" } as const;
  yield createDataset({
    ...commonModules(plan, series, CR_IMAGE_STORAGE, 1),
    ...imageModule(plan, []),
    BodyPartExamined: "CHEST",
    ViewPosition: "PA",
    PatientOrientation: ["L", "F"],
    KVP: 120,
    ImagerPixelSpacing: [spacingMm, spacingMm],
    WindowCenter: 2048,
    WindowWidth: 4096,
    ...greyPixels(columns, rows, 12, paintChest(columns, rows)),
  });
}

function paintChest(columns: number, rows: number): Uint16Array {
  const pixels = new Uint16Array(columns * rows).fill(100);
  const raster: Raster = { pixels, columns, rows, samplesPerPixel: 1 };
  const extent = (x: number, y: number, halfX: number, halfY: number) => ({
    column: columns * x - 0.5,
    row: rows * y - 0.5,
    halfWidth: columns * halfX,
    halfHeight: rows * halfY,
  });
  fillEllipse(raster, extent(0.5, 0.75, 0.42, 0.62), 2300);
  fillBox(raster, extent(0.5, 0.12, 0.09, 0.14), 2300);
  for (const x of [0.31, 0.69]) fillEllipse(raster, extent(x, 0.47, 0.14, 0.25), 900);
  paintRibs(raster);
  fillBox(raster, extent(0.5, 0.45, 0.035, 0.45), 3300);
  // The heart lies to the patient's left, which is on the right here; below it the diaphragm, higher on the right.
  fillEllipse(raster, extent(0.58, 0.57, 0.12, 0.11), 3100);
  fillEllipse(raster, extent(0.31, 0.76, 0.19, 0.1), 2900);
  fillEllipse(raster, extent(0.69, 0.8, 0.19, 0.1), 2700);
  const mark = { column: columns * 0.05, row: rows * 0.05 };
  drawText(raster, "R", mark, MAX_VALUE, { scale: markScale(rows) });
  const note = { column: columns * 0.95, row: rows * 0.16 };
  drawText(raster, "PA 12 BIT", note, MAX_VALUE, { scale: textScale(rows), align: "right" });
  paintScales(raster);
  return pixels;
}

/** Arcs across the lungs, where they add to what is there. */
function paintRibs({ pixels, columns, rows }: Raster): void {
  for (let row = Math.floor(rows * 0.2); row < rows * 0.72; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const index = row * columns + column;
      if (pixels[index] !== 900) continue;
      const side = Math.abs((column + 0.5) / columns - 0.5);
      const phase = ((row / rows - 0.15 - 0.55 * side * side * 2) / 0.55) * RIB_COUNT;
      if (phase - Math.floor(phase) < 0.3) pixels[index] = 1500;
    }
  }
}

/** Grey steps from 0 to the highest value at the lower edge, above them lines of one, two and four pixels. */
function paintScales(raster: Raster): void {
  const { columns, rows } = raster;
  for (let step = 0; step < STEP_COUNT; step += 1) {
    const value = Math.round((step * MAX_VALUE) / (STEP_COUNT - 1));
    const column = ((step + 0.5) * columns) / STEP_COUNT - 0.5;
    const box = { column, row: rows * 0.975, halfWidth: columns / STEP_COUNT / 2, halfHeight: rows * 0.025 };
    fillBox(raster, box, value);
  }
  for (const [index, width] of [1, 2, 4].entries()) {
    const left = Math.round(columns * (0.35 + 0.1 * index));
    for (let x = 0; x < columns * 0.08; x += 1) {
      const value = Math.floor(x / width) % 2 === 0 ? 0 : MAX_VALUE;
      fillBox(
        raster,
        { column: left + x, row: rows * 0.925, halfWidth: 0.4, halfHeight: rows * 0.02 },
        value,
      );
    }
  }
}
