/** C-GET and C-MOVE as SCU. PS3.7 9.1.3, 9.1.4, PS3.4 C.4.2, C.4.3. */
import { type Dataset, readDataset, writeDataset } from "@minipacs/dicom-core";
import type { PresentationContext } from "../association/presentation-context.ts";
import { COMMAND_FIELD, type CommandSet, PRIORITY } from "../message/command-table.ts";
import type { MessageExchange } from "../message/message-exchange.ts";
import type { ResponseMessage } from "../message/operation.ts";
import type { DimseHandlers } from "../scp/handler-types.ts";
import { getSopClassUid, moveSopClassUid, type RetrieveModel } from "../sop-class/query-retrieve.ts";
import { responsesTo } from "./pending-responses.ts";
import { type AbortableOptions, contextFor, type RequestOptions } from "./request.ts";

export interface RetrieveRequestOptions extends RequestOptions {
  /** {@link PRIORITY}. Default medium. */
  priority?: number | undefined;
}

/** How a C-GET is sent. */
export interface GetOptions extends RetrieveRequestOptions {
  /** Takes the objects. Default: `handlers.store` of the association. */
  store?: DimseHandlers["store"];
}

/** How a C-MOVE is sent. */
export interface MoveOptions extends RetrieveRequestOptions {
  /** AE title of who is to get the objects; the provider has to know where that is. */
  destination: string;
}

/** How far a retrieval is, as the provider counts. PS3.4 C.4.2.1.6 to C.4.2.1.9. */
export interface RetrieveProgress {
  /** FF00 while it goes on; of the last: 0000, B000 (some failed, or went with a warning), FE00 (cancelled). */
  status: number;
  /** Sub-operations to come; `undefined` where the provider does not tell, as usual in the last. */
  remaining: number | undefined;
  completed: number;
  failed: number;
  warning: number;
  /** (0008,0058) of the last: what was not sent. */
  failedSopInstanceUids: string[];
  errorComment: string | undefined;
}

/** Sends a C-GET over an open association; the objects come as C-STORE requests of the peer. */
export function getOn(
  exchange: MessageExchange,
  contexts: readonly PresentationContext[],
  model: RetrieveModel,
  identifier: Dataset,
  options: RetrieveRequestOptions & AbortableOptions & { onStart?: (onProgress: () => void) => void },
): AsyncGenerator<RetrieveProgress, void, undefined> {
  const AffectedSOPClassUID = getSopClassUid(model);
  const command = { CommandField: COMMAND_FIELD["C-GET-RQ"], AffectedSOPClassUID };
  return retrieve("C-GET", exchange, contexts, command, identifier, options);
}

/** Sends a C-MOVE over an open association. */
export function moveOn(
  exchange: MessageExchange,
  contexts: readonly PresentationContext[],
  model: RetrieveModel,
  identifier: Dataset,
  options: MoveOptions & AbortableOptions,
): AsyncGenerator<RetrieveProgress, void, undefined> {
  const AffectedSOPClassUID = moveSopClassUid(model);
  const MoveDestination = options.destination;
  const command = { CommandField: COMMAND_FIELD["C-MOVE-RQ"], AffectedSOPClassUID, MoveDestination };
  return retrieve("C-MOVE", exchange, contexts, command, identifier, options);
}

async function* retrieve(
  service: "C-GET" | "C-MOVE",
  exchange: MessageExchange,
  contexts: readonly PresentationContext[],
  command: CommandSet & { AffectedSOPClassUID: string },
  identifier: Dataset,
  options: RetrieveRequestOptions & AbortableOptions & { onStart?: (onProgress: () => void) => void },
): AsyncGenerator<RetrieveProgress, void, undefined> {
  const { priority: Priority = PRIORITY.medium, onStart } = options;
  const { id: contextId, transferSyntax: transferSyntaxUid } = contextFor(
    contexts,
    command.AffectedSOPClassUID,
  );
  const progressOf = ({ command: response, dataSet }: ResponseMessage): RetrieveProgress => ({
    status: response.Status,
    remaining: response.NumberOfRemainingSuboperations,
    completed: response.NumberOfCompletedSuboperations ?? 0,
    failed: response.NumberOfFailedSuboperations ?? 0,
    warning: response.NumberOfWarningSuboperations ?? 0,
    failedSopInstanceUids: dataSet ? failedUidsOf(readDataset(dataSet, { transferSyntaxUid })) : [],
    errorComment: response.ErrorComment,
  });
  const request = {
    service,
    contextId,
    command: { ...command, Priority },
    data: writeDataset(identifier, { transferSyntaxUid }),
    failureDetails: (response: ResponseMessage) => ({ ...progressOf(response) }),
    ...(onStart && { onStart }),
  };
  for await (const response of responsesTo(exchange, request, options)) yield progressOf(response);
}

/** (0008,0058) Failed SOP Instance UID List. */
function failedUidsOf(identifier: Dataset): string[] {
  return identifier.getAll("FailedSOPInstanceUIDList");
}
