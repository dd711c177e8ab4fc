/**
 * The tables of the index: patient, study, series, instance, each below the one before. Text is Unicode, empty where an
 * object says nothing, several values with backslashes between; sequences are arrays of DICOM JSON (PS3.18 Annex F).
 */
import type { Generated } from "kysely";
import type { INSTANCE_COLUMNS, PATIENT_COLUMNS, SERIES_COLUMNS, STUDY_COLUMNS } from "./columns.ts";

type Texts<C extends readonly string[]> = { [K in C[number]]: string };

interface Parent {
  id: Generated<number>;
  /** Time of the latest object whose values went in, ms since 1970. */
  latestMs: number;
}

export interface PatientTable extends Parent, Texts<typeof PATIENT_COLUMNS> {
  /** What tells patients apart: ID and issuer; without an ID name and birth date. */
  key: string;
}

export interface StudyTable extends Parent, Texts<typeof STUDY_COLUMNS> {
  patientRowId: number;
}

export interface SeriesTable extends Parent, Texts<typeof SERIES_COLUMNS> {
  studyRowId: number;
}

export interface InstanceTable extends Texts<typeof INSTANCE_COLUMNS> {
  id: Generated<number>;
  seriesRowId: number;
  /** Location with slashes between. */
  path: string;
  /** Of the file. */
  byteCount: number;
  /** Of the file, ms since 1970 with its fraction. */
  mtimeMs: number;
  /** What lists show of the levels above, as this object says it: an array of JSON, in the order of `ABOVE_COLUMNS`. */
  above: string;
  /** Who sent it, as the file says. */
  callingAeTitle: string;
  /** Not in the file: what it was expected to declare when it came, terms with backslashes between; empty: nothing. */
  expectedCharacterSet: string;
}

export interface IndexSchema {
  patient: PatientTable;
  study: StudyTable;
  series: SeriesTable;
  instance: InstanceTable;
}
