/** `<dicom-viewer src="…">`: the viewer as a custom element with its styles in a shadow root. */
import type { ViewerSource } from "./source/load-source.ts";
import { DicomViewer } from "./viewer.ts";

const STYLES = `
:host {
  display: block;
  position: relative;
  min-height: 8rem;
  overflow: hidden;
  background: var(--dicom-viewer-background, #000);
  color: var(--dicom-viewer-text, #c9d4e3);
  font: var(--dicom-viewer-font, 12px/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace);
}
.surface { position: absolute; inset: 0; }
canvas:focus-visible { outline: 2px solid var(--dicom-viewer-accent, #4ea1ff); outline-offset: -2px; }
.corner, .message { position: absolute; pointer-events: none; white-space: pre; text-shadow: 0 0 3px #000, 0 0 3px #000; }
.corner { left: 0.75rem; bottom: 0.6rem; }
.message { inset: 0; display: grid; place-items: center; padding: 1rem; text-align: center; white-space: pre-wrap; }
.message:empty { display: none; }
`;

/** A page without a DOM may import this module; the element exists where there is one. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

let sheet: CSSStyleSheet | undefined;

export class DicomViewerElement extends Base {
  static readonly observedAttributes = ["src"];
  #viewer: DicomViewer | undefined;
  #source: ViewerSource | undefined;

  /** What is shown: a URL (also the attribute `src`), a File or Blob, or bytes. */
  get src(): ViewerSource | undefined {
    return this.#source;
  }

  set src(source: ViewerSource | null | undefined) {
    this.#source = source ?? undefined;
    void this.#viewer?.show(this.#source);
  }

  /** The viewer behind the element, while the element is in a document. */
  get viewer(): DicomViewer | undefined {
    return this.#viewer;
  }

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    if (sheet === undefined) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLES);
    }
    root.adoptedStyleSheets = [sheet];
    const surface = this.ownerDocument.createElement("div");
    surface.className = "surface";
    root.replaceChildren(surface);
    const background = getComputedStyle(this).backgroundColor;
    this.#viewer = new DicomViewer(surface, { background });
    if (this.#source !== undefined) void this.#viewer.show(this.#source);
  }

  disconnectedCallback(): void {
    this.#viewer?.destroy();
    this.#viewer = undefined;
  }

  attributeChangedCallback(_name: string, _before: string | null, value: string | null): void {
    this.src = value ?? undefined;
  }
}

/** Registers `<dicom-viewer>` once; does nothing where there is no DOM. */
export function defineDicomViewer(): void {
  const registry = globalThis.customElements;
  if (registry !== undefined && registry.get("dicom-viewer") === undefined) {
    registry.define("dicom-viewer", DicomViewerElement);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "dicom-viewer": DicomViewerElement;
  }
}
