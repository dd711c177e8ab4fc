/** One association in memory: facts, and the latest of its messages. */
import type { DicomError } from "@minipacs/dicom-core";
import type { AssociationEnd, AssociationInfo, CommandSet, DimseMessage } from "@minipacs/dimse";
import type { PacsEventInit } from "../events/event-types.ts";
import type {
  AssociationRecord,
  ContextRecord,
  DataSetState,
  StoredObjectFacts,
} from "./association-record.ts";

type Traffic = Pick<AssociationRecord, "durationMs" | "receivedBytes" | "sentBytes">;

/** What is fixed from the start. */
export type AssociationFacts = Omit<
  AssociationRecord,
  keyof Traffic | "messageCount" | "droppedMessageCount"
>;

/** A message as it is kept: little of it is put into words before somebody asks. */
export interface KeptMessage {
  readonly number: number;
  readonly direction: "received" | "sent";
  readonly contextId: number;
  readonly command: CommandSet;
  readonly timeMs: number;
  readonly requestNumber: number | undefined;
  readonly dataSet: Uint8Array | undefined;
  readonly dataSetState: DataSetState;
  byteCount: number | undefined;
  durationMs: number | undefined;
  object: StoredObjectFacts | undefined;
}

type StoreEvent = Extract<PacsEventInit, { type: "store" }>;

/** What a message without its data set takes in memory, as a round figure for the budget. */
const MESSAGE_BYTES = 1024;

export class KeptAssociation {
  facts: AssociationFacts;
  readonly messages: KeptMessage[] = [];
  messageCount = 0;
  /** What its messages take of the budget. */
  bytes = 0;
  readonly #startedMs: number;
  /** Only while it is open. */
  #association: AssociationInfo | undefined;
  #end: Traffic = { durationMs: 0, receivedBytes: 0, sentBytes: 0 };
  /** Requests that have not got their last response. */
  readonly #waiting = new Map<number, KeptMessage>();

  /** `association` is absent where there was none. */
  constructor(facts: AssociationFacts, startedMs: number, association?: AssociationInfo) {
    this.facts = facts;
    this.#startedMs = startedMs;
    this.#association = association;
  }

  get isOpen(): boolean {
    return this.#association !== undefined;
  }

  /** Until `nowMs`, or the end. */
  trafficAt(nowMs: number): Traffic {
    if (!this.#association) return this.#end;
    const { receivedBytes, sentBytes } = this.#association;
    return { durationMs: nowMs - this.#startedMs, receivedBytes, sentBytes };
  }

  /** The association is over; with an error it was aborted. */
  finish({ durationMs, receivedBytes, sentBytes }: AssociationEnd, error: DicomError | undefined): void {
    const endedAt = new Date(this.#startedMs + durationMs).toISOString();
    const state = error ? "aborted" : "released";
    const reason = describeNoneAccepted(this.facts.contexts) ?? error?.message;
    this.facts = { ...this.facts, state, endedAt, reason, errorCode: error?.code };
    this.#end = { durationMs, receivedBytes, sentBytes };
    this.#association = undefined;
    this.#waiting.clear();
  }

  /** A C-STORE has been answered. */
  completeStore(messageId: number, byteCount: number, told: StoreEvent | undefined): void {
    const request = this.messages.findLast(
      ({ command }) => command.CommandField === C_STORE_RQ && command.MessageID === messageId,
    );
    if (!request) return;
    request.byteCount = byteCount;
    if (!told?.instance) return;
    const { outcome, instance } = told;
    const { studyInstanceUid, seriesInstanceUid, patientId, patientName, modality } = instance;
    request.object = { outcome, studyInstanceUid, seriesInstanceUid, patientId, patientName, modality };
  }

  get droppedMessageCount(): number {
    return this.messageCount - this.messages.length;
  }

  message(number: number): KeptMessage | undefined {
    return this.messages[number - this.droppedMessageCount - 1];
  }

  /** Keeps a message; returns what it takes of the budget. */
  add(message: DimseMessage, timeMs: number, maxDataSetBytes: number): number {
    const { direction, contextId, command, dataSet } = message;
    const { MessageIDBeingRespondedTo: respondedTo, MessageID: messageId, Status: status } = command;
    const isSent = direction === "sent";
    const isCancel = command.CommandField === C_CANCEL_RQ;
    // Who cancels is who asked; who responds is the other one.
    const requestKey = keyOf(isCancel ? isSent : !isSent, respondedTo ?? 0);
    const request = respondedTo === undefined ? undefined : this.#waiting.get(requestKey);
    const isObject = command.CommandField === C_STORE_RQ;
    const isKept = dataSet !== undefined && dataSet.length <= maxDataSetBytes;
    this.messageCount += 1;
    const kept: KeptMessage = {
      number: this.messageCount,
      ...{ direction, contextId, command, timeMs },
      requestNumber: request?.number,
      dataSet: isKept ? new Uint8Array(dataSet) : undefined,
      dataSetState: isObject ? "object" : isKept ? "kept" : dataSet ? "tooLarge" : "none",
      byteCount: isObject ? undefined : (dataSet?.length ?? 0),
      durationMs: undefined,
      object: undefined,
    };
    this.messages.push(kept);
    if (request && !isCancel && !isPending(status)) {
      kept.durationMs = timeMs - request.timeMs;
      request.durationMs = kept.durationMs;
      this.#waiting.delete(requestKey);
    } else if (messageId !== undefined) this.#waiting.set(keyOf(isSent, messageId), kept);
    const bytes = bytesOf(kept);
    this.bytes += bytes;
    return bytes;
  }

  /** Forgets the oldest messages until so much is free; returns what they took. */
  drop(wantedBytes: number): number {
    let freedBytes = 0;
    let count = 0;
    while (freedBytes < wantedBytes && count < this.messages.length) {
      freedBytes += bytesOf(this.messages[count]!);
      count += 1;
    }
    this.messages.splice(0, count);
    this.bytes -= freedBytes;
    return freedBytes;
  }
}

/** Whoever got none of its contexts ends the association one way or another: this is why. */
function describeNoneAccepted(contexts: readonly ContextRecord[]): string | undefined {
  if (contexts.length === 0 || contexts.some(({ isAccepted }) => isAccepted)) return undefined;
  const results = new Set(contexts.map(({ resultText }) => resultText));
  return `no context was accepted: ${[...results].join(", ")}`;
}

const C_STORE_RQ = 0x0001;
const C_CANCEL_RQ = 0x0fff;

/** Both sides count their messages. */
function keyOf(isSent: boolean, messageId: number): number {
  return isSent ? messageId + 0x10000 : messageId;
}

function isPending(status: number | undefined): boolean {
  return status === 0xff00 || status === 0xff01;
}

function bytesOf({ dataSet }: KeptMessage): number {
  return MESSAGE_BYTES + (dataSet?.length ?? 0);
}
