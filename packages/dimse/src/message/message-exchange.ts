/** Messages of one open association, both ways: sends, matches responses to requests, queues requests. PS3.7 7, 8. */
import { type DicomError, isDicomError } from "@minipacs/dicom-core";
import type { UpperLayerAssociation } from "../association/association.ts";
import type { AsyncWindow } from "../association/async-window.ts";
import type { AssociationLimits } from "../association/options.ts";
import type { PresentationContext } from "../association/presentation-context.ts";
import { PduError, TransportError } from "../errors.ts";
import type { Pdv } from "../pdu/types.ts";
import { encodeCommandSet } from "./command-set.ts";
import {
  COMMAND_FIELD,
  type CommandSet,
  DATA_SET_PRESENT,
  isResponse,
  NO_DATA_SET,
} from "./command-table.ts";
import { MessageAssembler, type ReceivedMessage } from "./message-assembler.ts";
import { Operation } from "./operation.ts";
import { maxFragmentBytes, PdvWriter } from "./pdv-writer.ts";
import { statusClass } from "./status.ts";

/** A data set to send: whole, or piece by piece. Pieces must stay unchanged until they have left. */
export type DataSetSource = Uint8Array | AsyncIterable<Uint8Array>;

export interface MessageExchangeOptions {
  upperLayer: UpperLayerAssociation;
  contexts: readonly PresentationContext[];
  /** 51H of the peer; 0 = no limit. */
  peerMaxPduLengthBytes: number;
  limits: AssociationLimits;
  /** How many operations each side may have in flight. Default: one. */
  window?: AsyncWindow | undefined;
  /** Carries out a request, one at a time, and answers it. Must not reject. */
  onRequest(message: ReceivedMessage): Promise<void>;
  /** C-CANCEL-RQ. */
  onCancel(messageId: number): void;
}

/** How much of a streamed data set is gathered before it is written. */
const FLUSH_BYTES = 131_072;
const UNEXPECTED_PARAMETER = 5;
const INVALID_PARAMETER = 6;

/** The messages of one association. */
export class MessageExchange {
  readonly #upperLayer: UpperLayerAssociation;
  readonly #options: MessageExchangeOptions;
  readonly #assembler: MessageAssembler;
  readonly #maxFragmentBytes: number;
  readonly #operations = new Map<number, Operation>();
  readonly #requests: ReceivedMessage[] = [];
  readonly #sendWaiters: (() => void)[] = [];
  #current: ReceivedMessage | undefined;
  #isSending = false;
  #lastMessageId = 0;
  #isOver = false;
  #onServed: (() => void) | undefined;

