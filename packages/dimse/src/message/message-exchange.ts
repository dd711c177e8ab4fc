/** Messages of one open association, both ways: sends, matches responses to requests, queues requests. PS3.7 7, 8. */
import { type DicomError, isDicomError } from "@minipacs/dicom-core";
import type { UpperLayerAssociation } from "../association/association.ts";
import { type AsyncWindow, SYNCHRONOUS } from "../association/async-window.ts";
import type { AssociationLimits } from "../association/options.ts";
import type { PresentationContext } from "../association/presentation-context.ts";
import { AssociationAbortedError, PduError } from "../errors.ts";
import type { Pdv } from "../pdu/types.ts";
import { COMMAND_FIELD, type CommandSet, isResponse, serviceOf } from "./command-table.ts";
import { MessageAssembler, type ReceivedMessage } from "./message-assembler.ts";
import { type DataSetSource, MessageSender } from "./message-sender.ts";
import { Operation } from "./operation.ts";
import { OperationSlots } from "./operation-slots.ts";
import { maxFragmentBytes } from "./pdv-writer.ts";
import { statusClass } from "./status.ts";

export type { DataSetSource } from "./message-sender.ts";

/** A message that passes, as one who only looks on sees it. */
export interface PassingMessage {
  readonly direction: "received" | "sent";
  readonly contextId: number;
  readonly command: CommandSet;
  /** The encoded data set where it was whole in memory; not that of a C-STORE-RQ. */
  readonly dataSet: Uint8Array | undefined;
}

export interface MessageExchangeOptions {
  upperLayer: UpperLayerAssociation;
  side: "requestor" | "acceptor";
  contexts: readonly PresentationContext[];
  /** 51H of the peer; 0 = no limit. */
  peerMaxPduLengthBytes: number;
  limits: AssociationLimits;
  /** How many operations each side may have in flight. Default: one. */
  window?: AsyncWindow | undefined;
  /** Carries out a request and answers it; called for as many at a time as the window allows. Must not reject. */
  onRequest(message: ReceivedMessage): Promise<void>;
  /** C-CANCEL-RQ. */
  onCancel(messageId: number): void;
  /** Told each message that has arrived, before anything is done with it, or was sent. */
  onPassing?: ((message: PassingMessage) => void) | undefined;
}

const UNEXPECTED_PARAMETER = 5;
const INVALID_PARAMETER = 6;

/** The messages of one association. */
export class MessageExchange {
  readonly #upperLayer: UpperLayerAssociation;
  readonly #options: MessageExchangeOptions;
  readonly #assembler: MessageAssembler;
  readonly #sender: MessageSender;
  readonly #maxPerformed: number;
  /** Turns for operations of ours; whoever calls `startRequest` holds one until the last response. */
  readonly slots: OperationSlots;
  readonly #operations = new Map<number, Operation>();
  /** Requests that wait for their turn. */
  readonly #requests: ReceivedMessage[] = [];
  /** Requests that are being carried out. */
  readonly #running = new Set<ReceivedMessage>();
  readonly #cancelled = new WeakSet<ReceivedMessage>();
  #lastMessageId = 0;
  #isOver = false;
  /** Set once the peer has asked to release: it sends no response any more. */
  #released: AssociationAbortedError | undefined;
  #onServed: (() => void) | undefined;
  readonly #idleWaiters: (() => void)[] = [];

