/** File Meta Information of Part 10 files: building it, and the head of a file for streaming writers. PS3.10 7.1. */
import { writeDataset } from "../codec/dataset-writer.ts";
import { createDataset } from "../dataset/create-dataset.ts";
import { Dataset } from "../dataset/dataset.ts";
import { TRANSFER_SYNTAX } from "../transfer-syntax/transfer-syntaxes.ts";
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from "../uid.ts";
import { PREAMBLE_LENGTH, PREFIX } from "./preamble.ts";

/** What the meta information of a new file is made of. PS3.10 7.1. */
export interface FileMetaInit {
  sopClassUid: string;
  sopInstanceUid: string;
  transferSyntaxUid: string;
  /** (0002,0016): the AE title that sent or wrote the object. */
  sourceAeTitle?: string | undefined;
  /** Default: this implementation's. */
  implementationClassUid?: string | undefined;
  implementationVersionName?: string | undefined;
}

const GROUP_LENGTH = 0x00020000;
/** Returns the meta information of a file, without its group length. PS3.10 Table 7.1-1. */
export function createFileMeta(init: FileMetaInit): Dataset {
  // It repeats what a data set or a peer says, right or wrong.
  const meta = createDataset(
    {
      FileMetaInformationVersion: Uint8Array.of(0, 1),
      MediaStorageSOPClassUID: init.sopClassUid,
      MediaStorageSOPInstanceUID: init.sopInstanceUid,
      TransferSyntaxUID: init.transferSyntaxUid,
      ImplementationClassUID: init.implementationClassUid ?? IMPLEMENTATION_CLASS_UID,
      ImplementationVersionName: init.implementationVersionName ?? IMPLEMENTATION_VERSION_NAME,
    },
    { validate: false },
  );
  if (init.sourceAeTitle) meta.set("SourceApplicationEntityTitle", init.sourceAeTitle, { validate: false });
  return meta;
}

/**
 * Returns what stands before the data set of a file: 128 zero bytes, `DICM`, and group 0002 with its length.
 *
 * @see PS3.10 7.1
 */
export function encodeFileHead(init: FileMetaInit): Uint8Array {
  return encodePlainHead(init) ?? encodeMeta(createFileMeta(init));
}

/** Text that every character set writes the same way, with no space that might not count. */
const PLAIN_TEXT = /^[\w.-]([\w. -]{0,62}[\w.-])?$/;
const VR_CODES = { UI: [0x55, 0x49], SH: [0x53, 0x48], AE: [0x41, 0x45] } as const;
const SHORT_HEADER_BYTES = 8;
/** Group length (UL) and version (OB), but for the length. */
const PLAIN_START = Uint8Array.of(
  ...[2, 0, 0, 0, 0x55, 0x4c, 4, 0, 0, 0, 0, 0],
  ...[2, 0, 1, 0, 0x4f, 0x42, 0, 0, 2, 0, 0, 0, 0, 1],
);
/** Of {@link PLAIN_START}: where the group length is, and what it does not count. */
const [GROUP_LENGTH_OFFSET, GROUP_LENGTH_BYTES] = [8, 12];

/**
 * Writes the elements straight, without a data set: a storage provider does it for each object. `undefined` where a text
 * is anything but plain.
 */
function encodePlainHead(init: FileMetaInit): Uint8Array | undefined {
  const texts: [element: number, vr: keyof typeof VR_CODES, text: string][] = [
    [0x02, "UI", init.sopClassUid],
    [0x03, "UI", init.sopInstanceUid],
    [0x10, "UI", init.transferSyntaxUid],
    [0x12, "UI", init.implementationClassUid ?? IMPLEMENTATION_CLASS_UID],
    [0x13, "SH", init.implementationVersionName ?? IMPLEMENTATION_VERSION_NAME],
  ];
  if (init.sourceAeTitle) texts.push([0x16, "AE", init.sourceAeTitle]);
  const start = PREAMBLE_LENGTH + PREFIX.length;
  let length = start + PLAIN_START.length;
  for (const [, , text] of texts) {
    if (typeof text !== "string" || !PLAIN_TEXT.test(text)) return undefined;
    length += SHORT_HEADER_BYTES + text.length + (text.length & 1);
  }
  const head = new Uint8Array(length);
  head.set(PREFIX, PREAMBLE_LENGTH);
  head.set(PLAIN_START, start);
  const groupLength = length - start - GROUP_LENGTH_BYTES;
  new DataView(head.buffer).setUint32(start + GROUP_LENGTH_OFFSET, groupLength, true);
  let at = start + PLAIN_START.length;
  for (const [element, vr, text] of texts) {
    const paddedLength = text.length + (text.length & 1);
    head.set([2, 0, element, 0, ...VR_CODES[vr], paddedLength, 0], at);
    at += SHORT_HEADER_BYTES;
    for (let i = 0; i < text.length; i += 1) head[at + i] = text.charCodeAt(i);
    if (text.length < paddedLength && vr !== "UI") head[at + text.length] = 0x20;
    at += paddedLength;
  }
  return head;
}

/** Returns preamble, prefix and a meta data set, whose group length is made anew. */
export function encodeMeta(meta: Dataset, preamble?: Uint8Array): Uint8Array {
  const rest = meta.clone();
  rest.delete(GROUP_LENGTH);
  const body = writeMeta(rest);
  const length = writeMeta(new Dataset().set("FileMetaInformationGroupLength", body.length));
  const head = new Uint8Array(PREAMBLE_LENGTH + PREFIX.length + length.length + body.length);
  if (preamble) head.set(preamble.subarray(0, PREAMBLE_LENGTH));
  head.set(PREFIX, PREAMBLE_LENGTH);
  head.set(length, PREAMBLE_LENGTH + PREFIX.length);
  head.set(body, PREAMBLE_LENGTH + PREFIX.length + length.length);
  return head;
}

function writeMeta(dataset: Dataset): Uint8Array {
  return writeDataset(dataset, { transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian });
}
