/** What the index keeps of an object, taken from its head; texts decoded, whatever their character set. */
import { type Dataset, declaredCharacterSet } from "@minipacs/dicom-core";
import type { ObjectLocation } from "../storage/object-store.ts";
import { INSTANCE_COLUMNS, PATIENT_COLUMNS, SERIES_COLUMNS, STUDY_COLUMNS } from "./columns.ts";
import { HeadTexts } from "./head-texts.ts";
import type { IndexedFile } from "./instance-index.ts";

/** What a row of the index is of. */
export type Level = "patient" | "study" | "series" | "instance";

/** Values in the order of the columns of a level. */
export type LevelValues = readonly string[];

/** One object, ready to be put into the index. */
export interface InstanceRecord extends Readonly<Record<Level, LevelValues>> {
  readonly location: ObjectLocation;
  /** Of the file. */
  readonly byteCount: number;
  /** Of the file, ms since 1970. */
  readonly mtimeMs: number;
  readonly callingAeTitle: string;
  /** Terms that it was expected to declare when it came; empty where nothing was said, or it came another way. */
  readonly expectedCharacterSet: string;
}

export interface InstanceFacts extends Pick<InstanceRecord, "location" | "byteCount" | "mtimeMs"> {
  /** Of the command or the file meta information: what the object is known by. */
  sopClassUid: string;
  sopInstanceUid: string;
  transferSyntaxUid: string;
  callingAeTitle: string;
  /** What it was expected to declare when it came. Default: nothing was said. */
  expectedCharset?: readonly string[];
  /** The data set up to its pixels; absent where it cannot be parsed. */
  head: Dataset | undefined;
}

/** The columns of each level, from the top. */
export const LEVEL_COLUMNS: Readonly<Record<Level, readonly string[]>> = {
  patient: PATIENT_COLUMNS,
  study: STUDY_COLUMNS,
  series: SERIES_COLUMNS,
  instance: INSTANCE_COLUMNS,
};

/** Returns the record of an object; `texts` are those of the objects before it. */
export function createInstanceRecord(facts: InstanceFacts, texts = new HeadTexts()): InstanceRecord {
  const { location, byteCount, mtimeMs, callingAeTitle, head, transferSyntaxUid } = facts;
  const values = (level: Level): LevelValues => {
    const columns = LEVEL_COLUMNS[level];
    return head ? texts.of(head, columns, transferSyntaxUid) : columns.map(() => "");
  };
  const own: Record<string, string> = {
    SOPClassUID: facts.sopClassUid,
    SOPInstanceUID: facts.sopInstanceUid,
    TransferSyntaxUID: transferSyntaxUid,
    SpecificCharacterSet: head ? declaredCharacterSet(head).join("\\") : "",
  };
  return {
    ...{ location, byteCount, mtimeMs, callingAeTitle },
    expectedCharacterSet: facts.expectedCharset?.join("\\") ?? "",
    patient: values("patient"),
    study: values("study"),
    series: values("series"),
    instance: values("instance").map((text, i) => own[INSTANCE_COLUMNS[i] as string] ?? text),
  };
}

/** Returns the value of a column. */
export function columnOf(record: InstanceRecord, level: Level, column: string): string {
  return record[level][LEVEL_COLUMNS[level].indexOf(column)] ?? "";
}

/** Whether the index has a record of this file already, and one that expects the same of it. */
export function isIndexed(record: InstanceRecord, known: IndexedFile | undefined): boolean {
  if (known?.mtimeMs !== record.mtimeMs) return false;
  // An index that keeps no expectation is not brought up to date by another one.
  return (known.expectedCharacterSet ?? record.expectedCharacterSet) === record.expectedCharacterSet;
}

/** What tells patients apart. Without an ID it is the name and the birth date, so that strangers stay apart. */
export function patientKey(record: InstanceRecord): string {
  const [id, issuer, name, birthDate] = [
    "PatientID",
    "IssuerOfPatientID",
    "PatientName",
    "PatientBirthDate",
  ].map((column) => columnOf(record, "patient", column));
  return JSON.stringify(id === "" ? ["", name, birthDate] : [id, issuer]);
}
