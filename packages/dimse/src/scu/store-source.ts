/** What can be sent by C-STORE, made uniform: its identity, its transfer syntax, and its bytes. PS3.10 7. */
import { fstatSync } from "node:fs";
import { type FileHandle, open, readFile } from "node:fs/promises";
import {
  DecodeError,
  type DicomFile,
  findTransferSyntax,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDataset,
} from "@minipacs/dicom-core";
import { readDatasetHead } from "@minipacs/dicom-core/internal";
import { ByteCollector } from "../message/byte-collector.ts";
import type { DataSetSource } from "../message/message-exchange.ts";
import { readPart10Head } from "./part10-head.ts";

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

/** An object that is ready to be sent. */
export interface StoreObject {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  /** Transfer syntaxes that it can be sent in; the first is its own. */
  readonly sendableAs: readonly string[];
  /** Bytes in one of these transfer syntaxes; called once. */
  data(transferSyntaxUid: string): DataSetSource | Promise<DataSetSource>;
  close(): Promise<void>;
}

/** Of a stream so much is read before it is sent, if there is so much: enough to tell what it is. */
const STREAM_HEAD_BYTES = 65_536;
/** Files up to this size are in memory before their turn comes; of larger ones the rest is read while it is sent. */
const FIRST_READ_BYTES = 1_048_576;
const READ_BYTES = 262_144;
const SOP_CLASS_UID = 0x00080016;
const SOP_INSTANCE_UID = 0x00080018;

/** Without compressed pixel data: each of them can be turned into each other. */
const NATIVE: readonly string[] = [
  TRANSFER_SYNTAX.explicitVrLittleEndian,
  TRANSFER_SYNTAX.implicitVrLittleEndian,
  TRANSFER_SYNTAX.deflatedExplicitVrLittleEndian,
  TRANSFER_SYNTAX.explicitVrBigEndian,
];

/** The object's own transfer syntax, then what it can be re-encoded in without touching pixel data. */
function sendableAs(own: string): string[] {
  return NATIVE.includes(own) ? [own, ...NATIVE.filter((uid) => uid !== own)] : [own];
}

/** Returns what a peer is asked for beside the object's own transfer syntax. PS3.5 10.1. */
export function fallbacksOf({ sendableAs: [own, ...others] }: StoreObject): string[] {
  return NATIVE.slice(0, 2).filter((uid) => uid !== own && others.includes(uid));
}

/**
 * Opens a source; to be closed whether it was sent or not.
 *
 * @throws DecodeError FILE_NOT_PART10, FILE_NO_SOP_INSTANCE, or the system's error for a path
 */
export async function openStoreSource(
  source: StoreSource | StoreObject,
  firstReadBytes = FIRST_READ_BYTES,
): Promise<StoreObject> {
  if (typeof source === "string") return openPath(source, firstReadBytes);
  if (source instanceof Uint8Array) return fromBytes(source);
  if (isStream(source)) return openStream(source);
  if ("sendableAs" in source) return source;
  if ("dataset" in source) return fromFile(source);
  const { sopClassUid, sopInstanceUid, transferSyntaxUid, data } = source;
  return {
    sopClassUid,
    sopInstanceUid,
    transferSyntaxUid,
    sendableAs: [transferSyntaxUid],
    data: () => data,
    close: async () => {},
  };
}

