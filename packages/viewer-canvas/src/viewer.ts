/** The viewer: holds a stack and what is shown of it, hands input to the state, and paints at most once per animation frame. */
import {
  autoWindow,
  type DecodedFrame,
  type DicomFile,
  hasHounsfieldUnits,
  minMaxWindow,
  WINDOW_PRESETS,
} from "@minipacs/dicom-core/frames";
import { Cine, type CineHost } from "./cine/cine.ts";
import type { ControlsSetting } from "./controls/controls-setting.ts";
import type { LabelChanges } from "./controls/labels.ts";
import type { Presets } from "./controls/window-choices.ts";
import { defaultCacheBytes } from "./decode/frame-cache.ts";
import { FrameDecoder } from "./decode/frame-decoder.ts";
import type { StackFrame } from "./decode/frame-provider.ts";
import { fittedWindow } from "./display-facts.ts";
import { Canvas2dRenderer, type PaintReport } from "./render/canvas-2d.ts";
import type { ViewerSource } from "./source/source.ts";
import { chooseFiles, inOrder, takeDrops } from "./source/take-files.ts";
import { Stage, type StageHost } from "./stage.ts";
import { StageVoice } from "./stage-voice.ts";
import type { ViewerEvents, ViewerOptions } from "./viewer-options.ts";
import { type PartsHost, ViewerParts } from "./viewer-parts.ts";
import { ViewerSurface } from "./viewer-surface.ts";
import type { ViewerView } from "./viewer-view.ts";
import {
  INITIAL_VIEWPORT,
  reduceViewport,
  type ViewportAction,
  type ViewportState,
  type WindowSetting,
} from "./viewport-state.ts";

/** A viewer in an element of a page. */
export class DicomViewer implements PartsHost {
  readonly #element: HTMLElement;
  readonly #surface: ViewerSurface;
  readonly #voice: StageVoice;
  readonly #renderer: Canvas2dRenderer;
  readonly #cine: Cine;
  readonly #parts: ViewerParts;
  readonly #stage: Stage;
  readonly #decoder: FrameDecoder;
  readonly #lifetime = new AbortController();
  #state: ViewportState = INITIAL_VIEWPORT;
  #pendingPaint = 0;
  /** Counts what was asked to be shown. */
  #turn = 0;

