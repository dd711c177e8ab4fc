/** How the image is windowed: its own window, a chosen one, or a VOI LUT, as pure functions of the state. */
import type { ViewportState, VoiSetting } from "./viewport-state.ts";

/** The LINEAR function needs at least 1. PS3.3 C.11.2.1.2.1. */
export const MIN_WINDOW_WIDTH = 1;

/** What the file brings for a frame; a window or VOI LUT that someone chose stays. */
export function withVoi(state: ViewportState, { window, voiLutIndex }: VoiSetting): ViewportState {
  const { defaultVoi } = state;
  const isSame =
    defaultVoi.window.center === window.center &&
    defaultVoi.window.width === window.width &&
    defaultVoi.voiLutIndex === voiLutIndex;
  const next = isSame ? state : { ...state, defaultVoi: { window, voiLutIndex } };
  return state.isWindowChosen ? next : windowReset(next);
}

/** Back to what the file brought. */
export function windowReset(state: ViewportState): ViewportState {
  const { window, voiLutIndex } = state.defaultVoi;
  const isSame =
    !state.isWindowChosen &&
    state.windowCenter === window.center &&
    state.windowWidth === window.width &&
    state.voiLutIndex === voiLutIndex;
  if (isSame) return state;
  const { center: windowCenter, width: windowWidth } = window;
  return { ...state, windowCenter, windowWidth, voiLutIndex, isWindowChosen: false };
}

/** A chosen window, in place of any VOI LUT; to choose the one that is there is no choice. */
export function windowed(state: ViewportState, windowCenter: number, width: number): ViewportState {
  const windowWidth = Math.max(MIN_WINDOW_WIDTH, width);
  const isSame = windowCenter === state.windowCenter && windowWidth === state.windowWidth;
  if (isSame && state.voiLutIndex === undefined) return state;
  return { ...state, windowCenter, windowWidth, isWindowChosen: true, voiLutIndex: undefined };
}
