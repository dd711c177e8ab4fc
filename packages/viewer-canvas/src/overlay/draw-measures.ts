/** Draws the measures of a frame with their handles and labels, and the cross of the measuring tools. */
import { isMeasureKind, type Measure, measuresInSight } from "../measure/measure-list.ts";
import { measuredImageOf } from "../measure/measured-image.ts";
import type { Point } from "../orientation.ts";
import { type Context2d, drawText, LINE_HEIGHT, strokePath } from "./halo.ts";
import { linesOf } from "./measure-lines.ts";
import { type Box, placeLabel } from "./place-label.ts";
import type { Scene } from "./scene.ts";

/** In letters. */
const HANDLE = 0.3;
const CROSS = 1.2;
const CROSS_GAP = 0.35;
const ARC = 1.8;
const LABEL_GAP = 0.8;
const SELECTED_HANDLE = 0.5;
/** Lines of a measure that keys move are so many times as wide. */
const SELECTED = 2.2;

/** Draws what was measured on the frame that is shown, labels beside the boxes that are taken; the context has its font. */
export function drawMeasures(context: Context2d, scene: Scene, taken: readonly Box[]): void {
  const { state, shown } = scene.view;
  if (shown === undefined) return;
  const image = measuredImageOf(shown);
  const boxes = [...taken];
  const measures = measuresInSight(state);
  const { measure: color, rim } = scene.theme;
  for (const measure of measures) {
    const points = measure.points.map((point) => scene.place(point));
    const path = outline(measure, points, scene.fontPx);
    const isSelected = scene.marksSelected && measure.id === state.selected?.id;
    strokePath(context, path, { color, rim, fontPx: scene.fontPx * (isSelected ? SELECTED : 1) });
    if (!isSelected) continue;
    const { pointIndex } = state.selected!;
    context.fillStyle = color;
    const handles = measure.kind === "probe" ? [] : points;
    for (const [i, { x, y }] of handles.entries()) {
      if (pointIndex === undefined || pointIndex === i)
        context.fill(disc(x, y, scene.fontPx * SELECTED_HANDLE));
    }
  }
  for (const measure of measures) {
    const anchor = scene.place(measure.points.at(-1)!);
    const lines = linesOf(measure, image, scene.view.labels, scene.onLater);
    boxes.push(drawLabel(context, scene, lines, anchor, boxes));
  }
}

/** Draws a cross where the pointer or the keyboard is, with a tool that measures. */
export function drawCross(context: Context2d, { view, place, fontPx, theme }: Scene): void {
  const { pointer, tool } = view.state;
  if (pointer === undefined || !isMeasureKind(tool)) return;
  strokePath(context, cross(place(pointer), fontPx), { color: theme.measure, rim: theme.rim, fontPx });
}

function disc(x: number, y: number, radius: number): Path2D {
  const path = new Path2D();
  path.arc(x, y, radius, 0, 2 * Math.PI);
  return path;
}

function outline({ kind }: Measure, points: readonly Point[], fontPx: number): Path2D {
  const path = new Path2D();
  const [a, b, c] = points;
  if (a === undefined) return path;
  if (kind === "probe") return cross(a, fontPx);
  if (b !== undefined) {
    if (kind === "rectangle") path.rect(a.x, a.y, b.x - a.x, b.y - a.y);
    else if (kind === "ellipse") {
      const radiusX = Math.abs(b.x - a.x) / 2;
      path.moveTo((a.x + b.x) / 2 + radiusX, (a.y + b.y) / 2);
      path.ellipse((a.x + b.x) / 2, (a.y + b.y) / 2, radiusX, Math.abs(b.y - a.y) / 2, 0, 0, 2 * Math.PI);
    } else for (const [i, { x, y }] of points.entries()) i === 0 ? path.moveTo(x, y) : path.lineTo(x, y);
    if (kind === "angle" && c !== undefined) addArc(path, b, a, c, fontPx * ARC);
  }
  for (const { x, y } of points) {
    path.moveTo(x + fontPx * HANDLE, y);
    path.arc(x, y, fontPx * HANDLE, 0, 2 * Math.PI);
  }
  return path;
}

/** From one side of an angle to the other, on the short way. */
function addArc(path: Path2D, corner: Point, a: Point, b: Point, radius: number): void {
  const from = Math.atan2(a.y - corner.y, a.x - corner.x);
  const to = Math.atan2(b.y - corner.y, b.x - corner.x);
  const turn = (to - from + 4 * Math.PI) % (2 * Math.PI);
  const shortest = Math.min(
    radius,
    Math.hypot(a.x - corner.x, a.y - corner.y) / 2,
    Math.hypot(b.x - corner.x, b.y - corner.y) / 2,
  );
  path.moveTo(corner.x + shortest * Math.cos(from), corner.y + shortest * Math.sin(from));
  path.arc(corner.x, corner.y, shortest, from, to, turn > Math.PI);
}

/** Four strokes around a point, which itself stays in sight. */
function cross({ x, y }: Point, fontPx: number): Path2D {
  const path = new Path2D();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    path.moveTo(x + dx * fontPx * CROSS_GAP, y + dy * fontPx * CROSS_GAP);
    path.lineTo(x + dx * fontPx * CROSS, y + dy * fontPx * CROSS);
  }
  return path;
}

function drawLabel(
  context: Context2d,
  { size, fontPx, theme }: Scene,
  lines: readonly string[],
  anchor: Point,
  taken: readonly Box[],
): Box {
  const width = Math.max(0, ...lines.map((line) => context.measureText(line).width));
  const label = { width, height: lines.length * fontPx * LINE_HEIGHT };
  const box = placeLabel(label, anchor, fontPx * LABEL_GAP, size, taken);
  lines.forEach((line, i) => {
    const at = { x: box.x, y: box.y + (i + 0.5) * fontPx * LINE_HEIGHT };
    drawText(context, line, at, { align: "left", color: theme.measure, rim: theme.rim, fontPx });
  });
  return box;
}