  /**
   * Builds a viewer into the shadow root of an element, which can be any that may have one: `div`, `section`, … The
   * viewer is as large as the element.
   */
  constructor(element: HTMLElement, options: ViewerOptions = {}) {
    this.#element = element;
    this.#surface = new ViewerSurface(element, (canvas) => {
      this.dispatch({ type: "resize", canvas });
      this.requestPaint();
    });
    this.#voice = new StageVoice(this.#surface, options.labels);
    this.#voice.say([], () => this.#voice.words("no-image"));
    this.#renderer = new Canvas2dRenderer(this.#surface.canvas, () => this.requestPaint());
    this.#decoder = new FrameDecoder(options, () => import("#decode-worker"));
    this.#cine = new Cine(this.#cineHost());
    const cacheBytes = options.cacheBytes ?? defaultCacheBytes();
    this.#stage = new Stage(this.#stageHost(), this.#voice, this.#renderer, this.#decoder, cacheBytes);
    this.#parts = new ViewerParts(this.#surface, this, options, () => ({
      device: this.#surface.deviceSize,
      level: this.#renderer.report.level,
    }));
    this.dispatch({ type: "show", what: "text", isShown: options.showsText ?? true });
    if (options.acceptsDrops ?? true) {
      const onLimit = (count: number) => this.#surface.warn(this.#voice.words("drop-limit", count));
      takeDrops(element, this, onLimit, this.#lifetime.signal);
    }
  }

  /** Shows other bars around the image, or none. */
  setControls(setting: ControlsSetting): void {
    this.#parts.setControls(setting);
  }

  /** Words in place of the English ones. */
  get labels(): LabelChanges {
    return this.#voice.labels;
  }

  /** Tells of what failed besides the image. */
  warn(error: unknown): void {
    void this.#voice.warn(error);
  }

  /** Says everything in other words, at once: those of another language, or of the page. */
  setLabels(labels: LabelChanges): void {
    this.#voice.setLabels(labels);
    this.requestPaint();
  }

  get state(): ViewportState {
    return this.#state;
  }

  /**
   * The file that is shown, or that holds nothing that can be, for reading its attributes; of a large one that is on its
   * way what is before its Pixel Data.
   */
  get file(): DicomFile | undefined {
    return this.#stage.file;
  }

  /** The samples of the frame that is shown. */
  get frame(): DecodedFrame | undefined {
    return this.shown?.decoded;
  }

  /** The same with its file. */
  get shown(): StackFrame | undefined {
    return this.#stage.shown;
  }

  /** What the last paint took and how true it was: for reports of how a page does, and for measuring. */
  get paintReport(): Readonly<PaintReport> {
    return this.#renderer.report;
  }

  /** Playing of the frames. */
  get cine(): Cine {
    return this.#cine;
  }

  /**
   * Loads and shows a source, or several as one stack; `undefined` empties the viewer. What cannot be shown is told in
   * words on the canvas and by `decode-error`. Resolves with whether the first frame is shown: `false` also when
   * another source came in between, or the viewer was destroyed.
   */
  async show(source: ViewerSource | readonly ViewerSource[] | undefined): Promise<boolean> {
    if (this.#lifetime.signal.aborted) return false;
    this.#clear();
    const sources = source === undefined ? [] : Array.isArray(source) ? source : [source as ViewerSource];
    if (sources.length === 0) return source === undefined;
    return this.#stage.open(sources);
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
    if (action.type === "frame") {
      this.#cine.moveTo(frameIndex);
      void this.#stage.goTo(frameIndex, frameIndex < before.frameIndex ? -1 : 1);
    } else this.requestPaint();
  }

  /** Windows of well-known tissues, where the values are Hounsfield units. */
  get presets(): Presets {
    return this.frame && hasHounsfieldUnits(this.frame) ? WINDOW_PRESETS : {};
  }

  /** The window over all values of the frame. */
  valueWindow(): WindowSetting | undefined {
    return this.frame && minMaxWindow(this.frame);
  }

  /** Windows of well-known tissues; does nothing where the values are no Hounsfield units. */
  applyPreset(name: keyof typeof WINDOW_PRESETS): void {
    const window = this.presets[name];
    if (window) this.dispatch({ type: "window", ...window, voiFunction: "LINEAR" });
  }

  /** The window that nearly all values of the frame lie in, padding left out. */
  autoWindow(): void {
    const { frame } = this;
    if (frame) this.dispatch({ type: "window", ...fittedWindow(frame, autoWindow(frame)) });
  }

  /**
   * Returns the frame as it is shown, in its own size; `undefined` without one. With `annotations` the text and measures
   * that are shown are drawn onto it: the patient's name, too.
   */
  async toPng({ annotations = false } = {}): Promise<Blob | undefined> {
    const view = this.#view();
    const [{ framePng }, annotate] = await Promise.all([
      import("./render/frame-png.ts"),
      annotations ? this.#parts.forPictures() : undefined,
    ]);
    return framePng(view, this.#renderer.overlayColor, annotate);
  }

  /** Hands the picture to the user, to be saved under a name that tells nothing of the patient. */
  savePng(options: { annotations?: boolean } = {}): void {
    const { shown } = this;
    if (shown === undefined) return;
    import("./render/frame-png.ts")
      .then(({ savePicture }) => savePicture(this.#element.ownerDocument, shown, this.toPng(options)))
      .catch((error: unknown) => this.warn(error));
  }

  /** Shows files as one stack in the order of their series; resolves as `show` does. None leave what is shown. */
  async showFiles(files: readonly File[] | Promise<readonly File[]>): Promise<boolean> {
    this.#turn += 1;
    const turn = this.#turn;
    const ordered = await inOrder(await files, this);
    // Something else may have been asked for meanwhile.
    return turn === this.#turn && ordered.length > 0 && this.show(ordered);
  }

  /** Lets the user choose files, and shows them as one stack. */
  chooseFiles(): void {
    void chooseFiles(this.#element.ownerDocument).then((files) => {
      if (files.length > 0) void this.showFiles(files);
    });
  }

  #clear(): void {
    this.#turn += 1;
    this.#surface.warn("");
    this.#stage.clear();
  }

  /** Ends the viewer and removes what it put into its element. */
  destroy(): void {
    this.#clear();
    void this.#decoder.close();
    this.#lifetime.abort();
    cancelAnimationFrame(this.#pendingPaint);
    this.#parts.remove();
    this.#surface.remove();
  }

  /** Paints with the next animation frame. */
  requestPaint(): void {
    if (this.#pendingPaint !== 0 || this.#lifetime.signal.aborted) return;
    this.#pendingPaint = requestAnimationFrame(() => {
      this.#pendingPaint = 0;
      this.#paint();
    });
  }

  #paint(): void {
    this.#paintImage();
    this.#parts.update(this.#view());
  }

  #paintImage(): void {
    try {
      this.#renderer.paint(this.#state, this.#surface.deviceSize);
    } catch (error) {
      void this.#stage.fail(error);
    }
  }

  #view(): ViewerView {
    return {
      state: this.#state,
      shown: this.shown,
      file: this.#stage.file,
      cine: this.#cine.state,
      timing: this.#cine.timing,
      error: this.#stage.error,
      labels: this.#voice.labels,
    };
  }

  #stageHost(): StageHost {
    const viewer = this;
    return {
      get state() {
        return viewer.#state;
      },
      cine: this.#cine,
      dispatch: (action) => this.dispatch(action),
      emit: (type, detail) => this.#emit(type, detail),
      requestPaint: () => this.requestPaint(),
      paintImage: () => this.#paintImage(),
    };
  }

  #cineHost(): CineHost {
    const tellLost = (frameIndex: number) => (error: unknown) =>
      this.#voice.warn(error, { ...this.#state, frameIndex });
    return {
      place: () => this.#state,
      isLost: (index) => this.#stage.stack?.isLost(index, tellLost(index)) ?? false,
      readyCount: (frames) => this.#stage.stack?.readyCount(frames) ?? 0,
      showFrame: (index, next) => {
        this.#state = reduceViewport(this.#state, { type: "frame", index });
        void this.#stage.goTo(index, next);
      },
      onCineChange: () => this.requestPaint(),
      warn: (error) => this.warn(error),
    };
  }

  #emit<K extends keyof ViewerEvents>(type: K, detail: ViewerEvents[K]): void {
    this.#element.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
