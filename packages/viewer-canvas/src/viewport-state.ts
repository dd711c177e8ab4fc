/** The state of a viewer as a pure reducer: what is shown, where it lies, how it is windowed. No DOM, no pixels. */
import type { VoiFunction } from "@minipacs/dicom-core/frames";
import { type Measure, type MeasureAction, reduceMeasures } from "./measure/measure-list.ts";
import { mirrored, type Orientation, type Point, turned, UPRIGHT } from "./orientation.ts";
import { clamp, fitted, hasImage, placed, reoriented, resized, zoomed } from "./viewport-place.ts";
import { MIN_WINDOW_WIDTH, voiLutChosen, windowed, windowReset, withVoi } from "./viewport-window.ts";

/** A width and a height. */
export interface Size {
  width: number;
  height: number;
}

/** A window in modality units. PS3.3 C.11.2.1.2. */
export interface WindowSetting {
  center: number;
  width: number;
}

/** How a frame comes onto the screen unless someone chooses otherwise. */
export interface VoiSetting {
  readonly window: WindowSetting;
  /** Index of the VOI LUT that is used in place of the window. PS3.3 C.11.2.1.1. */
  readonly voiLutIndex?: number | undefined;
  /** VOI LUTs that there are to choose from. Default 0. */
  readonly voiLutCount?: number;
  /** Values that make a difference: tools go through as many in a drag at least. Default 256. */
  readonly range?: number | undefined;
  /** Of a chosen window. Default 1, as LINEAR needs. PS3.3 C.11.2.1.2.1. */
  readonly minWidth?: number | undefined;
}

/** What can be shown or left out. */
export interface Shows {
  /** Text in the corners, letters at the edges, scale bar. */
  readonly text: boolean;
  /** Overlay planes of the file. PS3.3 C.9. */
  readonly overlays: boolean;
  readonly measures: boolean;
  /** Pixels are blended where they do not lie on device pixels. */
  readonly interpolation: boolean;
  readonly metadata: boolean;
  readonly help: boolean;
}

/** What a drag with the main button or one finger does. */
export type ToolName =
  | "pan"
  | "window"
  | "zoom"
  | "scroll"
  | "probe"
  | "length"
  | "angle"
  | "rectangle"
  | "ellipse";

/** Image pixels. */
export interface PointedAt extends Point {
  /** Keys moved it there, not a mouse that goes over the image. */
  readonly byKeys?: boolean;
}

/** A measure of {@link ViewportState}, or one of its points. */
export interface SelectedMeasure {
  readonly id: number;
  /** `undefined`: all of it. */
  readonly pointIndex: number | undefined;
}

/** What is seen, and how: all that a viewer remembers of it. */
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
  /** How the window is applied, where that is not the frame's own way. PS3.3 C.11.2.1.3. */
  readonly voiFunction: VoiFunction | undefined;
  /** Of the frame's VOI LUTs, one that is used in place of the window. */
  readonly voiLutIndex: number | undefined;
  /** What `reset-window` goes back to: that of the frame that is shown. */
  readonly defaultVoi: VoiSetting;
  /** Someone chose the window: it stays for other frames, which otherwise come in their own. */
  readonly isWindowChosen: boolean;
  /** Someone chose this VOI LUT: frames without it come in their own window. */
  readonly chosenVoiLutIndex: number | undefined;
  readonly isInverted: boolean;
  /** The frame that is asked for, counted from 0. */
  readonly frameIndex: number;
  /** The frame that is on the screen, or told of there, until the one that is asked for has come. */
  readonly shownFrameIndex: number;
  readonly frameCount: number;
  readonly tool: ToolName;
  readonly shows: Shows;
  /** Where the pointer or the keyboard's cross is: image pixels. */
  readonly pointer: PointedAt | undefined;
  readonly measures: readonly Measure[];
  /** A measure that keys move and remove, or one of its points. */
  readonly selected: SelectedMeasure | undefined;
}

/** What changes what is seen. */
export type ViewportAction =
  /** A new image or stack: upright, fitted, in its own window, from its first frame or the one given. */
  | ({ type: "image"; image: Size; frameCount: number; frameIndex?: number } & VoiSetting)
  /** What the frame that is now shown brings; a size other than the last one is fitted. */
  | ({ type: "frame-facts"; image: Size } & VoiSetting)
  /** Nothing is shown any more. */
  | { type: "clear"; frameCount: number }
  | { type: "resize"; canvas: Size }
  | { type: "fit" }
  /** 1 image pixel on 1 CSS pixel, around the middle. */
  | { type: "actual-size" }
  /** Zooms so that the image point under (x, y) stays there. */
  | { type: "zoom"; factor: number; x: number; y: number }
  | { type: "pan"; dx: number; dy: number }
  /** Without a function the one that is used stays. */
  | { type: "window"; center: number; width: number; voiFunction?: VoiFunction }
  | { type: "reset-window" }
  | { type: "voi-lut"; index: number }
  | { type: "invert" }
  /** Quarter turns clockwise. */
  | { type: "rotate"; quarterTurns: number }
  /** Mirrors what is on the screen: horizontal changes left and right. */
  | { type: "flip"; axis: "horizontal" | "vertical" }
  /** Everything but the frame as when the image came. */
  | { type: "reset" }
  | { type: "frame"; index: number }
  /** The frame that is asked for is shown, or why there is none. */
  | { type: "frame-shown" }
  /** A file that has now been read holds `shift` frames more, or less, than were counted: those from `from` on move. */
  | { type: "frame-count"; frameCount: number; from: number; shift: number }
  | { type: "tool"; tool: ToolName }
  | { type: "show"; what: keyof Shows; isShown: boolean }
  | { type: "pointer"; at: PointedAt | undefined }
  | { type: "select-measure"; selected: SelectedMeasure | undefined }
  | MeasureAction;

