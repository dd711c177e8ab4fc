/** An object that a C-STORE can send, and how one is made of a Part 10 file. PS3.10 7. */
import {
  DecodeError,
  type DicomFile,
  findTransferSyntax,
  TRANSFER_SYNTAX,
  writeDataset,
} from "@minipacs/dicom-core";
import { readDatasetHead } from "@minipacs/dicom-core/internal";
import type { DataSetSource } from "../message/message-exchange.ts";
import type { Part10Head } from "./part10-head.ts";

/** What an object is. */
export interface StoreIdentity {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  /** Transfer syntaxes that it can be sent in; the first is its own. */
  readonly sendableAs: readonly string[];
}

/** An object that is ready to be sent. */
export interface StoreObject extends StoreIdentity {
  /**
   * Bytes in one of these transfer syntaxes; called once. `unsentBytes` tells of how many of the bytes given so far, at
   * the end, the memory is still in use.
   */
  data(transferSyntaxUid: string, unsentBytes?: () => number): DataSetSource | Promise<DataSetSource>;
  /** `hasLeft`: no memory that `data` gave is in use any more, so that it can serve the next object. */
  close(hasLeft?: boolean): void | Promise<void>;
}

const SOP_CLASS_UID = 0x00080016;
const SOP_INSTANCE_UID = 0x00080018;

/** Without compressed pixel data: each of them can be turned into each other. */
const NATIVE: readonly string[] = [
  TRANSFER_SYNTAX.explicitVrLittleEndian,
  TRANSFER_SYNTAX.implicitVrLittleEndian,
  TRANSFER_SYNTAX.deflatedExplicitVrLittleEndian,
  TRANSFER_SYNTAX.explicitVrBigEndian,
];

/** A native transfer syntax, then what it can be re-encoded in without touching pixel data. */
const NATIVE_SENDABLE_AS = new Map(NATIVE.map((own) => [own, [own, ...NATIVE.filter((uid) => uid !== own)]]));

function sendableAs(own: string): readonly string[] {
  return NATIVE_SENDABLE_AS.get(own) ?? [own];
}

/** Returns what a peer is asked for beside the object's own transfer syntax. PS3.5 10.1. */
export function fallbacksOf({ sendableAs: [own, ...others] }: StoreIdentity): string[] {
  return NATIVE.slice(0, 2).filter((uid) => uid !== own && others.includes(uid));
}

/** How the rest of a Part 10 file is come by. */
export interface Part10Rest {
  /** The data set, which begins with `first`. */
  data(first: Uint8Array, unsentBytes: (() => number) | undefined): DataSetSource;
  /** The whole file. */
  file(): DicomFile | Promise<DicomFile>;
  close: StoreObject["close"];
}

/** Makes an object of a Part 10 file that begins with `prefix`. */
export function part10Object(
  prefix: Uint8Array,
  head: Part10Head,
  { data, file, close }: Part10Rest,
): StoreObject {
  return {
    ...identify(prefix, head),
    data: async (uid, unsentBytes) =>
      uid === head.transferSyntaxUid
        ? padded(data(prefix.subarray(head.dataSetOffset), unsentBytes), uid)
        : recoded(await file(), uid),
    close,
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

/** Encodes a parsed file. */
export function recoded({ dataset }: DicomFile, transferSyntaxUid: string): Uint8Array {
  return writeDataset(dataset, { transferSyntaxUid });
}

/**
 * The meta information identifies the object; where it is incomplete, the data set does.
 *
 * @throws DecodeError FILE_NO_SOP_INSTANCE
 */
export function identify(prefix: Uint8Array, head: Part10Head): StoreIdentity {
  let { sopClassUid, sopInstanceUid } = head;
  const { transferSyntaxUid } = head;
  if (!sopClassUid || !sopInstanceUid) {
    const first = prefix.subarray(head.dataSetOffset);
    const { dataset } = readDatasetHead(first, { transferSyntaxUid, until: SOP_INSTANCE_UID + 1 });
    sopClassUid ??= dataset.getText(SOP_CLASS_UID);
    sopInstanceUid ??= dataset.getText(SOP_INSTANCE_UID);
  }
  return assertIdentity(sopClassUid, sopInstanceUid, transferSyntaxUid);
}

/** Returns what a parsed file is. */
export function identifyFile({ dataset, transferSyntaxUid }: DicomFile): StoreIdentity {
  return assertIdentity(dataset.getText(SOP_CLASS_UID), dataset.getText(SOP_INSTANCE_UID), transferSyntaxUid);
}

function assertIdentity(
  sopClassUid: string | undefined,
  sopInstanceUid: string | undefined,
  transferSyntaxUid: string,
): StoreIdentity {
  if (sopClassUid && sopInstanceUid) {
    return { sopClassUid, sopInstanceUid, transferSyntaxUid, sendableAs: sendableAs(transferSyntaxUid) };
  }
  throw new DecodeError(
    "FILE_NO_SOP_INSTANCE",
    "no SOP class UID or no SOP instance UID: nothing to store it by",
  );
}
