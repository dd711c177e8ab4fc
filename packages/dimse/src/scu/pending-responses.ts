/** Requests with several responses: C-FIND, C-GET and C-MOVE as SCU. PS3.7 9.1.2, 9.1.3, 9.1.4. */
import { DimseStatusError } from "../errors.ts";
import { COMMAND_FIELD, type CommandSet } from "../message/command-table.ts";
import type { MessageExchange } from "../message/message-exchange.ts";
import type { Operation, ResponseMessage } from "../message/operation.ts";
import { describeStatus, type StatusService, statusClass } from "../message/status.ts";
import { type AbortableOptions, responseTimer } from "./request.ts";

export interface PendingRequest {
  service: StatusService;
  contextId: number;
  command: CommandSet;
  data: Uint8Array;
  /** Of the error for a final status that is a failure. */
  failureDetails?: (response: ResponseMessage) => Record<string, unknown>;
  /** Called with a function that tells that the peer moves although no response comes. */
  onStart?: (onProgress: () => void) => void;
}

/**
 * Sends a request and yields its responses, the last one too. Leaving the loop early and the signal send C-CANCEL and
 * wait for the last response.
 *
 * @throws DimseStatusError where the last one is a failure, of a C-FIND also where nobody here cancelled it; the signal's
 *   reason
 */
export async function* responsesTo(
  exchange: MessageExchange,
  request: PendingRequest,
  options: AbortableOptions,
): AsyncGenerator<ResponseMessage, void, undefined> {
  const { signal } = options;
  signal?.throwIfAborted();
  const timer = responseTimer(options);
  const { contextId, command, data } = request;
  const { operation, sent } = exchange.startRequest(contextId, command, data);
  let isFinal = false;
  let isCancelled = false;
  const cancel = () => {
    if (isCancelled || isFinal || exchange.isOver) return;
    isCancelled = true;
    const CommandField = COMMAND_FIELD["C-CANCEL-RQ"];
    exchange
      .send(contextId, { CommandField, MessageIDBeingRespondedTo: operation.messageId })
      .catch(() => {});
  };
  signal?.addEventListener("abort", cancel, { once: true });
  request.onStart?.(() => {
    if (operation.isWaiting) timer.watch("response", options.timeoutMs);
  });
  try {
    await sent;
    for (;;) {
      timer.watch("response", options.timeoutMs);
      const response = await operation.next();
      timer.watch(undefined);
      isFinal = statusClass(response.command.Status, request.service) !== "pending";
      if (isFinal) {
        signal?.throwIfAborted();
        assertNoFailure(request, response, isCancelled);
      } else if (isCancelled) continue;
      yield response;
      if (isFinal) return;
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

function assertNoFailure(
  { service, failureDetails }: PendingRequest,
  response: ResponseMessage,
  isCancelled: boolean,
): void {
  const { command } = response;
  const { Status: status, ErrorComment, OffendingElement: offendingElements, ErrorID: errorId } = command;
  // A retrieval tells what has become of each object; of a query nobody knows what is missing.
  const isCut = service === "C-FIND" && statusClass(status) === "cancel" && !isCancelled;
  if (statusClass(status) !== "failure" && !isCut) return;
  throw new DimseStatusError(status, ErrorComment ?? describeStatus(status, service), {
    ...(offendingElements && { offendingElements }),
    ...(errorId !== undefined && { errorId }),
    ...(failureDetails && { details: failureDetails(response) }),
  });
}
