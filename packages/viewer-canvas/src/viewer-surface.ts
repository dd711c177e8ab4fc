/** The viewer's part of the page: a stage with canvas, corner text and message, and places for bars around it. */
import { createPart } from "./dom.ts";
import { STYLES, styleSheet } from "./viewer-styles.ts";
import type { Size } from "./viewport-state.ts";

/** Where a part stands: over the canvas, above, below or beside it. */
export type Place = "stage" | "top" | "bottom" | "side";

export class ViewerSurface {
  readonly canvas: HTMLCanvasElement;
  readonly corner: HTMLElement;
  /** Above the canvas, for what is drawn over the image. */
  readonly annotations: HTMLCanvasElement;
  readonly #root: ShadowRoot;
  readonly #viewer: HTMLElement;
  readonly #stage: HTMLElement;
  readonly #message: HTMLElement;
  readonly #warning: HTMLElement;
  readonly #warned: HTMLElement;
  readonly #closeWarning: HTMLButtonElement;
  readonly #keys: HTMLElement;
  readonly #resizes: ResizeObserver;
  #deviceSize: Size = { width: 1, height: 1 };

  /** Builds itself into the element's shadow root; `onResize` gets the canvas size in CSS pixels, at once and later. */
  constructor(element: HTMLElement, onResize: (size: Size) => void) {
    this.#root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    this.#root.adoptedStyleSheets = [];
    this.adopt(STYLES);
    this.#keys = this.#create("div", "keys");
    this.#keys.id = "keys";
    this.canvas = this.#create("canvas", "canvas");
    this.canvas.tabIndex = 0;
    // Not `img`: assistive technology hands its keys to an application only.
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute("aria-describedby", this.#keys.id);
    this.annotations = this.#create("canvas", "annotations");
    this.annotations.setAttribute("aria-hidden", "true");
    this.corner = this.#create("div", "corner");
    this.#message = this.#create("div", "message");
    this.#message.setAttribute("role", "status");
    this.#warning = this.#create("div", "warning");
    this.#warning.setAttribute("role", "alert");
    this.#warned = this.#warning.appendChild(this.#create("span", "warned"));
    this.#closeWarning = this.#warning.appendChild(this.#create("button", "warning-close"));
    this.#warning.addEventListener("click", () => this.warn(""));
    this.#warning.hidden = true;
    this.#stage = this.#create("div", "stage");
    this.#stage.append(this.canvas, this.annotations, this.corner, this.#message, this.#warning);
    this.#viewer = this.#create("div", "viewer");
    this.#viewer.append(this.#stage, this.#keys);
    this.#viewer.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || this.#warning.hidden) return;
      event.preventDefault();
      event.stopPropagation();
      this.warn("");
    });
    this.#root.replaceChildren(this.#viewer);
    this.#resizes = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      this.#deviceSize = deviceSizeOf(entry);
      onResize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observe(this.#resizes, this.canvas);
  }

  /** Of the canvas, in device pixels: whole numbers. */
  get deviceSize(): Size {
    return this.#deviceSize;
  }

  /** Holds the canvas and what lies over it. */
  get stage(): HTMLElement {
    return this.#stage;
  }

  /** Holds everything; as large as the element. */
  get viewer(): HTMLElement {
    return this.#viewer;
  }

  /** Keeps room for bars above and below the stage until they are there. */
  awaitBars(isWaiting: boolean): void {
    this.#stage.toggleAttribute("data-waits", isWaiting);
  }

  /** Adds a part. Bars take room from the stage, which is what is left; parts of the stage lie over the canvas. */
  add(part: HTMLElement, place: Place): void {
    if (place === "stage") this.#stage.append(part);
    else {
      part.dataset.place = place;
      this.#viewer.append(part);
    }
  }

  /** Adds styles of a part. */
  adopt(styles: string): void {
    const { adoptedStyleSheets } = this.#root;
    const sheet = styleSheet(this.#root.ownerDocument, styles);
    if (!adoptedStyleSheets.includes(sheet)) this.#root.adoptedStyleSheets = [...adoptedStyleSheets, sheet];
  }

  /** Says what the canvas is and which keys it takes. */
  describe(role: string, keys: string): void {
    this.canvas.setAttribute("aria-roledescription", role);
    this.#keys.textContent = keys;
  }

  /** Names the canvas for assistive technology. */
  label(text: string): void {
    this.canvas.setAttribute("aria-label", text);
  }

  /** Shows paragraphs over the canvas, none to remove them. Of an error the first is its title, the last its code. */
  say(paragraphs: readonly string[], kind: "note" | "error" = "note"): void {
    const said = paragraphs.filter((text) => text !== "");
    this.#message.replaceChildren(
      ...said.map((text, i) => {
        const paragraph = this.#create("p", kind === "error" && i === 0 ? "title" : "text");
        const isCode = kind === "error" && i === said.length - 1;
        const target = isCode ? paragraph.appendChild(this.#create("code", "code")) : paragraph;
        target.textContent = text;
        return paragraph;
      }),
    );
  }

  /** Tells of what failed besides the image, until it is clicked, by Escape, or until nothing is to be told. */
  warn(text: string): void {
    if (text === "" && this.#root.activeElement === this.#closeWarning) this.canvas.focus();
    this.#warned.textContent = text;
    this.#warning.hidden = text === "";
  }

  /** Says what can be done with files that are dragged over the viewer, and with what was told. */
  hint(drop: string, close: string): void {
    this.#stage.dataset.hint = drop;
    this.#closeWarning.ariaLabel = close;
  }

  remove(): void {
    this.#resizes.disconnect();
    this.#root.replaceChildren();
    this.#root.adoptedStyleSheets = [];
  }

  #create<K extends keyof HTMLElementTagNameMap>(tag: K, part: string): HTMLElementTagNameMap[K] {
    return createPart(this.#root.ownerDocument, tag, part);
  }
}

/** Safari has no device pixel box; the observer then tells of CSS pixels only. */
function observe(observer: ResizeObserver, canvas: HTMLCanvasElement): void {
  try {
    observer.observe(canvas, { box: "device-pixel-content-box" });
  } catch {
    observer.observe(canvas);
  }
}

function deviceSizeOf(entry: ResizeObserverEntry): Size {
  const exact = entry.devicePixelContentBoxSize?.[0];
  if (exact !== undefined) return { width: exact.inlineSize, height: exact.blockSize };
  const ratio = globalThis.devicePixelRatio || 1;
  const { width, height } = entry.contentRect;
  return { width: Math.max(1, Math.round(width * ratio)), height: Math.max(1, Math.round(height * ratio)) };
}
