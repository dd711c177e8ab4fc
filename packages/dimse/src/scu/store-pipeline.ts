/** Several objects over one association: as many at a time as wanted, the next one opened ahead. PS3.7 9.1.1, D.3.3.3. */
import type { AsyncWindow } from "../association/async-window.ts";
import type { StoreResult } from "./store.ts";
import { openStoreSource, type StoreObject, type StoreSource } from "./store-source.ts";

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

/** An object that is being opened. */
interface Opening {
  source: StoreSource;
  object: Promise<StoreObject>;
}

/**
 * Sends objects in order and yields what came of each, in order. Nothing is begun while the loop that reads it does not
 * go on; leaving that early waits for what is in flight.
 *
 * @throws what ended the association, what the iteration of `sources` throws
 */
export async function* storeEach(pipeline: StorePipeline): AsyncGenerator<StoreOutcome, void, undefined> {
  const { sources, window, isOver, isWanted = () => true } = pipeline;
  const iterator = iterate(sources);
  const inFlight: Promise<StoreOutcome>[] = [];
  let next: Promise<IteratorResult<StoreSource>> | undefined;
  let ahead: Opening | undefined;
  let lastOpened: Promise<unknown> = Promise.resolve();
  let isExhausted = false;
  try {
    for (;;) {
      const wantsMore = isWanted();
      if (ahead && wantsMore && inFlight.length < window) {
        inFlight.push(sendOne(pipeline, ahead, lastOpened));
        lastOpened = ahead.object.catch(() => {});
        ahead = undefined;
      }
      // The next one is read while these are on their way.
      if (!ahead && !isExhausted && wantsMore) next ??= Promise.resolve(iterator.next());
      const [first] = inFlight;
      if (!first && (!next || !wantsMore)) return;
      const told = await Promise.race([next, first].filter((promise) => promise !== undefined));
      if ("source" in told) {
        void inFlight.shift();
        if (told.error !== undefined && isOver()) throw told.error;
        yield told;
        continue;
      }
      next = undefined;
      if (told.done) isExhausted = true;
      else ahead = open(told.value);
    }
  } finally {
    await Promise.all(inFlight);
    if (ahead) await ahead.object.then((object) => object.close()).catch(() => {});
    const closing = isExhausted ? undefined : iterator.return?.();
    // A source that has not come yet is not waited for.
    if (next) void Promise.allSettled([next, closing]);
    else await closing;
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

function iterate(sources: StorePipeline["sources"]): AsyncIterator<StoreSource> | Iterator<StoreSource> {
  return Symbol.asyncIterator in sources ? sources[Symbol.asyncIterator]() : sources[Symbol.iterator]();
}