  constructor(options: MessageExchangeOptions) {
    this.#options = options;
    this.#upperLayer = options.upperLayer;
    this.#maxFragmentBytes = maxFragmentBytes(
      options.peerMaxPduLengthBytes,
      options.limits.maxSentPduLengthBytes,
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
    });
  }

  /** Whether the association ended, so that nothing can be sent any more. */
  get isOver(): boolean {
    return this.#isOver || !this.#upperLayer.canSend;
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
   * then. PS3.8 Table 9-10, AR-7.
   *
   * @throws PduError RELEASE_MID_MESSAGE
   */
  respondRelease(onReleased: () => void): void {
    if (this.#assembler.isMidMessage) {
      throw new PduError("RELEASE_MID_MESSAGE", "release within a message", {
        abortReason: UNEXPECTED_PARAMETER,
      });
    }
    this.#onServed = () => {
      this.#onServed = undefined;
      if (this.#upperLayer.respondRelease()) onReleased();
    };
    if (!this.#current) this.#onServed();
  }

  /** The association is over: every waiting call is told why. */
  terminate(error: DicomError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#assembler.fail(error);
    this.#requests.length = 0;
    const operations = [...this.#operations.values()];
    this.#operations.clear();
    for (const operation of operations) operation.fail(error);
    for (const wake of this.#sendWaiters.splice(0)) wake();
  }

  /** What the association waits for, see {@link UpperLayerUser.waitingFor}. */
  waitingFor(): "progress" | "response" | "idle" | undefined {
    if (this.#assembler.isMidMessage) return this.#isFull() ? undefined : "progress";
    if (this.#current) return undefined;
    let isOperating = false;
    for (const operation of this.#operations.values()) {
      if (operation.isWaiting) return "response";
      isOperating = true;
    }
    return isOperating ? undefined : "idle";
  }

  /**
   * Sends a request and returns the operation that its responses belong to; `sent` resolves when the request has been
   * handed to the network.
   */
  startRequest(
    contextId: number,
    command: CommandSet,
    data?: DataSetSource,
  ): { operation: Operation; sent: Promise<void> } {
    const messageId = this.#nextMessageId();
    const operation = new Operation(messageId, () => this.#update());
    this.#operations.set(messageId, operation);
    const sent = this.send(contextId, { ...command, MessageID: messageId }, data).catch((error: unknown) => {
      this.#operations.delete(messageId);
      throw error;
    });
    // Whoever waits for the response is told by the operation.
    sent.catch(() => {});
    return { operation, sent };
  }

  /** Sends one message; messages never mix. CommandDataSetType follows from `data`. */
  async send(contextId: number, command: CommandSet, data?: DataSetSource): Promise<void> {
    if (this.#isSending) await new Promise<void>((resolve) => this.#sendWaiters.push(resolve));
    this.#isSending = true;
    try {
      await this.#write(contextId, command, data);
    } finally {
      const next = this.#sendWaiters.shift();
      // The turn goes straight to the next: nobody can slip in between.
      if (next) next();
      else this.#isSending = false;
    }
  }

  async #write(contextId: number, command: CommandSet, data: DataSetSource | undefined): Promise<void> {
    const writer = new PdvWriter(contextId, this.#maxFragmentBytes);
    const CommandDataSetType = data === undefined ? NO_DATA_SET : DATA_SET_PRESENT;
    writer.command(encodeCommandSet({ ...command, CommandDataSetType }));
    if (data instanceof Uint8Array) {
      writer.data(data);
      writer.finish();
    } else if (data) {
      await this.#writeStream(writer, data);
    }
    await this.#flush(writer);
  }

  async #writeStream(writer: PdvWriter, data: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const piece of data) {
        writer.data(piece);
        if (writer.readyBytes >= FLUSH_BYTES) await this.#flush(writer);
      }
    } catch (error) {
      // Half a message cannot be taken back: without its end the peer would wait for ever.
      if (this.#upperLayer.canSend) {
        this.#upperLayer.abort(
          isDicomError(error)
            ? error
            : new TransportError("SOURCE_FAILED", "the data set could not be read", { cause: error }),
        );
      }
      throw error;
    }
    writer.finish();
  }

  async #flush(writer: PdvWriter): Promise<void> {
    const chunks = writer.take();
    if (chunks.length > 0 && !this.#upperLayer.sendData(chunks)) await this.#upperLayer.drained();
  }

  #onMessage(message: ReceivedMessage): void {
    const { CommandField } = message.command;
    if (CommandField === COMMAND_FIELD["C-CANCEL-RQ"]) {
      const messageId = message.command.MessageIDBeingRespondedTo;
      if (messageId !== undefined) this.#options.onCancel(messageId);
    } else if (isResponse(CommandField)) {
      this.#onResponse(message);
    } else {
      this.#requests.push(message);
      if (!this.#current) void this.#serve();
    }
  }

  #onResponse(message: ReceivedMessage): void {
    const { MessageIDBeingRespondedTo: messageId, Status } = message.command;
    const operation = messageId === undefined ? undefined : this.#operations.get(messageId);
    if (!operation || messageId === undefined || Status === undefined) {
      throw new PduError("MESSAGE_UNEXPECTED_RESPONSE", "a response to no request, or without a status", {
        abortReason: INVALID_PARAMETER,
      });
    }
    if (statusClass(Status) !== "pending") this.#operations.delete(messageId);
    operation.push({ command: { ...message.command, Status }, dataSet: message.dataSet });
  }

  async #serve(): Promise<void> {
    for (;;) {
      const message = this.#requests.shift();
      this.#current = message;
      if (!message) break;
      await this.#options.onRequest(message);
    }
    this.#onServed?.();
    this.#update();
  }

  #isFull(): boolean {
    const { maxBufferedBytes, maxQueuedRequests, maxQueuedResponses } = this.#options.limits;
    if (this.#requests.length >= maxQueuedRequests) return true;
    let bufferedBytes = this.#current?.stream?.bufferedBytes ?? 0;
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
