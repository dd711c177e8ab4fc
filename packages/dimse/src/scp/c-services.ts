/** C-ECHO, C-STORE and C-FIND as provider. PS3.7 9.1.1, 9.1.2, 9.1.5. */
import type { Dataset } from "@minipacs/dicom-core";
import { isStatus } from "../errors.ts";
import { STATUS, statusClass } from "../message/status.ts";
import type { FindResult } from "./handler-types.ts";
import { outcomeOf, type Provider, requestFor, requiredDataset, SUCCESS } from "./provider.ts";
import type { Work } from "./responder.ts";
import { ReceivedStore } from "./store-request.ts";

export async function serveEcho(provider: Provider, work: Work): Promise<void> {
  const { handlers, responder, emit } = provider;
  const outcome = await outcomeOf(provider, work, "C-ECHO", STATUS.processingFailure, async () => {
    await handlers.echo?.(requestFor(provider, work, {}));
    return SUCCESS;
  });
  if (await responder.answer(work, outcome)) emit({ type: "echo", ...responder.told(work, outcome) });
}

export async function serveStore(provider: Provider, work: Work): Promise<void> {
  const { association, handlers, limits, responder, emit } = provider;
  const { command, scope, transferSyntaxUid } = work;
  const { stream } = work.message;
  if (!stream) {
    await responder.refuse(work, { status: STATUS.cannotUnderstand, errorComment: "no data set" });
    return;
  }
  const { maxDataSetLengthBytes } = limits;
  const request = new ReceivedStore({
    ...{ association, command, transferSyntaxUid, stream, scope, maxDataSetLengthBytes },
  });
  const outcome = await outcomeOf(provider, work, "C-STORE", STATUS.processingFailure, async () => {
    await handlers.store?.(request);
    return SUCCESS;
  });
  // What the handler left unread is received all the same: the answer comes after the data set.
  stream.discard();
  await stream.whenEnded();
  if (!(await responder.answer(work, outcome))) return;
  emit({
    type: "store",
    ...responder.told(work, outcome),
    sopInstanceUid: request.sopInstanceUid,
    transferSyntaxUid,
    bytes: stream.receivedBytes,
  });
}

export async function serveFind(provider: Provider, work: Work): Promise<void> {
  const { handlers, responder, emit } = provider;
  let matches = 0;
  const outcome = await outcomeOf(provider, work, "C-FIND", STATUS.cannotUnderstand, async () => {
    const identifier = requiredDataset(work, STATUS.cannotUnderstand);
    const results = handlers.find?.(requestFor(provider, work, { identifier })) ?? [];
    for await (const result of whileWanted(work, results)) {
      const { dataset, status } = asMatch(result);
      await responder.respondWithMatch(work, status, dataset);
      matches += 1;
    }
    return work.scope.isOver ? { status: STATUS.cancel } : SUCCESS;
  });
  if (await responder.answer(work, outcome)) {
    emit({ type: "find", ...responder.told(work, outcome), matches });
  }
}

/** Yields what a handler yields until the request is over; a generator that then works on is not waited for. */
export async function* whileWanted<T>(
  { scope }: Work,
  results: AsyncIterable<T> | Iterable<T>,
): AsyncGenerator<T, void, undefined> {
  const iterator =
    Symbol.asyncIterator in results ? results[Symbol.asyncIterator]() : results[Symbol.iterator]();
  try {
    for (;;) {
      const result = await scope.orOver(Promise.resolve(iterator.next()));
      if (!result || result.done) return;
      yield result.value;
    }
  } finally {
    if (scope.isOver) void Promise.resolve(iterator.return?.()).catch(() => {});
    else await iterator.return?.();
  }
}

function asMatch(result: FindResult): { dataset: Dataset; status: number } {
  const match = "dataset" in result ? result : { dataset: result, status: STATUS.pending };
  if (!isStatus(match.status) || statusClass(match.status) !== "pending") {
    throw new TypeError(`a match with a status that is not pending: ${String(match.status)}`);
  }
  return match;
}
