/** Presentation data values in, messages out. PS3.8 Annex E.2, PS3.7 6.3.1. */
import { LimitExceededError } from "@minipacs/dicom-core";
import { PduError } from "../errors.ts";
import type { Pdv } from "../pdu/types.ts";
import { ByteCollector } from "./byte-collector.ts";
import { decodeCommandSet, hasDataSet } from "./command-set.ts";
import type { CommandSet } from "./command-table.ts";
import { DataSetStream } from "./data-set-stream.ts";

/** One DIMSE message as received. */
export interface ReceivedMessage {
  readonly contextId: number;
  readonly command: CommandSet;
  /** The whole data set; `undefined` where there is none or where it is streamed. */
  readonly dataSet: Uint8Array | undefined;
  /** The data set while it arrives. */
  readonly stream: DataSetStream | undefined;
}

export interface MessageAssemblerOptions {
  isAcceptedContext(contextId: number): boolean;
  /** Whether the data set of this message is handed out as a stream at once, not when it is complete. */
  isStreamed(command: CommandSet): boolean;
  onMessage(message: ReceivedMessage): void;
  /** A stream was read from, or ended. */
  onStreamChange(): void;
  maxCommandLengthBytes: number;
  /** Of a streamed data set that nobody reads: from there on the peer is to be made to wait. */
  maxBufferedBytes: number;
  /** Of a data set that is not streamed. */
  maxDataSetLengthBytes: number;
  /** Of one that is. */
  maxObjectLengthBytes: number;
}

const UNEXPECTED_PARAMETER = 5;
const INVALID_PARAMETER = 6;

/**
 * Puts messages together. A message's fragments come one after the other, all on one context, the command first: the
 * standard allows no other message in between, so anything else is a protocol error.
 */
export class MessageAssembler {
  readonly #options: MessageAssemblerOptions;
  #contextId = 0;
  #command: CommandSet | undefined;
  readonly #collector = new ByteCollector();
  #stream: DataSetStream | undefined;

  constructor(options: MessageAssemblerOptions) {
    this.#options = options;
  }

  /** Whether a message has begun and not ended. */
  get isMidMessage(): boolean {
    return this.#contextId !== 0;
  }

  /** The stream that data is going to. */
  get openStream(): DataSetStream | undefined {
    return this.#stream;
  }

  /**
   * Takes one PDV.
   *
   * @throws PduError PDV_CONTEXT, PDV_ORDER; LimitExceededError; DecodeError of {@link decodeCommandSet}
   */
  push(pdv: Pdv): void {
    if (this.#contextId === 0) {
      if (!this.#options.isAcceptedContext(pdv.contextId)) {
        throw new PduError("PDV_CONTEXT", "PDV on a presentation context that was not accepted", {
          abortReason: INVALID_PARAMETER,
        });
      }
      this.#contextId = pdv.contextId;
    } else if (pdv.contextId !== this.#contextId) {
      throw new PduError("PDV_CONTEXT", "PDV of another presentation context within a message", {
        abortReason: UNEXPECTED_PARAMETER,
      });
    }
    if (pdv.isCommand !== (this.#command === undefined)) {
      throw new PduError("PDV_ORDER", "command and data set fragments out of order", {
        abortReason: UNEXPECTED_PARAMETER,
      });
    }
    if (pdv.isCommand) this.#pushCommand(pdv);
    else this.#pushData(pdv);
  }

  /** Ends the open stream with an error. */
  fail(error: unknown): void {
    this.#stream?.fail(error);
    this.#reset();
  }

  #pushCommand(pdv: Pdv): void {
    this.#collect(pdv.data, "maxCommandLengthBytes");
    if (!pdv.isLast) return;
    const command = decodeCommandSet(this.#collector.take());
    if (!hasDataSet(command)) {
      this.#deliver({ contextId: this.#contextId, command, dataSet: undefined, stream: undefined });
      return;
    }
    this.#command = command;
    if (!this.#options.isStreamed(command)) return;
    this.#stream = new DataSetStream(this.#options.onStreamChange, this.#options.maxBufferedBytes);
    const message = { contextId: this.#contextId, command, dataSet: undefined, stream: this.#stream };
    this.#options.onMessage(message);
  }

  #pushData(pdv: Pdv): void {
    if (this.#stream) {
      const stream = this.#stream;
      const allowed = this.#options.maxObjectLengthBytes;
      const length = stream.receivedBytes + pdv.data.length;
      if (length > allowed) throw new LimitExceededError("maxObjectLengthBytes", allowed, length);
      stream.push(pdv.data);
      if (pdv.isLast) {
        this.#reset();
        stream.end();
      }
      return;
    }
    this.#collect(pdv.data, "maxDataSetLengthBytes");
    if (!pdv.isLast) return;
    const command = this.#command as CommandSet;
    this.#deliver({
      contextId: this.#contextId,
      command,
      dataSet: this.#collector.take(),
      stream: undefined,
    });
  }

  /** The message is over before it is told: its receiver may send, and get, the next one. */
  #deliver(message: ReceivedMessage): void {
    this.#reset();
    this.#options.onMessage(message);
  }

  #collect(data: Uint8Array, limit: "maxCommandLengthBytes" | "maxDataSetLengthBytes"): void {
    const length = this.#collector.length + data.length;
    const allowed = this.#options[limit];
    if (length > allowed) throw new LimitExceededError(limit, allowed, length);
    this.#collector.push(data);
  }

  #reset(): void {
    this.#contextId = 0;
    this.#command = undefined;
    this.#stream = undefined;
    this.#collector.take();
  }
}
