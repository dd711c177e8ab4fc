/** Brings the side bar when it is asked for: its code and the names of private elements are fetched then. */
import { type DicomFile, loadPrivateDictionary } from "@minipacs/dicom-core/frames";
import type { LabelChanges } from "../controls/labels.ts";
import type { ViewerSurface } from "../viewer-surface.ts";
import type { ViewerPart, ViewerView } from "../viewer-view.ts";
import type { createMetadataPanel } from "./create-panel.ts";
import type { MetadataPanel } from "./metadata-panel.ts";

export class MetadataPart implements ViewerPart {
  readonly #surface: ViewerSurface;
  readonly #onClose: () => void;
  readonly #onMissing: (error: unknown) => void;
  #create: typeof createMetadataPanel | undefined;
  #labels: LabelChanges = {};
  #panel: MetadataPanel | undefined;
  #isWanted = false;
  #isRemoved = false;
  #file: DicomFile | undefined;
  #hasPrivateNames = false;

  /**
   * `onClose` is told of the button; the side bar goes when the state says so. `onMissing` is told where its code cannot
   * be fetched.
   */
  constructor(surface: ViewerSurface, onClose: () => void, onMissing: (error: unknown) => void) {
    this.#onMissing = onMissing;
    this.#surface = surface;
    this.#onClose = onClose;
  }

  update({ state, file, cine, labels }: ViewerView): void {
    const isWanted = state.shows.metadata;
    // While files are played as a film, nobody reads them.
    const isFilm = cine.isPlaying && this.#file !== undefined;
    if (!isFilm) this.#file = file;
    if (labels !== this.#labels) {
      this.#labels = labels;
      this.#build();
    }
    if (isWanted !== this.#isWanted) {
      this.#isWanted = isWanted;
      if (isWanted) this.#open().catch((error) => this.#fail(error));
      else this.#hide();
    }
    if (isWanted) this.#panel?.setFile(this.#file);
  }

  remove(): void {
    this.#isRemoved = true;
    this.#panel?.remove();
  }

  async #open(): Promise<void> {
    if (this.#panel === undefined) {
      const { createMetadataPanel } = await import("./create-panel.ts");
      this.#create = createMetadataPanel;
      // It may have been asked for twice while it came.
      if (this.#isRemoved || !this.#isWanted) return;
      if (this.#panel === undefined) this.#build(true);
    }
    if (this.#panel === undefined) return;
    this.#panel.element.hidden = false;
    this.#panel.setFile(this.#file);
    this.#panel.focus();
    if (this.#hasPrivateNames) return;
    this.#hasPrivateNames = true;
    // Names of vendors' elements, which few files need.
    await loadPrivateDictionary().catch(() => undefined);
    this.#panel?.refresh();
  }

  /** Builds the side bar, anew in place of the one that is there. */
  #build(isFirst = false): void {
    const before = this.#panel;
    if (this.#create === undefined || (before === undefined && !isFirst)) return;
    this.#panel = this.#create(this.#surface, this.#labels, this.#onClose);
    if (before === undefined) return;
    this.#panel.query = before.query;
    this.#panel.width = before.width;
    this.#panel.element.hidden = before.element.hidden;
    before.remove();
    this.#panel.setFile(this.#file);
  }

  /** It can be asked for again. */
  #fail(error: unknown): void {
    this.#onClose();
    this.#onMissing(error);
  }

  /** The focus goes back to the image, from where the keys work. */
  #hide(): void {
    const panel = this.#panel?.element;
    if (panel === undefined) return;
    const { activeElement } = panel.getRootNode() as ShadowRoot;
    const hadFocus = panel.contains(activeElement);
    panel.hidden = true;
    if (hadFocus) this.#surface.canvas.focus({ preventScroll: true });
  }
}
