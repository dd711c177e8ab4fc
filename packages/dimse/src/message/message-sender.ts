/** Sends the messages of one association, one after the other. PS3.7 6.3.1, PS3.8 Annex E.2. */
import { isDicomError } from "@minipacs/dicom-core";
import type { UpperLayerAssociation } from "../association/association.ts";
import { TransportError } from "../errors.ts";
import { encodeCommandSet } from "./command-set.ts";
import { type CommandSet, DATA_SET_PRESENT, NO_DATA_SET } from "./command-table.ts";
import { PdvWriter } from "./pdv-writer.ts";

/** A data set to send: whole, or piece by piece. Pieces must stay unchanged until they have left. */
export type DataSetSource = Uint8Array | AsyncIterable<Uint8Array>;

/** How much is gathered before it is written. */
const FLUSH_BYTES = 131_072;

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
    return (this.#writer?.heldBytes ?? 0) + this.#upperLayer.unsentBytes;
  }

  /**
   * Sends one message; messages never mix. CommandDataSetType follows from `data`. Resolves when the message has been
   * handed to the network.
   */
  async send(contextId: number, command: CommandSet, data?: DataSetSource): Promise<void> {
    if (this.#isSending) await new Promise<void>((resolve) => this.#waiters.push(resolve));
    this.#isSending = true;
    try {
      await this.#write(contextId, command, data);
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

  async #write(contextId: number, command: CommandSet, data: DataSetSource | undefined): Promise<void> {
    const writer = new PdvWriter(contextId, this.#maxFragmentBytes);
    this.#writer = writer;
    const CommandDataSetType = data === undefined ? NO_DATA_SET : DATA_SET_PRESENT;
    writer.command(encodeCommandSet({ ...command, CommandDataSetType }));
    if (data instanceof Uint8Array) {
      await this.#cut(writer, data);
      writer.finish();
    } else if (data) {
      await this.#writeStream(writer, data);
    }
    await this.#flush(writer);
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
    const chunks = writer.take();
    if (chunks.length > 0 && !this.#upperLayer.sendData(chunks)) await this.#upperLayer.drained();
  }
}
