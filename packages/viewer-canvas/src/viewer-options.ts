/** What a page may ask of a viewer, and what it is told. */
import type { ControlsSetting } from "./controls/controls-setting.ts";
import type { LabelChanges } from "./controls/labels.ts";
import type { FrameDecoderOptions } from "./decode/frame-decoder.ts";
import type { ExternalVideo } from "./document/video.ts";
import type { ErrorWords } from "./plain-error.ts";
import type { LoadProgress } from "./source/load-progress.ts";
import type { BindingChanges } from "./tool/bindings.ts";

/** What a viewer shows, and with what. */
export interface ViewerOptions extends FrameDecoderOptions {
  /** Text in the corners, letters at the edges, scale bar, until someone shows or hides them. Default true. */
  showsText?: boolean;
  /**
   * Bytes of files and of decoded frames that are held, together; the frame that is shown and the next one are held
   * anyway. Default 512 MiB, half of it on touch screens. Averages of
   * large images that are shrunk take 64 MiB of the page besides, at most.
   */
  cacheBytes?: number;
  /** Keys, buttons and wheel in place of the usual ones. */
  bindings?: BindingChanges;
  /** Bars around the image. Default `all`. */
  controls?: ControlsSetting;
  /** Words in place of the English ones, by name of a command or of another word. */
  labels?: LabelChanges;
  /** Files that are dragged onto the viewer are shown. Default true. */
  acceptsDrops?: boolean;
  /** What is done with a film that the browser cannot play, on a click. Default: it is saved. */
  openExternally?: ((video: ExternalVideo) => void) | undefined;
}

/** Events of a viewer, dispatched on its element; `detail` as given here. */
export interface ViewerEvents {
  "frame-change": { frameIndex: number; frameCount: number };
  "window-change": { windowCenter: number; windowWidth: number };
  "decode-error": ErrorWords;
  /** While a large file is fetched: once more as soon as its header is known. */
  "load-progress": LoadProgress;
}

/** The same as listeners get them. */
export type ViewerEventMap = { [Name in keyof ViewerEvents]: CustomEvent<ViewerEvents[Name]> };
