/** Shows films, documents and reports over the canvas. Their code is fetched when the first of them is shown. */
import type { DicomFile } from "@minipacs/dicom-core/frames";
import type { LabelChanges } from "../controls/labels.ts";
import type { ViewerSurface } from "../viewer-surface.ts";
import type { ViewerPart, ViewerView } from "../viewer-view.ts";
import type { Words } from "../words.ts";
import { type ContentKind, contentKindOf } from "./content-kind.ts";
import type { ContentWord } from "./content-words.ts";
import type { ExternalVideo } from "./video.ts";

/** Is on the stage until it is removed. */
export interface ShownContent {
  element: HTMLElement;
  remove(): void;
}

/** Says the words of films, documents and reports. */
export type ContentWords = Words<ContentWord>;

/** What content needs of the viewer. */
export interface ContentHost {
  document: Document;
  /** Films that the browser cannot play are saved, unless there is something else to do with them. */
  openExternally: ((video: ExternalVideo) => void) | undefined;
}

export interface ContentContext {
  document: Document;
  openExternally: (video: ExternalVideo) => void;
  words: ContentWords;
}

export class ContentPart implements ViewerPart {
  readonly #surface: ViewerSurface;
  readonly #host: ContentHost;
  readonly #onMissing: (error: unknown) => void;
  #file: DicomFile | undefined;
  #labels: LabelChanges | undefined;
  #shown: ShownContent | undefined;

  /** `onMissing` is told where the code of this part cannot be fetched. */
  constructor(
    surface: ViewerSurface,
    document: Document,
    onMissing: (error: unknown) => void,
    openExternally: ContentHost["openExternally"],
  ) {
    this.#surface = surface;
    this.#onMissing = onMissing;
    this.#host = { document, openExternally };
  }

  update({ file, shown, error, labels }: ViewerView): void {
    const isContent = file !== undefined && shown === undefined && error === undefined;
    const kind = isContent ? contentKindOf(file) : undefined;
    const next = kind && file;
    if (next === this.#file && (labels === this.#labels || next === undefined)) return;
    this.remove();
    this.#file = next;
    this.#labels = labels;
    if (next) this.#show(next, kind!, labels).catch(this.#onMissing);
  }

  /** A focus within goes to the image, from where the keys work. */
  remove(): void {
    this.#file = undefined;
    const element = this.#shown?.element;
    const hadFocus = element?.contains((element.getRootNode() as ShadowRoot).activeElement);
    this.#shown?.remove();
    element?.remove();
    this.#shown = undefined;
    if (hadFocus) this.#surface.canvas.focus({ preventScroll: true });
  }

  async #show(file: DicomFile, kind: ContentKind, labels: LabelChanges): Promise<void> {
    const { createContent } = await import("./create-content.ts");
    const content = await createContent(file, kind, this.#surface, this.#host, labels);
    if (this.#file !== file || this.#labels !== labels) {
      content.remove();
      return;
    }
    this.#shown = content;
    this.#surface.add(content.element, "stage");
  }
}