/** The state of a viewer that shows nothing yet. */
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
  voiFunction: undefined,
  voiLutIndex: undefined,
  defaultVoi: { window: { center: 0, width: MIN_WINDOW_WIDTH } },
  isWindowChosen: false,
  chosenVoiLutIndex: undefined,
  isInverted: false,
  frameIndex: 0,
  shownFrameIndex: 0,
  frameCount: 0,
  tool: "pan",
  shows: {
    text: true,
    overlays: true,
    measures: true,
    interpolation: true,
    metadata: false,
    help: false,
  },
  pointer: undefined,
  measures: [],
  selected: undefined,
};

/** Returns the state after an action; the same object when nothing changes. */
export function reduceViewport(state: ViewportState, action: ViewportAction): ViewportState {
  switch (action.type) {
    case "image": {
      const { image, frameCount, frameIndex = 0 } = action;
      const shown = {
        ...state,
        image,
        frameCount,
        frameIndex,
        isWindowChosen: false,
        measures: [],
        selected: undefined,
      };
      return reset(withVoi(frameShown(shown), action));
    }
    case "frame-facts": {
      const { image } = action;
      const shown = withVoi(frameShown(state), action);
      const isSameSize = image.width === state.image.width && image.height === state.image.height;
      return isSameSize ? shown : fitted({ ...shown, image });
    }
    case "clear":
      return {
        ...state,
        image: { width: 0, height: 0 },
        frameIndex: 0,
        shownFrameIndex: 0,
        frameCount: action.frameCount,
        pointer: undefined,
        measures: [],
        selected: undefined,
      };
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
      return hasImage(state) ? windowed(state, action) : state;
    case "reset-window":
      return windowReset(state);
    case "voi-lut":
      return hasImage(state) ? voiLutChosen(state, action.index) : state;
    case "invert":
      return hasImage(state) ? { ...state, isInverted: !state.isInverted } : state;
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
    case "frame-shown":
      return frameShown(state);
    case "frame-count":
      return recounted(state, action);
    case "tool":
      if (action.tool === state.tool && !state.selected) return state;
      return { ...state, tool: action.tool, selected: undefined };
    case "show":
      if (state.shows[action.what] === action.isShown) return state;
      return { ...state, shows: { ...state.shows, [action.what]: action.isShown } };
    case "pointer":
      return pointed(state, action.at);
    case "select-measure":
      return { ...state, selected: action.selected };
    default: {
      const measures = hasImage(state) ? reduceMeasures(state.measures, action) : state.measures;
      if (measures === state.measures) return state;
      const { selected } = state;
      // Numbers of measures that are gone are given again.
      return { ...state, measures, selected: action.type === "move-measure" ? selected : undefined };
    }
  }
}

function reset(state: ViewportState): ViewportState {
  return fitted({ ...windowReset(state), orientation: UPRIGHT, isInverted: false });
}

function frameShown(state: ViewportState): ViewportState {
  const { frameIndex } = state;
  return frameIndex === state.shownFrameIndex ? state : { ...state, shownFrameIndex: frameIndex };
}

/** What lies behind the file moves with its frames; measures on frames that are no more go. */
function recounted(
  state: ViewportState,
  { frameCount, from, shift }: { frameCount: number; from: number; shift: number },
): ViewportState {
  const moved = (index: number) => (index >= from ? index + shift : Math.min(index, from + shift - 1));
  const isLeft = ({ frameIndex }: Measure) => frameIndex >= from || frameIndex < from + shift;
  return {
    ...state,
    frameCount,
    frameIndex: moved(state.frameIndex),
    shownFrameIndex: moved(state.shownFrameIndex),
    selected: undefined,
    measures: state.measures
      .filter(isLeft)
      .map((measure) => ({ ...measure, frameIndex: moved(measure.frameIndex) })),
  };
}

/** Outside of the image there is nothing to point at. */
function pointed(state: ViewportState, at: Point | undefined): ViewportState {
  const { width, height } = state.image;
  const isInside = at !== undefined && at.x >= 0 && at.y >= 0 && at.x < width && at.y < height;
  const pointer = isInside ? at : undefined;
  if (pointer?.x === state.pointer?.x && pointer?.y === state.pointer?.y) return state;
  return { ...state, pointer };
}
