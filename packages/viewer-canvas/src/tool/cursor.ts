/** Names the tool of the left button on the canvas, by which styles give it a pointer. */
import type { ViewerPart, ViewerView } from "../viewer-view.ts";
import type { Bindings } from "./bindings.ts";

export class Cursor implements ViewerPart {
  readonly #canvas: HTMLElement;
  readonly #binding: Bindings["mainDrag"];

  constructor(canvas: HTMLElement, { mainDrag }: Bindings) {
    this.#canvas = canvas;
    this.#binding = mainDrag;
  }

  update({ state, shown }: ViewerView): void {
    const chosen = this.#binding === "tool" ? state.tool : this.#binding;
    const tool = shown === undefined ? "none" : chosen;
    if (this.#canvas.dataset.tool !== tool) this.#canvas.dataset.tool = tool;
  }
}
