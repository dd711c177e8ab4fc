/** C-GET and C-MOVE as provider: the handler names the objects, the sub-operations are done here. PS3.4 C.4.2, C.4.3. */
import { isDicomError } from "@minipacs/dicom-core";
import { DimseStatusError } from "../errors.ts";
import { PRIORITY } from "../message/command-table.ts";
import { describeStatus, formatStatus, STATUS } from "../message/status.ts";
import { inTurn } from "../scu/request.ts";
import { storeOn } from "../scu/store.ts";
import { sendBatch } from "../scu/store-all.ts";
import { batchesOf, type StoreBatch } from "../scu/store-batches.ts";
import { type StoreOutcome, storeEach, usableWindow } from "../scu/store-pipeline.ts";
import type { StoreSource } from "../scu/store-source.ts";
import { whileWanted } from "./c-services.ts";
import { outcomeOf, type Provider, requestFor, requiredDataset } from "./provider.ts";
import type { Work } from "./responder.ts";
import { SubOperations } from "./sub-operations.ts";

type Service = "C-GET" | "C-MOVE";

export async function serveGet(provider: Provider, work: Work): Promise<void> {
  const { association, exchange, handlers } = provider;
  await serveRetrieval(provider, work, "C-GET", undefined, async (retrieval) => {
    const sources = await retrieval.gather((request) => handlers.get?.(request) ?? []);
    const options = { priority: priorityOf(work), abort: () => {} };
    const outcomes = storeEach({
      sources,
      window: usableWindow(association.window),
      // The roles are the other way round: this side is SCU of the storage classes. PS3.4 C.4.3.
      send: (object) =>
        inTurn(exchange, {}, () =>
          storeOn(exchange, association.contexts, object, options, "requestorIsScp"),
        ),
      isOver: () => exchange.isOver,
      isWanted: () => !work.scope.isOver && exchange.takesRequests,
    });
    for await (const outcome of outcomes) await retrieval.count(outcome);
  });
}

export async function serveMove(provider: Provider, work: Work): Promise<void> {
  const { association, handlers, resolveDestination, timeouts } = provider;
  const { command, scope } = work;
  const destination = command.MoveDestination ?? "";
  await serveRetrieval(provider, work, "C-MOVE", destination, async (retrieval) => {
    const target = await scope.orOver(Promise.resolve(resolveDestination?.(destination, association)));
    if (scope.isOver) return;
    if (!target) {
      throw new DimseStatusError(STATUS.moveDestinationUnknown, `unknown destination ${destination}`);
    }
    const sources = await retrieval.gather(
      (request) => handlers.move?.({ ...request, destinationAeTitle: destination }) ?? [],
    );
    const options = {
      timeouts,
      priority: priorityOf(work),
      moveOriginator: { aeTitle: association.callingAeTitle, messageId: command.MessageID ?? 0 },
      isWanted: () => !scope.isOver,
      connectSignal: scope.signal,
      signal: laterThan(scope.signal, timeouts?.releaseMs),
    };
    for await (const batch of batchesOf(whileWanted(work, sources))) {
      if (scope.isOver) return;
      let doneCount = 0;
      try {
        for await (const outcome of sendBatch(target, batch, options)) {
          await retrieval.count(outcome);
          doneCount += 1;
        }
      } catch (error) {
        if (scope.isOver) return;
        // No association with the destination, or its end: what was not sent has failed.
        for (const outcome of unsent(batch, doneCount, error)) await retrieval.count(outcome);
      }
    }
  });
}

/** One retrieval on its way. */
class Retrieval {
  readonly #provider: Provider;
  readonly #work: Work;
  readonly #service: Service;
  subOperations = new SubOperations(0);
  /** Why the first object was not sent. */
  errorComment: string | undefined;

  constructor(provider: Provider, work: Work, service: Service) {
    this.#provider = provider;
    this.#work = work;
    this.#service = service;
  }

  /** Asks the handler for all objects before the first is sent, because each response tells how many remain. */
  async gather(
    run: (request: ReturnType<Retrieval["request"]>) => AsyncIterable<StoreSource> | Iterable<StoreSource>,
  ): Promise<StoreSource[]> {
    const sources: StoreSource[] = [];
    for await (const source of whileWanted(this.#work, run(this.request()))) sources.push(source);
    this.subOperations = new SubOperations(sources.length);
    return sources;
  }

  request() {
    const identifier = requiredDataset(this.#work, STATUS.cannotUnderstand);
    return requestFor(this.#provider, this.#work, { identifier, priority: priorityOf(this.#work) });
  }

  /** Counts one object and tells the peer, unless it was the last. */
  async count({ sopInstanceUid, result, error }: StoreOutcome): Promise<void> {
    const { association, responder, emit } = this.#provider;
    this.subOperations.count(sopInstanceUid, result?.status);
    emit({
      type: "sub-operation",
      association,
      service: this.#service,
      messageId: this.#work.command.MessageID ?? 0,
      sopInstanceUid,
      status: result?.status,
      error,
    });
    if (result?.status !== STATUS.success) this.errorComment ??= commentFor(result?.status, error);
    if (this.subOperations.counts.remaining > 0 && !this.#work.scope.isOver) {
      await responder.respond(this.#work, this.subOperations.pending());
    }
  }
}

async function serveRetrieval(
  provider: Provider,
  work: Work,
  service: Service,
  destinationAeTitle: string | undefined,
  run: (retrieval: Retrieval) => Promise<void>,
): Promise<void> {
  const { responder, emit } = provider;
  const retrieval = new Retrieval(provider, work, service);
  const outcome = await outcomeOf(provider, work, service, STATUS.cannotUnderstand, async () => {
    await run(retrieval);
    const { subOperations, errorComment } = retrieval;
    // The peer may also have asked to release in the middle.
    const isCancelled = work.scope.isOver || subOperations.counts.remaining > 0;
    return subOperations.final(isCancelled, errorComment);
  });
  if (!(await responder.answer(work, outcome))) return;
  const told = { ...responder.told(work, outcome), ...retrieval.subOperations.counts };
  if (destinationAeTitle === undefined) emit({ type: "get", ...told });
  else emit({ type: "move", ...told, destinationAeTitle });
}

/** Fires that long after the other: what is in flight may be answered until then. Without a time it never does. */
function laterThan(signal: AbortSignal, delayMs: number | undefined): AbortSignal | undefined {
  if (!delayMs) return undefined;
  const controller = new AbortController();
  const onAbort = () => {
    setTimeout(() => controller.abort(signal.reason), delayMs).unref();
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  return controller.signal;
}

function unsent(batch: StoreBatch, doneCount: number, error: unknown): StoreOutcome[] {
  if (batch.kind === "unreadable") return [];
  return batch.objects
    .slice(doneCount)
    .map(({ source, sopInstanceUid }) => ({ source, sopInstanceUid, result: undefined, error }));
}

function priorityOf({ command }: Work): number {
  return command.Priority ?? PRIORITY.medium;
}

/** Tells the peer no more than it may know: errors of the system name files. */
function commentFor(status: number | undefined, error: unknown): string {
  if (status !== undefined) return `${formatStatus(status)} ${describeStatus(status, "C-STORE")}`;
  const isOfNetwork = isDicomError(error) && /^(ASSOC|TRANSPORT|TIMEOUT)/.test(error.code);
  return isOfNetwork ? error.message : "an object cannot be read";
}
