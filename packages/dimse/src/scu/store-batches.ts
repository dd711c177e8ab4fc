/** Which associations a number of objects need: contexts for what they are, at most 128 each. PS3.8 9.3.2.2, PS3.5 10.1. */
import type { ContextOffer } from "../association/proposal.ts";
import { MAX_CONTEXT_COUNT } from "./connect.ts";
import { fallbacksOf, isStream, openStoreSource, type StoreSource } from "./store-source.ts";

/** One object that can be read. */
export interface BatchedSource {
  source: StoreSource;
  sopInstanceUid: string;
}

/** Objects that one association is enough for, or one that cannot be read. */
export type StoreBatch =
  | { kind: "readable"; objects: readonly BatchedSource[]; contexts: readonly ContextOffer[] }
  | { kind: "unreadable"; source: StoreSource; error: unknown };

/** How many sources are looked at together. */
const PROBE_COUNT = 16;
const PROBE_BYTES = 4096;

/**
 * Looks at every object and yields batches in order. Each SOP class is offered in each transfer syntax of its objects, in
 * contexts of their own, so that the peer answers for each; and, where objects can be re-encoded, in what else they can be
 * sent in.
 */
export async function* batchesOf(
  sources: Iterable<StoreSource> | AsyncIterable<StoreSource>,
): AsyncGenerator<StoreBatch, void, undefined> {
  let objects: BatchedSource[] = [];
  let offers = new Map<string, ContextOffer>();
  const take = (): StoreBatch[] => {
    if (objects.length === 0) return [];
    const batch = { kind: "readable", objects, contexts: [...offers.values()] } as const;
    objects = [];
    offers = new Map();
    return [batch];
  };
  for await (const group of groupsOf(sources, PROBE_COUNT)) {
    const probes = await Promise.allSettled(group.map(probe));
    for (const [i, probed] of probes.entries()) {
      const source = group[i] as StoreSource;
      if (probed.status === "rejected") {
        // Told in its place: after those that come before it.
        yield* take();
        yield { kind: "unreadable", source, error: probed.reason };
        continue;
      }
      const { sopInstanceUid, contexts } = probed.value;
      const missingCount = contexts.filter((context) => !offers.has(keyOf(context))).length;
      if (offers.size + missingCount > MAX_CONTEXT_COUNT) yield* take();
      for (const context of contexts) offers.set(keyOf(context), context);
      objects.push({ source, sopInstanceUid });
    }
  }
  yield* take();
}

async function probe(source: StoreSource): Promise<{ sopInstanceUid: string; contexts: ContextOffer[] }> {
  // Where a few bytes do not tell what it is, more may.
  const object = await openStoreSource(source, PROBE_BYTES).catch(() => openStoreSource(source));
  // A stream does not come twice: it stays open for who sends it.
  if (!isStream(source)) await object.close();
  const { sopClassUid: abstractSyntax, sopInstanceUid, transferSyntaxUid } = object;
  const contexts = [{ abstractSyntax, transferSyntaxes: [transferSyntaxUid] }];
  const fallbacks = fallbacksOf(object);
  if (fallbacks.length > 0) contexts.push({ abstractSyntax, transferSyntaxes: fallbacks });
  return { sopInstanceUid, contexts };
}

function keyOf({ abstractSyntax, transferSyntaxes }: ContextOffer): string {
  return `${abstractSyntax} ${transferSyntaxes?.join(" ")}`;
}

async function* groupsOf<T>(items: Iterable<T> | AsyncIterable<T>, count: number): AsyncGenerator<T[], void> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length === count) {
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}
