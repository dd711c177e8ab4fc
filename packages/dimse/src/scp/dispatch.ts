/** Carries out the requests of one association with the handlers and answers them. PS3.7 9.1, 10.1. */
import type { DicomError } from "@minipacs/dicom-core";
import { InvalidStateError } from "@minipacs/dicom-core";
import { DimseStatusError } from "../errors.ts";
import { missingElements } from "../message/command-set.ts";
import { COMMAND_ELEMENTS, COMMAND_FIELD } from "../message/command-table.ts";
import type { ReceivedMessage } from "../message/message-assembler.ts";
import type { MessageExchange } from "../message/message-exchange.ts";
import { STATUS } from "../message/status.ts";
import { serveEcho, serveFind, serveStore } from "./c-services.ts";
import type { DimseHandlers } from "./handler-types.ts";
import {
  serveNAction,
  serveNCreate,
  serveNDelete,
  serveNEventReport,
  serveNGet,
  serveNSet,
} from "./n-services.ts";
import type { Provider, Service } from "./provider.ts";
import { RequestScope } from "./request-scope.ts";
import { Responder, type Work } from "./responder.ts";
import { serveGet, serveMove } from "./retrieve.ts";

export type RequestDispatcherOptions = Omit<Provider, "exchange" | "responder">;

/** By command field: what carries out a request, and the handler that it needs. */
const SERVICES = new Map<number, { serve: Service; handler?: keyof DimseHandlers }>([
  [COMMAND_FIELD["C-ECHO-RQ"], { serve: serveEcho }],
  [COMMAND_FIELD["C-STORE-RQ"], { serve: serveStore, handler: "store" }],
  [COMMAND_FIELD["C-FIND-RQ"], { serve: serveFind, handler: "find" }],
  [COMMAND_FIELD["C-GET-RQ"], { serve: serveGet, handler: "get" }],
  [COMMAND_FIELD["C-MOVE-RQ"], { serve: serveMove, handler: "move" }],
  [COMMAND_FIELD["N-CREATE-RQ"], { serve: serveNCreate, handler: "nCreate" }],
  [COMMAND_FIELD["N-SET-RQ"], { serve: serveNSet, handler: "nSet" }],
  [COMMAND_FIELD["N-GET-RQ"], { serve: serveNGet, handler: "nGet" }],
  [COMMAND_FIELD["N-DELETE-RQ"], { serve: serveNDelete, handler: "nDelete" }],
  [COMMAND_FIELD["N-ACTION-RQ"], { serve: serveNAction, handler: "nAction" }],
  [COMMAND_FIELD["N-EVENT-REPORT-RQ"], { serve: serveNEventReport, handler: "nEventReport" }],
]);

/** What C-CANCEL is for. PS3.7 9.3.2.3, 9.3.3.3, 9.3.4.3. */
const CANCELLABLE = new Set<number>([
  COMMAND_FIELD["C-FIND-RQ"],
  COMMAND_FIELD["C-GET-RQ"],
  COMMAND_FIELD["C-MOVE-RQ"],
]);

/** Runs handlers for the requests of one association. */
export class RequestDispatcher {
  #provider: Provider;
  readonly #transferSyntaxes: ReadonlyMap<number, string>;
  /** By message ID. */
  readonly #running = new Map<number, Work>();
  #isOverridden = false;

  constructor(exchange: MessageExchange, options: RequestDispatcherOptions) {
    const responder = new Responder(exchange, options.association, options.emit);
    this.#provider = { ...options, exchange, responder };
    this.#transferSyntaxes = new Map(
      options.association.contexts.map((context) => [context.id, context.transferSyntax ?? ""]),
    );
  }

  /**
   * Puts handlers over the given ones for a while; returns what takes them back.
   *
   * @throws InvalidStateError STATE_OVERRIDDEN
   */
  override(handlers: DimseHandlers): () => void {
    if (this.#isOverridden) {
      throw new InvalidStateError("STATE_OVERRIDDEN", "another retrieval is running on this association");
    }
    const provider = this.#provider;
    this.#isOverridden = true;
    this.#provider = { ...provider, handlers: { ...provider.handlers, ...handlers } };
    return () => {
      this.#isOverridden = false;
      this.#provider = provider;
    };
  }

  /** Carries out one request; never rejects. */
  async dispatch(message: ReceivedMessage): Promise<void> {
    const { responder } = this.#provider;
    const { command } = message;
    const scope = new RequestScope();
    const work: Work = {
      message,
      command,
      scope,
      transferSyntaxUid: this.#transferSyntaxes.get(message.contextId) ?? "",
      startedMs: performance.now(),
    };
    const { MessageID: messageId } = command;
    // Without an ID it is refused for the want of it, on its own.
    const isDuplicate = messageId !== undefined && this.#running.has(messageId);
    const isKnown = messageId !== undefined && !isDuplicate;
    if (isKnown) this.#running.set(messageId, work);
    try {
      // The ID of an operation in flight must not be used for another one. PS3.7 C.5.
      if (isDuplicate) await responder.refuse(work, { status: STATUS.duplicateInvocation });
      else await this.#carryOut(work);
    } catch (error) {
      // The association ended under the request, or the answer could not be written: its own end tells.
      if (!scope.isOver) responder.emitError(work, error);
    } finally {
      if (isKnown) this.#running.delete(messageId);
      message.stream?.discard();
    }
  }

  /** C-CANCEL-RQ; a request that has ended, or was never there, is none of its business. PS3.7 9.3.2.3. */
  cancel(messageId: number): void {
    const work = this.#running.get(messageId);
    if (!work || !CANCELLABLE.has(work.command.CommandField)) return;
    work.scope.end(new DimseStatusError(STATUS.cancel, "C-CANCEL"));
  }

  /** The association is over. */
  terminate(error: DicomError | undefined): void {
    for (const { scope } of this.#running.values()) scope.end(error);
  }

  async #carryOut(work: Work): Promise<void> {
    const { handlers, responder } = this.#provider;
    const { CommandField: commandField } = work.command;
    const isCService = (commandField & 0x7fff) < 0x0100;
    const missing = missingElements(work.command);
    if (missing.length > 0) {
      await responder.refuse(work, {
        status: isCService ? STATUS.cannotUnderstand : STATUS.missingAttribute,
        errorComment: `missing ${missing.join(", ")}`,
        offendingElements: missing.map((keyword) => COMMAND_ELEMENTS[keyword].tag),
      });
      return;
    }
    const service = SERVICES.get(commandField);
    if (service && (!service.handler || handlers[service.handler])) {
      await service.serve(this.#provider, work);
      return;
    }
    const status = isCService ? STATUS.sopClassNotSupported : STATUS.unrecognizedOperation;
    await responder.refuse(work, { status });
  }
}
