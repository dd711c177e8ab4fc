/** The viewer: loads a source, decodes frames, owns the canvas and paints at most once per animation frame. */
import {
  autoWindow,
  type DecodedFrame,
  type DicomFile,
  decodeFrame,
  frameCount,
  isDicomError,
  readDicomFile,
} from "@minipacs/dicom-core";
import { Canvas2dRenderer } from "./render/canvas-2d.ts";
import { loadSource, type ViewerSource } from "./source/load-source.ts";
import { attachKeyboardTools } from "./tool/keyboard-tools.ts";
import { attachPointerTools } from "./tool/pointer-tools.ts";
import {
  INITIAL_VIEWPORT,
  reduceViewport,
  type ViewportAction,
  type ViewportState,
} from "./viewport-state.ts";

export interface ViewerOptions {
  /** CSS colour around the image. Default `#000`. */
  background?: string;
  /** Window, zoom and frame in the corner. Default true. */
  showsText?: boolean;
}

/** Events of a viewer, dispatched on its element; `detail` as given here. */
export interface ViewerEvents {
  "frame-change": { frameIndex: number; frameCount: number };
  "window-change": { windowCenter: number; windowWidth: number };
  "decode-error": { code: string; message: string };
}

export class DicomViewer {
  readonly #element: HTMLElement;
  readonly #options: Required<ViewerOptions>;
  readonly #canvas: HTMLCanvasElement;
  readonly #text: HTMLElement;
  readonly #message: HTMLElement;
  readonly #renderer: Canvas2dRenderer;
  readonly #lifetime = new AbortController();
  readonly #resizes: ResizeObserver;
  #state: ViewportState = INITIAL_VIEWPORT;
  #file: DicomFile | undefined;
  #decoded: DecodedFrame | undefined;
  #loading: AbortController | undefined;
  #pendingPaint = 0;

