/** C-FIND as SCU. PS3.7 9.1.2, PS3.4 C.4.1, K.4.1. */
import { type Dataset, readDataset, writeDataset } from "@minipacs/dicom-core";
import type { PresentationContext } from "../association/presentation-context.ts";
import { COMMAND_FIELD, PRIORITY } from "../message/command-table.ts";
import type { MessageExchange } from "../message/message-exchange.ts";
import { statusClass } from "../message/status.ts";
import { type FindModel, findSopClassUid } from "../sop-class/query-retrieve.ts";
import { type ConnectOptions, overAssociation, type Target } from "./connect.ts";
import { responsesTo } from "./pending-responses.ts";
import { type AbortableOptions, contextFor, type RequestOptions } from "./request.ts";

/** How a C-FIND is sent. */
export interface FindOptions extends RequestOptions {
  /** Cancels the query after so many matches. */
  limit?: number | undefined;
  /** {@link PRIORITY}. Default medium. */
  priority?: number | undefined;
}

/** Sends a C-FIND over an open association. */
export async function* findOn(
  exchange: MessageExchange,
  contexts: readonly PresentationContext[],
  model: FindModel,
  identifier: Dataset,
  options: FindOptions & AbortableOptions,
): AsyncGenerator<Dataset, void, undefined> {
  const { limit = Number.POSITIVE_INFINITY, priority: Priority = PRIORITY.medium } = options;
  options.signal?.throwIfAborted();
  if (limit <= 0) return;
  const AffectedSOPClassUID = findSopClassUid(model);
  const { id: contextId, transferSyntax: transferSyntaxUid } = contextFor(contexts, AffectedSOPClassUID);
  const command = { CommandField: COMMAND_FIELD["C-FIND-RQ"], AffectedSOPClassUID, Priority };
  const data = writeDataset(identifier, { transferSyntaxUid });
  let count = 0;
  const request = { service: "C-FIND", contextId, command, data } as const;
  for await (const { command, dataSet } of responsesTo(exchange, request, options)) {
    if (!dataSet || statusClass(command.Status) !== "pending") continue;
    yield readDataset(dataSet, { transferSyntaxUid });
    count += 1;
    if (count >= limit) return;
  }
}

/** Connects, queries, yields the matches, releases. */
export async function* find(
  target: Target,
  model: FindModel,
  identifier: Dataset,
  options: FindOptions & Pick<ConnectOptions, "timeouts"> = {},
): AsyncGenerator<Dataset, void, undefined> {
  const contexts = [{ abstractSyntax: findSopClassUid(model) }];
  yield* overAssociation(target, contexts, options, (association) =>
    association.find(model, identifier, options),
  );
}
