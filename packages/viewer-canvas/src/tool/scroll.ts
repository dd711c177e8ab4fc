/** Goes through the frames of a stack by wheel or by dragging. */
import type { DragTool, ToolHost } from "./tool.ts";
import { type WheelInput, wheelUnits } from "./zoom.ts";

/** One notch of most wheels. */
const UNITS_PER_FRAME = 100;
/** A drag over the whole height of the canvas goes through the stack, but a frame takes at least so many CSS pixels. */
const MIN_PX_PER_FRAME = 4;

/** Returns what turns wheel events into frames: whole notches at once, small movements of a touchpad when they add up. */
export function createWheelScroll(): (host: ToolHost, input: WheelInput) => void {
  let units = 0;
  return (host, input) => {
    const turned = wheelUnits(input);
    if (turned * units < 0) units = 0;
    units += turned;
    const steps = Math.trunc(units / UNITS_PER_FRAME);
    if (steps === 0) return;
    units -= steps * UNITS_PER_FRAME;
    scrollBy(host, steps);
  };
}

/** Shows the frame so many further on, or back. */
export function scrollBy(host: ToolHost, frames: number): void {
  host.dispatch({ type: "frame", index: host.state.frameIndex + frames });
}

/** Returns the tool that goes through the stack with the pointer, down to its end. */
export function createScrollDrag(): DragTool {
  let wayPx = 0;
  return {
    start() {
      wayPx = 0;
    },
    move(host, { dy }) {
      const { canvas, frameCount } = host.state;
      const pxPerFrame = Math.max(MIN_PX_PER_FRAME, canvas.height / Math.max(1, frameCount));
      wayPx += dy;
      const frames = Math.trunc(wayPx / pxPerFrame);
      if (frames === 0) return;
      wayPx -= frames * pxPerFrame;
      scrollBy(host, frames);
    },
  };
}
