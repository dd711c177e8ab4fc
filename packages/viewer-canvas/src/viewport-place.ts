/** Where the image lies in the canvas: fitting, zooming, moving, turning, as pure functions of the state. */
import { fromOriented, type Orientation, orientedSize, type Point, toOriented } from "./orientation.ts";
import type { Size, ViewportState } from "./viewport-state.ts";

export const MIN_SCALE = 0.02;
export const MAX_SCALE = 64;
/** So much of the image stays in sight however it is moved, CSS pixels. */
const MIN_VISIBLE_PX = 32;

/** Returns the image point under a canvas point, in image pixels. */
export function imagePointAt(state: ViewportState, x: number, y: number): Point {
  const { image, orientation, scale, offsetX, offsetY } = state;
  return fromOriented({ x: (x - offsetX) / scale, y: (y - offsetY) / scale }, image, orientation);
}

/** Returns the canvas point over an image point: the inverse of {@link imagePointAt}. */
export function canvasPointAt(state: ViewportState, x: number, y: number): Point {
  const { image, orientation, scale, offsetX, offsetY } = state;
  const oriented = toOriented({ x, y }, image, orientation);
  return { x: offsetX + oriented.x * scale, y: offsetY + oriented.y * scale };
}

/** Without an image nothing can be moved. */
export function hasImage({ image }: ViewportState): boolean {
  return image.width > 0 && image.height > 0;
}

/** The point in the middle of the canvas stays there. */
export function reoriented(state: ViewportState, orientation: Orientation): ViewportState {
  if (!hasImage(state)) return state;
  if (state.isFitted) return fitted({ ...state, orientation });
  const middle = { x: state.canvas.width / 2, y: state.canvas.height / 2 };
  const point = imagePointAt(state, middle.x, middle.y);
  const next = { ...state, orientation };
  const moved = canvasPointAt(next, point.x, point.y);
  return placed(next, state.scale, state.offsetX + middle.x - moved.x, state.offsetY + middle.y - moved.y);
}

/** The whole image in the middle of the canvas. */
export function fitted(state: ViewportState): ViewportState {
  const { canvas } = state;
  const image = orientedSize(state.image, state.orientation);
  if (!hasImage(state) || canvas.width <= 0 || canvas.height <= 0) return { ...state, isFitted: true };
  const scale = Math.min(MAX_SCALE, canvas.width / image.width, canvas.height / image.height);
  const offsetX = (canvas.width - image.width * scale) / 2;
  const offsetY = (canvas.height - image.height * scale) / 2;
  return { ...state, scale, offsetX, offsetY, isFitted: true };
}

/** The canvas has another size. */
export function resized(state: ViewportState, canvas: Size): ViewportState {
  if (state.canvas.width === canvas.width && state.canvas.height === canvas.height) return state;
  const next = { ...state, canvas };
  if (state.isFitted || !hasImage(state)) return fitted(next);
  // The middle of the view stays in the middle.
  const offsetX = state.offsetX + (canvas.width - state.canvas.width) / 2;
  const offsetY = state.offsetY + (canvas.height - state.canvas.height) / 2;
  return placed(next, state.scale, offsetX, offsetY);
}

/** The canvas point (x, y) stays over its image point. */
export function zoomed(state: ViewportState, factor: number, x: number, y: number): ViewportState {
  // An image that fits into the view only when smaller is not made larger by zooming out.
  const scale = clamp(state.scale * factor, Math.min(MIN_SCALE, state.scale), MAX_SCALE);
  if (!hasImage(state) || scale === state.scale) return state;
  const applied = scale / state.scale;
  return placed(state, scale, x - (x - state.offsetX) * applied, y - (y - state.offsetY) * applied);
}

/** Puts the image somewhere by hand, so that an edge of it stays in sight. */
export function placed(state: ViewportState, scale: number, x: number, y: number): ViewportState {
  const { canvas } = state;
  const image = orientedSize(state.image, state.orientation);
  const offsetX = clampOffset(x, image.width * scale, canvas.width);
  const offsetY = clampOffset(y, image.height * scale, canvas.height);
  return { ...state, scale, offsetX, offsetY, isFitted: false };
}

function clampOffset(offset: number, imageLength: number, canvasLength: number): number {
  const visible = Math.min(MIN_VISIBLE_PX, imageLength, canvasLength);
  return clamp(offset, visible - imageLength, canvasLength - visible);
}

/** Returns a value within two bounds. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
