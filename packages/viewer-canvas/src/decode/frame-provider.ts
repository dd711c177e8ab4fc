/** Gives the frames of a stack: from the cache, else decoded; and fetches ahead in the direction of scrolling. */
import type { DecodedFrame, DicomFile } from "@minipacs/dicom-core/frames";
import type { ImageStack } from "../source/image-stack.ts";
import { ByteBudgetCache } from "./frame-cache.ts";

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
}

export class FrameProvider {
  readonly #stack: ImageStack;
  readonly #decoder: FrameSource;
  readonly #cache: ByteBudgetCache<string, StackFrame>;
  readonly #pending = new Map<string, Pending>();
  readonly #failures = new Map<string, FrameFailure>();

  constructor(stack: ImageStack, decoder: FrameSource, budgetBytes: number) {
    this.#stack = stack;
    this.#decoder = decoder;
    this.#cache = new ByteBudgetCache(budgetBytes);
  }

  /** Returns a frame that is at hand. */
  peek(index: number): StackFrame | undefined {
    return this.#cache.get(this.#key(index));
  }

  /** Returns why a frame could not be had when it was asked for last. */
  failure(index: number): FrameFailure | undefined {
    return this.#failures.get(this.#key(index));
  }

  /** Returns a frame; what was asked for to be looked at and has not begun gives way to it. */
  async frame(index: number): Promise<StackFrame> {
    const key = this.#key(index);
    for (const [other, { abort, isAhead }] of this.#pending) {
      if (other !== key && !isAhead) abort.abort(superseded());
    }
    return this.#request(index, false);
  }

  /** Decodes frames that are likely to be looked at next; those that failed are tried again when they are. */
  prefetch(indexes: readonly number[]): void {
    const wanted = new Set<string>();
    for (const next of indexes) {
      const key = this.#key(next);
      wanted.add(key);
      if (!this.#failures.has(key)) this.#request(next, true).catch(() => undefined);
    }
    for (const [key, { abort, isAhead }] of this.#pending) {
      if (isAhead && !wanted.has(key)) abort.abort(superseded());
    }
  }

  close(): void {
    for (const { abort } of this.#pending.values()) abort.abort(superseded());
    this.#pending.clear();
    this.#cache.clear();
  }

  #key(index: number): string {
    const { imageIndex, frameIndex } = this.#stack.place(index);
    return `${imageIndex}/${frameIndex}`;
  }

  #request(index: number, isAhead: boolean): Promise<StackFrame> {
    const key = this.#key(index);
    const known = this.#cache.get(key);
    if (known !== undefined) return Promise.resolve(known);
    const pending = this.#pending.get(key);
    // What is fetched ahead waits; once it is looked at it is asked for anew.
    if (pending !== undefined && !pending.abort.signal.aborted && (isAhead || !pending.isAhead)) {
      return pending.frame;
    }
    pending?.abort.abort(superseded());
    const abort = new AbortController();
    const frame = this.#load(index, key, { signal: abort.signal, isAhead })
      .catch((error: unknown) => {
        if (!abort.signal.aborted) this.#failures.set(key, { error, isTold: false });
        throw error;
      })
      .finally(() => {
        if (this.#pending.get(key)?.abort === abort) this.#pending.delete(key);
      });
    this.#pending.set(key, { frame, abort, isAhead });
    return frame;
  }

  async #load(index: number, key: string, request: DecodeRequest): Promise<StackFrame> {
    const { imageIndex, frameIndex } = this.#stack.place(index);
    const { file } = await this.#stack.image(imageIndex);
    request.signal.throwIfAborted();
    const decoded = await this.#decoder.decode(file, frameIndex, request);
    const frame = { file, frameIndex, decoded };
    this.#cache.set(key, frame, decoded.pixels.byteLength);
    this.#failures.delete(key);
    return frame;
  }
}

/** The reason of requests that somebody scrolled past: no error to tell. */
function superseded(): DOMException {
  return new DOMException("another frame is looked at", "AbortError");
}

/** A frame that nobody waits for any more is no failure. */
export function isSuperseded(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
