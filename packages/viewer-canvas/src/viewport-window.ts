/** How the image is windowed: its own window, a chosen one, or a VOI LUT, as pure functions of the state. */
import type { VoiFunction } from "@minipacs/dicom-core/frames";
import type { ViewportState, VoiSetting, WindowSetting } from "./viewport-state.ts";

/** The LINEAR function needs at least 1. PS3.3 C.11.2.1.2.1. */
export const MIN_WINDOW_WIDTH = 1;

/** What the file brings for a frame; a window that someone chose stays, a VOI LUT where the frame has it. */
export function withVoi(state: ViewportState, voi: VoiSetting): ViewportState {
  const { window, voiLutIndex, voiLutCount = 0, range, minWidth } = voi;
  const before = state.defaultVoi;
  const isSame =
    before.window.center === window.center &&
    before.window.width === window.width &&
    before.voiLutIndex === voiLutIndex &&
    before.voiLutCount === voiLutCount &&
    before.range === range &&
    before.minWidth === minWidth;
  const defaultVoi = { window, voiLutIndex, voiLutCount, range, minWidth };
  const next = isSame ? state : { ...state, defaultVoi };
  if (!state.isWindowChosen) return windowReset(next);
  const { chosenVoiLutIndex } = state;
  if (chosenVoiLutIndex === undefined) return next;
  return chosenVoiLutIndex < voiLutCount ? voiLutChosen(next, chosenVoiLutIndex) : inOwnWindow(next);
}

/** Back to what the file brought. */
export function windowReset(state: ViewportState): ViewportState {
  const isKept = !state.isWindowChosen && state.chosenVoiLutIndex === undefined;
  return inOwnWindow(isKept ? state : { ...state, isWindowChosen: false, chosenVoiLutIndex: undefined });
}

function inOwnWindow(state: ViewportState): ViewportState {
  const { window, voiLutIndex } = state.defaultVoi;
  const { center: windowCenter, width: windowWidth } = window;
  const isSame =
    state.windowCenter === windowCenter &&
    state.windowWidth === windowWidth &&
    state.voiFunction === undefined &&
    state.voiLutIndex === voiLutIndex;
  return isSame ? state : { ...state, windowCenter, windowWidth, voiFunction: undefined, voiLutIndex };
}

/** A chosen window, in place of any VOI LUT; to choose the one that is there is no choice. */
export function windowed(
  state: ViewportState,
  {
    center: windowCenter,
    width,
    voiFunction = state.voiFunction,
  }: WindowSetting & { voiFunction?: VoiFunction },
): ViewportState {
  const windowWidth = Math.max(state.defaultVoi.minWidth ?? MIN_WINDOW_WIDTH, width);
  const isSame =
    windowCenter === state.windowCenter &&
    windowWidth === state.windowWidth &&
    voiFunction === state.voiFunction;
  if (isSame && state.voiLutIndex === undefined) return state;
  const chosen = { voiLutIndex: undefined, isWindowChosen: true, chosenVoiLutIndex: undefined };
  return { ...state, windowCenter, windowWidth, voiFunction, ...chosen };
}

/** A chosen VOI LUT; one that the frame does not have is no choice. */
export function voiLutChosen(state: ViewportState, index: number): ViewportState {
  if (index >= (state.defaultVoi.voiLutCount ?? 0)) return state;
  return { ...state, voiLutIndex: index, isWindowChosen: true, chosenVoiLutIndex: index };
}
