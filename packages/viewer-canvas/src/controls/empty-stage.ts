/** What is said where no image is open: how to open one, by the ways that the page allows. */
import { createPart } from "../dom.ts";
import type { ViewerPart, ViewerView } from "../viewer-view.ts";
import { type ControlsContext, createCommandButton } from "./buttons.ts";

/** How files come into the viewer. */
export interface OpeningWays {
  opens: boolean;
  drops: boolean;
}

export class EmptyStage implements ViewerPart {
  readonly element: HTMLElement;
  readonly #context: ControlsContext;

  constructor(context: ControlsContext, { opens, drops }: OpeningWays) {
    const { document, label } = context;
    this.#context = context;
    this.element = createPart(document, "div", "empty");
    const said = createPart(document, "p", "empty-words");
    said.textContent = label(
      opens ? (drops ? "empty-any" : "empty-open") : drops ? "empty-drop" : "empty-none",
    );
    this.element.append(said);
    if (opens) this.element.append(createCommandButton(context, "open", label("open")));
    this.element.hidden = true;
  }

  update({ state }: ViewerView): void {
    const isHidden = state.frameCount > 0;
    if (isHidden === this.element.hidden) return;
    const { activeElement } = this.element.getRootNode() as ShadowRoot;
    const hadFocus = this.element.contains(activeElement);
    this.element.hidden = isHidden;
    if (hadFocus) this.#context.focusCanvas();
  }
}
