/** Sends the messages of one association, one after the other. PS3.7 6.3.1, PS3.8 Annex E.2. */
import { isDicomError } from "@minipacs/dicom-core";
import type { UpperLayerAssociation } from "../association/association.ts";
import { TransportError } from "../errors.ts";
import { concatBytes } from "../pdu/item-bytes.ts";
import { encodeCommandSet } from "./command-set.ts";
import { type CommandSet, DATA_SET_PRESENT, NO_DATA_SET } from "./command-table.ts";
import { PdvWriter } from "./pdv-writer.ts";

/** A data set to send: whole, or piece by piece. Pieces must stay unchanged until they have left. */
export type DataSetSource = Uint8Array | AsyncIterable<Uint8Array>;

/** How much is gathered before it is written. */
const FLUSH_BYTES = 131_072;

/** How much of messages that may wait is: a peer is to begin with the first while the last are being made. */
const WAITING_BYTES = 16_384;

/**
 * How much is cut at a time: with a maximum length of a few bytes, the headers of a whole object would take many times
 * its size.
 */
const FRAGMENTS_PER_CUT = 256;

export class MessageSender {
  readonly #upperLayer: UpperLayerAssociation;
  readonly #maxFragmentBytes: number;
  readonly #waiters: (() => void)[] = [];
  #isSending = false;
  #writer: PdvWriter | undefined;
  /** Chunks of whole messages that leave with the next ones, at the latest when this turn of the event loop is over. */
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  /** The network takes no more for now. */
  #isFull = false;
  #lastEncoded: { command: CommandSet; CommandDataSetType: number; bytes: Uint8Array } | undefined;
  /** While a piece of a data set is waited for. */
  #onOver: ((error: unknown) => void) | undefined;
  /** What ended the association. */
  #end: { error: unknown } | undefined;

  constructor(upperLayer: UpperLayerAssociation, maxFragmentBytes: number) {
    this.#upperLayer = upperLayer;
    this.#maxFragmentBytes = maxFragmentBytes;
  }

  /** Of how many bytes of messages, the last ones, the memory is still in use. */
  get unsentBytes(): number {
    return (this.#writer?.heldBytes ?? 0) + this.#waitingBytes + this.#upperLayer.unsentBytes;
  }

  /**
   * Sends one message; messages never mix. CommandDataSetType follows from `data`. Resolves when the message has been
   * handed to the network.
   *
   * One that may wait leaves with those that follow it: in one write instead of one each, which cost more than all else
   * of a small message. The promise resolves before.
   */
  async send(contextId: number, command: CommandSet, data?: DataSetSource, mayWait = false): Promise<void> {
    if (this.#isSending) await new Promise<void>((resolve) => this.#waiters.push(resolve));
    this.#isSending = true;
    try {
      await this.#write(contextId, command, data, mayWait);
    } finally {
      const next = this.#waiters.shift();
      // The turn goes straight to the next: nobody can slip in between.
      if (next) next();
      else this.#isSending = false;
    }
  }

  /** Lets everybody who waits find out that the association is over, also for a source that has stalled. */
  terminate(error: unknown): void {
    this.#end = { error };
    this.#onOver?.(error);
    for (const wake of this.#waiters.splice(0)) wake();
  }

  async #write(
    contextId: number,
    command: CommandSet,
    data: DataSetSource | undefined,
    mayWait: boolean,
  ): Promise<void> {
    const writer = new PdvWriter(contextId, this.#maxFragmentBytes);
    this.#writer = writer;
    writer.command(this.#encode(command, data === undefined ? NO_DATA_SET : DATA_SET_PRESENT));
    if (data instanceof Uint8Array) {
      await this.#cut(writer, data);
      writer.finish();
    } else if (data) {
      await this.#writeStream(writer, data);
    }
    if (mayWait && this.#wait(writer)) return;
    await this.#flush(writer);
  }

  /** The same object again is encoded once, as those of many matches. */
  #encode(command: CommandSet, CommandDataSetType: number): Uint8Array {
    const last = this.#lastEncoded;
    if (last?.command === command && last.CommandDataSetType === CommandDataSetType) return last.bytes;
    const bytes = encodeCommandSet({ ...command, CommandDataSetType });
    this.#lastEncoded = { command, CommandDataSetType, bytes };
    return bytes;
  }

  /** Puts a message aside, unless there is enough to write. */
  #wait(writer: PdvWriter): boolean {
    if (this.#isFull || this.#waitingBytes + writer.readyBytes >= WAITING_BYTES) return false;
    if (!this.#upperLayer.canSend) return false;
    // Runs when the promises of this turn are settled.
    if (this.#waitingBytes === 0) process.nextTick(() => this.#sendWaiting());
    this.#waitingBytes += writer.readyBytes;
    this.#waiting.push(...writer.take());
    return true;
  }

  /** In one piece: to copy so little costs less than to write so many. */
  #takeWaiting(): Uint8Array {
    const bytes = concatBytes(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    return bytes;
  }

  #sendWaiting(): void {
    const bytes = this.#takeWaiting();
    if (bytes.length > 0 && this.#upperLayer.canSend) this.#isFull = !this.#upperLayer.sendData([bytes]);
  }

  async #writeStream(writer: PdvWriter, data: AsyncIterable<Uint8Array>): Promise<void> {
    const iterator = data[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value: piece } = await this.#orOver(iterator.next());
        if (done) break;
        await this.#cut(writer, piece);
        await this.#flushFull(writer);
      }
    } catch (error) {
      // Not waited for: the source may never end.
      void Promise.resolve(iterator.return?.()).catch(() => {});
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

  /** Waits for a piece, or rejects with what ends the association. */
  async #orOver<T>(piece: Promise<T>): Promise<T> {
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#onOver = reject;
        piece.then(resolve, reject);
        if (this.#end) reject(this.#end.error);
      });
    } finally {
      this.#onOver = undefined;
    }
  }

  async #cut(writer: PdvWriter, data: Uint8Array): Promise<void> {
    const cutBytes = FRAGMENTS_PER_CUT * this.#maxFragmentBytes;
    for (let at = 0; at < data.length; at += cutBytes) {
      await this.#flushFull(writer);
      writer.data(data.subarray(at, at + cutBytes));
    }
  }

  async #flushFull(writer: PdvWriter): Promise<void> {
    if (writer.readyBytes >= FLUSH_BYTES) await this.#flush(writer);
  }

  async #flush(writer: PdvWriter): Promise<void> {
    const own = writer.take();
    const chunks = this.#waitingBytes === 0 ? own : [this.#takeWaiting(), ...own];
    if (chunks.length > 0 && !this.#upperLayer.sendData(chunks)) await this.#upperLayer.drained();
    this.#isFull = false;
  }
}
