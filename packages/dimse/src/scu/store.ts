/** C-STORE as SCU. PS3.7 9.1.1, PS3.4 B. */
import { findTransferSyntax } from "@minipacs/dicom-core";
import type { PresentationContext } from "../association/presentation-context.ts";
import { COMMAND_FIELD, PRIORITY } from "../message/command-table.ts";
import type { MessageExchange } from "../message/message-exchange.ts";
import { type AbortableOptions, isUsable, noContextError, type RequiredRole, requestOne } from "./request.ts";
import type { StoreObject } from "./store-object.ts";
import { openStoreSource, type StoreSource } from "./store-source.ts";

/** What came of one C-STORE. */
export interface StoreResult {
  status: number;
  sopClassUid: string;
  sopInstanceUid: string;
  /** What the object was sent in. */
  transferSyntaxUid: string;
  errorComment: string | undefined;
  /** Tags of (0000,0901). */
  offendingElements: readonly number[];
}

/** What a C-STORE says besides its object. */
export interface StoreCommandOptions {
  /** {@link PRIORITY}. Default medium. */
  priority?: number | undefined;
  /** Whose C-MOVE it is sent for. PS3.7 9.1.1.1. */
  moveOriginator?: { aeTitle: string; messageId: number } | undefined;
}

/** Sends one object over an open association. */
export async function storeOn(
  exchange: MessageExchange,
  contexts: readonly PresentationContext[],
  source: StoreSource | StoreObject,
  options: AbortableOptions & StoreCommandOptions,
  role: RequiredRole = "requestorIsScu",
): Promise<StoreResult> {
  const object = await openStoreSource(source);
  let hasLeft = false;
  try {
    const context = contextForObject(contexts, object, role);
    const { priority, moveOriginator } = options;
    const command = {
      CommandField: COMMAND_FIELD["C-STORE-RQ"],
      AffectedSOPClassUID: object.sopClassUid,
      AffectedSOPInstanceUID: object.sopInstanceUid,
      Priority: priority ?? PRIORITY.medium,
      MoveOriginatorApplicationEntityTitle: moveOriginator?.aeTitle,
      MoveOriginatorMessageID: moveOriginator?.messageId,
    };
    const data = await object.data(context.transferSyntax, () => exchange.unsentBytes);
    const response = await requestOne(exchange, context.id, command, data, options);
    hasLeft = exchange.unsentBytes === 0;
    return {
      status: response.command.Status,
      sopClassUid: object.sopClassUid,
      sopInstanceUid: object.sopInstanceUid,
      transferSyntaxUid: context.transferSyntax,
      errorComment: response.command.ErrorComment,
      offendingElements: response.command.OffendingElement ?? [],
    };
  } finally {
    await object.close(hasLeft);
  }
}

/** The context accepted with the object's own transfer syntax comes before one that it must be re-encoded for. */
function contextForObject(
  contexts: readonly PresentationContext[],
  object: StoreObject,
  role: RequiredRole,
): PresentationContext & { transferSyntax: string } {
  for (const transferSyntax of object.sendableAs) {
    for (const context of contexts) {
      if (context.abstractSyntax !== object.sopClassUid || !isUsable(context, role)) continue;
      if (context.transferSyntax === transferSyntax) return context;
    }
  }
  const name = findTransferSyntax(object.transferSyntaxUid)?.name ?? "a private transfer syntax";
  throw noContextError(
    contexts,
    object.sopClassUid,
    `SOP class ${object.sopClassUid} in ${name} (${object.transferSyntaxUid})`,
    `offer a context with ${object.transferSyntaxUid} alone, or convert the object to a transfer syntax that the peer takes`,
    object.transferSyntaxUid,
  );
}
