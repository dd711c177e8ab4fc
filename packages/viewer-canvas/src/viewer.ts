/** The viewer: loads a source, decodes its frames, owns the canvas and paints at most once per animation frame. */
import {
  type DecodedFrame,
  type DicomFile,
  decodeFrame,
  frameCount,
  readDicomFile,
} from "@minipacs/dicom-core";
import { type DisplayFacts, displayFactsOf } from "./display-facts.ts";
import { describeError, type ErrorWords } from "./error-words.ts";
import { Canvas2dRenderer } from "./render/canvas-2d.ts";
import { loadSource, type ViewerSource } from "./source/source.ts";
import { attachKeyboard } from "./tool/keyboard.ts";
import { attachPointerTools } from "./tool/pointer.ts";
import { ViewerSurface } from "./viewer-surface.ts";
import {
  INITIAL_VIEWPORT,
  reduceViewport,
  type ViewportAction,
  type ViewportState,
} from "./viewport-state.ts";

export interface ViewerOptions {
  /** Window, zoom and frame in the corner. Default true. */
  showsText?: boolean;
}

/** Events of a viewer, dispatched on its element; `detail` as given here. */
export interface ViewerEvents {
  "frame-change": { frameIndex: number; frameCount: number };
  "window-change": { windowCenter: number; windowWidth: number };
  "decode-error": ErrorWords;
}

/** A viewer in an element of a page. */
export class DicomViewer {
  readonly #element: HTMLElement;
  readonly #surface: ViewerSurface;
  readonly #renderer: Canvas2dRenderer;
  readonly #showsText: boolean;
  readonly #lifetime = new AbortController();
  #state: ViewportState = INITIAL_VIEWPORT;
  #file: DicomFile | undefined;
  #frame: DecodedFrame | undefined;
  #loading: AbortController | undefined;
  #pendingPaint = 0;

  /**
   * Builds a viewer into the shadow root of an element, which can be any that may have one: `div`, `section`, … The
   * viewer is as large as the element.
   */
  constructor(element: HTMLElement, options: ViewerOptions = {}) {
    this.#element = element;
    this.#showsText = options.showsText ?? true;
    this.#surface = new ViewerSurface(element, (canvas) => {
      this.dispatch({ type: "resize", canvas });
      this.#requestPaint();
    });
    this.#renderer = new Canvas2dRenderer(this.#surface.canvas);
    attachPointerTools(this.#surface.canvas, this, this.#lifetime.signal);
    attachKeyboard(this.#surface.canvas, this, this.#lifetime.signal);
  }

  get state(): ViewportState {
    return this.#state;
  }

  /** The file that is shown, for reading its attributes. */
  get file(): DicomFile | undefined {
    return this.#file;
  }

  /** The samples of the frame that is shown. */
  get frame(): DecodedFrame | undefined {
    return this.#frame;
  }

  /**
   * Loads and shows a source; `undefined` empties the viewer. What cannot be shown is told in words on the canvas and
   * by `decode-error`. Resolves with whether it is shown: `false` also when another source came in between.
   */
  async show(source: ViewerSource | undefined): Promise<boolean> {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.#clear();
    if (source === undefined) return true;
    this.#surface.say(["Loading …"]);
    try {
      const file = readDicomFile(await loadSource(source, loading.signal));
      const decoded = await decodeFrame(file, 0);
      if (loading.signal.aborted) return false;
      this.#adopt(file, decoded);
      return true;
    } catch (error) {
      if (!loading.signal.aborted) this.#fail(error);
      return false;
    }
  }

  /** Changes the view: what every tool, key and button does. */
  dispatch(action: ViewportAction): void {
    const before = this.#state;
    this.#state = reduceViewport(before, action);
    if (this.#state === before) return;
    const { frameIndex, windowCenter, windowWidth } = this.#state;
    if (windowCenter !== before.windowCenter || windowWidth !== before.windowWidth) {
      this.#emit("window-change", { windowCenter, windowWidth });
    }
    if (action.type === "frame") void this.#showFrame(frameIndex);
    else this.#requestPaint();
  }

  /** Ends the viewer and removes what it put into its element. */
  destroy(): void {
    this.#loading?.abort();
    this.#lifetime.abort();
    cancelAnimationFrame(this.#pendingPaint);
    this.#surface.remove();
    this.#file = undefined;
    this.#frame = undefined;
  }

  async #showFrame(index: number): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    const isCurrent = () => this.#file === file && this.#state.frameIndex === index;
    try {
      const decoded = await decodeFrame(file, index);
      if (!isCurrent()) return;
      this.#frame = decoded;
      this.#renderer.setFrame(decoded);
      this.#surface.say([]);
      this.#requestPaint();
      this.#emit("frame-change", { frameIndex: index, frameCount: this.#state.frameCount });
    } catch (error) {
      if (isCurrent()) this.#fail(error);
    }
  }

  #adopt(file: DicomFile, decoded: DecodedFrame): void {
    const count = frameCount(file);
    const facts: DisplayFacts = displayFactsOf(file, decoded, count);
    this.#file = file;
    this.#frame = decoded;
    this.#renderer.setFrame(decoded);
    this.#surface.say([]);
    this.#surface.label(facts.label);
    this.dispatch({ type: "image", image: facts.size, frameCount: count, window: facts.window });
    this.#emit("frame-change", { frameIndex: 0, frameCount: count });
  }

  #clear(): void {
    this.#file = undefined;
    this.#dropFrame();
    this.#surface.say([]);
    this.#surface.label("No image");
  }

  #dropFrame(): void {
    this.#frame = undefined;
    this.#renderer.setFrame(undefined);
    this.#requestPaint();
  }

  /** The file stays: another of its frames may be shown. */
  #fail(error: unknown): void {
    const words = describeError(error);
    const { code, message, advice } = words;
    this.#dropFrame();
    this.#surface.label(`No image: ${message}`);
    this.#surface.say(["This image cannot be shown", sentence(message), advice, code], "error");
    this.#emit("decode-error", words);
  }

  #requestPaint(): void {
    if (this.#pendingPaint !== 0 || this.#lifetime.signal.aborted) return;
    this.#pendingPaint = requestAnimationFrame(() => {
      this.#pendingPaint = 0;
      this.#paint();
    });
  }

  #paint(): void {
    try {
      this.#renderer.paint(this.#state, this.#surface.deviceSize);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#surface.writeCorner(this.#showsText && this.#frame !== undefined ? cornerText(this.#state) : "");
  }

  #emit<K extends keyof ViewerEvents>(type: K, detail: ViewerEvents[K]): void {
    this.#element.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function cornerText({
  windowCenter,
  windowWidth,
  scale,
  frameIndex,
  frameCount: count,
}: ViewportState): string {
  const lines = [`C ${round(windowCenter)}  W ${round(windowWidth)}`, `Zoom ${Math.round(scale * 100)} %`];
  if (count > 1) lines.unshift(`Frame ${frameIndex + 1} / ${count}`);
  return lines.join("\n");
}

/** Messages of errors are parts of sentences. */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}

/** Small windows, as of probabilities, need digits; those of CT do not. */
function round(value: number): number {
  return Math.abs(value) < 10 ? Math.round(value * 100) / 100 : Math.round(value);
}
