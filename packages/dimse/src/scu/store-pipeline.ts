/** Several objects over one association: as many at a time as wanted, the next one opened ahead. PS3.7 9.1.1, D.3.3.3. */
import type { AsyncWindow } from "../association/async-window.ts";
import type { StoreResult } from "./store.ts";
import type { StoreObject } from "./store-object.ts";
import { openStoreSource, type StoreSource } from "./store-source.ts";

/** What came of one of several objects: a response, or the error that kept it from being sent. */
export interface StoreOutcome {
  source: StoreSource;
  /** `undefined` where the object could not be read. */
  sopInstanceUid: string | undefined;
  result: StoreResult | undefined;
  error: unknown;
}

export interface StorePipeline {
  sources: Iterable<StoreSource> | AsyncIterable<StoreSource>;
  /** How many are in flight at a time, at least 1. */
  window: number;
  /** Sends one; waits for its turn itself. */
  send(object: StoreObject): Promise<StoreResult>;
  /** Whether nothing can be sent any more. */
  isOver(): boolean;
  /** Whether more is to be sent; what is in flight is told in any case. Default: always. */
  isWanted?: (() => boolean) | undefined;
}

/** At most so many objects are opened at a time where neither the caller nor the peer sets a limit. */
const MAX_WINDOW = 16;

/** Returns how many objects may be in flight: what is wanted, as far as it was negotiated. */
export function usableWindow({ maxInvoked }: AsyncWindow, wanted = MAX_WINDOW): number {
  return Math.max(1, Math.min(Math.trunc(wanted) || 1, maxInvoked));
}

/** Outcomes that wait to be told behind a slow object, for each that may be in flight. */
const MAX_UNTOLD_FACTOR = 4;

/** An object that is being opened. */
interface Opening {
  source: StoreSource;
  object: Promise<StoreObject>;
}

/**
 * Sends objects in order and yields what came of each, in order. Nothing is begun while the loop that reads it does not
 * go on; leaving that early waits for what is in flight.
 *
 * @throws what ended the association; what the iteration of `sources` throws, after the outcomes of what came before
 */
export async function* storeEach(pipeline: StorePipeline): AsyncGenerator<StoreOutcome, void, undefined> {
  const { isOver } = pipeline;
  const objects = new ObjectsInFlight(pipeline);
  try {
    for (;;) {
      const outcome = objects.takeOutcome();
      if (outcome) {
        if (outcome.error !== undefined && isOver()) throw outcome.error;
        yield outcome;
        continue;
      }
      objects.goOn();
      if (objects.isDone) {
        if (objects.sourceError) throw objects.sourceError.error;
        return;
      }
      await objects.changed();
    }
  } finally {
    await objects.end();
  }
}

/** Pulls, opens and sends; whatever happens wakes who waits for a change. */
class ObjectsInFlight {
  readonly #pipeline: StorePipeline;
  readonly #iterator: AsyncIterator<StoreSource> | Iterator<StoreSource>;
  readonly #untold: { outcome?: StoreOutcome }[] = [];
  #sendingCount = 0;
  #pulling: Promise<void> | undefined;
  #ahead: Opening | undefined;
  #lastOpened: Promise<unknown> = Promise.resolve();
  #isExhausted = false;
  #wake = () => {};
  sourceError: { error: unknown } | undefined;

  constructor(pipeline: StorePipeline) {
    this.#pipeline = pipeline;
    const { sources } = pipeline;
    this.#iterator =
      Symbol.asyncIterator in sources ? sources[Symbol.asyncIterator]() : sources[Symbol.iterator]();
  }

  /** Whether everything was told. */
  get isDone(): boolean {
    if (this.#untold.length > 0) return false;
    return !this.#isWanted || (this.#isExhausted && !this.#ahead && !this.#pulling);
  }

  get #isWanted(): boolean {
    return this.#pipeline.isWanted?.() ?? true;
  }

  /** Begins what may be begun now. */
  goOn(): void {
    const { window } = this.#pipeline;
    if (!this.#isWanted) return;
    const hasRoom = this.#sendingCount < window && this.#untold.length < MAX_UNTOLD_FACTOR * window;
    if (this.#ahead && hasRoom) {
      this.#send(this.#ahead);
      this.#ahead = undefined;
    }
    // The next one is read while these are on their way.
    if (!this.#ahead && !this.#isExhausted) this.#pulling ??= this.#pull();
  }

  /** Returns the outcome that is next in order, once it is there. */
  takeOutcome(): StoreOutcome | undefined {
    return this.#untold[0]?.outcome && this.#untold.shift()?.outcome;
  }

  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Begins nothing more, and waits for what is in flight. */
  async end(): Promise<void> {
    while (this.#sendingCount > 0) await this.changed();
    await this.#ahead?.object.then((object) => object.close()).catch(() => {});
    if (this.#isExhausted) return;
    const closing = Promise.resolve(this.#iterator.return?.()).catch(() => {});
    // A source that has not come yet is not waited for.
    if (!this.#pulling) await closing;
  }

  async #pull(): Promise<void> {
    try {
      const { done, value } = await this.#iterator.next();
      if (done) this.#isExhausted = true;
      else this.#ahead = open(value);
    } catch (error) {
      this.#isExhausted = true;
      this.sourceError = { error };
    }
    this.#pulling = undefined;
    this.#wake();
  }

  #send(opening: Opening): void {
    const entry: { outcome?: StoreOutcome } = {};
    this.#untold.push(entry);
    this.#sendingCount += 1;
    const sent = sendOne(this.#pipeline, opening, this.#lastOpened);
    this.#lastOpened = opening.object.catch(() => {});
    void sent.then((outcome) => {
      entry.outcome = outcome;
      this.#sendingCount -= 1;
      this.#wake();
    });
  }
}

function open(source: StoreSource): Opening {
  const object = openStoreSource(source);
  // Whoever waits for it later is told of its error, nobody else.
  object.catch(() => {});
  return { source, object };
}

/** Never rejects. However long each object takes to open, they go out in order. */
async function sendOne(
  { send }: StorePipeline,
  { source, object: opening }: Opening,
  lastOpened: Promise<unknown>,
): Promise<StoreOutcome> {
  let sopInstanceUid: string | undefined;
  try {
    await lastOpened;
    const object = await opening;
    sopInstanceUid = object.sopInstanceUid;
    try {
      return { source, sopInstanceUid, result: await send(object), error: undefined };
    } finally {
      await object.close();
    }
  } catch (error) {
    return { source, sopInstanceUid, result: undefined, error };
  }
}
