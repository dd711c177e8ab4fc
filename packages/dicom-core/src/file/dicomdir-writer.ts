/** Makes the DICOMDIR of a file-set from its data sets. PS3.10 8.6, PS3.3 Annex F. */
import { createDataset } from "../dataset/create-dataset.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { DiagnosticCollector } from "../diagnostic.ts";
import { tagForKeyword } from "../dictionary/lookup.ts";
import { EncodeError, InvalidArgumentError } from "../errors.ts";
import { formatTagHex } from "../tag.ts";
import { TRANSFER_SYNTAX } from "../transfer-syntax/transfer-syntaxes.ts";
import { createUid } from "../uid.ts";
import { VR_TABLE } from "../vr/vr-table.ts";
import { MEDIA_STORAGE_DIRECTORY_STORAGE } from "./dicomdir.ts";
import { isSingleLevel, keysOf, recordTypeOf } from "./directory-record-types.ts";
import { assertFileId } from "./file-id.ts";
import { createFileMeta } from "./file-meta.ts";
import { type DicomFile, readDicomFile } from "./part10-reader.ts";
import { writeDicomFile } from "./part10-writer.ts";

/** One file of the file-set: its path below the DICOMDIR's folder, and what it holds (the head is enough). */
export interface DicomdirEntry {
  fileId: readonly string[];
  dataset: Dataset;
  transferSyntaxUid: string;
}

/** What `createDicomdir` writes. */
export interface CreateDicomdirOptions {
  /** (0004,1130), at most 16 characters. Default: empty. */
  fileSetId?: string;
  /** Of the directory itself, which keeps it when the file-set is changed. Default: a new one. */
  sopInstanceUid?: string;
  /** Throws what would be a diagnostic. */
  strict?: boolean;
}

interface Node {
  type: string;
  record: Dataset;
  children: Map<string, Node>;
}

const SPECIFIC_CHARACTER_SET = 0x00080005;
const IN_USE = 0xffff;

/**
 * Returns the DICOMDIR of files, in the order given within each patient, study and series; in Explicit VR Little
 * Endian, read back from its bytes, which {@link writeDicomFile} returns. Keys are copied as they are, each record
 * that holds text with the character set of the file it was made from (the first one of a patient, study or series). What a record
 * must hold and the file lacks is written empty, with a diagnostic.
 *
 * @throws InvalidArgumentError ARG_FILE_ID for a File ID that breaks PS3.10 8.2 or comes twice; ARG_VALUE_FORMAT
 *   for a SOP UID that is none, ARG_VALUE_LENGTH for a long file-set ID
 * @throws EncodeError DICOMDIR_KEY_MISSING for a file without SOP Class or SOP Instance UID; with `strict` for any key
 * @see PS3.3 F.3
 */
export function createDicomdir(
  entries: Iterable<DicomdirEntry>,
  options: CreateDicomdirOptions = {},
): DicomFile {
  const roots = arrange(entries);
  const records: Dataset[] = [];
  /** For each record the one after it and the first one below it. */
  const links = new Map<Dataset, { next: Dataset | undefined; lower: Dataset | undefined }>();
  const collector = new DiagnosticCollector(options.strict ?? false);
  const flatten = (nodes: Map<string, Node>): void => {
    const list = [...nodes.values()];
    for (const [index, { type, record, children }] of list.entries()) {
      complete(record, type, `0004,1220[${records.length}]`, collector);
      links.set(record, {
        next: list[index + 1]?.record,
        lower: children.values().next().value?.record,
      });
      records.push(record);
      flatten(children);
    }
  };
  flatten(roots);

  const dataset = createDataset({
    FileSetID: options.fileSetId,
    OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity: 0,
    OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity: 0,
    FileSetConsistencyFlag: 0,
    DirectoryRecordSequence: records,
  });
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  const meta = createFileMeta({
    sopClassUid: MEDIA_STORAGE_DIRECTORY_STORAGE,
    sopInstanceUid: options.sopInstanceUid ?? createUid(),
    transferSyntaxUid,
  });
  const write = () => writeDicomFile({ dataset, meta, transferSyntaxUid });
  // Offsets have a fixed width: written once with zeros, the records lie where they will lie.
  const placed = readDicomFile(write()).dataset.getAll("DirectoryRecordSequence");
  const offsets = new Map(records.map((record, index) => [record, placed[index]!.itemOffset]));
  const offsetOf = (record: Dataset | undefined) => (record && offsets.get(record)) ?? 0;
  for (const [record, { next, lower }] of links) {
    record.set("OffsetOfTheNextDirectoryRecord", offsetOf(next));
    record.set("OffsetOfReferencedLowerLevelDirectoryEntity", offsetOf(lower));
  }
  const rootRecords = [...roots.values()].map(({ record }) => record);
  dataset.set("OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity", offsetOf(rootRecords[0]));
  dataset.set("OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity", offsetOf(rootRecords.at(-1)));
  const file = readDicomFile(write());
  file.dataset.diagnostics.push(...collector.diagnostics);
  return file;
}

