/** The bar at the lower edge that shows how long a round number of millimetres is. */
import type { MeasuredImage } from "../measure/measured-image.ts";
import type { Spacing } from "../measure/spacing.ts";
import { createWords } from "../words.ts";
import { type Context2d, drawText, LINE_HEIGHT, strokePath } from "./halo.ts";
import { OVERLAY_WORDS } from "./overlay-words.ts";
import { formatScaleLength, type ScaleBar, scaleBarFor } from "./scale-length.ts";
import type { Scene } from "./scene.ts";

const MAX_PART = 0.3;
/** In letters. */
const MAX_LENGTH = 16;
const TICK = 0.35;
const LIFT = 2.2;

/** Returns the bar of a scene, `undefined` where the file tells no scale that holds for the whole image. */
function scaleBarOf(scene: Scene, image: MeasuredImage): ScaleBar | undefined {
  const spacing = commonSpacing(image);
  if (spacing === undefined) return undefined;
  const origin = scene.place({ x: 0, y: 0 });
  const column = scene.place({ x: 1, y: 0 });
  const row = scene.place({ x: 0, y: image.decoded.pixelAspect });
  // A turned image has its rows where columns were.
  const pxPerMm = Math.max(
    Math.abs(column.x - origin.x) / spacing.xMm,
    Math.abs(row.x - origin.x) / spacing.yMm,
  );
  return scaleBarFor(pxPerMm, Math.min(scene.size.width * MAX_PART, scene.fontPx * MAX_LENGTH));
}

export function drawScaleBar(context: Context2d, scene: Scene, image: MeasuredImage): void {
  const bar = scaleBarOf(scene, image);
  if (bar === undefined) return;
  const { size, fontPx, theme, view } = scene;
  const left = (size.width - bar.lengthPx) / 2;
  const right = left + bar.lengthPx;
  const y = size.height - fontPx * LIFT;
  const path = new Path2D();
  path.moveTo(left, y);
  path.lineTo(right, y);
  for (const x of [left, right]) {
    path.moveTo(x, y - fontPx * TICK);
    path.lineTo(x, y + fontPx * TICK);
  }
  const stroke = { color: theme.text, rim: theme.rim, fontPx };
  strokePath(context, path, stroke);
  const isOnDetector = commonSpacing(image)?.plane === "detector";
  const length = formatScaleLength(bar.lengthMm);
  const words = createWords(OVERLAY_WORDS, view.labels);
  const text = isOnDetector ? words("on-detector", length) : length;
  const at = { x: size.width / 2, y: y - fontPx * LINE_HEIGHT * 0.75 };
  drawText(context, text, at, { ...stroke, align: "center" });
}

/** Regions of an ultrasound image may each have a scale of their own: one bar can stand for equal ones only. */
function commonSpacing({ scale: { spacing, regions } }: MeasuredImage): Spacing | undefined {
  if (regions.length === 0) return spacing;
  const [first, ...others] = regions.flatMap((region) => region.spacing ?? []);
  return others.every(({ xMm, yMm }) => xMm === first?.xMm && yMm === first.yMm) ? first : undefined;
}
