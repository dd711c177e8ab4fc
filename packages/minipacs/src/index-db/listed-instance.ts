/** An object as lists show it: from a row of the index, or from what is being written. */
import { findTransferSyntax, lookupUid } from "@minipacs/dicom-core";
import type { ObjectLocation } from "../storage/object-store.ts";
import type { IndexedInstance } from "./instance-index.ts";
import { columnOf, type InstanceRecord, LEVEL_COLUMNS } from "./instance-record.ts";
import type { InstanceTable } from "./schema.ts";

/** Of the instance itself. */
const OWN_COLUMNS = [
  "SOPInstanceUID",
  "SOPClassUID",
  "TransferSyntaxUID",
  "SpecificCharacterSet",
  "InstanceNumber",
  "NumberOfFrames",
  "Rows",
] as const;

/**
 * Of the levels above. Objects of one study may disagree, and what is to be seen of each is what it says itself: these
 * are kept with the instance too.
 */
const ABOVE_COLUMNS = [
  "StudyInstanceUID",
  "SeriesInstanceUID",
  "PatientName",
  "PatientID",
  "AccessionNumber",
  "Modality",
  "StudyDate",
  "StudyDescription",
  "SeriesDescription",
] as const;

export const LISTED_COLUMNS = [
  ...OWN_COLUMNS,
  ...(["path", "byteCount", "mtimeMs", "callingAeTitle", "expectedCharacterSet", "above"] as const),
] as const;

type ListedRow = Pick<InstanceTable, (typeof LISTED_COLUMNS)[number]>;

const ABOVE = ABOVE_COLUMNS.map((column) => {
  const level = (["patient", "study", "series"] as const).find((candidate) =>
    LEVEL_COLUMNS[candidate].includes(column),
  );
  if (!level) throw new Error(`${column} is at no level`);
  return { level, position: LEVEL_COLUMNS[level].indexOf(column) };
});

function aboveIn(record: InstanceRecord): string[] {
  return ABOVE.map(({ level, position }) => record[level][position] ?? "");
}

/** Returns the column `above` of an instance. */
export function aboveOf(record: InstanceRecord): string {
  return JSON.stringify(aboveIn(record));
}

/** Returns what a record says, without asking the index for it. */
export function instanceOf(record: InstanceRecord): IndexedInstance {
  const { location, byteCount, mtimeMs, callingAeTitle, expectedCharacterSet } = record;
  const own = {} as Record<(typeof OWN_COLUMNS)[number], string>;
  for (const column of OWN_COLUMNS) own[column] = columnOf(record, "instance", column);
  const file = { byteCount, mtimeMs, callingAeTitle, expectedCharacterSet };
  return instanceFrom({ ...own, ...file }, location, aboveIn(record));
}

export function instanceOfRow(row: ListedRow): IndexedInstance {
  return instanceFrom(row, row.path.split("/"), JSON.parse(row.above) as string[]);
}

function instanceFrom(
  row: Omit<ListedRow, "path" | "above">,
  location: ObjectLocation,
  above: readonly string[],
): IndexedInstance {
  const says = (column: (typeof ABOVE_COLUMNS)[number]) => above[ABOVE_COLUMNS.indexOf(column)] ?? "";
  return {
    sopInstanceUid: row.SOPInstanceUID,
    sopClassUid: row.SOPClassUID,
    sopClassName: lookupUid(row.SOPClassUID)?.name ?? row.SOPClassUID,
    transferSyntaxUid: row.TransferSyntaxUID,
    transferSyntaxName: findTransferSyntax(row.TransferSyntaxUID)?.name ?? row.TransferSyntaxUID,
    studyInstanceUid: says("StudyInstanceUID"),
    seriesInstanceUid: says("SeriesInstanceUID"),
    patientName: says("PatientName"),
    patientId: says("PatientID"),
    accessionNumber: says("AccessionNumber"),
    modality: says("Modality"),
    studyDate: says("StudyDate"),
    studyDescription: says("StudyDescription"),
    seriesDescription: says("SeriesDescription"),
    specificCharacterSet: termsOf(row.SpecificCharacterSet),
    expectedCharacterSet: termsOf(row.expectedCharacterSet),
    hasPixelData: row.Rows !== "",
    byteCount: row.byteCount,
    callingAeTitle: row.callingAeTitle,
    receivedAt: new Date(row.mtimeMs).toISOString(),
    instanceNumber: row.InstanceNumber,
    frameCount: Math.max(1, Number(row.NumberOfFrames) || 1),
    location,
  };
}

function termsOf(text: string): string[] {
  return text === "" ? [] : text.split("\\");
}
