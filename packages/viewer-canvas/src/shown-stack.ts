/** The stack that is shown, with what decodes its frames: the two are made and let go of together. */
import type { DicomFile } from "@minipacs/dicom-core/frames";
import type { FrameDecoder } from "./decode/frame-decoder.ts";
import { FrameProvider, type StackFrame } from "./decode/frame-provider.ts";
import { StackCache } from "./decode/stack-cache.ts";
import { ImageStack, type StackEvents } from "./source/image-stack.ts";
import type { ViewerSource } from "./source/source.ts";

const PREFETCH_COUNT = 8;

/** What is likely to be looked at after a frame: a direction of scrolling, or frames in the order in which they are due. */
export type Ahead = 1 | -1 | readonly number[];

export class ShownStack {
  readonly images: ImageStack;
  readonly #frames: FrameProvider;

  constructor(
    sources: readonly ViewerSource[],
    decoder: FrameDecoder,
    budgetBytes: number,
    events: StackEvents,
  ) {
    const held = new StackCache(budgetBytes);
    this.images = new ImageStack(sources, held, events);
    this.#frames = new FrameProvider(this.images, decoder, held);
  }

  /** Returns a frame that is at hand, else a promise of it. */
  frame(index: number): StackFrame | Promise<StackFrame> {
    return this.#frames.peek(index) ?? this.#frames.frame(index);
  }

  /** Asks for frames in the order in which they are due; returns how many, from the first on, need not be waited for. */
  readyCount(frames: readonly number[]): number {
    return this.#frames.prefetch(frames);
  }

  /** Whether a frame could not be decoded when it was asked for last; `tell` is called once with the reason. */
  isLost(index: number, tell: (error: unknown) => void): boolean {
    const failure = this.#frames.failure(index);
    if (failure === undefined) return false;
    if (!failure.isTold) tell(failure.error);
    failure.isTold = true;
    return true;
  }

  /** Asks for the frames that are likely to be looked at after one. */
  prefetch(index: number, ahead: Ahead): void {
    const next = typeof ahead === "number" ? this.#inDirection(index, ahead) : ahead;
    this.#frames.prefetch([index, ...next]);
  }

  /** Returns the file of a frame, where it has been read. */
  fileAt(frameIndex: number): DicomFile | undefined {
    return this.images.peek(this.images.place(frameIndex).imageIndex)?.file;
  }

  #inDirection(index: number, direction: 1 | -1): number[] {
    const next = Array.from({ length: PREFETCH_COUNT }, (_, i) => index + (i + 1) * direction);
    return next.filter((at) => at >= 0 && at < this.images.frameCount);
  }

  close(): void {
    this.#frames.close();
    this.images.close();
  }
}
