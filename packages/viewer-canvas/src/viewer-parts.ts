/** The parts of a viewer around its image: text, annotations, side bar, documents; tools and bars when they have come. */
import type { ControlsHost } from "./controls/buttons.ts";
import type { ViewerControls } from "./controls/controls.ts";
import type { ControlsSetting } from "./controls/controls-setting.ts";
import type { LabelChanges } from "./controls/labels.ts";
import { ContentPart } from "./document/content-part.ts";
import { MetadataPart } from "./metadata/metadata-part.ts";
import { AnnotationLayer, type ImageCanvas, type PictureDrawing } from "./overlay/annotation-layer.ts";
import type { ViewerOptions } from "./viewer-options.ts";
import type { ViewerSurface } from "./viewer-surface.ts";
import type { ViewerPart, ViewerView } from "./viewer-view.ts";

/** The viewer, as its parts use it. */
export interface PartsHost extends ControlsHost {
  readonly labels: LabelChanges;
  /** Has all parts updated with the next paint. */
  requestPaint(): void;
  /** Tells of what failed besides the image. */
  warn(error: unknown): void;
}

export class ViewerParts implements ViewerPart {
  readonly #surface: ViewerSurface;
  readonly #host: PartsHost;
  readonly #annotations: AnnotationLayer;
  readonly #parts: ViewerPart[];
  #controls: ViewerControls | undefined;
  #setting: ControlsSetting;
  #isRemoved = false;

  constructor(surface: ViewerSurface, host: PartsHost, options: ViewerOptions, image: () => ImageCanvas) {
    this.#surface = surface;
    this.#host = host;
    this.#setting = options.controls ?? "all";
    const warn = (error: unknown) => host.warn(error);
    this.#annotations = new AnnotationLayer(surface, image, warn);
    const hideMetadata = () => host.dispatch({ type: "show", what: "metadata", isShown: false });
    this.#parts = [
      this.#annotations,
      new MetadataPart(surface, hideMetadata, warn),
      new ContentPart(surface, surface.canvas.ownerDocument, warn, options.openExternally),
    ];
    this.#addControls(options).catch((error) => {
      surface.awaitBars(false);
      host.warn(error);
    });
  }

  /** Returns what draws text and measures onto pictures. */
  forPictures(): Promise<PictureDrawing> {
    return this.#annotations.forPictures();
  }

  setControls(setting: ControlsSetting): void {
    this.#setting = setting;
    this.#controls?.set(setting);
    this.#host.requestPaint();
  }

  update(view: ViewerView): void {
    for (const part of this.#parts) part.update(view);
  }

  remove(): void {
    this.#isRemoved = true;
    for (const part of this.#parts) part.remove?.();
  }

  /** Tools, bars and keys are a chunk of their own: the image need not wait for them. */
  async #addControls(options: ViewerOptions): Promise<void> {
    this.#surface.awaitBars(this.#setting === "all");
    const { ViewerControls } = await import("./controls/controls.ts");
    if (this.#isRemoved) return;
    this.#surface.awaitBars(false);
    this.#controls = new ViewerControls(this.#surface, this.#host, options, this.#host.labels);
    this.#parts.push(this.#controls);
    this.setControls(this.#setting);
  }
}
