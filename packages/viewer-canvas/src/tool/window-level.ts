/** Changes the window: to the right wider, down darker (the center rises). */
import type { DragTool, ToolHost } from "./tool.ts";

/** A drag over this way goes once through the present window. */
const FULL_DRAG_PX = 512;
/** So that a window that has become narrow can be widened again in one drag. */
const MIN_RANGE = 256;

/** Returns the modality units that one CSS pixel stands for. */
export function windowStep(windowWidth: number): number {
  return Math.max(MIN_RANGE, windowWidth) / FULL_DRAG_PX;
}

export function windowLevel(host: ToolHost, dx: number, dy: number): void {
  const { windowCenter, windowWidth } = host.state;
  const step = windowStep(windowWidth);
  host.dispatch({ type: "window", center: windowCenter + dy * step, width: windowWidth + dx * step });
}

export const windowDrag: DragTool = {
  move: (host, { dx, dy, speed }) => windowLevel(host, dx * speed, dy * speed),
};
