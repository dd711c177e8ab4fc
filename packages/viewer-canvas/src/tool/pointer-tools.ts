/** Turns pointer and wheel events into actions: left drag pans, right drag windows, the wheel zooms at the pointer. */
import type { ViewportAction, ViewportState } from "../viewport-state.ts";

export interface ToolHost {
  readonly state: ViewportState;
  dispatch(action: ViewportAction): void;
  /** Modality units per CSS pixel of a window drag. */
  readonly windowStep: number;
}

type Drag = (host: ToolHost, dx: number, dy: number) => void;

/** Tools by mouse button: 0 left, 2 right. */
const DRAGS: Readonly<Record<number, Drag>> = {
  0: (host, dx, dy) => host.dispatch({ type: "pan", dx, dy }),
  2: (host, dx, dy) => {
    const { windowCenter, windowWidth } = host.state;
    host.dispatch({
      type: "window",
      center: windowCenter + dy * host.windowStep,
      width: windowWidth + dx * host.windowStep,
    });
  },
};

/** One notch of a wheel is 100 or so; 500 doubles the scale. */
const ZOOM_PER_WHEEL_UNIT = Math.LN2 / 500;
const LINE_HEIGHT_PX = 33;

/** Attaches the tools to a surface until the signal fires. */
export function attachPointerTools(surface: HTMLElement, host: ToolHost, signal: AbortSignal): void {
  let drag: { pointerId: number; move: Drag; x: number; y: number } | undefined;
  surface.addEventListener(
    "pointerdown",
    (event) => {
      const move = DRAGS[event.button];
      if (move === undefined || drag !== undefined) return;
      drag = { pointerId: event.pointerId, move, x: event.clientX, y: event.clientY };
      surface.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  surface.addEventListener(
    "pointermove",
    (event) => {
      if (drag === undefined || drag.pointerId !== event.pointerId) return;
      drag.move(host, event.clientX - drag.x, event.clientY - drag.y);
      drag.x = event.clientX;
      drag.y = event.clientY;
    },
    { signal },
  );
  for (const ending of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
    surface.addEventListener(
      ending,
      (event) => {
        if (drag?.pointerId === event.pointerId) drag = undefined;
      },
      { signal },
    );
  }
  surface.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
  surface.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const { left, top } = surface.getBoundingClientRect();
      const units =
        event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_HEIGHT_PX : event.deltaY;
      const factor = Math.exp(-units * ZOOM_PER_WHEEL_UNIT);
      host.dispatch({ type: "zoom", factor, x: event.clientX - left, y: event.clientY - top });
    },
    { signal, passive: false },
  );
}
