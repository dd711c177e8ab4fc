/** Gives the frames of a stack: from the cache, else decoded; and fetches ahead in the direction of scrolling. */
import { type DecodedFrame, type DicomFile, isDicomError } from "@minipacs/dicom-core/frames";
import type { ImageStack, StackPlace } from "../source/image-stack.ts";
import type { StackCache } from "./stack-cache.ts";

/** A frame with the file it is of. */
export interface StackFrame {
  file: DicomFile;
  /** Within its file. */
  frameIndex: number;
  decoded: DecodedFrame;
}

export interface DecodeRequest {
  signal: AbortSignal;
  /** Fetched ahead: waits behind what is looked at. */
  isAhead: boolean;
}

/** What decodes the frames. */
export interface FrameSource {
  decode(file: DicomFile, frameIndex: number, request: DecodeRequest): Promise<DecodedFrame>;
}

interface Pending {
  frame: Promise<StackFrame>;
  abort: AbortController;
  isAhead: boolean;
}

/** Why a frame cannot be shown. */
export interface FrameFailure {
  error: unknown;
  isTold: boolean;
  /** Until then, by `performance.now()`, nobody tries again but who looks at the frame. */
  untilMs: number;
}

/** What could not be fetched may be there a little later; what cannot be decoded stays so. */
const RETRY_MS = 5000;

export class FrameProvider {
  readonly #stack: ImageStack;
  readonly #decoder: FrameSource;
  readonly #held: StackCache;
  readonly #pending = new Map<string, Pending>();
  readonly #failures = new Map<string, FrameFailure>();

  constructor(stack: ImageStack, decoder: FrameSource, held: StackCache) {
    this.#stack = stack;
    this.#decoder = decoder;
    this.#held = held;
  }

  /** Returns a frame that is at hand. */
  peek(index: number): StackFrame | undefined {
    return this.#held.frame(this.#stack.place(index));
  }

  /** Returns why a frame could not be had when it was asked for last, unless it is time to try again. */
  failure(index: number): FrameFailure | undefined {
    return this.#failed(keyOf(this.#stack.place(index)));
  }

  #failed(key: string): FrameFailure | undefined {
    const failure = this.#failures.get(key);
    return failure && performance.now() < failure.untilMs ? failure : undefined;
  }

  /** Returns a frame that is looked at; what was asked for to be looked at and has not begun gives way to it. */
  frame(index: number): Promise<StackFrame> {
    const place = this.#stack.place(index);
    const key = keyOf(place);
    this.#held.prefer([place]);
    // Before the others give way: it may be of a file that they wait for.
    const frame = this.#request(place, false);
    for (const [other, { abort, isAhead }] of this.#pending) {
      if (other !== key && !isAhead) abort.abort();
    }
    return frame;
  }

  /**
   * Decodes frames that there is room for: the one that is looked at first, the others as they are needed. Those that failed
   * are tried again when they are looked at. Returns how many, from the first on, are not still to come.
   */
  prefetch(indexes: readonly number[]): number {
    const wanted = new Set<string>();
    let readyCount = indexes.length;
    for (const place of this.#held.prefer(indexes.map((index) => this.#stack.place(index)))) {
      const key = keyOf(place);
      if (this.#failed(key) === undefined && this.#held.frame(place) === undefined) {
        readyCount = Math.min(readyCount, wanted.size);
        this.#request(place, true).catch(() => undefined);
      }
      wanted.add(key);
    }
    // The one that was begun first comes to its end: of frames that take longer than they are shown none would, else.
    const [first] = this.#pending.keys();
    for (const [key, { abort, isAhead }] of this.#pending) {
      if (isAhead && key !== first && !wanted.has(key)) abort.abort();
    }
    return readyCount;
  }

  close(): void {
    for (const { abort } of this.#pending.values()) abort.abort();
    this.#held.clear();
  }

  #request(place: StackPlace, isAhead: boolean): Promise<StackFrame> {
    const key = keyOf(place);
    const known = this.#held.frame(place);
    if (known !== undefined) return Promise.resolve(known);
    const pending = this.#pending.get(key);
    // What is fetched ahead waits; once it is looked at it is asked for anew.
    if (pending !== undefined && !pending.abort.signal.aborted && (isAhead || !pending.isAhead)) {
      return pending.frame;
    }
    const abort = new AbortController();
    const frame = this.#load(place, { signal: abort.signal, isAhead })
      .catch((error: unknown) => {
        if (abort.signal.aborted) throw error;
        const untilMs = isDicomError(error, "VIEWER_FETCH") ? performance.now() + RETRY_MS : Infinity;
        const isTold = this.#failures.get(key)?.isTold ?? false;
        this.#failures.set(key, { error, isTold, untilMs });
        throw error;
      })
      .finally(() => {
        if (this.#pending.get(key)?.abort === abort) this.#pending.delete(key);
      });
    this.#pending.set(key, { frame, abort, isAhead });
    pending?.abort.abort();
    return frame;
  }

  async #load(place: StackPlace, request: DecodeRequest): Promise<StackFrame> {
    const { imageIndex, frameIndex } = place;
    const image = await this.#stack.image(imageIndex, request.signal);
    // Native samples are unpacked on the page: many frames that are asked for together leave room for paints between them.
    if (request.isAhead) await new Promise((resolve) => setTimeout(resolve));
    request.signal.throwIfAborted();
    const { file } = image;
    const frame = { file, frameIndex, decoded: await this.#decoder.decode(file, frameIndex, request) };
    this.#held.keepFrame(place, frame, image);
    this.#failures.delete(keyOf(place));
    return frame;
  }
}

function keyOf({ imageIndex, frameIndex }: StackPlace): string {
  return `${imageIndex}/${frameIndex}`;
}

/** A frame that nobody waits for any more is no failure. */
export function isSuperseded(error: unknown): boolean {
  return (error as Error).name === "AbortError";
}
