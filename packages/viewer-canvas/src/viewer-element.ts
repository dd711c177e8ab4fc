/** `<dicom-viewer src="…">`: the viewer as a custom element. */
import { parseControls } from "./controls/controls-setting.ts";
import type { LabelChanges } from "./controls/labels.ts";
import type { ViewerSource } from "./source/source.ts";
import { DicomViewer } from "./viewer.ts";
import type { ViewerEventMap, ViewerOptions } from "./viewer-options.ts";

/** A page without a DOM may import this module; the element exists where there is one. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/** The element; its events are those of `ViewerEvents`. */
export class DicomViewerElement extends Base {
  static readonly observedAttributes = ["src", "controls"];
  #viewer: DicomViewer | undefined;
  #source: ViewerSource | readonly ViewerSource[] | undefined;

  /**
   * Read when the element comes into a document; the attributes `controls` and `worker-url` go before its `controls` and
   * `workerUrl`.
   */
  options: ViewerOptions = (this as { options?: ViewerOptions }).options ?? {};

  /** What is shown: a URL (also the attribute `src`), a File or Blob, or bytes; or a list of them, as one stack. */
  get src(): ViewerSource | readonly ViewerSource[] | undefined {
    return this.#source;
  }

  set src(source: ViewerSource | readonly ViewerSource[] | null | undefined) {
    this.#source = source ?? undefined;
    void this.#viewer?.show(this.#source);
  }

  /** Words in place of the English ones; a page that changes its language sets others. */
  get labels(): LabelChanges {
    return this.options.labels ?? {};
  }

  set labels(labels: LabelChanges) {
    this.options = { ...this.options, labels };
    this.#viewer?.setLabels(labels);
  }

  /** The viewer behind the element, while the element is in a document. */
  get viewer(): DicomViewer | undefined {
    return this.#viewer;
  }

  connectedCallback(): void {
    for (const name of ["labels", "src"] as const) this.#takeEarly(name);
    const attribute = this.getAttribute("controls");
    const controls = attribute === null ? {} : { controls: parseControls(attribute) };
    const workerUrl = this.getAttribute("worker-url") ?? this.options.workerUrl;
    this.#viewer = new DicomViewer(this, { ...this.options, ...controls, workerUrl });
    if (this.#source !== undefined) void this.#viewer.show(this.#source);
  }

  disconnectedCallback(): void {
    this.#viewer?.destroy();
    this.#viewer = undefined;
  }

  attributeChangedCallback(name: string, _before: string | null, value: string | null): void {
    if (name === "controls") this.#viewer?.setControls(parseControls(value));
    else this.src = value || undefined;
  }

  /** A page that set a property before this module was loaded left a plain one that would hide ours. */
  #takeEarly<Name extends "labels" | "src">(name: Name): void {
    if (!Object.hasOwn(this, name)) return;
    const early = this[name];
    Reflect.deleteProperty(this, name);
    Object.assign(this, { [name]: early });
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
  /** Of any element: a `DicomViewer` may be built into it. */
  interface HTMLElementEventMap extends ViewerEventMap {}
}
