/** The edge of the side bar, which is dragged or moved by keys. WAI-ARIA Authoring Practices, Window Splitter pattern. */
import { createPart } from "../dom.ts";
import { clamp } from "../viewport-place.ts";

const MIN_PX = 180;
/** What is left of the image. */
const MIN_STAGE_PX = 120;
const STEP_PX = 16;

export class SideWidth {
  readonly separator: HTMLElement;
  readonly #side: HTMLElement;
  readonly #viewer: HTMLElement;
  /** `undefined` while nobody has chosen a width. */
  chosenPx: number | undefined;

  constructor(side: HTMLElement, viewer: HTMLElement, label: string) {
    this.#side = side;
    this.#viewer = viewer;
    this.separator = createPart(side.ownerDocument, "div", "metadata-separator", {
      role: "separator",
      tabindex: "0",
      "aria-orientation": "vertical",
      "aria-label": label,
      "aria-valuemin": String(MIN_PX),
    });
    this.separator.addEventListener("focus", () => this.#tell(this.#widthPx()));
    this.separator.addEventListener("keydown", (event) => this.#onKey(event));
    this.separator.addEventListener("pointerdown", (event) => {
      if (event.button === 0) this.separator.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    this.separator.addEventListener("pointermove", ({ pointerId, clientX }) => {
      if (!this.separator.hasPointerCapture(pointerId)) return;
      const { left, right } = this.#side.getBoundingClientRect();
      this.choose(this.#isRightToLeft() ? clientX - left : right - clientX);
    });
    this.#tell(MIN_PX);
  }

  /** Makes the side bar so wide, as far as there is room. */
  choose(widthPx: number): void {
    const chosen = Math.round(clamp(widthPx, MIN_PX, this.#maxPx()));
    this.chosenPx = chosen;
    this.#side.style.width = `min(${chosen}px, 100cqw)`;
    this.#tell(chosen);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // Towards the image is wider.
    const step = this.#isRightToLeft() ? STEP_PX : -STEP_PX;
    const width = this.#widthPx();
    const wanted: Record<string, number> = {
      ArrowRight: width + step,
      ArrowLeft: width - step,
      Home: MIN_PX,
      End: this.#maxPx(),
    };
    const next = wanted[event.key];
    if (next === undefined) return;
    this.choose(next);
    event.preventDefault();
    event.stopPropagation();
  }

  #tell(widthPx: number): void {
    this.separator.setAttribute("aria-valuemax", String(this.#maxPx()));
    this.separator.setAttribute("aria-valuenow", String(Math.round(widthPx)));
  }

  #widthPx(): number {
    return this.#side.getBoundingClientRect().width;
  }

  #maxPx(): number {
    return Math.max(MIN_PX, this.#viewer.clientWidth - MIN_STAGE_PX);
  }

  #isRightToLeft(): boolean {
    return getComputedStyle(this.#viewer).direction === "rtl";
  }
}
