/** The files and decoded frames of a stack that are held, within one budget: a frame holds its file, too. */
import type { StackImage, StackPlace } from "../source/image-stack.ts";
import { ByteBudgetCache } from "./frame-cache.ts";
import type { StackFrame } from "./frame-provider.ts";

/** The frame that is looked at and the next one are held whatever the budget says: frames could not be played otherwise. */
const ALWAYS_COUNT = 2;

export class StackCache {
  readonly #held: ByteBudgetCache<string, StackImage | StackFrame>;
  readonly #budgetBytes: number;
  /** Of all that was ever held. */
  readonly #sizes = new Map<string, number>();
  #imageBytes = 0;
  #frameBytes = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
    this.#held = new ByteBudgetCache(budgetBytes);
  }

  get usedBytes(): number {
    return this.#held.usedBytes;
  }

  image(imageIndex: number): StackImage | undefined {
    return this.#held.get(imageKey(imageIndex)) as StackImage | undefined;
  }

  /** A frame that is used keeps its file in use. */
  frame(place: StackPlace): StackFrame | undefined {
    this.image(place.imageIndex);
    return this.#held.get(frameKey(place)) as StackFrame | undefined;
  }

  keepImage(imageIndex: number, image: StackImage): void {
    const key = imageKey(imageIndex);
    this.#imageBytes = sum(image.buffers);
    this.#sizes.set(key, this.#imageBytes);
    this.#held.set(key, image, image.buffers);
  }

  keepFrame(place: StackPlace, frame: StackFrame, { buffers }: StackImage): void {
    const { pixels, overlays } = frame.decoded;
    const own = [...new Set([pixels.buffer, ...overlays.map(({ bits }) => bits?.buffer)])].filter(
      (buffer) => buffer !== undefined && !buffers.includes(buffer),
    ) as ArrayBufferLike[];
    const key = frameKey(place);
    this.#frameBytes = sum(own);
    this.#sizes.set(key, this.#frameBytes);
    this.#held.set(key, frame, [...buffers, ...own]);
  }

  /**
   * Prefers places, the one that is looked at first, the others by when they are needed. Returns those that there is room for,
   * as far as is known.
   */
  prefer(places: readonly StackPlace[]): readonly StackPlace[] {
    const fitting: StackPlace[] = [];
    const keys = new Set<string>();
    let needed: string[] = [];
    let bytes = 0;
    for (const place of places) {
      const added = [imageKey(place.imageIndex), frameKey(place)].filter((key) => !keys.has(key));
      for (const key of added) bytes += this.#sizes.get(key) ?? this.#usual(key);
      if (bytes > this.#budgetBytes && fitting.length >= ALWAYS_COUNT) break;
      fitting.push(place);
      for (const key of added) keys.add(key);
      if (fitting.length <= ALWAYS_COUNT) needed = [...keys];
    }
    this.#held.prefer(needed, [...keys].slice(needed.length));
    return fitting;
  }

  clear(): void {
    this.#held.clear();
  }

  /** What is not known is taken to be like the last one. */
  #usual(key: string): number {
    return key.startsWith("image") ? this.#imageBytes : this.#frameBytes;
  }
}

function imageKey(imageIndex: number): string {
  return `image ${imageIndex}`;
}

function frameKey({ imageIndex, frameIndex }: StackPlace): string {
  return `frame ${imageIndex} ${frameIndex}`;
}

function sum(buffers: readonly ArrayBufferLike[]): number {
  return buffers.reduce((bytes, { byteLength }) => bytes + byteLength, 0);
}
