/** An object as lists show it: from a row of the index, or from what is being written. */
import { findTransferSyntax, lookupUid } from "@minipacs/dicom-core";
import type { IndexedInstance } from "./instance-index.ts";
import { type InstanceRecord, LEVEL_COLUMNS, type Level } from "./instance-record.ts";

/** The columns that are shown, each at one level only. */
export const LISTED_COLUMNS = [
  "SOPInstanceUID",
  "SOPClassUID",
  "TransferSyntaxUID",
  "StudyInstanceUID",
  "SeriesInstanceUID",
  "PatientName",
  "PatientID",
  "AccessionNumber",
  "Modality",
  "StudyDate",
  "StudyDescription",
  "SeriesDescription",
  "SpecificCharacterSet",
  "Rows",
] as const;

type ListedValues = Record<(typeof LISTED_COLUMNS)[number], string>;

export interface ListedRow extends ListedValues {
  path: string;
  byteCount: number;
  mtimeMs: number;
  callingAeTitle: string;
}

const LEVELS = ["patient", "study", "series", "instance"] as const satisfies readonly Level[];

const PLACES = LISTED_COLUMNS.map((column) => {
  const level = LEVELS.find((candidate) => LEVEL_COLUMNS[candidate].includes(column)) ?? "instance";
  return { column, level, position: LEVEL_COLUMNS[level].indexOf(column) };
});

/** Returns what a record says, without asking the index for it. */
export function instanceOf(record: InstanceRecord): IndexedInstance {
  const { location, byteCount, mtimeMs, callingAeTitle } = record;
  const values = {} as ListedValues;
  for (const { column, level, position } of PLACES) values[column] = record[level][position] ?? "";
  return instanceOfRow({ ...values, path: location.join("/"), byteCount, mtimeMs, callingAeTitle });
}

export function instanceOfRow(row: ListedRow): IndexedInstance {
  return {
    sopInstanceUid: row.SOPInstanceUID,
    sopClassUid: row.SOPClassUID,
    sopClassName: lookupUid(row.SOPClassUID)?.name ?? row.SOPClassUID,
    transferSyntaxUid: row.TransferSyntaxUID,
    transferSyntaxName: findTransferSyntax(row.TransferSyntaxUID)?.name ?? row.TransferSyntaxUID,
    studyInstanceUid: row.StudyInstanceUID,
    seriesInstanceUid: row.SeriesInstanceUID,
    patientName: row.PatientName,
    patientId: row.PatientID,
    accessionNumber: row.AccessionNumber,
    modality: row.Modality,
    studyDate: row.StudyDate,
    studyDescription: row.StudyDescription,
    seriesDescription: row.SeriesDescription,
    specificCharacterSet: row.SpecificCharacterSet === "" ? [] : row.SpecificCharacterSet.split("\\"),
    hasPixelData: row.Rows !== "",
    byteCount: row.byteCount,
    callingAeTitle: row.callingAeTitle,
    receivedAt: new Date(row.mtimeMs).toISOString(),
    location: row.path.split("/"),
  };
}
