/** What the requests of a service class user have in common. */
import { type DicomError, InvalidArgumentError } from "@minipacs/dicom-core";
import {
  describeContextResult,
  offersAndAnswers,
  type PresentationContext,
} from "../association/presentation-context.ts";
import { ProgressTimer } from "../association/progress-timer.ts";
import { NoAcceptedContextError, TimeoutError } from "../errors.ts";
import type { CommandSet } from "../message/command-table.ts";
import type { DataSetSource, MessageExchange } from "../message/message-exchange.ts";
import type { ResponseMessage } from "../message/operation.ts";

/** How long a response is waited for. */
export interface RequestOptions {
  /** Gives up waiting. A C-FIND is cancelled; for everything else the association has to be aborted. */
  signal?: AbortSignal | undefined;
  /**
   * Aborts the association where the response, or the next one of a query, does not come so long after the request has
   * left, in milliseconds. Default: no limit of its own, see `timeouts.responseMs`.
   */
  timeoutMs?: number | undefined;
}

/** With the way to end the association, from {@link Association}. */
export interface AbortableOptions extends RequestOptions {
  abort(error?: DicomError): void;
}

/** Sends a request with a single response and waits for it. */
export async function requestOne(
  exchange: MessageExchange,
  contextId: number,
  command: CommandSet,
  data: DataSetSource | undefined,
  options: AbortableOptions,
): Promise<ResponseMessage> {
  const { signal } = options;
  signal?.throwIfAborted();
  const timer = responseTimer(options);
  const onAbort = () => options.abort();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    const { operation, sent } = exchange.startRequest(contextId, command, data);
    // The data set is sent to its end even if the response comes before.
    await sent;
    timer.watch("response", options.timeoutMs);
    return await operation.next();
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  } finally {
    timer.stop();
    signal?.removeEventListener("abort", onAbort);
  }
}

/** Runs when one of the operations that may be in flight is free. */
export async function inTurn<T>(
  exchange: MessageExchange,
  { signal }: RequestOptions,
  run: () => Promise<T>,
): Promise<T> {
  await exchange.slots.take(signal);
  try {
    return await run();
  } finally {
    exchange.slots.give();
  }
}

/**
 * Returns the timer for `timeoutMs` of a request.
 *
 * @throws InvalidArgumentError ARG_TIMEOUT
 */
export function responseTimer(options: AbortableOptions): ProgressTimer {
  const { timeoutMs = 0 } = options;
  if (!(timeoutMs >= 0)) {
    throw new InvalidArgumentError(
      "ARG_TIMEOUT",
      "timeoutMs: milliseconds from 0 are expected, 0 or Infinity for no limit",
    );
  }
  return new ProgressTimer((phase, timeoutMs) => options.abort(new TimeoutError(phase, timeoutMs)));
}

/**
 * What of a context allows a request: most are sent by the requestor as SCU; a C-STORE within a C-GET is sent by the
 * acceptor, and an N-EVENT-REPORT by the SCP. PS3.7 D.3.3.4.
 */
export type RequiredRole = "requestorIsScu" | "requestorIsScp";

/**
 * Returns the accepted context for a SOP class.
 *
 * @throws NoAcceptedContextError
 */
export function contextFor(
  contexts: readonly PresentationContext[],
  abstractSyntax: string,
  role: RequiredRole = "requestorIsScu",
): PresentationContext & { transferSyntax: string } {
  for (const context of contexts) {
    if (context.abstractSyntax === abstractSyntax && isUsable(context, role)) return context;
  }
  throw noContextError(contexts, abstractSyntax, `SOP class ${abstractSyntax}`, adviceForRole(role));
}

/** Tells whether requests that need the role may be sent on the context. */
export function isUsable(
  context: PresentationContext,
  role: RequiredRole,
): context is PresentationContext & { transferSyntax: string } {
  return context.isAccepted && context[role];
}

function adviceForRole(role: RequiredRole): string {
  return role === "requestorIsScp" ? "the requestor has to ask for the SCP role, and to be given it" : "";
}

/** Says what was offered for a SOP class, what was answered, and what can be done. */
export function noContextError(
  contexts: readonly PresentationContext[],
  abstractSyntax: string,
  subject: string,
  advice: string,
  transferSyntax?: string,
): NoAcceptedContextError {
  const own = contexts.filter((context) => context.abstractSyntax === abstractSyntax);
  const told =
    own.length === 0
      ? "it was not offered: add it to the contexts of connect()"
      : own
          .map(({ transferSyntaxes, result, transferSyntax, isAccepted }) => {
            const answer = isAccepted ? `accepted with ${transferSyntax}` : describeContextResult(result);
            return `offered with ${transferSyntaxes.join(", ")}: ${answer}`;
          })
          .join("; ");
  const { offered, answered } = offersAndAnswers(contexts);
  return new NoAcceptedContextError(
    `no accepted presentation context for ${subject} (${told})${advice && own.length > 0 ? `; ${advice}` : ""}`,
    offered,
    answered,
    { abstractSyntax, transferSyntax },
  );
}
