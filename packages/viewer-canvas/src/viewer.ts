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
import { cineTimingOf } from "./cine/cine-timing.ts";
import type { ControlsSetting } from "./controls/controls-setting.ts";
import type { LabelChanges } from "./controls/labels.ts";
import type { Presets } from "./controls/window-choices.ts";
import { defaultCacheBytes } from "./decode/frame-cache.ts";
import { FrameDecoder } from "./decode/frame-decoder.ts";
import { isSuperseded, type StackFrame } from "./decode/frame-provider.ts";
import { displayFactsOf, headWords, imageWords } from "./display-facts.ts";
import { contentKindOf } from "./document/content-kind.ts";
import type { ErrorWords } from "./plain-error.ts";
import { Canvas2dRenderer } from "./render/canvas-2d.ts";
import { ShownStack } from "./shown-stack.ts";
import { chooseFiles } from "./source/choose-files.ts";
import type { CountChange } from "./source/image-stack.ts";
import type { LoadProgress } from "./source/load-progress.ts";
import type { ViewerSource } from "./source/source.ts";
import { inOrder, takeDrops } from "./source/take-files.ts";
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
  readonly #cacheBytes: number;
  readonly #decoder: FrameDecoder;
  readonly #lifetime = new AbortController();
  #state: ViewportState = INITIAL_VIEWPORT;
  #stack: ShownStack | undefined;
  #shown: StackFrame | undefined;
  #file: DicomFile | undefined;
  #error: ErrorWords | undefined;
  #direction: 1 | -1 = 1;
  /** The last one for a frame; its place may move while it is awaited. */
  #request: object | undefined;
  #pendingPaint = 0;

  /**
   * Builds a viewer into the shadow root of an element, which can be any that may have one: `div`, `section`, … The
   * viewer is as large as the element.
   */
  constructor(element: HTMLElement, options: ViewerOptions = {}) {
    this.#element = element;
    this.#cacheBytes = options.cacheBytes ?? defaultCacheBytes();
    this.#surface = new ViewerSurface(element, (canvas) => {
      this.dispatch({ type: "resize", canvas });
      this.requestPaint();
    });
    this.#voice = new StageVoice(this.#surface, options.labels);
    this.#voice.say([], () => this.#voice.words("no-image"));
    this.#renderer = new Canvas2dRenderer(this.#surface.canvas, () => this.requestPaint());
    this.#decoder = new FrameDecoder(options, () => import("#decode-worker"));
    this.#cine = new Cine(this.#cineHost());
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
    return this.#file;
  }

  /** The samples of the frame that is shown. */
  get frame(): DecodedFrame | undefined {
    return this.#shown?.decoded;
  }

  /** Playing of the frames. */
  get cine(): Cine {
    return this.#cine;
  }

  /**
   * Loads and shows a source, or several as one stack; `undefined` empties the viewer. What cannot be shown is told in
   * words on the canvas and by `decode-error`. Resolves with whether the first frame is shown: `false` also when
   * another source came in between.
   */
  async show(source: ViewerSource | readonly ViewerSource[] | undefined): Promise<boolean> {
    this.#clear();
    const sources = source === undefined ? [] : Array.isArray(source) ? source : [source as ViewerSource];
    if (sources.length === 0) return source === undefined;
    const stack = new ShownStack(sources, this.#decoder, this.#cacheBytes, {
      onCount: (change) => this.#recount(stack, change),
      onProgress: (imageIndex, progress) => this.#tellProgress(stack, imageIndex, progress),
    });
    this.#stack = stack;
    this.#voice.say(
      () => [this.#voice.words("loading")],
      () => this.#voice.words("no-image"),
    );
    this.dispatch({ type: "clear", frameCount: stack.images.frameCount });
    return (await this.#showFrame(0, true)) && this.#stack === stack;
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
      this.#direction = frameIndex < before.frameIndex ? -1 : 1;
      this.#cine.moveTo(frameIndex);
      void this.#showFrame(frameIndex);
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
    if (window) this.dispatch({ type: "window", ...window });
  }

  /** The window that nearly all values of the frame lie in, padding left out. */
  autoWindow(): void {
    if (this.frame) this.dispatch({ type: "window", ...autoWindow(this.frame) });
  }

  /**
   * Returns the frame as it is shown, in its own size; `undefined` without one. With `annotations` the text and measures
   * that are shown are drawn onto it: the patient's name, too.
   */
  async toPng({ annotations = false } = {}): Promise<Blob | undefined> {
    const view = this.#view();
    const { framePng } = await import("./render/frame-png.ts");
    return framePng(view, annotations ? this.#parts.theme : undefined);
  }

  /** Hands the picture to the user, to be saved under a name that tells nothing of the patient. */
  savePng(options: { annotations?: boolean } = {}): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    Promise.all([this.toPng(options), import("./render/frame-png.ts")])
      .then(([blob, { savePicture }]) => savePicture(this.#element.ownerDocument, shown, blob))
      .catch((error: unknown) => this.warn(error));
  }

  /** Shows files as one stack in the order of their series; resolves as `show` does. */
  async showFiles(files: readonly File[]): Promise<boolean> {
    return this.show(await inOrder(files, this));
  }

  /** Lets the user choose files, and shows them as one stack. */
  chooseFiles(): void {
    void chooseFiles(this.#element.ownerDocument).then((files) => {
      if (files.length > 0) void this.showFiles(files);
    });
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

  /** Resolves with whether the frame came onto the screen: another may have been asked for meanwhile. */
  async #showFrame(index: number, isNew = false): Promise<boolean> {
    const stack = this.#stack;
    if (stack === undefined) return false;
    const request = {};
    this.#request = request;
    const isCurrent = () => this.#stack === stack && this.#request === request;
    try {
      const known = stack.frame(index);
      const frame = known instanceof Promise ? await known : known;
      if (!isCurrent()) return false;
      this.#adopt(frame, isNew || this.#state.image.width === 0);
      stack.prefetch(this.#state.frameIndex, this.#direction);
      return true;
    } catch (error) {
      if (!isCurrent() || isSuperseded(error)) return false;
      if (this.#showContent(stack.fileAt(this.#state.frameIndex))) return true;
      await this.#fail(error);
      return false;
    }
  }

  #adopt(frame: StackFrame, isNew: boolean): void {
    const { frameIndex, frameCount } = this.#state;
    const { file, decoded } = frame;
    const facts = displayFactsOf(decoded);
    if (isNew) this.#cine.setTiming(cineTimingOf(file.dataset, frameCount));
    this.#shown = frame;
    this.#file = file;
    this.#error = undefined;
    this.#renderer.setFrame(decoded);
    const { rows, columns } = decoded;
    this.#voice.say([], () => imageWords(file, { rows, columns, frameCount }, this.#voice.labels));
    const { size: image, voi } = facts;
    this.dispatch(
      isNew
        ? { type: "image", image, ...voi, frameCount, frameIndex }
        : { type: "frame-facts", image, ...voi },
    );
    this.requestPaint();
    // The first picture does not wait for the next animation frame; what is around it does.
    if (isNew) this.#paintImage();
    this.#emit("frame-change", { frameIndex, frameCount });
  }

  /** Films, documents and reports are shown by a part of their own; returns whether the file is one. */
  #showContent(file: DicomFile | undefined): boolean {
    const kind = file && contentKindOf(file);
    if (kind === undefined) return false;
    const { frameIndex, frameCount } = this.#state;
    this.#file = file;
    this.#error = undefined;
    this.#dropFrame();
    this.dispatch({ type: "frame-shown" });
    this.#voice.say([], () => this.#voice.words("no-image-why", this.#voice.words(`kind-${kind}`)));
    this.#emit("frame-change", { frameIndex, frameCount });
    return true;
  }

  /** Frames before the one that is shown may turn out to be more than were counted. */
  #recount(stack: ShownStack, { imageIndex, before, after }: CountChange): void {
    if (stack !== this.#stack) return;
    const from = stack.images.startOf(imageIndex) + before;
    const { frameCount } = stack.images;
    this.dispatch({ type: "frame-count", frameCount, from, shift: after - before });
    this.#cine.moveTo(this.#state.frameIndex);
  }

  #tellProgress(stack: ShownStack, imageIndex: number, progress: LoadProgress): void {
    const { frameIndex } = this.#state;
    const isLookedAt = stack === this.#stack && stack.images.place(frameIndex).imageIndex === imageIndex;
    if (!isLookedAt || this.#shown !== undefined) return;
    const { head } = progress;
    if (head) {
      this.#file = head;
      this.requestPaint();
    }
    this.#voice.say(
      () => [
        this.#voice.words("loading-part", progress.words),
        head ? headWords(head, this.#voice.labels) : "",
      ],
      () => this.#voice.words("no-image"),
    );
    this.#emit("load-progress", { ...progress });
  }

  #clear(): void {
    this.#cine.stop();
    this.#stack?.close();
    this.#stack = undefined;
    this.dispatch({ type: "clear", frameCount: 0 });
    this.#error = undefined;
    this.#file = undefined;
    this.#dropFrame();
    this.#surface.warn("");
    this.#voice.say([], () => this.#voice.words("no-image"));
  }

  #dropFrame(): void {
    this.#shown = undefined;
    this.#renderer.setFrame(undefined);
    this.requestPaint();
  }

  /** The stack stays: another of its frames may be shown. */
  async #fail(error: unknown): Promise<void> {
    const stack = this.#stack;
    const request = this.#request;
    this.#file = stack?.fileAt(this.#state.frameIndex);
    this.#dropFrame();
    this.dispatch({ type: "frame-shown" });
    const matters = () => this.#stack === stack && this.#request === request && this.#shown === undefined;
    const words = await this.#voice.fail(error, this.#file, matters);
    if (words === undefined) return;
    this.#error = words;
    this.requestPaint();
    this.#emit("decode-error", words);
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
      void this.#fail(error);
    }
  }

  #view(): ViewerView {
    return {
      state: this.#state,
      shown: this.#shown,
      file: this.#file,
      cine: this.#cine.state,
      timing: this.#cine.timing,
      error: this.#error,
      labels: this.#voice.labels,
    };
  }

  #cineHost(): CineHost {
    const tellLost = (frameIndex: number) => (error: unknown) =>
      this.#voice.warn(error, { ...this.#state, frameIndex });
    return {
      place: () => this.#state,
      isLost: (frameIndex) => this.#stack?.isLost(frameIndex, tellLost(frameIndex)) ?? false,
      isReady: (index) => this.#stack?.isReady(index) ?? false,
      showFrame: (index) => {
        this.#state = reduceViewport(this.#state, { type: "frame", index });
        void this.#showFrame(index);
      },
      onCineChange: () => this.requestPaint(),
    };
  }

  #emit<K extends keyof ViewerEvents>(type: K, detail: ViewerEvents[K]): void {
    this.#element.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
