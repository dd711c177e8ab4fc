/** Hands pointer and wheel events of a surface to the tools: left drag pans, right drag windows, the wheel zooms. */
import { pan } from "./pan.ts";
import type { DragTool, ToolHost } from "./tool.ts";
import { windowLevel } from "./window-level.ts";
import { zoom } from "./zoom.ts";

/** By `PointerEvent.button`. */
const DRAG_TOOLS: Readonly<Record<number, DragTool>> = { 0: pan, 2: windowLevel };

/** Attaches the tools to a surface until the signal fires. */
export function attachPointerTools(surface: HTMLElement, host: ToolHost, signal: AbortSignal): void {
  let drag: { pointerId: number; tool: DragTool; x: number; y: number } | undefined;

  function begin(event: PointerEvent): void {
    const tool = DRAG_TOOLS[event.button];
    // Another button during a drag does not change its tool.
    if (tool === undefined || drag !== undefined) return;
    drag = { pointerId: event.pointerId, tool, x: event.clientX, y: event.clientY };
    surface.setPointerCapture(event.pointerId);
  }

  function move(event: PointerEvent): void {
    if (drag?.pointerId !== event.pointerId) return;
    drag.tool(host, event.clientX - drag.x, event.clientY - drag.y);
    drag.x = event.clientX;
    drag.y = event.clientY;
  }

  function end(event: PointerEvent): void {
    if (drag?.pointerId === event.pointerId) drag = undefined;
  }

  function turnWheel(event: WheelEvent): void {
    event.preventDefault();
    const { left, top } = surface.getBoundingClientRect();
    zoom(host, event, event.clientX - left, event.clientY - top);
  }

  surface.addEventListener("pointerdown", begin, { signal });
  surface.addEventListener("pointermove", move, { signal });
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
    surface.addEventListener(type, end, { signal });
  }
  surface.addEventListener("wheel", turnWheel, { signal, passive: false });
  surface.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
}