  constructor(options: MessageExchangeOptions) {
    this.#options = options;
    this.#upperLayer = options.upperLayer;
    const { maxInvoked, maxPerformed } = options.window ?? SYNCHRONOUS;
    this.slots = new OperationSlots(maxInvoked);
    this.#maxPerformed = maxPerformed;
    this.#sender = new MessageSender(
      options.upperLayer,
      maxFragmentBytes(options.peerMaxPduLengthBytes, options.limits.maxSentPduLengthBytes),
    );
    const accepted = new Set(options.contexts.filter((c) => c.isAccepted).map((c) => c.id));
    this.#assembler = new MessageAssembler({
      isAcceptedContext: (id) => accepted.has(id),
      isStreamed: (command) => command.CommandField === COMMAND_FIELD["C-STORE-RQ"],
      onMessage: (message) => this.#onMessage(message),
      onStreamChange: () => this.#update(),
      maxCommandLengthBytes: options.limits.maxCommandLengthBytes,
      maxBufferedBytes: options.limits.maxBufferedBytes,
      maxDataSetLengthBytes: options.limits.maxDataSetLengthBytes,
      maxObjectLengthBytes: options.limits.maxObjectLengthBytes,
    });
  }

  /** Whether the association ended, so that nothing can be sent any more. */
  get isOver(): boolean {
    return this.#isOver || !this.#upperLayer.canSend;
  }

  /** Of how many bytes of messages, the last ones, the memory is still in use. */
  get unsentBytes(): number {
    return this.#sender.unsentBytes;
  }

  /** Whether a request of ours would still be answered. */
  get takesRequests(): boolean {
    return !this.isOver && !this.#released;
  }

  /** Whether a message has begun to arrive and is not complete. */
  get isMidMessage(): boolean {
    return this.#assembler.isMidMessage;
  }

  /** Takes the PDVs of one P-DATA-TF. Throws what the association is to be aborted for. */
  onData(pdvs: readonly Pdv[]): void {
    try {
      for (const pdv of pdvs) this.#assembler.push(pdv);
    } catch (error) {
      if (!isDicomError(error) || error instanceof PduError) throw error;
      throw new PduError(error.code, error.message, { abortReason: INVALID_PARAMETER, cause: error });
    }
    this.#update();
  }

  /**
   * Answers an A-RELEASE indication, once the requests that came before it are answered: the upper layer still sends
   * then. Requests of ours fail, because the peer may not answer them any more. PS3.8 Table 9-10, AR-7 and Sta8.
   *
   * @throws PduError RELEASE_MID_MESSAGE
   */
  respondRelease(onReleased: () => void): void {
    if (this.#assembler.isMidMessage) {
      throw new PduError("RELEASE_MID_MESSAGE", "release within a message", {
        abortReason: UNEXPECTED_PARAMETER,
      });
    }
    this.#released = new AssociationAbortedError({ source: 0, reason: 0, text: "released by the peer" });
    this.#failOperations(this.#released);
    this.#onServed = () => {
      this.#onServed = undefined;
      if (this.#upperLayer.respondRelease()) onReleased();
    };
    if (this.#running.size === 0) this.#onServed();
  }

  /** The association is over: every waiting call is told why. */
  terminate(error: DicomError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#assembler.fail(error);
    this.#requests.length = 0;
    this.#failOperations(error);
    this.#sender.terminate(error);
    this.#wakeIdle();
  }

  #failOperations(error: DicomError): void {
    const operations = [...this.#operations.values()];
    this.#operations.clear();
    for (const operation of operations) operation.fail(error);
    this.slots.fail(error);
  }

  /** Resolves when no operation of ours is in flight or waits for its turn, and every request is answered. */
  async whenIdle(): Promise<void> {
    await this.slots.whenIdle();
    while (this.#running.size > 0 && !this.isOver) {
      await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
      await this.slots.whenIdle();
    }
  }

  /** What the association waits for, see {@link UpperLayerUser.waitingFor}. */
  waitingFor(): "progress" | "response" | "idle" | undefined {
    if (this.#assembler.isMidMessage) return this.#isFull() ? undefined : "progress";
    let waitingCount = 0;
    for (const operation of this.#operations.values()) if (operation.isWaiting) waitingCount += 1;
    // Our own handlers work, unless all of them may be waiting for responses to requests of theirs, as only an acceptor's do.
    const askingCount = this.#options.side === "acceptor" ? waitingCount : 0;
    if (askingCount < this.#running.size) return undefined;
    if (waitingCount > 0) return "response";
    return this.#operations.size > 0 ? undefined : "idle";
  }

  /**
   * Sends a request and returns the operation that its responses belong to; `sent` resolves when the request has been
   * handed to the network.
   *
   * @throws AssociationAbortedError where the peer has asked to release
   */
  startRequest(
    contextId: number,
    command: CommandSet,
    data?: DataSetSource,
  ): { operation: Operation; sent: Promise<void> } {
    if (this.#released) throw this.#released;
    const messageId = this.#nextMessageId();
    const operation = new Operation(messageId, command.CommandField | 0x8000, () => this.#update());
    this.#operations.set(messageId, operation);
    const sent = this.send(contextId, { ...command, MessageID: messageId }, data).catch((error: unknown) => {
      this.#operations.delete(messageId);
      operation.fail(error);
      throw error;
    });
    // Whoever waits for the response is told by the operation.
    sent.catch(() => {});
    return { operation, sent };
  }

  /** Sends one message, after those that were begun before it; one that may wait in one write with the next. */
  async send(contextId: number, command: CommandSet, data?: DataSetSource, mayWait = false): Promise<void> {
    await this.#sender.send(contextId, command, data, mayWait);
    const dataSet = data instanceof Uint8Array ? data : undefined;
    this.#options.onPassing?.({ direction: "sent", contextId, command, dataSet });
  }

  #onMessage(message: ReceivedMessage): void {
    const { contextId, command, dataSet } = message;
    const { CommandField } = command;
    this.#options.onPassing?.({ direction: "received", contextId, command, dataSet });
    if (CommandField === COMMAND_FIELD["C-CANCEL-RQ"]) {
      const messageId = message.command.MessageIDBeingRespondedTo;
      if (messageId !== undefined) this.#onCancel(messageId);
    } else if (isResponse(CommandField)) {
      this.#onResponse(message);
    } else {
      this.#requests.push(message);
      this.#serve();
    }
  }

  /** A request that still waits for its turn is cancelled when it gets it. */
  #onCancel(messageId: number): void {
    const waiting = this.#requests.find(({ command }) => command.MessageID === messageId);
    if (waiting) this.#cancelled.add(waiting);
    else this.#options.onCancel(messageId);
  }

  #onResponse(message: ReceivedMessage): void {
    const { MessageIDBeingRespondedTo: messageId, Status, CommandField } = message.command;
    const operation = messageId === undefined ? undefined : this.#operations.get(messageId);
    const isExpected = operation?.responseField === CommandField;
    if (!operation || !isExpected || messageId === undefined || Status === undefined) {
      throw new PduError(
        "MESSAGE_UNEXPECTED_RESPONSE",
        "a response to no request, of another service, or without a status",
        {
          abortReason: INVALID_PARAMETER,
        },
      );
    }
    if (statusClass(Status, serviceOf(CommandField)) !== "pending") this.#operations.delete(messageId);
    operation.push({ command: { ...message.command, Status }, dataSet: message.dataSet });
  }

  #serve(): void {
    while (this.#running.size < this.#maxPerformed) {
      const message = this.#requests.shift();
      if (!message) return;
      void this.#carryOut(message);
    }
  }

  async #carryOut(message: ReceivedMessage): Promise<void> {
    this.#running.add(message);
    const served = this.#options.onRequest(message);
    if (this.#cancelled.delete(message)) this.#options.onCancel(message.command.MessageID ?? 0);
    await served;
    this.#running.delete(message);
    this.#serve();
    if (this.#running.size === 0) {
      this.#onServed?.();
      this.#wakeIdle();
    }
    this.#update();
  }

  #wakeIdle(): void {
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  #isFull(): boolean {
    const { maxBufferedBytes, maxQueuedRequests, maxQueuedResponses } = this.#options.limits;
    if (this.#requests.length >= maxQueuedRequests) return true;
    let bufferedBytes = 0;
    for (const request of this.#running) bufferedBytes += request.stream?.bufferedBytes ?? 0;
    for (const request of this.#requests) bufferedBytes += request.stream?.bufferedBytes ?? 0;
    if (bufferedBytes > maxBufferedBytes) return true;
    for (const operation of this.#operations.values()) {
      if (operation.queuedCount >= maxQueuedResponses) return true;
    }
    return false;
  }

  #update(): void {
    if (this.#isOver) return;
    this.#upperLayer.setPaused(this.#isFull());
    this.#upperLayer.updateWatch();
  }

  #nextMessageId(): number {
    do {
      this.#lastMessageId = (this.#lastMessageId % 0xffff) + 1;
    } while (this.#operations.has(this.#lastMessageId));
    return this.#lastMessageId;
  }
}
