/**
 * The `render` entry: frames as pictures, with their colours, shutters and overlays. Everything here is also in the main
 * entry, and the same.
 */
export { drawnOverlays, paintOverlay } from "./pixel/display/paint-overlay.ts";
export { createShutterMask } from "./pixel/display/shutter-mask.ts";
export { type RenderedFrame, type RenderOptions, renderFrame } from "./pixel/render-frame.ts";
