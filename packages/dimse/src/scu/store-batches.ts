/** Which associations a number of objects need: contexts for what they are, at most 128 each. PS3.8 9.3.2.2, PS3.5 10.1. */
import { setImmediate } from "node:timers/promises";
import type { ContextOffer } from "../association/proposal.ts";
import { MAX_CONTEXT_COUNT } from "./connect.ts";
import { fallbacksOf, type StoreIdentity } from "./store-object.ts";
import { probePath } from "./store-path.ts";
import { isStream, openStoreSource, type StoreSource } from "./store-source.ts";

/** One object that can be read. */
export interface BatchedSource {
  source: StoreSource;
  sopInstanceUid: string;
}

/** Objects that one association is enough for, or one that cannot be read. */
export type StoreBatch =
  | { kind: "readable"; objects: readonly BatchedSource[]; contexts: readonly ContextOffer[] }
  | { kind: "unreadable"; source: StoreSource; error: unknown };

/** After so many sources that are files, others of this process have their turn. */
const PAUSE_COUNT = 16;

/**
 * Looks at every object and yields batches in order. Each SOP class is offered in each transfer syntax of its objects, in
 * contexts of their own, so that the peer answers for each; and, where objects can be re-encoded, in what else they can be
 * sent in.
 */
export async function* batchesOf(
  sources: Iterable<StoreSource> | AsyncIterable<StoreSource>,
): AsyncGenerator<StoreBatch, void, undefined> {
  let objects: BatchedSource[] = [];
  let contexts = new Map<string, ContextOffer>();
  /** Of which objects the contexts are known. */
  const kinds = new Set<string>();
  const take = (): StoreBatch[] => {
    if (objects.length === 0) return [];
    const batch = { kind: "readable", objects, contexts: [...contexts.values()] } as const;
    objects = [];
    contexts = new Map();
    kinds.clear();
    return [batch];
  };
  let count = 0;
  for await (const source of sources) {
    count += 1;
    if (count % PAUSE_COUNT === 0) await setImmediate();
    let identity: StoreIdentity;
    try {
      identity = await identityOf(source);
    } catch (error) {
      // Told in its place: after those that come before it.
      yield* take();
      yield { kind: "unreadable", source, error };
      continue;
    }
    const kind = keyOf(identity.sopClassUid, identity.sendableAs);
    if (!kinds.has(kind)) {
      const offers = offersOf(identity);
      const missingCount = offers.filter(([key]) => !contexts.has(key)).length;
      if (contexts.size + missingCount > MAX_CONTEXT_COUNT) yield* take();
      for (const [key, offer] of offers) contexts.set(key, offer);
      kinds.add(kind);
    }
    objects.push({ source, sopInstanceUid: identity.sopInstanceUid });
  }
  yield* take();
}

function identityOf(source: StoreSource): StoreIdentity | Promise<StoreIdentity> {
  if (typeof source !== "string") return openedIdentity(source);
  try {
    const identity = probePath(source);
    if (identity) return identity;
  } catch {
    // Where a few bytes do not tell what it is, more may.
  }
  return openedIdentity(source);
}

async function openedIdentity(source: StoreSource): Promise<StoreIdentity> {
  const object = await openStoreSource(source);
  // A stream does not come twice: it stays open for who sends it.
  if (!isStream(source)) await object.close();
  return object;
}

function offersOf(identity: StoreIdentity): [string, ContextOffer][] {
  const { sopClassUid: abstractSyntax, transferSyntaxUid } = identity;
  const lists = [[transferSyntaxUid], fallbacksOf(identity)].filter((list) => list.length > 0);
  return lists.map((transferSyntaxes) => [
    keyOf(abstractSyntax, transferSyntaxes),
    { abstractSyntax, transferSyntaxes },
  ]);
}

function keyOf(abstractSyntax: string, transferSyntaxes: readonly string[]): string {
  return `${abstractSyntax} ${transferSyntaxes.join(" ")}`;
}
