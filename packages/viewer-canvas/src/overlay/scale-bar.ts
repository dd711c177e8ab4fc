/** The bar at the lower edge that shows how long a round number of millimetres is. */
import type { MeasuredImage } from "../measure/measured-image.ts";
import type { Spacing } from "../measure/spacing.ts";
import { createWords } from "../words.ts";
import { type Context2d, drawText, LINE_HEIGHT, strokePath } from "./halo.ts";
import { OVERLAY_WORDS } from "./overlay-words.ts";
import type { Box } from "./place-label.ts";
import { formatScaleLength, type ScaleBar, scaleBarFor } from "./scale-length.ts";
import type { Scene } from "./scene.ts";

/** In letters. */
const TICK = 0.35;
const LIFT = 2.2;

/** Returns the bar of a scene, `undefined` where the file tells no scale that holds for what is in sight. */
function scaleBarOf(
  scene: Scene,
  image: MeasuredImage,
  spacing: Spacing,
  maxPx: number,
): ScaleBar | undefined {
  const origin = scene.place({ x: 0, y: 0 });
  const column = scene.place({ x: 1, y: 0 });
  const row = scene.place({ x: 0, y: image.decoded.pixelAspect });
  // A turned image has its rows where columns were.
  const pxPerMm = Math.max(
    Math.abs(column.x - origin.x) / spacing.xMm,
    Math.abs(row.x - origin.x) / spacing.yMm,
  );
  return scaleBarFor(pxPerMm, maxPx);
}

/** Draws a bar that, with its label, is at most `maxPx` wide. Returns the room that it takes, if any. */
export function drawScaleBar(context: Context2d, scene: Scene, image: MeasuredImage, maxPx: number): Box[] {
  const spacing = spacingInSight(scene, image);
  const bar = spacing && scaleBarOf(scene, image, spacing, maxPx);
  if (bar === undefined) return [];
  const length = formatScaleLength(bar.lengthMm);
  const words = createWords(OVERLAY_WORDS, scene.view.labels);
  const text = spacing?.plane === "detector" ? words("on-detector", length) : length;
  const textWidth = context.measureText(text).width;
  if (textWidth > maxPx) return [];
  const { size, fontPx, theme } = scene;
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
  const at = { x: size.width / 2, y: y - fontPx * LINE_HEIGHT * 0.75 };
  drawText(context, text, at, { ...stroke, align: "center" });
  const top = at.y - (fontPx * LINE_HEIGHT) / 2;
  const width = Math.max(bar.lengthPx, textWidth);
  return [{ x: at.x - width / 2, y: top, width, height: y + fontPx * TICK - top }];
}

/**
 * Returns the spacing of what is in sight. Regions of an ultrasound image may each have a scale of their own: one bar can
 * stand for equal ones only, and not where strips of motion, flow or curves take more room than the planes, or lie under
 * the bar. PS3.3 C.8.5.5.
 */
function spacingInSight(scene: Scene, { scale, decoded }: MeasuredImage): Spacing | undefined {
  const { spacing, regions } = scale;
  if (regions.length === 0) return spacing;
  const { size, fontPx } = scene;
  let planes = 0;
  let strips = 0;
  let common: Spacing | undefined;
  for (const region of regions) {
    const { pixelAspect } = decoded;
    const a = scene.place({ x: region.left, y: region.top * pixelAspect });
    const b = scene.place({ x: region.right + 1, y: (region.bottom + 1) * pixelAspect });
    const [left, right] = [Math.max(0, Math.min(a.x, b.x)), Math.min(size.width, Math.max(a.x, b.x))];
    const [top, bottom] = [Math.max(0, Math.min(a.y, b.y)), Math.min(size.height, Math.max(a.y, b.y))];
    if (left >= right || top >= bottom) continue;
    const area = (right - left) * (bottom - top);
    const own = region.spacing;
    if (own === undefined) {
      const middle = size.width / 2;
      if (left <= middle && right >= middle && bottom > size.height - fontPx * LIFT) return undefined;
      strips += area;
    } else if (common && (own.xMm !== common.xMm || own.yMm !== common.yMm)) return undefined;
    else {
      common = own;
      planes += area;
    }
  }
  return planes > strips ? common : undefined;
}
