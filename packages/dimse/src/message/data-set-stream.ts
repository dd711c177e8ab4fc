/** The data set of one message while it arrives: fragments in, fragments out, with backpressure. PS3.7 6.3.1. */
import { InvalidStateError } from "@minipacs/dicom-core";

/** What an object that holds a fragment costs: without it, a peer could fill memory with one-byte fragments. */
const FRAGMENT_COST_BYTES = 256;

/**
 * Fragments in the order of arrival, as views of the received bytes; read once, by one reader. Bytes that wait here
 * count against the association's limit, so that a slow reader makes the peer wait.
 */
export class DataSetStream implements AsyncIterable<Uint8Array> {
  readonly #onChange: () => void;
  readonly #maxBufferedBytes: number;
  #fragments: Uint8Array[] = [];
  #bufferedBytes = 0;
  #receivedBytes = 0;
  #isEnded = false;
  #isDiscarding = false;
  #isTaken = false;
  #error: unknown;
  #hasFailed = false;
  #waiter: (() => void) | undefined;
  #endWaiters: (() => void)[] = [];

  /**
   * @param onChange called when bytes were taken out or the stream ended
   * @param maxBufferedBytes from where on the peer is made to wait
   */
  constructor(onChange: () => void, maxBufferedBytes: number) {
    this.#onChange = onChange;
    this.#maxBufferedBytes = maxBufferedBytes;
  }

  /** Bytes that nobody has taken yet, and what keeping them costs. */
  get bufferedBytes(): number {
    return this.#bufferedBytes;
  }

  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  /** Whether the last fragment has arrived, or none will. */
  get isEnded(): boolean {
    return this.#isEnded || this.#hasFailed;
  }

  /** Whether the whole data set has arrived and been taken. */
  get isConsumed(): boolean {
    return this.#isEnded && this.#fragments.length === 0;
  }

  push(fragment: Uint8Array): void {
    this.#receivedBytes += fragment.length;
    if (this.#isDiscarding || fragment.length === 0) return;
    this.#fragments.push(fragment);
    this.#bufferedBytes += fragment.length + FRAGMENT_COST_BYTES;
    this.#wake();
  }

  end(): void {
    this.#isEnded = true;
    this.#finish();
  }

  /** Ends the stream with an error, which the reader gets once it has read what arrived before. */
  fail(error: unknown): void {
    if (this.isEnded) return;
    this.#hasFailed = true;
    this.#error = error;
    this.#finish();
  }

  /**
   * Takes everything that waits, once it is at least `minBytes` or nothing more comes; `undefined` at the end.
   *
   * @throws what ended the stream
   */
  async takeAll(minBytes = 1): Promise<Uint8Array[] | undefined> {
    // No more can come than may wait here.
    const wantedBytes = Math.min(minBytes, this.#maxBufferedBytes);
    while (this.#bufferedBytes < wantedBytes && !this.isEnded && !this.#isDiscarding) {
      await new Promise<void>((resolve) => {
        this.#waiter = resolve;
      });
    }
    if (this.#fragments.length === 0) {
      if (this.#hasFailed) throw this.#error;
      return undefined;
    }
    const fragments = this.#fragments;
    this.#fragments = [];
    this.#bufferedBytes = 0;
    this.#onChange();
    return fragments;
  }

  /** Drops what waits and what still comes. */
  discard(): void {
    this.#isDiscarding = true;
    this.#fragments = [];
    this.#bufferedBytes = 0;
    this.#wake();
    this.#onChange();
  }

  /** Resolves when the last fragment has arrived, or none will. */
  async whenEnded(): Promise<void> {
    if (this.isEnded) return;
    await new Promise<void>((resolve) => this.#endWaiters.push(resolve));
  }

  /** @throws InvalidStateError STATE_STREAM_TAKEN on a second reader */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#isTaken) throw new InvalidStateError("STATE_STREAM_TAKEN", "the stream has a reader already");
    this.#isTaken = true;
    try {
      for (;;) {
        const fragments = await this.takeAll();
        if (!fragments) return;
        yield* fragments;
      }
    } finally {
      this.discard();
    }
  }

  #wake(): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.();
  }

  #finish(): void {
    this.#wake();
    const waiters = this.#endWaiters;
    this.#endWaiters = [];
    for (const waiter of waiters) waiter();
    this.#onChange();
  }
}
