/** What is on the stage: the frame that is asked for, the one before while it is awaited, a document, or why there is none. */
import type { DicomFile } from "@minipacs/dicom-core/frames";
import type { Cine } from "./cine/cine.ts";
import type { CineTiming } from "./cine/cine-timing.ts";
import type { FrameDecoder } from "./decode/frame-decoder.ts";
import { isSuperseded, type StackFrame } from "./decode/frame-provider.ts";
import { displayFactsOf, headWords, imageWords } from "./display-facts.ts";
import { contentKindOf } from "./document/content-kind.ts";
import type { ErrorWords } from "./plain-error.ts";
import type { Canvas2dRenderer } from "./render/canvas-2d.ts";
import { type Ahead, ShownStack } from "./shown-stack.ts";
import type { CountChange, StackImage } from "./source/image-stack.ts";
import type { LoadProgress } from "./source/load-progress.ts";
import type { ViewerSource } from "./source/source.ts";
import type { StageVoice } from "./stage-voice.ts";
import type { ViewerEvents } from "./viewer-options.ts";
import type { ViewportAction, ViewportState } from "./viewport-state.ts";

/** Nobody is told of a frame that comes sooner. */
const PATIENCE_MS = 150;

/** The viewer, as its stage uses it. */
export interface StageHost {
  readonly state: ViewportState;
  readonly cine: Cine;
  dispatch(action: ViewportAction): void;
  emit<K extends keyof ViewerEvents>(type: K, detail: ViewerEvents[K]): void;
  requestPaint(): void;
  /** Paints at once. */
  paintImage(): void;
}

export class Stage {
  readonly #host: StageHost;
  readonly #voice: StageVoice;
  readonly #renderer: Canvas2dRenderer;
  readonly #decoder: FrameDecoder;
  readonly #cacheBytes: number;
  #stack: ShownStack | undefined;
  #timings: CineTiming[] = [];
  #shown: StackFrame | undefined;
  #file: DicomFile | undefined;
  #error: ErrorWords | undefined;
  /** The last one for a frame; its place may move while it is awaited. */
  #request: object | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #isAwaited = false;

  constructor(
    host: StageHost,
    voice: StageVoice,
    renderer: Canvas2dRenderer,
    decoder: FrameDecoder,
    cacheBytes: number,
  ) {
    this.#host = host;
    this.#voice = voice;
    this.#renderer = renderer;
    this.#decoder = decoder;
    this.#cacheBytes = cacheBytes;
  }

  get stack(): ShownStack | undefined {
    return this.#stack;
  }

  get shown(): StackFrame | undefined {
    return this.#shown;
  }

  get file(): DicomFile | undefined {
    return this.#file;
  }

  get error(): ErrorWords | undefined {
    return this.#error;
  }

