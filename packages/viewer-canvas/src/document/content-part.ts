/** Shows films, documents and reports over the canvas. Their code is fetched when the first of them is shown. */
import type { DicomFile } from "@minipacs/dicom-core/frames";
import { saveFile } from "../source/choose-files.ts";
import type { ViewerSurface } from "../viewer-surface.ts";
import type { ViewerPart, ViewerView } from "../viewer-view.ts";
import { contentKindOf } from "./content-kind.ts";
import type { ExternalVideo } from "./video.ts";

/** Is on the stage until it is removed. */
export interface ShownContent {
  element: HTMLElement;
  remove(): void;
}

export interface ContentContext {
  document: Document;
  openExternally(video: ExternalVideo): void;
}

export class ContentPart implements ViewerPart {
  readonly #surface: ViewerSurface;
  readonly #context: ContentContext;
  #file: DicomFile | undefined;
  #shown: ShownContent | undefined;

  /** Films that the browser cannot play are saved, unless there is something else to do with them. */
  constructor(
    surface: ViewerSurface,
    document: Document,
    openExternally: ContentContext["openExternally"] = ({ stream, name }) => saveFile(document, stream, name),
  ) {
    this.#surface = surface;
    this.#context = { document, openExternally };
  }

  update({ file, shown, error }: ViewerView): void {
    const isContent = file !== undefined && shown === undefined && error === undefined;
    const next = isContent && contentKindOf(file) !== undefined ? file : undefined;
    if (next === this.#file) return;
    this.remove();
    this.#file = next;
    if (next !== undefined) void this.#show(next);
  }

  remove(): void {
    this.#file = undefined;
    this.#shown?.remove();
    this.#shown?.element.remove();
    this.#shown = undefined;
  }

  async #show(file: DicomFile): Promise<void> {
    const { createContent } = await import("./create-content.ts");
    if (this.#file !== file) return;
    this.#shown = createContent(file, this.#surface, this.#context);
    this.#surface.add(this.#shown.element, "stage");
  }
}
