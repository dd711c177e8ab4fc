/** Writes Part 10 files: unedited ones in their own framing, others with a new, correct meta group. PS3.10 7. */

import { ByteWriter } from "../bytes/byte-writer.ts";
import { assertDataset, sizeHint, type WriteTextOptions, writeDatasetTo } from "../codec/dataset-writer.ts";
import { layoutOf, transferSyntaxOf } from "../codec/encoding.ts";
import { elementsWithDuplicates } from "../codec/kept-bytes.ts";
import type { Dataset } from "../dataset/dataset.ts";
import type { Keyword } from "../dictionary/keyword-types.generated.ts";
import { EncodeError } from "../errors.ts";
import { elementPath } from "../tag.ts";
import { createFileMeta, encodeMeta } from "./file-meta.ts";
import { bytesAsRead, type DicomFile, preambleAsRead } from "./part10-reader.ts";

/** How `writeDicomFile` writes. */
export interface WriteDicomFileOptions extends WriteTextOptions {
  /**
   * Writes a new preamble of zeros and a new meta group even where nothing was edited: for a preamble that points into
   * the file, as of one that is TIFF too.
   */
  rewriteMeta?: boolean;
  /** How sequences are ended when they are written anew. Default "explicit". */
  lengths?: "explicit" | "undefined";
}

/** What is written: a file that was read, or a data set with the syntax to write it in. */
export interface DicomFileInit {
  dataset: Dataset;
  transferSyntaxUid: string;
  /**
   * Kept but for group length, SOP class and instance, and transfer syntax, which follow the data set, and the
   * implementation that wrote it, which is this one unless it was set.
   */
  meta?: Dataset;
}

/**
 * Returns the bytes of a file. A file that was read whole and not edited comes back byte for byte, as a **view into
 * what it was read from**: preamble, meta group and trailing bytes included. An edited one keeps its preamble and the
 * trailing bytes; what came twice in its meta group is written once, which `onDiagnostic` is told (DATASET_LEFT_OUT).
 *
 * @throws InvalidArgumentError ARG_DATASET, ARG_TRANSFER_SYNTAX for a file that lacks the one or the other
 * @throws EncodeError ENCODE_FILE_META when the data set has no SOP Class or SOP Instance UID
 * @see PS3.10 7.1
 */
export function writeDicomFile(
  file: DicomFile | DicomFileInit,
  options: WriteDicomFileOptions = {},
): Uint8Array {
  const rewriteMeta = options?.rewriteMeta ?? false;
  const asRead = rewriteMeta ? undefined : bytesAsRead(file as DicomFile);
  if (asRead) return asRead;
  const dataset = assertDataset(file?.dataset, "a file with a data set");
  const transferSyntaxUid = transferSyntaxOf(file);
  const meta = metaFor(file);
  tellOfDuplicates(file.meta, options?.onDiagnostic);
  const head = encodeMeta(meta, rewriteMeta ? undefined : preambleAsRead(file as DicomFile));
  const { isLittleEndian } = layoutOf(transferSyntaxUid);
  const writer = new ByteWriter(isLittleEndian, head.length + sizeHint(dataset));
  writer.bytes(head);
  writeDatasetTo(writer, dataset, { ...options, transferSyntaxUid });
  return writer.finish();
}

/** Implementation Class UID and Version Name are ours, not those of who wrote what was read, unless they were set. */
const IMPLEMENTATION = new Set([0x00020012, 0x00020013]);

function metaFor({ dataset, transferSyntaxUid, meta }: DicomFile | DicomFileInit): Dataset {
  const sopClassUid = textOf(dataset, "SOPClassUID") ?? textOf(meta, "MediaStorageSOPClassUID");
  const sopInstanceUid = textOf(dataset, "SOPInstanceUID") ?? textOf(meta, "MediaStorageSOPInstanceUID");
  if (!sopClassUid || !sopInstanceUid) {
    throw new EncodeError("ENCODE_FILE_META", "a file needs SOP Class UID and SOP Instance UID");
  }
  const fresh = createFileMeta({
    sopClassUid,
    sopInstanceUid,
    transferSyntaxUid,
    sourceAeTitle: textOf(meta, "SourceApplicationEntityTitle"),
  });
  for (const element of meta?.elements() ?? []) {
    const isOwn = IMPLEMENTATION.has(element.tag) && !element.isRead;
    if (isOwn || !fresh.has(element.tag)) fresh.add(element);
  }
  return fresh;
}

/** Of an element that came twice in a meta group the one that counts is written, the other told of. */
function tellOfDuplicates(
  meta: Dataset | undefined,
  onDiagnostic: WriteDicomFileOptions["onDiagnostic"],
): void {
  if (meta === undefined || onDiagnostic === undefined) return;
  for (const element of elementsWithDuplicates(meta)) {
    if (element === meta.element(element.tag)) continue;
    onDiagnostic({
      code: "DATASET_LEFT_OUT",
      severity: "warning",
      offset: element.startOffset,
      path: elementPath("", element.tag),
      message: "an element of the meta group that came twice is written once, as it came last",
    });
  }
}

/** What was read may have any VR. */
function textOf(dataset: Dataset | undefined, keyword: Keyword): string | undefined {
  const value: unknown = dataset?.get(keyword);
  return typeof value === "string" && value !== "" ? value : undefined;
}
