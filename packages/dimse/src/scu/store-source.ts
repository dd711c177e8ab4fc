/** What can be sent by C-STORE, made uniform. PS3.10 7. */
import { type DicomFile, readDicomFile } from "@minipacs/dicom-core";
import { ByteCollector } from "../message/byte-collector.ts";
import type { DataSetSource } from "../message/message-exchange.ts";
import { incompleteHead, readPart10Head } from "./part10-head.ts";
import { identifyFile, part10Object, recoded, type StoreObject } from "./store-object.ts";
import { openPath } from "./store-path.ts";

/** A data set that is encoded already, with what identifies it. */
export interface EncodedInstance {
  sopClassUid: string;
  sopInstanceUid: string;
  transferSyntaxUid: string;
  /** The data set without file meta information. */
  data: DataSetSource;
}

/**
 * A path; a Part 10 file as bytes, parsed, or as a stream, which is read once; or an encoded data set.
 */
export type StoreSource = string | Uint8Array | DicomFile | AsyncIterable<Uint8Array> | EncodedInstance;

/** Of a stream so much is read before it is sent, if there is so much: enough to tell what it is. */
const STREAM_HEAD_BYTES = 65_536;

/**
 * Opens a source; to be closed whether it was sent or not.
 *
 * @throws DecodeError FILE_NOT_PART10, FILE_NO_SOP_INSTANCE, or the system's error for a path
 */
export async function openStoreSource(source: StoreSource | StoreObject): Promise<StoreObject> {
  if (typeof source === "string") return openPath(source);
  if (source instanceof Uint8Array) return fromBytes(source);
  if (isStream(source)) return openStream(source);
  if ("sendableAs" in source) return source;
  if ("dataset" in source) return fromFile(source);
  const { sopClassUid, sopInstanceUid, transferSyntaxUid, data } = source;
  return {
    ...{ sopClassUid, sopInstanceUid, transferSyntaxUid },
    sendableAs: [transferSyntaxUid],
    data: () => data,
    close() {},
  };
}

/** Tells whether a source can be read only once. */
export function isStream(source: StoreSource | StoreObject): source is AsyncIterable<Uint8Array> {
  return typeof source === "object" && Symbol.asyncIterator in source;
}

/** Whoever has looked at the head of a stream has taken it from whoever sends it: both get the same object. */
const openedStreams = new WeakMap<AsyncIterable<Uint8Array>, Promise<StoreObject>>();

function openStream(source: AsyncIterable<Uint8Array>): Promise<StoreObject> {
  const object = openedStreams.get(source) ?? fromStream(source);
  openedStreams.set(source, object);
  return object;
}

async function fromStream(source: AsyncIterable<Uint8Array>): Promise<StoreObject> {
  const iterator = source[Symbol.asyncIterator]();
  const close = async () => {
    // What is left of it is no object any more. One that has stalled is not waited for.
    openedStreams.delete(source);
    void Promise.resolve(iterator.return?.()).catch(() => {});
  };
  try {
    const collector = new ByteCollector();
    while (collector.length < STREAM_HEAD_BYTES) {
      const { done, value } = await iterator.next();
      if (done) break;
      collector.push(value);
    }
    const prefix = collector.take();
    const head = readPart10Head(prefix);
    if (!head) throw incompleteHead(prefix);
    return part10Object(prefix, head, {
      data: (first) => startingWith(first, iterator),
      file: async () => readDicomFile(await joined(startingWith(prefix, iterator))),
      close,
    });
  } catch (error) {
    await close();
    throw error;
  }
}

async function* startingWith(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield first;
  for (;;) {
    const { done, value } = await rest.next();
    if (done) return;
    yield value;
  }
}

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const collector = new ByteCollector();
  for await (const piece of pieces) collector.push(piece);
  return collector.take();
}

function fromBytes(bytes: Uint8Array): StoreObject {
  const head = readPart10Head(bytes);
  if (!head) throw incompleteHead(bytes);
  return part10Object(bytes, head, { data: (first) => first, file: () => readDicomFile(bytes), close() {} });
}

function fromFile(file: DicomFile): StoreObject {
  return { ...identifyFile(file), data: (uid) => recoded(file, uid), close() {} };
}
