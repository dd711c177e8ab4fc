/** Changes the window: to the right wider, down darker (the center rises). */
import type { ViewportState } from "../viewport-state.ts";
import type { DragTool, ToolHost } from "./tool.ts";

/** A drag over this way goes once through the present window. */
const FULL_DRAG_PX = 512;
const DEFAULT_RANGE = 256;
/** Returns the modality units that one CSS pixel stands for. */
export function windowStep({
  windowWidth,
  defaultVoi,
}: Pick<ViewportState, "windowWidth" | "defaultVoi">): number {
  return Math.max(defaultVoi.range ?? DEFAULT_RANGE, windowWidth) / FULL_DRAG_PX;
}

export function windowLevel(host: ToolHost, dx: number, dy: number): void {
  const { windowCenter, windowWidth } = host.state;
  const step = windowStep(host.state);
  host.dispatch({ type: "window", center: windowCenter + dy * step, width: windowWidth + dx * step });
}

export const windowDrag: DragTool = {
  move: (host, { dx, dy, speed }) => windowLevel(host, dx * speed, dy * speed),
};
