/** The state of a view as a pure reducer: where the image lies, how it is windowed. No DOM, no pixels. */
import {
  fromOriented,
  mirrored,
  type Orientation,
  orientedSize,
  type Point,
  toOriented,
  turned,
  UPRIGHT,
} from "./orientation.ts";

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
  readonly orientation: Orientation;
  /** Of the upper left corner of the image, as it is turned, in the canvas: CSS pixels. */
  readonly offsetX: number;
  readonly offsetY: number;
  /** The scale follows the canvas until someone zooms or pans. */
  readonly isFitted: boolean;
  /** In modality units. */
  readonly windowCenter: number;
  readonly windowWidth: number;
  /** What `reset-window` goes back to: the window of the frame that is shown. */
  readonly defaultWindow: WindowSetting;
  /** Someone chose the window: it stays for other frames, which otherwise come in their own. */
  readonly isWindowChosen: boolean;
  /** Index of the VOI LUT of the frame that is used in place of the window. PS3.3 C.11.2.1.1. */
  readonly voiLutIndex: number | undefined;
  readonly isInverted: boolean;
  /** Pixels are blended where they do not lie on device pixels. */
  readonly isInterpolated: boolean;
  /** Counted from 0. */
  readonly frameIndex: number;
  readonly frameCount: number;
}

export type ViewportAction =
  /** A new image or stack: upright, fitted, in its own window, from its first frame or the one given. */
  | {
      type: "image";
      image: Size;
      frameCount: number;
      frameIndex?: number;
      window: WindowSetting;
      voiLutIndex?: number | undefined;
    }
  /** What the frame that is now shown brings; a size other than the last one is fitted. */
  | { type: "frame-facts"; image: Size; window: WindowSetting; voiLutIndex?: number | undefined }
  | { type: "resize"; canvas: Size }
  | { type: "fit" }
  /** 1 image pixel on 1 CSS pixel, around the middle. */
  | { type: "actual-size" }
  /** Zooms so that the image point under (x, y) stays there. */
  | { type: "zoom"; factor: number; x: number; y: number }
  | { type: "pan"; dx: number; dy: number }
  | { type: "window"; center: number; width: number }
  | { type: "reset-window" }
  | { type: "voi-lut"; index: number }
  | { type: "invert" }
  | { type: "interpolate"; isOn: boolean }
  /** Quarter turns clockwise. */
  | { type: "rotate"; quarterTurns: number }
  /** Mirrors what is on the screen: horizontal changes left and right. */
  | { type: "flip"; axis: "horizontal" | "vertical" }
  /** Everything but the frame as when the image came. */
  | { type: "reset" }
  | { type: "frame"; index: number }
  /** Another number of frames became known: those of a file that has now been read. */
  | { type: "frame-count"; frameCount: number; frameIndex: number };

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
  orientation: UPRIGHT,
  offsetX: 0,
  offsetY: 0,
  isFitted: true,
  windowCenter: 0,
  windowWidth: MIN_WINDOW_WIDTH,
  defaultWindow: { center: 0, width: MIN_WINDOW_WIDTH },
  isWindowChosen: false,
  voiLutIndex: undefined,
  isInverted: false,
  isInterpolated: true,
  frameIndex: 0,
  frameCount: 0,
};

/** Returns the state after an action; the same object when nothing changes. */
export function reduceViewport(state: ViewportState, action: ViewportAction): ViewportState {
  switch (action.type) {
    case "image": {
      const { image, frameCount, frameIndex = 0 } = action;
      const shown = { ...state, image, frameCount, frameIndex, isWindowChosen: false };
      return reset(withFacts(shown, action));
    }
    case "frame-facts":
      return withFacts(state, action);
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
      return hasImage(state) ? windowed(state, action.center, action.width, true) : state;
    case "reset-window":
      return windowReset(state);
    case "voi-lut":
      return hasImage(state) ? { ...state, voiLutIndex: action.index, isWindowChosen: true } : state;
    case "invert":
      return hasImage(state) ? { ...state, isInverted: !state.isInverted } : state;
    case "interpolate":
      return state.isInterpolated === action.isOn ? state : { ...state, isInterpolated: action.isOn };
    case "rotate":
      return reoriented(state, turned(state.orientation, action.quarterTurns));
    case "flip":
      return reoriented(state, mirrored(state.orientation, action.axis));
    case "reset":
      return hasImage(state) ? reset(state) : state;
    case "frame": {
      const frameIndex = clamp(action.index, 0, Math.max(0, state.frameCount - 1));
      return frameIndex === state.frameIndex ? state : { ...state, frameIndex };
    }
    case "frame-count":
      return { ...state, frameCount: action.frameCount, frameIndex: action.frameIndex };
  }
}

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

function hasImage({ image }: ViewportState): boolean {
  return image.width > 0 && image.height > 0;
}

/** What the file brings for a frame; a window that someone chose stays. */
function withFacts(
  state: ViewportState,
  { image, window, voiLutIndex }: { image: Size; window: WindowSetting; voiLutIndex?: number | undefined },
): ViewportState {
  const isSameSize = image.width === state.image.width && image.height === state.image.height;
  const { center, width } = state.defaultWindow;
  const isSameWindow = center === window.center && width === window.width;
  if (isSameSize && isSameWindow && (state.isWindowChosen || state.voiLutIndex === voiLutIndex)) return state;
  const next = { ...state, image, defaultWindow: window };
  const shown = state.isWindowChosen ? next : { ...windowReset(next), voiLutIndex };
  return isSameSize ? shown : fitted(shown);
}

function reset(state: ViewportState): ViewportState {
  return fitted({ ...windowReset(state), orientation: UPRIGHT, isInverted: false });
}

/** The point in the middle of the canvas stays there. */
function reoriented(state: ViewportState, orientation: Orientation): ViewportState {
  if (!hasImage(state)) return state;
  if (state.isFitted) return fitted({ ...state, orientation });
  const middle = { x: state.canvas.width / 2, y: state.canvas.height / 2 };
  const point = imagePointAt(state, middle.x, middle.y);
  const next = { ...state, orientation };
  const moved = canvasPointAt(next, point.x, point.y);
  return placed(next, state.scale, state.offsetX + middle.x - moved.x, state.offsetY + middle.y - moved.y);
}

function fitted(state: ViewportState): ViewportState {
  const { canvas } = state;
  const image = orientedSize(state.image, state.orientation);
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

function windowReset(state: ViewportState): ViewportState {
  const { center, width } = state.defaultWindow;
  return windowed(state, center, width, false);
}

function windowed(
  state: ViewportState,
  windowCenter: number,
  width: number,
  isWindowChosen: boolean,
): ViewportState {
  const windowWidth = Math.max(MIN_WINDOW_WIDTH, width);
  const isSame = windowCenter === state.windowCenter && windowWidth === state.windowWidth;
  // To choose the window that is there is no choice.
  const isKept = isWindowChosen || !state.isWindowChosen;
  if (isSame && isKept && state.voiLutIndex === undefined) return state;
  return { ...state, windowCenter, windowWidth, isWindowChosen, voiLutIndex: undefined };
}

function clampScale(scale: number): number {
  return clamp(scale, MIN_SCALE, MAX_SCALE);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
