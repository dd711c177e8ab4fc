/** Brings the side bar when it is asked for: its code and the names of private elements are fetched then. */
import { type DicomFile, loadPrivateDictionary } from "@minipacs/dicom-core/frames";
import type { ViewerSurface } from "../viewer-surface.ts";
import type { ViewerPart, ViewerView } from "../viewer-view.ts";
import type { MetadataPanel } from "./metadata-panel.ts";

export class MetadataPart implements ViewerPart {
  readonly #surface: ViewerSurface;
  readonly #onClose: () => void;
  #panel: MetadataPanel | undefined;
  #isWanted = false;
  #isRemoved = false;
  #file: DicomFile | undefined;
  #hasPrivateNames = false;

  /** `onClose` is told of the button; the side bar goes when the state says so. */
  constructor(surface: ViewerSurface, onClose: () => void) {
    this.#surface = surface;
    this.#onClose = onClose;
  }

  update({ state, file, cine }: ViewerView): void {
    const isWanted = state.shows.metadata;
    // While files are played as a film, nobody reads them.
    const isFilm = cine.isPlaying && this.#file !== undefined;
    if (!isFilm) this.#file = file;
    if (isWanted !== this.#isWanted) {
      this.#isWanted = isWanted;
      if (isWanted) void this.#open();
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
      if (this.#isRemoved) return;
      // It may have been asked for twice while it came.
      this.#panel ??= createMetadataPanel(this.#surface, this.#onClose);
    }
    this.#panel.element.hidden = !this.#isWanted;
    if (!this.#isWanted) return;
    this.#panel.setFile(this.#file);
    this.#panel.focus();
    if (this.#hasPrivateNames) return;
    this.#hasPrivateNames = true;
    // Names of vendors' elements, which few files need.
    await loadPrivateDictionary().catch(() => undefined);
    this.#panel.refresh();
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
