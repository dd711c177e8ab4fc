/** An ultrasound cine in colour: a chamber that beats, with the flow in it, in the sector of a probe. PS3.3 A.7. */
import { createDataset, type Dataset } from "@minipacs/dicom-core";
import { cineModules, colorPixels, commonModules, imageModule } from "./modules.ts";
import type { PhantomPlan } from "./options.ts";
import { drawMarks, drawText, fillBox, markScale, type Raster } from "./raster.ts";
import { layOutSector, type Sector } from "./sector.ts";

const US_MULTI_FRAME_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.3.1";
const FRAMES_PER_SECOND = 25;
const DEPTH_CM = 12;
const MARK = [255, 220, 90];
/** Where the chamber and its flow lie in the sector, as shares of its depth. */
const CHAMBER = { across: 0.04, along: 0.55, halfWidth: 0.17, halfHeight: 0.22 };

/** Yields the one cine of all frames, 4:3. */
export function* usCine(plan: PhantomPlan): Generator<Dataset, void, undefined> {
  const count = plan.countOf("us");
  const size = plan.sizeOf("us");
  const rows = Math.round(size * 0.75);
  const sector = layOutSector(size, rows, plan.random("us speckle"));
  const spacingCm = DEPTH_CM / sector.depthPx;
  const series = { kind: "us", modality: "US", description: "Phantom US, colour Doppler cine" } as const;
  yield createDataset({
    ...commonModules(plan, series, US_MULTI_FRAME_IMAGE_STORAGE, 1),
    // 2D imaging (0001) and colour Doppler (0010). PS3.3 C.8.5.6.1.1.
    ...imageModule(plan, ["ABDOMINAL", "0011"]),
    PatientOrientation: "",
    BodyPartExamined: "HEART",
    ...cineModules(count, FRAMES_PER_SECOND),
    UltrasoundColorDataPresent: 1,
    SequenceOfUltrasoundRegions: [
      {
        RegionSpatialFormat: 1,
        RegionDataType: 2,
        RegionFlags: 0,
        RegionLocationMinX0: 0,
        RegionLocationMinY0: sector.top,
        RegionLocationMaxX1: size - 1,
        RegionLocationMaxY1: Math.min(rows - 1, Math.ceil(sector.top + sector.depthPx)),
        ReferencePixelX0: Math.round(sector.apex),
        ReferencePixelY0: 0,
        PhysicalUnitsXDirection: 3,
        PhysicalUnitsYDirection: 3,
        PhysicalDeltaX: spacingCm,
        PhysicalDeltaY: spacingCm,
        TransducerFrequency: 3500,
      },
    ],
    ...colorPixels(size, rows, paintFrames(sector, count)),
  });
}

function paintFrames(sector: Sector, count: number): Uint8Array {
  const { columns, rows } = sector;
  const frameLength = columns * rows * 3;
  const pixels = new Uint8Array(frameLength * count);
  for (let index = 0; index < count; index += 1) {
    const frame = pixels.subarray(index * frameLength, (index + 1) * frameLength);
    paintEcho(frame, sector, index / count);
    const raster: Raster = { pixels: frame, columns, rows, samplesPerPixel: 3 };
    paintColorBar(raster);
    drawMarks(raster, { left: "", top: "", counter: `${index + 1}/${count}` }, MARK);
    drawText(raster, "P", { column: columns * 0.3, row: rows * 0.03 }, MARK, { scale: markScale(rows) });
  }
  return pixels;
}

/** One beat lasts as long as the cine: the chamber narrows while the flow turns red, and widens while it is blue. */
function paintEcho(frame: Uint8Array, { indices, across, along, speckle }: Sector, time: number): void {
  const beat = Math.sin(2 * Math.PI * time);
  const size = 1 + 0.22 * Math.cos(2 * Math.PI * time);
  for (let i = 0; i < indices.length; i += 1) {
    const x = (across[i]! - CHAMBER.across) / (CHAMBER.halfWidth * size);
    const y = (along[i]! - CHAMBER.along) / (CHAMBER.halfHeight * size);
    const distance = x * x + y * y;
    const at = indices[i]! * 3;
    if (distance < 0.75) {
      const speed = (1 - distance / 0.75) * beat;
      const level = Math.round(Math.abs(speed) * 225);
      frame[at] = speed > 0 ? 30 + level : 12;
      frame[at + 1] = 12 + Math.round(level * level * 0.002);
      frame[at + 2] = speed < 0 ? 30 + level : 12;
    } else {
      const wall = distance < 1.35 ? 1.7 : 1;
      const grey = Math.min(255, speckle[i]! * wall * (distance < 1 ? 0.25 : 1));
      frame.fill(grey, at, at + 3);
    }
  }
}

/** Red towards the probe, blue away from it. */
function paintColorBar(raster: Raster): void {
  const { columns, rows } = raster;
  const steps = 32;
  for (let step = 0; step < steps; step += 1) {
    const speed = 1 - (2 * step) / (steps - 1);
    const level = Math.round(Math.abs(speed) * 225) + 30;
    const extent = {
      column: columns * 0.94,
      row: rows * (0.08 + (0.4 * (step + 0.5)) / steps),
      halfWidth: columns * 0.015,
      halfHeight: (rows * 0.2) / steps,
    };
    fillBox(raster, extent, speed > 0 ? [level, 12, 12] : [12, 12, level]);
  }
}
