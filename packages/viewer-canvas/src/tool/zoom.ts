/** Zooms at the pointer by wheel or by a pinch on a touchpad. */
import type { ToolHost } from "./tool.ts";

/** One notch of most wheels is 100 units; 500 double the scale. */
const ZOOM_PER_WHEEL_UNIT = Math.LN2 / 500;
/** A pinch on a touchpad comes as small wheel events with Ctrl. */
const ZOOM_PER_PINCH_UNIT = Math.LN2 / 60;
const UNITS_PER_LINE = 33;
const UNITS_PER_PAGE = 500;
const DELTA_LINE = 1;
const DELTA_PAGE = 2;

/** The part of a WheelEvent that the tool reads. */
export type WheelInput = Pick<WheelEvent, "deltaY" | "deltaMode" | "ctrlKey">;

/** Returns the factor that a wheel event stands for; turning away from the user enlarges. */
export function zoomFactor({ deltaY, deltaMode, ctrlKey }: WheelInput): number {
  if (deltaMode === DELTA_LINE) return Math.exp(-deltaY * UNITS_PER_LINE * ZOOM_PER_WHEEL_UNIT);
  if (deltaMode === DELTA_PAGE) return Math.exp(-deltaY * UNITS_PER_PAGE * ZOOM_PER_WHEEL_UNIT);
  return Math.exp(-deltaY * (ctrlKey ? ZOOM_PER_PINCH_UNIT : ZOOM_PER_WHEEL_UNIT));
}

/** Zooms around a canvas point, CSS pixels. */
export function zoom(host: ToolHost, input: WheelInput, x: number, y: number): void {
  host.dispatch({ type: "zoom", factor: zoomFactor(input), x, y });
}
