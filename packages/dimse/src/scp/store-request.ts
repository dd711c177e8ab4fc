/** One C-STORE as a handler sees it: head, stream, file or data set. PS3.7 9.1.1, PS3.10 7. */
import {
  type Dataset,
  encodeFileHead,
  InvalidStateError,
  LimitExceededError,
  readDataset,
  UnsupportedError,
} from "@minipacs/dicom-core";
import { readDatasetHead } from "@minipacs/dicom-core/internal";
import { ByteCollector } from "../message/byte-collector.ts";
import type { CommandSet } from "../message/command-table.ts";
import type { DataSetStream } from "../message/data-set-stream.ts";
import type { AssociationInfo, StoreRequest } from "./handler-types.ts";
import type { RequestScope } from "./request-scope.ts";
import { writeFile } from "./write-file.ts";

const PIXEL_DATA = 0x7fe00010;
/** The head is parsed anew each time it has grown to the next of these sizes. */
const FIRST_HEAD_BYTES = 16_384;
const HEAD_GROWTH = 4;
/** What is gathered before it goes to the disk. */
const WRITE_BYTES = 262_144;

export interface ReceivedStoreOptions {
  association: AssociationInfo;
  command: CommandSet;
  transferSyntaxUid: string;
  stream: DataSetStream;
  scope: RequestScope;
  maxDataSetLengthBytes: number;
}

/** A {@link StoreRequest} over the stream of its data set. */
export class ReceivedStore implements StoreRequest {
  readonly association: AssociationInfo;
  readonly messageId: number;
  readonly transferSyntaxUid: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly moveOriginator: { aeTitle: string; messageId: number } | undefined;
  readonly #options: ReceivedStoreOptions;
  readonly #prefix = new ByteCollector();
  #head: Promise<Dataset | undefined> | undefined;
  #isTaken = false;

  constructor(options: ReceivedStoreOptions) {
    const { command } = options;
    this.#options = options;
    this.association = options.association;
    this.transferSyntaxUid = options.transferSyntaxUid;
    this.messageId = command.MessageID ?? 0;
    this.sopClassUid = command.AffectedSOPClassUID ?? "";
    this.sopInstanceUid = command.AffectedSOPInstanceUID ?? "";
    const aeTitle = command.MoveOriginatorApplicationEntityTitle;
    this.moveOriginator = aeTitle ? { aeTitle, messageId: command.MoveOriginatorMessageID ?? 0 } : undefined;
  }

  get signal(): AbortSignal {
    return this.#options.scope.signal;
  }

  get receivedBytes(): number {
    return this.#options.stream.receivedBytes;
  }

  get stream(): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => this.#read() };
  }

  head(): Promise<Dataset | undefined> {
    if (!this.#head && this.#isTaken) return Promise.reject(takenError());
    this.#head ??= this.#readHead();
    return this.#head;
  }

  async save(path: string): Promise<{ bytes: number }> {
    await this.#take();
    const { stream } = this.#options;
    const head = encodeFileHead({
      sopClassUid: asAscii(this.sopClassUid),
      sopInstanceUid: asAscii(this.sopInstanceUid),
      transferSyntaxUid: this.transferSyntaxUid,
      sourceAeTitle: asAscii(this.association.callingAeTitle),
    });
    const prefix = this.#prefix.take();
    const first = (await stream.takeAll(WRITE_BYTES - prefix.length)) ?? [];
    return { bytes: await writeFile(path, [head, prefix, ...first], () => stream.takeAll(WRITE_BYTES)) };
  }

  async dataset(): Promise<Dataset> {
    await this.#take();
    const { stream, maxDataSetLengthBytes } = this.#options;
    const collector = this.#prefix;
    for (;;) {
      const fragments = await stream.takeAll(WRITE_BYTES);
      if (!fragments) break;
      for (const fragment of fragments) collector.push(fragment);
      if (collector.length > maxDataSetLengthBytes) {
        throw new LimitExceededError("maxDataSetLengthBytes", maxDataSetLengthBytes, collector.length);
      }
    }
    return readDataset(collector.take(), { transferSyntaxUid: this.transferSyntaxUid });
  }

  async *#read(): AsyncGenerator<Uint8Array, void, undefined> {
    await this.#take();
    const prefix = this.#prefix.take();
    if (prefix.length > 0) yield prefix;
    yield* this.#options.stream;
  }

  /** Only one reader; a head that is being read comes first. */
  async #take(): Promise<void> {
    if (this.#isTaken) throw takenError();
    this.#isTaken = true;
    await this.#head?.catch(() => {});
  }

  async #readHead(): Promise<Dataset | undefined> {
    const { stream, maxDataSetLengthBytes } = this.#options;
    let wantedBytes = FIRST_HEAD_BYTES;
    for (;;) {
      const fragments = await stream.takeAll(wantedBytes - this.#prefix.length);
      for (const fragment of fragments ?? []) this.#prefix.push(fragment);
      let head: ReturnType<typeof readDatasetHead>;
      try {
        head = readDatasetHead(this.#prefix.bytes, {
          transferSyntaxUid: this.transferSyntaxUid,
          until: PIXEL_DATA,
        });
      } catch (error) {
        if (error instanceof UnsupportedError) return undefined;
        throw error;
      }
      if (head.isComplete || !fragments) return head.dataset;
      if (this.#prefix.length > maxDataSetLengthBytes) return head.dataset;
      // Never more than the buffer lets arrive: waiting for it would wait for ever.
      wantedBytes = this.#prefix.length + Math.min(WRITE_BYTES, this.#prefix.length * (HEAD_GROWTH - 1));
    }
  }
}

/** File meta information holds nothing else, whatever a peer says. */
function asAscii(text: string): string {
  return text.replace(/[^\0-\x7f]/g, "?");
}

function takenError(): InvalidStateError {
  return new InvalidStateError("STATE_STREAM_TAKEN", "the data set of this request is read already");
}
