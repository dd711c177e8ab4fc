/** Draws and moves measures: a drag makes one, a drag at one of its points moves that point. */
import {
  isMeasureKind,
  type Measure,
  type MeasureKind,
  measuresInSight,
  nextId,
  POINT_COUNT,
} from "../measure/measure-list.ts";
import type { Point } from "../orientation.ts";
import { canvasPointAt, clamp, imagePointAt } from "../viewport-place.ts";
import type { ViewportState } from "../viewport-state.ts";
import type { DragTool, ToolHost } from "./tool.ts";

/** A point is taken hold of within this distance, CSS pixels. */
const HANDLE_PX = 10;
/** A drag shorter than this makes nothing. */
const MIN_DRAG_PX = 3;

/** A point of a measure. */
interface Handle {
  measure: Measure;
  pointIndex: number;
}

/** Returns the tool that draws measures of a kind. */
export function createMeasureTool(kind: MeasureKind): DragTool {
  let held: { id: number; pointIndex: number } | undefined;
  let isNew = false;
  let wayPx = 0;
  return {
    start(host, { x, y }) {
      const at = within(host.state, imagePointAt(host.state, x, y));
      const handle = handleAt(host.state, x, y);
      const open = openAngle(host.state, kind);
      isNew = handle === undefined && open === undefined;
      wayPx = 0;
      if (handle) held = { id: handle.measure.id, pointIndex: handle.pointIndex };
      else if (open) held = move(host, { id: open.id, pointIndex: open.points.length }, at);
      else held = begin(host, kind, at);
    },
    move(host, { x, y, dx, dy }) {
      if (held === undefined) return;
      wayPx += Math.hypot(dx, dy);
      move(host, held, within(host.state, imagePointAt(host.state, x, y)));
    },
    end(host) {
      if (held && isNew && kind !== "probe" && wayPx < MIN_DRAG_PX) {
        host.dispatch({ type: "remove-measure", id: held.id });
      }
      held = undefined;
    },
    cancel(host) {
      if (held && isNew) host.dispatch({ type: "remove-measure", id: held.id });
      held = undefined;
    },
  };
}

/** Puts the next point of a measure where the keyboard's cross is. */
export function placePoint(host: ToolHost): void {
  const { pointer, tool, shownFrameIndex: frameIndex } = host.state;
  if (pointer === undefined || !isMeasureKind(tool)) return;
  const at = { x: pointer.x, y: pointer.y };
  const open = measuresInSight(host.state).findLast(
    ({ kind, points }) => kind === tool && points.length < POINT_COUNT[kind],
  );
  if (open) move(host, { id: open.id, pointIndex: open.points.length }, at);
  else host.dispatch({ type: "add-measure", kind: tool, frameIndex, points: [at] });
}

function begin(host: ToolHost, kind: MeasureKind, at: Point): { id: number; pointIndex: number } {
  const id = nextId(host.state.measures);
  const points = kind === "probe" ? [at] : [at, at];
  host.dispatch({ type: "add-measure", kind, frameIndex: host.state.shownFrameIndex, points });
  return { id, pointIndex: points.length - 1 };
}

function move(host: ToolHost, held: { id: number; pointIndex: number }, to: Point): typeof held {
  host.dispatch({ type: "move-measure", ...held, to });
  return held;
}

/** Of an angle the first drag draws a side; the next one draws the other. */
function openAngle(state: ViewportState, kind: MeasureKind): Measure | undefined {
  if (kind !== "angle") return undefined;
  const last = measuresInSight(state).at(-1);
  return last?.kind === "angle" && last.points.length < POINT_COUNT.angle ? last : undefined;
}

function handleAt(state: ViewportState, x: number, y: number): Handle | undefined {
  let nearest: (Handle & { distance: number }) | undefined;
  for (const measure of measuresInSight(state)) {
    measure.points.forEach((point, pointIndex) => {
      const at = canvasPointAt(state, point.x, point.y);
      const distance = Math.hypot(at.x - x, at.y - y);
      if (distance <= HANDLE_PX && distance <= (nearest?.distance ?? HANDLE_PX)) {
        nearest = { measure, pointIndex, distance };
      }
    });
  }
  return nearest;
}

/** Measures end at the image's edge. */
function within({ image }: ViewportState, { x, y }: Point): Point {
  return { x: clamp(x, 0, image.width), y: clamp(y, 0, image.height) };
}
