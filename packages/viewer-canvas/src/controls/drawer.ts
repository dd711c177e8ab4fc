/** A button, and what it opens over the image. WAI-ARIA Authoring Practices, Disclosure pattern. */
import { createPart } from "../dom.ts";
import { createIconButton } from "./buttons.ts";
import { createIcon, type IconName } from "./icons.ts";

export class Drawer {
  readonly button: HTMLButtonElement;
  readonly panel: HTMLElement;

  /** `name` is unique within the shadow root. */
  constructor(document: Document, name: string, icon: IconName, label: string) {
    this.button = createIconButton(document, icon, label);
    this.panel = createPart(document, "div", "drawer", { role: "group", "aria-label": label, id: name });
    this.panel.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.button.setAttribute("aria-controls", name);
    this.button.addEventListener("click", () => (this.isOpen ? this.close() : this.#open()));
  }

  get isOpen(): boolean {
    return !this.panel.hidden;
  }

  /** Names it anew, as where it holds other things. */
  rename(icon: IconName, label: string): void {
    if (this.button.title === label) return;
    this.button.title = label;
    this.button.setAttribute("aria-label", label);
    this.panel.setAttribute("aria-label", label);
    this.button.replaceChildren(createIcon(this.button.ownerDocument, icon));
  }

  #open(): void {
    this.panel.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
  }

  close(): void {
    this.panel.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
  }
}
