/** C-FIND as SCU. PS3.7 9.1.2, PS3.4 C.4.1, K.4.1. */
import { type Dataset, readDataset, writeDataset } from "@minipacs/dicom-core";
import type { PresentationContext } from "../association/presentation-context.ts";
import { DimseStatusError } from "../errors.ts";
import { COMMAND_FIELD, PRIORITY } from "../message/command-table.ts";
import type { MessageExchange } from "../message/message-exchange.ts";
import type { Operation } from "../message/operation.ts";
import { describeStatus, statusClass } from "../message/status.ts";
import { type FindModel, findSopClassUid } from "../sop-class/query-retrieve.ts";
import { type ConnectOptions, connect, type Target } from "./connect.ts";
import { type AbortableOptions, contextFor, type RequestOptions, responseTimer } from "./request.ts";

export interface FindOptions extends RequestOptions {
  /** Cancels the query after so many matches. */
  limit?: number | undefined;
}

/** Sends a C-FIND over an open association. */
export async function* findOn(
  exchange: MessageExchange,
  contexts: readonly PresentationContext[],
  model: FindModel,
  identifier: Dataset,
  options: FindOptions & AbortableOptions,
): AsyncGenerator<Dataset, void, undefined> {
  const { signal, limit = Number.POSITIVE_INFINITY } = options;
  signal?.throwIfAborted();
  if (limit <= 0) return;
  const sopClassUid = findSopClassUid(model);
  const context = contextFor(contexts, sopClassUid);
  const transferSyntaxUid = context.transferSyntax;
  const { operation, sent } = exchange.startRequest(
    context.id,
    {
      CommandField: COMMAND_FIELD["C-FIND-RQ"],
      AffectedSOPClassUID: sopClassUid,
      Priority: PRIORITY.medium,
    },
    writeDataset(identifier, { transferSyntaxUid }),
  );
  let isFinal = false;
  let isCancelled = false;
  const cancel = () => {
    if (isCancelled || isFinal || exchange.isOver) return;
    isCancelled = true;
    const CommandField = COMMAND_FIELD["C-CANCEL-RQ"];
    const command = { CommandField, MessageIDBeingRespondedTo: operation.messageId };
    exchange.send(context.id, command).catch(() => {});
  };
  signal?.addEventListener("abort", cancel, { once: true });
  const timer = responseTimer(options);
  let count = 0;
  try {
    await sent;
    for (;;) {
      timer.watch("response", options.timeoutMs);
      const { command, dataSet } = await operation.next();
      timer.watch(undefined);
      isFinal = statusClass(command.Status) !== "pending";
      if (isFinal) {
        signal?.throwIfAborted();
        assertSuccess(command.Status, command.ErrorComment, command.OffendingElement);
        return;
      }
      if (isCancelled || !dataSet) continue;
      yield readDataset(dataSet, { transferSyntaxUid });
      count += 1;
      if (count >= limit) return;
    }
  } finally {
    if (!isFinal) {
      cancel();
      timer.watch("response", options.timeoutMs);
      await drain(operation);
    }
    timer.stop();
    signal?.removeEventListener("abort", cancel);
  }
}

/** Reads on to the last response, or to the end of the association. */
async function drain(operation: Operation): Promise<void> {
  try {
    while (statusClass((await operation.next()).command.Status) === "pending");
  } catch {
    // The association ended, which its next call tells.
  }
}

function assertSuccess(
  status: number,
  errorComment: string | undefined,
  offendingElements: readonly number[] | undefined,
): void {
  const kind = statusClass(status);
  if (kind === "success" || kind === "cancel" || kind === "warning") return;
  throw new DimseStatusError(status, errorComment ?? describeStatus(status, "C-FIND"), {
    ...(offendingElements && { offendingElements }),
  });
}

/** Connects, queries, yields the matches, releases. */
export async function* find(
  target: Target,
  model: FindModel,
  identifier: Dataset,
  options: FindOptions & Pick<ConnectOptions, "timeouts"> = {},
): AsyncGenerator<Dataset, void, undefined> {
  const association = await connect({
    ...target,
    timeouts: options.timeouts,
    signal: options.signal,
    contexts: [{ abstractSyntax: findSopClassUid(model) }],
  });
  try {
    yield* association.find(model, identifier, options);
    await association.release();
  } finally {
    // A loop that was left early has cancelled its query: what is left is to release.
    if (association.isOpen) await association.release().catch(() => {});
    association.abort();
  }
}
