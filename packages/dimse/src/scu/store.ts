/** C-STORE as SCU. PS3.7 9.1.1, PS3.4 B. */
import { findTransferSyntax } from "@minipacs/dicom-core";
import type { PresentationContext } from "../association/presentation-context.ts";
import type { ContextOffer } from "../association/proposal.ts";
import { COMMAND_FIELD, PRIORITY } from "../message/command-table.ts";
import type { MessageExchange } from "../message/message-exchange.ts";
import type { Association } from "./association.ts";
import { type ConnectOptions, connect, MAX_CONTEXT_COUNT, type Target } from "./connect.ts";
import { type AbortableOptions, isUsable, noContextError, requestOne } from "./request.ts";
import { openStoreSource, type StoreObject, type StoreSource } from "./store-source.ts";

/** What came of one C-STORE. */
export interface StoreResult {
  status: number;
  sopClassUid: string;
  sopInstanceUid: string;
  /** What the object was sent in. */
  transferSyntaxUid: string;
  errorComment: string | undefined;
}

/** Sends one object over an open association. */
export async function storeOn(
  exchange: MessageExchange,
  contexts: readonly PresentationContext[],
  source: StoreSource | StoreObject,
  options: AbortableOptions & { priority?: number },
): Promise<StoreResult> {
  const object = await openStoreSource(source);
  try {
    const context = contextForObject(contexts, object);
    const command = {
      CommandField: COMMAND_FIELD["C-STORE-RQ"],
      AffectedSOPClassUID: object.sopClassUid,
      AffectedSOPInstanceUID: object.sopInstanceUid,
      Priority: options.priority ?? PRIORITY.medium,
    };
    const data = object.data(context.transferSyntax);
    const response = await requestOne(exchange, context.id, command, data, options);
    return {
      status: response.command.Status,
      sopClassUid: object.sopClassUid,
      sopInstanceUid: object.sopInstanceUid,
      transferSyntaxUid: context.transferSyntax,
      errorComment: response.command.ErrorComment,
    };
  } finally {
    await object.close();
  }
}

/** The context accepted with the object's own transfer syntax comes before one that it must be re-encoded for. */
function contextForObject(contexts: readonly PresentationContext[], object: StoreObject) {
  for (const transferSyntax of object.sendableAs) {
    for (const context of contexts) {
      if (context.abstractSyntax !== object.sopClassUid || !isUsable(context)) continue;
      if (context.transferSyntax === transferSyntax) return context;
    }
  }
  const name = findTransferSyntax(object.transferSyntaxUid)?.name ?? "a private transfer syntax";
  throw noContextError(
    contexts,
    object.sopClassUid,
    `SOP class ${object.sopClassUid} in ${name} (${object.transferSyntaxUid})`,
    `offer a context with ${object.transferSyntaxUid} alone, or convert the object to a transfer syntax that the peer takes`,
  );
}

/** What came of one of several objects: a response, or the error that kept it from being sent. */
export interface StoreOutcome {
  source: StoreSource;
  result: StoreResult | undefined;
  error: unknown;
}

export interface StoreAllOptions extends Pick<ConnectOptions, "timeouts" | "signal"> {
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
  sources: readonly StoreSource[],
  options: StoreAllOptions = {},
): Promise<StoreOutcome[]> {
  const outcomes: StoreOutcome[] = [];
  const tell = (outcome: StoreOutcome) => {
    outcomes.push(outcome);
    options.onResult?.(outcome);
  };
  let batch: StoreSource[] = [];
  let offers = new Map<string, ContextOffer>();
  const sendBatch = async () => {
    if (batch.length > 0) await sendOver(target, batch, [...offers.values()], options, tell);
    batch = [];
    offers = new Map();
  };
  for (let from = 0; from < sources.length; from += PROBE_COUNT) {
    const probed = sources.slice(from, from + PROBE_COUNT);
    const offered = await Promise.allSettled(probed.map(offerFor));
    for (const [i, probe] of offered.entries()) {
      const source = probed[i] as StoreSource;
      if (probe.status === "rejected") {
        // Told in its place: after those that come before it.
        await sendBatch();
        tell({ source, result: undefined, error: probe.reason });
        continue;
      }
      const offer = probe.value;
      const key = `${offer.abstractSyntax} ${offer.transferSyntaxes?.join(" ")}`;
      if (!offers.has(key) && offers.size === MAX_CONTEXT_COUNT) await sendBatch();
      offers.set(key, offer);
      batch.push(source);
    }
  }
  await sendBatch();
  return outcomes;
}

/** How many sources are looked at together before anything is sent. */
const PROBE_COUNT = 16;
const PROBE_BYTES = 4096;

async function offerFor(source: StoreSource): Promise<ContextOffer> {
  // Where a few bytes do not tell what it is, more may.
  const object = await openStoreSource(source, PROBE_BYTES).catch(() => openStoreSource(source));
  await object.close();
  return { abstractSyntax: object.sopClassUid, transferSyntaxes: object.sendableAs };
}

async function sendOver(
  target: Target,
  sources: readonly StoreSource[],
  contexts: readonly ContextOffer[],
  options: StoreAllOptions,
  tell: (outcome: StoreOutcome) => void,
): Promise<void> {
  const { timeouts, signal } = options;
  const association: Association = await connect({ ...target, contexts, timeouts, signal });
  let next: Promise<StoreObject> | undefined;
  try {
    for (const [i, source] of sources.entries()) {
      const opening = next ?? openAhead(source);
      const following = sources[i + 1];
      // The next file is read while this one is on its way.
      next = following === undefined ? undefined : openAhead(following);
      try {
        tell({ source, result: await association.store(await opening, { signal }), error: undefined });
      } catch (error) {
        if (!association.isOpen) throw error;
        tell({ source, result: undefined, error });
      }
    }
    await association.release();
  } finally {
    next?.then((object) => object.close()).catch(() => {});
    association.abort();
  }
}

/** Whoever waits for it later is told of its error, nobody else. */
function openAhead(source: StoreSource): Promise<StoreObject> {
  const opening = openStoreSource(source);
  opening.catch(() => {});
  return opening;
}