/** What a file says is repeated, right or wrong. */
const AS_READ = { validate: false };

/** Makes one record for each file and for each patient, study and series of them. */
function arrange(entries: Iterable<DicomdirEntry>): Map<string, Node> {
  const roots = new Map<string, Node>();
  const fileIds = new Set<string>();
  for (const { fileId, dataset, transferSyntaxUid } of entries) {
    assertFileId(fileId);
    const path = fileId.join("/");
    if (fileIds.has(path)) throw new InvalidArgumentError("ARG_FILE_ID", "a File ID that was there already");
    fileIds.add(path);
    const sopClassUid = dataset.get("SOPClassUID");
    const sopInstanceUid = dataset.get("SOPInstanceUID");
    if (!sopClassUid || !sopInstanceUid) {
      throw new EncodeError(
        "DICOMDIR_KEY_MISSING",
        "a file of a file-set needs SOP Class and SOP Instance UID",
      );
    }
    const type = recordTypeOf(sopClassUid);
    let level = roots;
    if (!isSingleLevel(type)) {
      const patient = dataset.getText("PatientID") || `\0${dataset.getText("PatientName") ?? ""}`;
      level = nodeOf(level, patient, "PATIENT", dataset).children;
      level = nodeOf(level, dataset.get("StudyInstanceUID") ?? "", "STUDY", dataset).children;
      level = nodeOf(level, dataset.get("SeriesInstanceUID") ?? "", "SERIES", dataset).children;
    }
    const { record } = nodeOf(level, `${path}\0`, type, dataset);
    record.set("ReferencedFileID", fileId);
    record.set("ReferencedSOPClassUIDInFile", sopClassUid, AS_READ);
    record.set("ReferencedSOPInstanceUIDInFile", sopInstanceUid, AS_READ);
    record.set("ReferencedTransferSyntaxUIDInFile", transferSyntaxUid, AS_READ);
  }
  return roots;
}

function nodeOf(level: Map<string, Node>, key: string, type: string, dataset: Dataset): Node {
  const known = level.get(key);
  if (known) return known;
  const node: Node = { type, record: recordOf(type, dataset), children: new Map() };
  level.set(key, node);
  return node;
}

/** A copy of what the record keeps, values as they were read: invalid ones of other makers are no reason to fail. */
function recordOf(type: string, dataset: Dataset): Dataset {
  const kept = new Set([
    SPECIFIC_CHARACTER_SET,
    ...keysOf(type).map(({ keyword }) => tagForKeyword(keyword)),
  ]);
  const record = dataset.clone();
  let holdsText = false;
  for (const { tag, vr } of dataset.elements()) {
    if (!kept.has(tag)) record.delete(tag);
    else if (vr === "SQ" || VR_TABLE[vr].usesCharacterSet) holdsText = true;
  }
  if (!holdsText) record.delete(SPECIFIC_CHARACTER_SET);
  record.set("OffsetOfTheNextDirectoryRecord", 0);
  record.set("RecordInUseFlag", IN_USE);
  record.set("OffsetOfReferencedLowerLevelDirectoryEntity", 0);
  record.set("DirectoryRecordType", type);
  return record;
}

/** Writes keys that are not there as empty, and tells of those that must have a value. */
function complete(record: Dataset, type: string, path: string, collector: DiagnosticCollector): void {
  for (const { keyword, requirement } of keysOf(type)) {
    const element = record.element(keyword);
    if (requirement === "optional" || (element && !element.isEmpty)) continue;
    if (!element) record.set(keyword, undefined);
    if (requirement === "empty") continue;
    const hex = formatTagHex(tagForKeyword(keyword) ?? 0);
    collector.add({
      code: "DICOMDIR_KEY_MISSING",
      severity: "warning",
      offset: -1,
      path: `${path}.${hex.slice(0, 4)},${hex.slice(4)}`,
      message: `a ${type} record must hold ${keyword}, which the file lacks`,
    });
  }
}