  /** Resolves with whether the first frame is shown. */
  async open(sources: readonly ViewerSource[]): Promise<boolean> {
    const stack = new ShownStack(sources, this.#decoder, this.#cacheBytes, {
      onCount: (change) => this.#recount(stack, change),
      onRead: (imageIndex, image) => {
        this.#takeTiming(stack, imageIndex, image).catch((error) => this.#voice.warn(error));
      },
      onProgress: (imageIndex, progress) => this.#tellProgress(stack, imageIndex, progress),
    });
    this.#stack = stack;
    this.#voice.say(
      () => [this.#voice.words("loading")],
      () => this.#voice.words("no-image"),
    );
    this.#host.dispatch({ type: "clear", frameCount: stack.images.frameCount });
    return (await this.goTo(0, 1)) && this.#stack === stack;
  }

  /** Resolves with whether the frame came onto the screen: another may have been asked for meanwhile. */
  async goTo(index: number, ahead: Ahead): Promise<boolean> {
    const stack = this.#stack;
    if (stack === undefined) return false;
    const request = {};
    this.#request = request;
    const isCurrent = () => this.#stack === stack && this.#request === request;
    try {
      const known = stack.frame(index);
      if (known instanceof Promise) this.#bePatient();
      const frame = known instanceof Promise ? await known : known;
      if (!isCurrent()) return false;
      this.#adopt(frame);
      stack.prefetch(this.#host.state.frameIndex, ahead);
      return true;
    } catch (error) {
      if (!isCurrent() || isSuperseded(error)) return false;
      if (this.#showContent(stack.fileAt(this.#host.state.frameIndex))) return true;
      await this.fail(error);
      return false;
    }
  }

  clear(): void {
    this.#stack?.close();
    this.#stack = undefined;
    this.#timings = [];
    this.#host.cine.reset();
    this.#host.dispatch({ type: "clear", frameCount: 0 });
    this.#file = undefined;
    this.#dropFrame();
    this.#voice.say([], () => this.#voice.words("no-image"));
  }

  /** Says why there is no picture. The stack stays: another of its frames may be shown. */
  async fail(error: unknown): Promise<void> {
    const stack = this.#stack;
    const request = this.#request;
    this.#file = stack?.fileAt(this.#host.state.frameIndex);
    this.#dropFrame();
    const matters = () => this.#stack === stack && this.#request === request && this.#shown === undefined;
    const words = await this.#voice.fail(error, this.#file, matters);
    if (words === undefined) return;
    this.#error = words;
    this.#host.requestPaint();
    this.#host.emit("decode-error", words);
  }

  #adopt(frame: StackFrame): void {
    const { frameIndex, frameCount, image: before } = this.#host.state;
    const isNew = before.width === 0;
    const { file, decoded } = frame;
    this.#stopWaiting();
    this.#shown = frame;
    this.#file = file;
    this.#error = undefined;
    this.#renderer.setFrame(decoded);
    const { rows, columns } = decoded;
    this.#voice.say([], () => imageWords(file, { rows, columns, frameCount }, this.#voice.labels));
    const { size: image, voi } = displayFactsOf(decoded);
    this.#host.dispatch(
      isNew
        ? { type: "image", image, ...voi, frameCount, frameIndex }
        : { type: "frame-facts", image, ...voi },
    );
    this.#host.requestPaint();
    // The first picture does not wait for the next animation frame; what is around it does.
    if (isNew) this.#host.paintImage();
    this.#host.emit("frame-change", { frameIndex, frameCount });
  }

  /** Films, documents and reports are shown by a part of their own; returns whether the file is one. */
  #showContent(file: DicomFile | undefined): boolean {
    const kind = file && contentKindOf(file);
    if (kind === undefined) return false;
    const { frameIndex, frameCount } = this.#host.state;
    this.#file = file;
    this.#dropFrame();
    this.#voice.say([], () => this.#voice.words("no-image-why", this.#voice.words(`kind-${kind}`)));
    this.#host.emit("frame-change", { frameIndex, frameCount });
    return true;
  }

  #dropFrame(): void {
    this.#stopWaiting();
    this.#shown = undefined;
    this.#error = undefined;
    this.#renderer.setFrame(undefined);
    this.#host.dispatch({ type: "frame-shown" });
    this.#host.requestPaint();
  }

  /** Frames before the one that is shown may turn out to be more than were counted. */
  #recount(stack: ShownStack, { imageIndex, before, after }: CountChange): void {
    if (stack !== this.#stack) return;
    const from = stack.images.startOf(imageIndex) + before;
    const { frameCount } = stack.images;
    this.#host.dispatch({ type: "frame-count", frameCount, from, shift: after - before });
    this.#host.cine.renumber(this.#host.state.frameIndex);
  }

  /** Each file is played as it says; a single frame is not. */
  async #takeTiming(stack: ShownStack, imageIndex: number, image: StackImage): Promise<void> {
    const { images } = stack;
    if (this.#timings[imageIndex] !== undefined || images.frameCount < 2) return;
    const { cineTimingOf, joinTimings } = await import("./cine/cine-timing.ts");
    if (stack !== this.#stack) return;
    this.#timings[imageIndex] = cineTimingOf(image.file.dataset, image.frameCount);
    const files = images.frameCounts.map((frameCount, i) => ({ frameCount, timing: this.#timings[i] }));
    this.#host.cine.setTiming(joinTimings(files));
  }

  /** What is on the stage stays; that another frame is awaited is said when it takes long. */
  #bePatient(): void {
    if (this.#shown === undefined && this.#error === undefined) return;
    this.#patience ??= setTimeout(() => {
      this.#isAwaited = true;
      this.#voice.say(() => [this.#voice.words("loading")]);
    }, PATIENCE_MS);
  }

  #stopWaiting(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#isAwaited = false;
  }

  #tellProgress(stack: ShownStack, imageIndex: number, progress: LoadProgress): void {
    const { frameIndex } = this.#host.state;
    const isLookedAt = stack === this.#stack && stack.images.place(frameIndex).imageIndex === imageIndex;
    if (!isLookedAt || (this.#shown !== undefined && !this.#isAwaited)) return;
    // The header of a file without pixels ends with the file, which is on the stage then.
    if (stack.images.peek(imageIndex) !== undefined) return;
    const { head, words } = progress;
    if (head && this.#shown === undefined) {
      this.#file = head;
      this.#host.requestPaint();
    }
    this.#voice.say(() => [
      this.#voice.words("loading-part", words),
      head ? headWords(head, this.#voice.labels) : "",
    ]);
    this.#host.emit("load-progress", { ...progress });
  }
}