  /**
   * Builds a viewer into an element (or a shadow root's element), which gets a canvas and becomes focusable. The
   * element's size is the viewer's.
   */
  constructor(element: HTMLElement, options: ViewerOptions = {}) {
    this.#element = element;
    this.#options = { background: options.background ?? "#000", showsText: options.showsText ?? true };
    const { ownerDocument } = element;
    this.#canvas = ownerDocument.createElement("canvas");
    this.#canvas.setAttribute("role", "img");
    this.#canvas.setAttribute("aria-label", "No image");
    this.#canvas.tabIndex = 0;
    Object.assign(this.#canvas.style, {
      display: "block",
      width: "100%",
      height: "100%",
      touchAction: "none",
    });
    this.#text = this.#createText("corner");
    this.#message = this.#createText("message");
    this.#message.setAttribute("role", "alert");
    element.append(this.#canvas, this.#text, this.#message);
    this.#renderer = new Canvas2dRenderer(this.#canvas);
    attachPointerTools(this.#canvas, this, this.#lifetime.signal);
    attachKeyboardTools(this.#canvas, this, this.#lifetime.signal);
    this.#resizes = new ResizeObserver(() => this.#resize());
    this.#resizes.observe(this.#canvas);
    this.#resize();
  }

  get state(): ViewportState {
    return this.#state;
  }

  /** A drag over 512 CSS pixels goes once through the present window, at least through 256 units. */
  get windowStep(): number {
    return Math.max(256, this.#state.windowWidth) / 512;
  }

  /** The file that is shown, for reading its attributes. */
  get file(): DicomFile | undefined {
    return this.#file;
  }

  /** The samples of the frame that is shown. */
  get frame(): DecodedFrame | undefined {
    return this.#decoded;
  }

  /**
   * Loads and shows a source; `undefined` empties the viewer. What cannot be shown is told on the canvas in words
   * and by `decode-error`; the promise resolves all the same, `false` then or when another source came in between.
   */
  async show(source: ViewerSource | undefined): Promise<boolean> {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.#clear(source === undefined ? "" : "Loading …");
    if (source === undefined) return true;
    try {
      const bytes = await loadSource(source, loading.signal);
      if (loading.signal.aborted) return false;
      const file = readDicomFile(bytes);
      const decoded = await decodeFrame(file, 0);
      if (loading.signal.aborted) return false;
      this.#file = file;
      this.#adopt(decoded, frameCount(file));
      return true;
    } catch (error) {
      if (!loading.signal.aborted) this.#fail(error);
      return false;
    }
  }

  dispatch(action: ViewportAction): void {
    const before = this.#state;
    this.#state = reduceViewport(before, action);
    if (this.#state === before) return;
    const { frameIndex, windowCenter, windowWidth } = this.#state;
    if (frameIndex !== before.frameIndex) void this.#showFrame(frameIndex);
    if (windowCenter !== before.windowCenter || windowWidth !== before.windowWidth) {
      this.#emit("window-change", { windowCenter, windowWidth });
    }
    this.#requestPaint();
  }

  /** Removes everything the viewer put into its element. */
  destroy(): void {
    this.#loading?.abort();
    this.#lifetime.abort();
    this.#resizes.disconnect();
    cancelAnimationFrame(this.#pendingPaint);
    this.#canvas.remove();
    this.#text.remove();
    this.#message.remove();
  }

  async #showFrame(index: number): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    try {
      const decoded = await decodeFrame(file, index);
      if (this.#file !== file || this.#state.frameIndex !== index) return;
      this.#decoded = decoded;
      this.#renderer.setFrame(decoded);
      this.#emit("frame-change", { frameIndex: index, frameCount: this.#state.frameCount });
      this.#requestPaint();
    } catch (error) {
      this.#fail(error);
    }
  }

  #adopt(decoded: DecodedFrame, count: number): void {
    this.#decoded = decoded;
    this.#renderer.setFrame(decoded);
    this.#say("");
    const window = decoded.windows[0] ?? autoWindow(decoded);
    const image = { width: decoded.columns, height: decoded.rows * this.#pixelAspect() };
    this.dispatch({
      type: "image",
      image,
      frameCount: count,
      windowCenter: window.center,
      windowWidth: window.width,
    });
    const modality = this.#file?.dataset.get("Modality") ?? "";
    this.#canvas.setAttribute(
      "aria-label",
      `${modality} image, ${decoded.columns} by ${decoded.rows}${count > 1 ? `, ${count} frames` : ""}`.trim(),
    );
    this.#emit("frame-change", { frameIndex: 0, frameCount: count });
  }

  /** Height of a pixel over its width. PS3.3 10.7.1.3, C.7.6.3.1.7. */
  #pixelAspect(): number {
    const dataset = this.#file?.dataset;
    for (const key of ["PixelSpacing", "ImagerPixelSpacing", "PixelAspectRatio"] as const) {
      const [row, column] = dataset?.getAll(key) ?? [];
      if (row !== undefined && column !== undefined && row > 0 && column > 0) return row / column;
    }
    return 1;
  }

  #clear(text: string): void {
    this.#file = undefined;
    this.#decoded = undefined;
    this.#renderer.setFrame(undefined);
    this.#canvas.setAttribute("aria-label", "No image");
    this.#say(text);
    this.#requestPaint();
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const code = isDicomError(error) ? error.code : "VIEWER_FAILED";
    this.#clear(`This image cannot be shown: ${message} (${code})`);
    this.#emit("decode-error", { code, message });
  }

  #say(text: string): void {
    this.#message.textContent = text;
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    this.dispatch({ type: "resize", canvas: { width, height } });
    this.#requestPaint();
  }

  #requestPaint(): void {
    if (this.#pendingPaint !== 0) return;
    this.#pendingPaint = requestAnimationFrame(() => {
      this.#pendingPaint = 0;
      this.#paint();
    });
  }

  #paint(): void {
    try {
      this.#renderer.paint(this.#state, globalThis.devicePixelRatio || 1, this.#options.background);
    } catch (error) {
      this.#fail(error);
      return;
    }
    const { windowCenter, windowWidth, scale, frameIndex, frameCount: count } = this.#state;
    const lines = [`C ${round(windowCenter)}  W ${round(windowWidth)}`, `Zoom ${Math.round(scale * 100)} %`];
    if (count > 1) lines.push(`Frame ${frameIndex + 1} / ${count}`);
    this.#text.textContent = this.#decoded && this.#options.showsText ? lines.join("\n") : "";
  }

  #createText(part: string): HTMLElement {
    const text = this.#element.ownerDocument.createElement("div");
    text.className = part;
    text.setAttribute("part", part);
    return text;
  }

  #emit<K extends keyof ViewerEvents>(type: K, detail: ViewerEvents[K]): void {
    const root = this.#element.getRootNode();
    const target = root instanceof ShadowRoot ? root.host : this.#element;
    target.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function round(value: number): number {
  return Math.abs(value) < 10 ? Math.round(value * 100) / 100 : Math.round(value);
}
