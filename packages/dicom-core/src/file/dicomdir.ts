/** Reads DICOMDIR files: the records of a file-set as a tree, and the files they refer to. PS3.10 8, PS3.3 Annex F. */
import type { Dataset } from "../dataset/dataset.ts";
import { type Diagnostic, DiagnosticCollector } from "../diagnostic.ts";
import { DecodeError } from "../errors.ts";
import { type DirectoryRecord, linkRecords } from "./directory-tree.ts";
import { fileIdFault } from "./file-id.ts";
import { type DicomFile, readDicomFile } from "./part10-reader.ts";

export const MEDIA_STORAGE_DIRECTORY_STORAGE = "1.2.840.10008.1.3.10";

/** A DICOMDIR that was read. PS3.10 8.6. */
export interface Dicomdir {
  /** (0004,1130); `undefined` where it is empty. */
  fileSetId: string | undefined;
  /** The root directory entity; see {@link walkRecords} for all records. */
  records: DirectoryRecord[];
  file: DicomFile;
  /** Of the file, as they are by now, then of the directory: text is judged when it is decoded. */
  readonly diagnostics: Diagnostic[];
}

/**
 * Returns the directory of a file-set. Records are placed by their offsets; links that are broken or go round in
 * circles are cut with a diagnostic and the records placed by order and type, so that each appears exactly once.
 *
 * A Referenced File ID that would lead out of the folder of the DICOMDIR is no path: the record's `fileId` is
 * `undefined` and an error diagnostic says why.
 *
 * @throws DecodeError DICOMDIR_NONE for a file that is no directory; with `strict` the code of the first diagnostic
 * @throws DecodeError FILE_NOT_DICOM, UnsupportedError, LimitExceededError: see {@link readDicomFile}
 * @see PS3.3 F.2.2
 */
export function readDicomdir(source: Uint8Array | DicomFile, options: { strict?: boolean } = {}): Dicomdir {
  const file = source instanceof Uint8Array ? readDicomFile(source, options) : source;
  const { dataset, meta } = file;
  const isDirectory = meta.get("MediaStorageSOPClassUID") === MEDIA_STORAGE_DIRECTORY_STORAGE;
  if (!isDirectory && !dataset.has("DirectoryRecordSequence")) {
    throw new DecodeError("DICOMDIR_NONE", "the file holds no directory records", { path: "0004,1220" });
  }
  const collector = new DiagnosticCollector(options.strict ?? false);
  const items = dataset.element("DirectoryRecordSequence")?.items ?? [];
  const offsets = items.map((item) => item.itemOffset);
  const records = items.map(
    (item, index): DirectoryRecord => ({
      type: item.getText("DirectoryRecordType") ?? "",
      dataset: item,
      fileId: readFileId(item, index, offsets[index], collector),
      isInUse: item.get("RecordInUseFlag") !== 0,
      parent: undefined,
      children: [],
    }),
  );
  adoptSharedFileIds(records, offsets);
  return {
    fileSetId: dataset.getText("FileSetID") || undefined,
    records: linkRecords(dataset, records, (index) => offsets[index], collector),
    file,
    get diagnostics() {
      return [...file.diagnostics, ...collector.diagnostics];
    },
  };
}

/** Returns all records below these and themselves, each before those below it. */
export function* walkRecords(records: readonly DirectoryRecord[]): Generator<DirectoryRecord> {
  const open = [records.values()];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const { value: record, done } = level.next();
    if (done) {
      open.pop();
    } else {
      yield record;
      open.push(record.children.values());
    }
  }
}

function readFileId(
  item: Dataset,
  index: number,
  offset: number | undefined,
  collector: DiagnosticCollector,
): readonly string[] | undefined {
  const components = item.getAll("ReferencedFileID");
  if (components.length === 0) return undefined;
  const fault = fileIdFault(components);
  if (fault === undefined) return components;
  collector.add({
    code: "DICOMDIR_FILE_ID",
    severity: "error",
    offset: offset ?? -1,
    path: `0004,1220[${index}].0004,1500`,
    message: `a File ID that is refused: ${fault}`,
  });
  return undefined;
}

/** Retired: records may name their file through a Multi-Referenced File record. PS3.3 F.5 (2004). */
function adoptSharedFileIds(
  records: readonly DirectoryRecord[],
  offsets: readonly (number | undefined)[],
): void {
  const shared = new Map(
    records.map(({ type, fileId }, i) => [offsets[i], type === "MRDR" ? fileId : undefined]),
  );
  for (const record of records) {
    const offset = record.dataset.get("MRDRDirectoryRecordOffset");
    if (offset) record.fileId ??= shared.get(offset);
  }
}
