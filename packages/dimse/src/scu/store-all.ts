/** Sends many objects: connects, sends, releases. PS3.4 B.4. */
import { type ConnectOptions, connect, type Target } from "./connect.ts";
import type { StoreCommandOptions } from "./store.ts";
import { batchesOf, type StoreBatch } from "./store-batches.ts";
import { type StoreOutcome, storeEach, usableWindow } from "./store-pipeline.ts";
import type { StoreSource } from "./store-source.ts";

/** How several objects are sent. */
export interface StoreAllOptions extends Pick<ConnectOptions, "timeouts" | "signal">, StoreCommandOptions {
  /** How many objects may be in flight at a time, if the peer agrees. Default 1. PS3.7 D.3.3.3. */
  window?: number | undefined;
  /** Called after each object, in order. */
  onResult?: (outcome: StoreOutcome) => void;
}

/**
 * Connects, sends the objects in order, releases. Contexts are offered for what the objects are; where they need more
 * than 128, several associations follow each other. An object that cannot be read or is not accepted does not keep the
 * others from being sent.
 *
 * @throws what {@link connect} throws, and what ends the association
 */
export async function store(
  target: Target,
  sources: Iterable<StoreSource> | AsyncIterable<StoreSource>,
  options: StoreAllOptions = {},
): Promise<StoreOutcome[]> {
  const outcomes: StoreOutcome[] = [];
  for await (const batch of batchesOf(sources)) {
    for await (const outcome of sendBatch(target, batch, options)) {
      outcomes.push(outcome);
      options.onResult?.(outcome);
    }
  }
  return outcomes;
}

/** How one batch is sent. */
export interface SendBatchOptions extends StoreAllOptions {
  /** Whether more is to be sent; what is in flight is told in any case. */
  isWanted?: (() => boolean) | undefined;
  /** Gives up connecting. Default: `signal`. */
  connectSignal?: AbortSignal | undefined;
}

/**
 * Sends one batch over an association of its own and yields what came of each object.
 *
 * @throws what {@link connect} throws, and what ends the association
 */
export async function* sendBatch(
  target: Target,
  batch: StoreBatch,
  options: SendBatchOptions,
): AsyncGenerator<StoreOutcome, void, undefined> {
  if (batch.kind === "unreadable") {
    yield { source: batch.source, sopInstanceUid: undefined, result: undefined, error: batch.error };
    return;
  }
  const { timeouts, signal, window = 1, priority, moveOriginator, isWanted } = options;
  const { connectSignal = signal } = options;
  const association = await connect({
    ...target,
    ...{ timeouts, signal: connectSignal, contexts: batch.contexts },
    asyncOperations: window > 1 ? { maxInvoked: window } : undefined,
  });
  try {
    yield* storeEach({
      sources: batch.objects.map(({ source }) => source),
      window: usableWindow(association.window, window),
      send: (object) => association.store(object, { signal, priority, moveOriginator }),
      isOver: () => !association.isOpen,
      isWanted,
    });
    await association.release();
  } finally {
    // Where the loop was left early, what was begun has been answered.
    if (association.isOpen) await association.release().catch(() => {});
    association.abort();
  }
}
