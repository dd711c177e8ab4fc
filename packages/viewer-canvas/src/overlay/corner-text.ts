/** The text in a corner of the image: frame, window, zoom. */
import { takesWindow } from "../display-facts.ts";
import { STAGE_WORDS } from "../stage-words.ts";
import type { ViewerView } from "../viewer-view.ts";
import { createWords } from "../words.ts";

/** Returns the lines of the corner, none without an image. */
export function cornerLines(view: ViewerView): string[] {
  const { state, shown } = view;
  if (shown === undefined || !state.shows.text) return [];
  const words = createWords(STAGE_WORDS, view.labels);
  return [...frameLines(view), words("corner-zoom", Math.round(state.scale * 100))];
}

/** Returns which frame is shown and how: what a picture of it has in common with the screen. */
export function frameLines({ state, shown, labels }: ViewerView): string[] {
  const words = createWords(STAGE_WORDS, labels);
  const { windowCenter, windowWidth, voiLutIndex, shownFrameIndex, frameCount } = state;
  const lines: string[] = [];
  if (frameCount > 1) lines.push(words("corner-frame", shownFrameIndex + 1, frameCount));
  if (shown && takesWindow(shown.decoded)) {
    lines.push(
      voiLutIndex === undefined
        ? words("corner-window", round(windowCenter), round(windowWidth))
        : shown.decoded.voiLuts[voiLutIndex]?.explanation || words("corner-lut"),
    );
  }
  return lines;
}

/** Small windows, as of probabilities, need digits; those of CT do not. */
function round(value: number): number {
  return Math.abs(value) < 10 ? Number(value.toPrecision(3)) : Math.round(value);
}
