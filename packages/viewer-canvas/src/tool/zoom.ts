/** Zooms at the pointer by wheel, by a pinch on a touchpad, or by dragging. */
import type { DragTool, ToolHost } from "./tool.ts";

/** One notch of most wheels is 100 units; 500 double the scale. */
const ZOOM_PER_WHEEL_UNIT = Math.LN2 / 500;
/** A pinch on a touchpad comes as small wheel events with Ctrl. */
const ZOOM_PER_PINCH_UNIT = Math.LN2 / 60;
const ZOOM_PER_DRAG_PX = Math.LN2 / 100;
const UNITS_PER_LINE = 33;
const UNITS_PER_PAGE = 500;
const DELTA_LINE = 1;
const DELTA_PAGE = 2;

/** The part of a WheelEvent that the tools read. */
export type WheelInput = Pick<WheelEvent, "deltaY" | "deltaMode" | "ctrlKey">;

/** Returns how far a wheel was turned, in the units of a wheel that tells pixels. */
export function wheelUnits({ deltaY, deltaMode }: Pick<WheelInput, "deltaY" | "deltaMode">): number {
  if (deltaMode === DELTA_LINE) return deltaY * UNITS_PER_LINE;
  return deltaMode === DELTA_PAGE ? deltaY * UNITS_PER_PAGE : deltaY;
}

/** Returns the factor that a wheel event stands for; turning away from the user enlarges. */
export function zoomFactor(input: WheelInput): number {
  const isPinch = input.ctrlKey && input.deltaMode !== DELTA_LINE && input.deltaMode !== DELTA_PAGE;
  return Math.exp(-wheelUnits(input) * (isPinch ? ZOOM_PER_PINCH_UNIT : ZOOM_PER_WHEEL_UNIT));
}

/** Zooms around a canvas point, CSS pixels. */
export function zoom(host: ToolHost, input: WheelInput, x: number, y: number): void {
  host.dispatch({ type: "zoom", factor: zoomFactor(input), x, y });
}

/** Dragging up enlarges around the middle of the canvas. */
export const zoomDrag: DragTool = {
  move(host, { dy }) {
    const { width, height } = host.state.canvas;
    host.dispatch({ type: "zoom", factor: Math.exp(-dy * ZOOM_PER_DRAG_PX), x: width / 2, y: height / 2 });
  },
};
