/** Opens files that are not in memory: from a Blob, a stream or chunks, no further than they are wanted. */

import { plainBytes, wrongSource } from "../codec/encoding.ts";
import { DEFAULT_READ_LIMITS } from "../codec/limits.ts";
import { LimitExceededError } from "../errors.ts";
import { FileScan } from "./file-scan.ts";
import { type DicomFile, finishFile, type ReadDicomFileOptions, readDicomFile } from "./part10-reader.ts";

/** What a file can be opened from. */
export type DicomFileSource = Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** How much `openDicomFile` reads. */
export interface OpenDicomFileOptions extends ReadDicomFileOptions {
  /** Stops reading; the promise is rejected with its reason. */
  signal?: AbortSignal;
}

const FIRST_CAPACITY = 16_384;

/**
 * Returns a file from chunks of any size. With `until` reading ends, and the source is cancelled, as soon as that
 * element or a later one is met; what is behind it is not held. Without it the whole file is held, once.
 *
 * @throws what readDicomFile throws; InvalidArgumentError ARG_SOURCE for another source, such as a path;
 *   LimitExceededError for more than `maxBufferedBytes`; the signal's reason
 * @see PS3.10 7.1
 */
export async function openDicomFile(
  source: DicomFileSource,
  options?: OpenDicomFileOptions,
): Promise<DicomFile> {
  const { signal, limits, until } = options ?? {};
  signal?.throwIfAborted();
  const isBlob = source instanceof Blob;
  const chunks = isBlob ? source.stream() : (source as Exclude<DicomFileSource, Blob>);
  const buffer = new GrowingBuffer(
    limits?.maxBufferedBytes ?? DEFAULT_READ_LIMITS.maxBufferedBytes,
    isBlob && until === undefined ? source.size : FIRST_CAPACITY,
  );
  const scan = new FileScan(options);
  for await (const chunk of readChunks(chunks, signal)) {
    buffer.push(plainBytes(chunk));
    if (scan.advance(buffer.bytes, false)) break;
  }
  if (!scan.isStopped) scan.advance(buffer.bytes, true);
  // What damaged bytes mean can depend on where they end: with all of them at hand they are read anew.
  if (!scan.isStopped && scan.hasGuessed) return readDicomFile(buffer.take(buffer.bytes.length), options);
  return finishFile(scan, buffer.take(scan.isStopped ? scan.endOffset : buffer.bytes.length));
}

/** Bytes at the front of memory that doubles as it fills. */
class GrowingBuffer {
  readonly #limit: number;
  #memory: Uint8Array;
  #length = 0;
  bytes: Uint8Array;

  constructor(limit: number, capacity: number) {
    this.#limit = limit;
    this.#memory = new Uint8Array(Math.min(limit, Math.max(capacity, FIRST_CAPACITY)));
    this.bytes = this.#memory.subarray(0, 0);
  }

  push(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#limit) throw new LimitExceededError("maxBufferedBytes", this.#limit, needed);
    if (needed > this.#memory.length) {
      const grown = new Uint8Array(Math.min(this.#limit, Math.max(needed, this.#memory.length * 2)));
      grown.set(this.bytes);
      this.#memory = grown;
    }
    this.#memory.set(chunk, this.#length);
    this.#length = needed;
    this.bytes = this.#memory.subarray(0, needed);
  }

  /** Returns the first `length` bytes, without holding on to much more memory. */
  take(length: number): Uint8Array {
    const isTight = this.#memory.length - length <= length / 8;
    return isTight ? this.#memory.subarray(0, length) : this.#memory.slice(0, length);
  }
}

/** Yields chunks until the source ends, the consumer leaves or the signal fires; then the source is cancelled. */
async function* readChunks(
  source: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { next, cancel } = pull(source);
  let onAbort: (() => void) | undefined;
  const aborted =
    signal &&
    new Promise<never>((_, reject) => {
      onAbort = () => reject(signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  aborted?.catch(() => {});
  let isDone = false;
  try {
    for (;;) {
      const result = await (aborted ? Promise.race([next(), aborted]) : next());
      if (result.done) {
        isDone = true;
        return;
      }
      yield result.value;
    }
  } finally {
    if (onAbort) signal?.removeEventListener("abort", onAbort);
    // A source that does not answer must not hold up who has left.
    if (!isDone) Promise.resolve(cancel()).catch(() => {});
  }
}

interface Pull {
  next(): Promise<{ done?: boolean | undefined; value: Uint8Array }>;
  cancel(): unknown;
}

function pull(source: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): Pull {
  if ("getReader" in Object(source)) return pullStream(source as ReadableStream<Uint8Array>);
  const iterator = (source as AsyncIterable<Uint8Array> | null)?.[Symbol.asyncIterator]?.();
  if (!iterator) throw wrongSource("a Blob, stream or chunks of bytes");
  return { next: () => iterator.next() as ReturnType<Pull["next"]>, cancel: () => iterator.return?.() };
}

function pullStream(stream: ReadableStream<Uint8Array>): Pull {
  const reader = stream.getReader();
  return { next: () => reader.read() as ReturnType<Pull["next"]>, cancel: () => reader.cancel() };
}
