/** The text in a corner of the image: frame, window, zoom. */
import type { ViewerPart, ViewerView } from "../viewer-view.ts";

export class CornerText implements ViewerPart {
  readonly #element: HTMLElement;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  update(view: ViewerView): void {
    const text = cornerLines(view).join("\n");
    if (this.#element.textContent !== text) this.#element.textContent = text;
  }
}

/** Returns the lines of the corner, none without an image. */
export function cornerLines(view: ViewerView): string[] {
  const { state, shown } = view;
  if (shown === undefined || !state.shows.text) return [];
  return [...frameLines(view), `Zoom ${Math.round(state.scale * 100)} %`];
}

/** Returns which frame is shown and how: what a picture of it has in common with the screen. */
export function frameLines({ state }: ViewerView): string[] {
  const { windowCenter, windowWidth, frameIndex, frameCount } = state;
  const lines = [`C ${round(windowCenter)}  W ${round(windowWidth)}`];
  if (frameCount > 1) lines.unshift(`Frame ${frameIndex + 1} / ${frameCount}`);
  return lines;
}

/** Small windows, as of probabilities, need digits; those of CT do not. */
function round(value: number): number {
  return Math.abs(value) < 10 ? Math.round(value * 100) / 100 : Math.round(value);
}
