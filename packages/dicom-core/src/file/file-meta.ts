/** File Meta Information of Part 10 files: building it, and the head of a file for streaming writers. PS3.10 7.1. */
import { writeDataset } from "../codec/dataset-writer.ts";
import { createDataset } from "../dataset/create-dataset.ts";
import { Dataset } from "../dataset/dataset.ts";
import { TRANSFER_SYNTAX } from "../transfer-syntax/transfer-syntaxes.ts";
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from "../uid.ts";
import { PREAMBLE_LENGTH, PREFIX } from "./preamble.ts";

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
  return encodeMeta(createFileMeta(init));
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
