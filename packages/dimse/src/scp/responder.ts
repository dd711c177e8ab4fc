/** Answers requests: responses and the events that tell of them. PS3.7 9.3, 10.3. */
import { type Dataset, writeDataset } from "@minipacs/dicom-core";
import { type CommandSet, findMessage } from "../message/command-table.ts";
import type { ReceivedMessage } from "../message/message-assembler.ts";
import type { MessageExchange } from "../message/message-exchange.ts";
import { STATUS } from "../message/status.ts";
import type { DimseEvent, SubOperationCounts } from "./events.ts";
import type { AssociationInfo } from "./handler-types.ts";
import type { RequestScope } from "./request-scope.ts";

/** One request on its way to an answer. */
export interface Work {
  message: ReceivedMessage;
  command: CommandSet;
  transferSyntaxUid: string;
  scope: RequestScope;
  startedMs: number;
  /** Of a query: the command set that its matches have in common. */
  matchResponse?: CommandSet;
}

/** What is sent back, apart from what identifies the request. */
export interface Outcome {
  status: number;
  errorComment?: string | undefined;
  offendingElements?: readonly number[] | undefined;
  errorId?: number | undefined;
  /** (0000,1005) Attribute Identifier List. */
  attributes?: readonly number[] | undefined;
  /** Of N-ACTION and N-EVENT-REPORT. */
  actionTypeId?: number | undefined;
  eventTypeId?: number | undefined;
  /** Of C-GET and C-MOVE. */
  subOperations?: Partial<SubOperationCounts> | undefined;
  /** Of N-CREATE, if assigned here. */
  sopInstanceUid?: string | undefined;
  dataset?: Dataset | undefined;
}

/** Two bytes are all that there is for a number of sub-operations. PS3.7 Table E.1-1. */
function atMostUint16(count: number | undefined): number | undefined {
  return count === undefined ? undefined : Math.min(count, 0xffff);
}

/** Returns the command set of a response. */
function responseTo({ command }: Work, outcome: Outcome): CommandSet {
  const { offendingElements, subOperations: counts } = outcome;
  return {
    CommandField: command.CommandField | 0x8000,
    MessageIDBeingRespondedTo: command.MessageID,
    AffectedSOPClassUID: command.AffectedSOPClassUID ?? command.RequestedSOPClassUID,
    AffectedSOPInstanceUID:
      outcome.sopInstanceUid ?? command.AffectedSOPInstanceUID ?? command.RequestedSOPInstanceUID,
    Status: outcome.status,
    ErrorComment: outcome.errorComment,
    OffendingElement: offendingElements?.length ? offendingElements : undefined,
    ErrorID: outcome.errorId,
    AttributeIdentifierList: outcome.attributes?.length ? outcome.attributes : undefined,
    ActionTypeID: outcome.actionTypeId,
    EventTypeID: outcome.eventTypeId,
    NumberOfRemainingSuboperations: atMostUint16(counts?.remaining),
    NumberOfCompletedSuboperations: atMostUint16(counts?.completed),
    NumberOfFailedSuboperations: atMostUint16(counts?.failed),
    NumberOfWarningSuboperations: atMostUint16(counts?.warning),
  };
}

/** Returns the SOP class that a request is about. */
export function sopClassOf(command: CommandSet): string {
  return command.AffectedSOPClassUID ?? command.RequestedSOPClassUID ?? "";
}

export class Responder {
  readonly #exchange: MessageExchange;
  readonly #association: AssociationInfo;
  readonly #emit: (event: DimseEvent) => void;

  constructor(exchange: MessageExchange, association: AssociationInfo, emit: (event: DimseEvent) => void) {
    this.#exchange = exchange;
    this.#association = association;
    this.#emit = emit;
  }

  /** Sends one response. */
  async respond(work: Work, outcome: Outcome): Promise<void> {
    await this.#send(work, responseTo(work, outcome), outcome.dataset);
  }

  /** Sends a match of a query; in one write with the next ones that come in the same turn of the event loop. */
  async respondWithMatch(work: Work, status: number, dataset: Dataset): Promise<void> {
    if (work.matchResponse?.Status !== status) work.matchResponse = responseTo(work, { status });
    await this.#send(work, work.matchResponse, dataset, true);
  }

  async #send(
    work: Work,
    response: CommandSet,
    dataset: Dataset | undefined,
    mayWait = false,
  ): Promise<void> {
    const { message, transferSyntaxUid } = work;
    const data = dataset && writeDataset(dataset, { transferSyntaxUid });
    await this.#exchange.send(message.contextId, response, data, mayWait);
  }

  /** Sends the last response, unless the association is gone; tells whether it was sent. */
  async answer(work: Work, outcome: Outcome): Promise<boolean> {
    if (this.#exchange.isOver) return false;
    try {
      await this.respond(work, outcome);
    } catch (error) {
      if (this.#exchange.isOver || !outcome.dataset) throw error;
      // The handler's data set cannot be written. Never silence: the peer waits.
      this.emitError(work, error);
      Object.assign(outcome, { status: STATUS.processingFailure, dataset: undefined });
      await this.respond(work, outcome);
    }
    return true;
  }

  /** Answers a request that no handler gets to see. */
  async refuse(work: Work, outcome: Outcome): Promise<void> {
    const { stream } = work.message;
    stream?.discard();
    await stream?.whenEnded();
    // Without a message ID there is nothing to respond to.
    if (work.command.MessageID !== undefined && !(await this.answer(work, outcome))) return;
    const { CommandField: commandField } = work.command;
    const message = findMessage(commandField)?.name ?? "unknown message";
    this.#emit({ type: "unsupported-request", ...this.told(work, outcome), commandField, message });
  }

  /** What the event of an answered request tells. */
  told(work: Work, outcome: Outcome) {
    return {
      association: this.#association,
      messageId: work.command.MessageID ?? 0,
      sopClassUid: sopClassOf(work.command),
      status: outcome.status,
      errorComment: outcome.errorComment,
      durationMs: performance.now() - work.startedMs,
    };
  }

  emitError(work: Work, error: unknown, service = "response"): void {
    const messageId = work.command.MessageID ?? 0;
    this.#emit({ type: "handler-error", association: this.#association, service, messageId, error });
  }
}
