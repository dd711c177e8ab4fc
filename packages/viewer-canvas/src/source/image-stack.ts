/** The images that are shown as one stack: a list of sources, read as they are needed, counted as one row of frames. */
import { type DicomFile, frameCount, readDicomFile } from "@minipacs/dicom-core/frames";
import type { StackCache } from "../decode/stack-cache.ts";
import { contentKindOf } from "../document/content-kind.ts";
import type { LoadProgress } from "./load-progress.ts";
import { loadSource, type ViewerSource } from "./source.ts";
import { loadTables } from "./tables.ts";

/** A file of the stack. */
export interface StackImage {
  file: DicomFile;
  /** At least 1: what holds no image fills one place in the row, where the reason is told. */
  frameCount: number;
  /** Memory that the file holds and that is not the page's own. */
  buffers: readonly ArrayBufferLike[];
}

/** A place in the row of all frames. */
export interface StackPlace {
  imageIndex: number;
  /** Within its file, counted from 0. */
  frameIndex: number;
}

/** A file turned out to hold another number of frames than was counted for it. */
export interface CountChange {
  imageIndex: number;
  before: number;
  after: number;
}

/** What a stack tells while it is read. */
export interface StackEvents {
  onCount(change: CountChange): void;
  /** Also when a file is read again. */
  onRead?(imageIndex: number, image: StackImage): void;
  /** Of large files that are fetched. */
  onProgress?(imageIndex: number, progress: LoadProgress): void;
}

interface Pending {
  image: Promise<StackImage>;
  abort: AbortController;
  waitingCount: number;
}

export class ImageStack {
  readonly #sources: readonly ViewerSource[];
  /** A file that has not been read counts as one frame. */
  readonly #counts: number[];
  readonly #held: StackCache;
  readonly #pending = new Map<number, Pending>();
  readonly #events: StackEvents;
  #frameCount: number;

  /** Files that are not held any more are read again when they are needed once more. */
  constructor(sources: readonly ViewerSource[], held: StackCache, events: StackEvents) {
    this.#sources = sources;
    this.#counts = sources.map(() => 1);
    this.#frameCount = sources.length;
    this.#held = held;
    this.#events = events;
  }

  get frameCount(): number {
    return this.#frameCount;
  }

  /** Of each file, in their order. */
  get frameCounts(): readonly number[] {
    return this.#counts;
  }

  /** Returns where a frame of the row is; one beyond the row is the nearest in it. */
  place(index: number): StackPlace {
    let left = Math.max(0, index);
    const last = this.#counts.length - 1;
    for (let imageIndex = 0; imageIndex <= last; imageIndex += 1) {
      const count = this.#counts[imageIndex]!;
      if (left < count) return { imageIndex, frameIndex: left };
      left -= count;
    }
    return { imageIndex: last, frameIndex: (this.#counts[last] ?? 1) - 1 };
  }

  /** Returns the place in the row of the first frame of an image. */
  startOf(imageIndex: number): number {
    let start = 0;
    for (let i = 0; i < imageIndex; i += 1) start += this.#counts[i]!;
    return start;
  }

  /** Returns an image that is at hand. */
  peek(imageIndex: number): StackImage | undefined {
    return this.#held.image(imageIndex);
  }

  /**
   * Returns an image, read once for all who ask at the same time. Reading ends when the signals of all of them are
   * aborted: what somebody scrolled past does not keep what is looked at waiting.
   *
   * @throws DicomError VIEWER_FETCH, VIEWER_FILE, and what readDicomFile throws
   */
  async image(imageIndex: number, signal?: AbortSignal): Promise<StackImage> {
    const known = this.#held.image(imageIndex);
    if (known !== undefined) return known;
    const pending = this.#pending.get(imageIndex) ?? this.#read(imageIndex);
    pending.waitingCount += 1;
    signal?.addEventListener("abort", () => {
      pending.waitingCount -= 1;
      if (pending.waitingCount > 0) return;
      this.#forget(imageIndex, pending);
      pending.abort.abort();
    });
    return pending.image;
  }

  /** Ends all reading. */
  close(): void {
    for (const { abort } of this.#pending.values()) abort.abort();
    this.#pending.clear();
  }

  #read(imageIndex: number): Pending {
    const abort = new AbortController();
    const image = this.#load(imageIndex, abort.signal).finally(() => this.#forget(imageIndex, pending));
    const pending: Pending = { image, abort, waitingCount: 0 };
    this.#pending.set(imageIndex, pending);
    return pending;
  }

  #forget(imageIndex: number, pending: Pending): void {
    if (this.#pending.get(imageIndex) === pending) this.#pending.delete(imageIndex);
  }

  async #load(imageIndex: number, signal: AbortSignal): Promise<StackImage> {
    const source = this.#sources[imageIndex]!;
    const tell = (progress: LoadProgress) => this.#events.onProgress?.(imageIndex, progress);
    const [bytes] = await Promise.all([loadSource(source, signal, tell), loadTables()]);
    signal.throwIfAborted();
    const file = readDicomFile(bytes);
    // A film is played as a whole.
    const count = contentKindOf(file) === undefined ? Math.max(1, frameCount(file)) : 1;
    const image = { file, frameCount: count, buffers: buffersOf(source, bytes, file) };
    this.#held.keepImage(imageIndex, image);
    this.#count(imageIndex, image.frameCount);
    this.#events.onRead?.(imageIndex, image);
    return image;
  }

  #count(imageIndex: number, after: number): void {
    const before = this.#counts[imageIndex]!;
    if (before === after) return;
    this.#counts[imageIndex] = after;
    this.#frameCount += after - before;
    this.#events.onCount({ imageIndex, before, after });
  }
}

/** Bytes that the page gave are its own. What was deflated has been inflated into memory of its own. */
function buffersOf(source: ViewerSource, bytes: Uint8Array, { dataset }: DicomFile): ArrayBufferLike[] {
  const isGiven = typeof source === "object" && "byteLength" in source;
  const pixels = dataset.element("PixelData");
  const inflated = pixels?.span && pixels.bytes.buffer !== bytes.buffer ? [pixels.bytes.buffer] : [];
  return isGiven ? inflated : [bytes.buffer, ...inflated];
}
