/** C-ECHO as SCU. PS3.7 9.1.5, PS3.4 A. */
import type { PresentationContext } from "../association/presentation-context.ts";
import { COMMAND_FIELD } from "../message/command-table.ts";
import type { MessageExchange } from "../message/message-exchange.ts";
import { VERIFICATION } from "../sop-class/verification.ts";
import { type ConnectOptions, connect, type Target } from "./connect.ts";
import { type AbortableOptions, contextFor, requestOne } from "./request.ts";

/** What a C-ECHO was answered with. */
export interface EchoResult {
  status: number;
  /** Absent where the peer gave none. */
  errorComment?: string;
}

/** Sends a C-ECHO over an open association. */
export async function echoOn(
  exchange: MessageExchange,
  contexts: readonly PresentationContext[],
  options: AbortableOptions,
): Promise<EchoResult> {
  const context = contextFor(contexts, VERIFICATION);
  const command = { CommandField: COMMAND_FIELD["C-ECHO-RQ"], AffectedSOPClassUID: VERIFICATION };
  const response = await requestOne(exchange, context.id, command, undefined, options);
  const { Status: status, ErrorComment: errorComment } = response.command;
  return { status, ...(errorComment !== undefined && { errorComment }) };
}

/** Connects, sends a C-ECHO, releases. */
export async function echo(
  target: Target,
  options: Pick<ConnectOptions, "timeouts" | "signal"> = {},
): Promise<EchoResult> {
  const association = await connect({ ...target, ...options, contexts: [{ abstractSyntax: VERIFICATION }] });
  try {
    const result = await association.echo(options);
    await association.release();
    return result;
  } finally {
    association.abort();
  }
}
