/** Hands pointer and wheel events of a surface to the tools, by the bindings; two fingers zoom and move. */
import { imagePointAt } from "../viewport-place.ts";
import type { ToolName } from "../viewport-state.ts";
import type { Bindings, DragBinding } from "./bindings.ts";
import { createMeasureTool } from "./measure-tools.ts";
import { createScrollDrag, createWheelScroll } from "./scroll.ts";
import type { CommandHost, Drag, DragTool, ToolHost } from "./tool.ts";
import { windowDrag, windowLevel } from "./window-level.ts";
import { wheelUnits, zoom, zoomDrag } from "./zoom.ts";

const FINE = 0.1;
const COARSE = 10;
/** A notch of a wheel moves a window as a drag over so many CSS pixels does. */
const WINDOW_PX_PER_UNIT = 0.2;

function createDragTools(): Readonly<Record<ToolName, DragTool>> {
  return {
    pan: { move: (host, { dx, dy }) => host.dispatch({ type: "pan", dx, dy }) },
    window: windowDrag,
    zoom: zoomDrag,
    scroll: createScrollDrag(),
    probe: createMeasureTool("probe"),
    length: createMeasureTool("length"),
    angle: createMeasureTool("angle"),
    rectangle: createMeasureTool("rectangle"),
    ellipse: createMeasureTool("ellipse"),
  };
}

/** Attaches the tools to a surface until the signal fires. */
export function attachPointerTools(
  surface: HTMLElement,
  host: ToolHost & Pick<CommandHost, "shown">,
  bindings: Bindings,
  signal: AbortSignal,
): void {
  const tools = createDragTools();
  const scrollWheel = createWheelScroll();
  /** Pressed pointers in the order they came, where they are now. */
  const pressed = new Map<number, { x: number; y: number }>();
  let drag: { pointerId: number; tool: DragTool } | undefined;

  function pointIn(event: MouseEvent): { x: number; y: number } {
    const { left, top } = surface.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  function begin(event: PointerEvent): void {
    const at = pointIn(event);
    const binding = bindingOf(event.button, bindings);
    // Another button during a drag does not change its tool.
    if (binding === undefined || pressed.has(event.pointerId)) return;
    pressed.set(event.pointerId, at);
    surface.setPointerCapture(event.pointerId);
    if (pressed.size > 1) {
      // A second finger: what the first one began ends here.
      if (drag) (drag.tool.cancel ?? drag.tool.end)?.(host);
      drag = undefined;
      return;
    }
    drag = { pointerId: event.pointerId, tool: tools[binding === "tool" ? host.state.tool : binding] };
    drag.tool.start?.(host, { ...at, dx: 0, dy: 0, speed: 1 });
  }

  function move(event: PointerEvent): void {
    const at = pointIn(event);
    host.dispatch({ type: "pointer", at: imagePointAt(host.state, at.x, at.y) });
    const before = pressed.get(event.pointerId);
    if (before === undefined) return;
    pressed.set(event.pointerId, at);
    if (drag?.pointerId === event.pointerId) {
      const moved: Drag = { ...at, dx: at.x - before.x, dy: at.y - before.y, speed: speedOf(event) };
      drag.tool.move(host, moved);
    } else if (pressed.size === 2) pinch(event.pointerId, before, at);
  }

  /** One of two fingers moved: the point between them stays between them. */
  function pinch(pointerId: number, before: { x: number; y: number }, at: { x: number; y: number }): void {
    const other = [...pressed].find(([id]) => id !== pointerId)?.[1];
    if (other === undefined) return;
    const apartBefore = Math.hypot(before.x - other.x, before.y - other.y);
    const apart = Math.hypot(at.x - other.x, at.y - other.y);
    host.dispatch({ type: "pan", dx: (at.x - before.x) / 2, dy: (at.y - before.y) / 2 });
    if (apartBefore === 0 || apart === 0) return;
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    host.dispatch({ type: "zoom", factor: apart / apartBefore, ...middle });
  }

  function end(event: PointerEvent): void {
    pressed.delete(event.pointerId);
    if (drag?.pointerId !== event.pointerId) return;
    drag.tool.end?.(host);
    drag = undefined;
  }

  function leave(): void {
    if (pressed.size === 0) host.dispatch({ type: "pointer", at: undefined });
  }

  function turnWheel(event: WheelEvent): void {
    const { deltaMode, ctrlKey } = event;
    const bound = event.shiftKey ? bindings.shiftWheel : bindings.wheel;
    const action = ctrlKey && bindings.wheel !== "none" ? "zoom" : bound;
    const changesSomething = action === "scroll" ? host.state.frameCount > 1 : host.shown !== undefined;
    // The page scrolls and zooms with a wheel that the viewer has no use for.
    if (action === "none" || !changesSomething) return;
    event.preventDefault();
    const { x, y } = pointIn(event);
    // With Shift some browsers turn a wheel sideways.
    const input = { deltaY: event.deltaY || event.deltaX, deltaMode, ctrlKey };
    if (action === "zoom") zoom(host, input, x, y);
    else if (action === "scroll") scrollWheel(host, input);
    else windowLevel(host, wheelUnits(input) * WINDOW_PX_PER_UNIT, 0);
  }

  surface.addEventListener("pointerdown", begin, { signal });
  surface.addEventListener("pointermove", move, { signal });
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
    surface.addEventListener(type, end, { signal });
  }
  surface.addEventListener("pointerleave", leave, { signal });
  surface.addEventListener("wheel", turnWheel, { signal, passive: false });
  surface.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
}

function bindingOf(button: number, bindings: Bindings): DragBinding | undefined {
  return [bindings.mainDrag, bindings.middleDrag, bindings.rightDrag][button];
}

function speedOf({ shiftKey, ctrlKey, metaKey }: PointerEvent): number {
  return shiftKey ? FINE : ctrlKey || metaKey ? COARSE : 1;
}
