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
export function cornerLines({ state, shown }: ViewerView): string[] {
  if (shown === undefined) return [];
  const { windowCenter, windowWidth, scale, frameIndex, frameCount } = state;
  const lines = [`C ${round(windowCenter)}  W ${round(windowWidth)}`, `Zoom ${Math.round(scale * 100)} %`];
  if (frameCount > 1) lines.unshift(`Frame ${frameIndex + 1} / ${frameCount}`);
  return lines;
}

/** Small windows, as of probabilities, need digits; those of CT do not. */
function round(value: number): number {
  return Math.abs(value) < 10 ? Math.round(value * 100) / 100 : Math.round(value);
}