async function openPath(path: string, firstReadBytes: number): Promise<StoreObject> {
  const file = await open(path, "r");
  try {
    // Of an open file this asks the system's memory, not the disk. Pipes have no size.
    const { size } = fstatSync(file.fd);
    let prefix = await readSome(file, Math.min(size || firstReadBytes, firstReadBytes));
    let head = readPart10Head(prefix);
    while (!head) {
      const more = await readSome(file, READ_BYTES);
      if (more.length === 0) throw notPart10();
      prefix = Buffer.concat([prefix, more]);
      head = readPart10Head(prefix);
    }
    const { dataSetOffset, transferSyntaxUid } = head;
    const first = prefix.subarray(dataSetOffset);
    const isWhole = prefix.length === size;
    // So that nothing is left to do once the object has been answered; a second close does nothing.
    if (isWhole) await file.close();
    return {
      ...identify(head, first),
      transferSyntaxUid,
      sendableAs: sendableAs(transferSyntaxUid),
      data: async (uid) =>
        uid === transferSyntaxUid
          ? padded(isWhole ? first : readRest(file, first), transferSyntaxUid)
          : recoded(readDicomFile(await readFile(path)), uid),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function* readRest(file: FileHandle, first: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield first;
  for (;;) {
    const piece = await readSome(file, READ_BYTES);
    if (piece.length === 0) return;
    yield piece;
  }
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
    if (!head) throw notPart10();
    const { dataSetOffset, transferSyntaxUid } = head;
    const first = prefix.subarray(dataSetOffset);
    return {
      ...identify(head, first),
      transferSyntaxUid,
      sendableAs: sendableAs(transferSyntaxUid),
      data: async (uid) =>
        uid === transferSyntaxUid
          ? padded(startingWith(first, iterator), transferSyntaxUid)
          : recoded(readDicomFile(await joined(startingWith(prefix, iterator))), uid),
      close,
    };
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

/** Reads into a buffer of its own, because what was read before may still wait in the socket. */
async function readSome(file: FileHandle, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

function fromBytes(bytes: Uint8Array): StoreObject {
  const head = readPart10Head(bytes);
  if (!head) throw notPart10();
  const data = bytes.subarray(head.dataSetOffset);
  const { transferSyntaxUid } = head;
  return {
    ...identify(head, data),
    transferSyntaxUid,
    sendableAs: sendableAs(transferSyntaxUid),
    data: (uid) =>
      uid === transferSyntaxUid ? padded(data, transferSyntaxUid) : recoded(readDicomFile(bytes), uid),
    close: async () => {},
  };
}

/**
 * A deflated data set of odd length gets the NUL that the standard asks for, which files may lack: peers abort for an
 * odd fragment. PS3.5 A.5.
 */
function padded(data: DataSetSource, transferSyntaxUid: string): DataSetSource {
  if (!findTransferSyntax(transferSyntaxUid)?.isDeflated) return data;
  if (!(data instanceof Uint8Array)) return withPadding(data);
  if (data.length % 2 === 0) return data;
  const even = new Uint8Array(data.length + 1);
  even.set(data);
  return even;
}

async function* withPadding(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let length = 0;
  for await (const piece of data) {
    length += piece.length;
    yield piece;
  }
  if (length % 2 === 1) yield Uint8Array.of(0);
}

function fromFile(file: DicomFile): StoreObject {
  const { dataset, transferSyntaxUid } = file;
  return {
    ...assertIdentity(dataset.getText(SOP_CLASS_UID), dataset.getText(SOP_INSTANCE_UID)),
    transferSyntaxUid,
    sendableAs: sendableAs(transferSyntaxUid),
    data: (uid) => recoded(file, uid),
    close: async () => {},
  };
}

function recoded({ dataset }: DicomFile, transferSyntaxUid: string): Uint8Array {
  return writeDataset(dataset, { transferSyntaxUid });
}

/** The meta information identifies the object; where it is incomplete, the data set does. */
function identify(
  head: { sopClassUid: string | undefined; sopInstanceUid: string | undefined; transferSyntaxUid: string },
  prefix: Uint8Array,
): { sopClassUid: string; sopInstanceUid: string } {
  if (head.sopClassUid && head.sopInstanceUid) return assertIdentity(head.sopClassUid, head.sopInstanceUid);
  const { dataset } = readDatasetHead(prefix, {
    transferSyntaxUid: head.transferSyntaxUid,
    until: SOP_INSTANCE_UID + 1,
  });
  return assertIdentity(
    head.sopClassUid ?? dataset.getText(SOP_CLASS_UID),
    head.sopInstanceUid ?? dataset.getText(SOP_INSTANCE_UID),
  );
}

function assertIdentity(sopClassUid: string | undefined, sopInstanceUid: string | undefined) {
  if (sopClassUid && sopInstanceUid) return { sopClassUid, sopInstanceUid };
  throw new DecodeError(
    "FILE_NO_SOP_INSTANCE",
    "no SOP class UID or no SOP instance UID: nothing to store it by",
  );
}

function notPart10(): DecodeError {
  return new DecodeError("FILE_NOT_PART10", "not a Part 10 file: it ends within its meta information");
}
