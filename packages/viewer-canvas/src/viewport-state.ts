/** The state of a view as a pure reducer: where the image lies, how it is windowed. No DOM, no pixels. */

export interface Size {
  width: number;
  height: number;
}

/** A window in modality units. PS3.3 C.11.2.1.2. */
export interface WindowSetting {
  center: number;
  width: number;
}

export interface ViewportState {
  /** CSS pixels. */
  readonly canvas: Size;
  /** Image pixels, after the pixel aspect ratio has been applied to the height; 0 by 0 without an image. */
  readonly image: Size;
  /** CSS pixels per image pixel. */
  readonly scale: number;
  /** Of the image's upper left corner in the canvas, CSS pixels. */
  readonly offsetX: number;
  readonly offsetY: number;
  /** The scale follows the canvas until someone zooms or pans. */
  readonly isFitted: boolean;
  /** In modality units. */
  readonly windowCenter: number;
  readonly windowWidth: number;
  /** What `reset-window` goes back to. */
  readonly defaultWindow: WindowSetting;
  readonly isInverted: boolean;
  /** Counted from 0. */
  readonly frameIndex: number;
  readonly frameCount: number;
}

export type ViewportAction =
  /** A new image: fitted, in its own window, from its first frame. */
  | { type: "image"; image: Size; frameCount: number; window: WindowSetting }
  | { type: "resize"; canvas: Size }
  | { type: "fit" }
  /** 1 image pixel on 1 CSS pixel, around the middle. */
  | { type: "actual-size" }
  /** Zooms so that the image point under (x, y) stays there. */
  | { type: "zoom"; factor: number; x: number; y: number }
  | { type: "pan"; dx: number; dy: number }
  | { type: "window"; center: number; width: number }
  | { type: "reset-window" }
  | { type: "invert" }
  | { type: "frame"; index: number };

export const MIN_SCALE = 0.02;
export const MAX_SCALE = 64;
/** The LINEAR function needs at least 1. PS3.3 C.11.2.1.2.1. */
const MIN_WINDOW_WIDTH = 1;
/** So much of the image stays in sight however it is moved, CSS pixels. */
const MIN_VISIBLE_PX = 32;

export const INITIAL_VIEWPORT: ViewportState = {
  canvas: { width: 0, height: 0 },
  image: { width: 0, height: 0 },
  scale: 1,
  offsetX: 0,
  offsetY: 0,
  isFitted: true,
  windowCenter: 0,
  windowWidth: MIN_WINDOW_WIDTH,
  defaultWindow: { center: 0, width: MIN_WINDOW_WIDTH },
  isInverted: false,
  frameIndex: 0,
  frameCount: 0,
};

/** Returns the state after an action; the same object when nothing changes. */
export function reduceViewport(state: ViewportState, action: ViewportAction): ViewportState {
  switch (action.type) {
    case "image": {
      const { image, frameCount, window } = action;
      const shown = { ...state, image, frameCount, frameIndex: 0, isInverted: false, defaultWindow: window };
      return fitted(windowed(shown, window.center, window.width));
    }
    case "resize":
      return resized(state, action.canvas);
    case "fit":
      return hasImage(state) ? fitted(state) : state;
    case "actual-size":
      return zoomed(state, 1 / state.scale, state.canvas.width / 2, state.canvas.height / 2);
    case "zoom":
      return zoomed(state, action.factor, action.x, action.y);
    case "pan":
      if (!hasImage(state) || (action.dx === 0 && action.dy === 0)) return state;
      return placed(state, state.scale, state.offsetX + action.dx, state.offsetY + action.dy);
    case "window":
      return hasImage(state) ? windowed(state, action.center, action.width) : state;
    case "reset-window":
      return windowed(state, state.defaultWindow.center, state.defaultWindow.width);
    case "invert":
      return hasImage(state) ? { ...state, isInverted: !state.isInverted } : state;
    case "frame": {
      const frameIndex = clamp(action.index, 0, Math.max(0, state.frameCount - 1));
      return frameIndex === state.frameIndex ? state : { ...state, frameIndex };
    }
  }
}

/** Returns the image point under a canvas point, in image pixels. */
export function imagePointAt(state: ViewportState, x: number, y: number): { x: number; y: number } {
  return { x: (x - state.offsetX) / state.scale, y: (y - state.offsetY) / state.scale };
}

function hasImage({ image }: ViewportState): boolean {
  return image.width > 0 && image.height > 0;
}

function fitted(state: ViewportState): ViewportState {
  const { canvas, image } = state;
  if (!hasImage(state) || canvas.width <= 0 || canvas.height <= 0) return { ...state, isFitted: true };
  const scale = clampScale(Math.min(canvas.width / image.width, canvas.height / image.height));
  const offsetX = (canvas.width - image.width * scale) / 2;
  const offsetY = (canvas.height - image.height * scale) / 2;
  return { ...state, scale, offsetX, offsetY, isFitted: true };
}

function resized(state: ViewportState, canvas: Size): ViewportState {
  if (state.canvas.width === canvas.width && state.canvas.height === canvas.height) return state;
  const next = { ...state, canvas };
  if (state.isFitted || !hasImage(state)) return fitted(next);
  // The middle of the view stays in the middle.
  const offsetX = state.offsetX + (canvas.width - state.canvas.width) / 2;
  const offsetY = state.offsetY + (canvas.height - state.canvas.height) / 2;
  return placed(next, state.scale, offsetX, offsetY);
}

function zoomed(state: ViewportState, factor: number, x: number, y: number): ViewportState {
  const scale = clampScale(state.scale * factor);
  if (!hasImage(state) || scale === state.scale) return state;
  const applied = scale / state.scale;
  return placed(state, scale, x - (x - state.offsetX) * applied, y - (y - state.offsetY) * applied);
}

/** Puts the image somewhere by hand, so that an edge of it stays in sight. */
function placed(state: ViewportState, scale: number, x: number, y: number): ViewportState {
  const { canvas, image } = state;
  const offsetX = clampOffset(x, image.width * scale, canvas.width);
  const offsetY = clampOffset(y, image.height * scale, canvas.height);
  return { ...state, scale, offsetX, offsetY, isFitted: false };
}

function clampOffset(offset: number, imageLength: number, canvasLength: number): number {
  const visible = Math.min(MIN_VISIBLE_PX, imageLength, canvasLength);
  return clamp(offset, visible - imageLength, canvasLength - visible);
}

function windowed(state: ViewportState, windowCenter: number, width: number): ViewportState {
  const windowWidth = Math.max(MIN_WINDOW_WIDTH, width);
  if (windowCenter === state.windowCenter && windowWidth === state.windowWidth) return state;
  return { ...state, windowCenter, windowWidth };
}

function clampScale(scale: number): number {
  return clamp(scale, MIN_SCALE, MAX_SCALE);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
