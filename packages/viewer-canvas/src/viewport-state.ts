/** The state of a view as a pure reducer: where the image lies, how it is windowed. No DOM, no pixels. */

export interface Size {
  width: number;
  height: number;
}

export interface ViewportState {
  /** CSS pixels. */
  canvas: Size;
  /** Image pixels, after the pixel aspect ratio has been applied to the height. */
  image: Size;
  /** CSS pixels per image pixel. */
  scale: number;
  /** Of the image's upper left corner in the canvas, CSS pixels. */
  offsetX: number;
  offsetY: number;
  /** The scale follows the canvas until someone zooms or pans. */
  isFitted: boolean;
  /** In modality units. */
  windowCenter: number;
  windowWidth: number;
  isInverted: boolean;
  frameIndex: number;
  frameCount: number;
}

export type ViewportAction =
  | { type: "image"; image: Size; frameCount: number; windowCenter: number; windowWidth: number }
  | { type: "resize"; canvas: Size }
  | { type: "fit" }
  /** 1 image pixel on 1 CSS pixel, around the middle. */
  | { type: "actual-size" }
  /** Zooms so that the image point under (x, y) stays there. */
  | { type: "zoom"; factor: number; x: number; y: number }
  | { type: "pan"; dx: number; dy: number }
  | { type: "window"; center: number; width: number }
  | { type: "invert" }
  | { type: "frame"; index: number };

export const MIN_SCALE = 0.02;
export const MAX_SCALE = 64;
const MIN_WINDOW_WIDTH = 1;

export const INITIAL_VIEWPORT: Readonly<ViewportState> = {
  canvas: { width: 0, height: 0 },
  image: { width: 0, height: 0 },
  scale: 1,
  offsetX: 0,
  offsetY: 0,
  isFitted: true,
  windowCenter: 0,
  windowWidth: 1,
  isInverted: false,
  frameIndex: 0,
  frameCount: 0,
};

/** Returns the state after an action; the same object when nothing changes. */
export function reduceViewport(state: ViewportState, action: ViewportAction): ViewportState {
  switch (action.type) {
    case "image": {
      const { image, frameCount, windowCenter, windowWidth } = action;
      return fitted({
        ...state,
        image,
        frameCount,
        windowCenter,
        windowWidth,
        frameIndex: 0,
        isInverted: false,
      });
    }
    case "resize": {
      if (sameSize(state.canvas, action.canvas)) return state;
      if (state.isFitted) return fitted({ ...state, canvas: action.canvas });
      // Keeps the middle of the view in the middle.
      const offsetX = state.offsetX + (action.canvas.width - state.canvas.width) / 2;
      const offsetY = state.offsetY + (action.canvas.height - state.canvas.height) / 2;
      return { ...state, canvas: action.canvas, offsetX, offsetY };
    }
    case "fit":
      return fitted(state);
    case "actual-size":
      return zoomed(state, 1 / state.scale, state.canvas.width / 2, state.canvas.height / 2);
    case "zoom":
      return zoomed(state, action.factor, action.x, action.y);
    case "pan":
      if (action.dx === 0 && action.dy === 0) return state;
      return {
        ...state,
        offsetX: state.offsetX + action.dx,
        offsetY: state.offsetY + action.dy,
        isFitted: false,
      };
    case "window":
      return { ...state, windowCenter: action.center, windowWidth: Math.max(MIN_WINDOW_WIDTH, action.width) };
    case "invert":
      return { ...state, isInverted: !state.isInverted };
    case "frame": {
      const frameIndex = Math.min(Math.max(0, action.index), Math.max(0, state.frameCount - 1));
      return frameIndex === state.frameIndex ? state : { ...state, frameIndex };
    }
  }
}

/** Returns the image point under a canvas point, in image pixels. */
export function imagePointAt(state: ViewportState, x: number, y: number): { x: number; y: number } {
  return { x: (x - state.offsetX) / state.scale, y: (y - state.offsetY) / state.scale };
}

function fitted(state: ViewportState): ViewportState {
  const { canvas, image } = state;
  if (image.width === 0 || image.height === 0 || canvas.width === 0 || canvas.height === 0) {
    return { ...state, isFitted: true };
  }
  const scale = clampScale(Math.min(canvas.width / image.width, canvas.height / image.height));
  return {
    ...state,
    scale,
    offsetX: (canvas.width - image.width * scale) / 2,
    offsetY: (canvas.height - image.height * scale) / 2,
    isFitted: true,
  };
}

function zoomed(state: ViewportState, factor: number, x: number, y: number): ViewportState {
  const scale = clampScale(state.scale * factor);
  const applied = scale / state.scale;
  return {
    ...state,
    scale,
    offsetX: x - (x - state.offsetX) * applied,
    offsetY: y - (y - state.offsetY) * applied,
    isFitted: false,
  };
}

function clampScale(scale: number): number {
  return Math.min(MAX_SCALE, Math.max(MIN_SCALE, scale));
}

function sameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}
