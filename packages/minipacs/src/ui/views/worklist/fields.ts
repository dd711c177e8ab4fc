/** The attributes of which the form has a field, and how they are written there. */
import { formatTmOfDay } from "./form-values.ts";

export interface FieldSpec {
  keyword: string;
  type: "text" | "date" | "time" | "select" | "area";
  /** Values to choose from; of a text field suggestions. */
  options?: readonly string[];
  maxLength?: number;
}

export const MODALITIES = [
  "CR",
  "CT",
  "DX",
  "ES",
  "IO",
  "MG",
  "MR",
  "NM",
  "OP",
  "OT",
  "PT",
  "PX",
  "RF",
  "US",
  "XA",
];

const text = (keyword: string, maxLength = 64, options?: readonly string[]): FieldSpec => ({
  keyword,
  type: "text",
  maxLength,
  ...(options && { options }),
});

/** Always in view. */
export const MAIN_FIELDS: readonly FieldSpec[] = [
  text("PatientName", 324),
  text("PatientID"),
  text("AccessionNumber", 16),
  text("Modality", 16, MODALITIES),
  { keyword: "ScheduledProcedureStepStartDate", type: "date" },
  { keyword: "ScheduledProcedureStepStartTime", type: "time" },
  text("ScheduledProcedureStepDescription"),
  text("ScheduledStationAETitle", 16),
  text("ScheduledPerformingPhysicianName", 324),
];

/** Folded away. */
export const MORE_FIELDS: readonly FieldSpec[] = [
  { keyword: "PatientBirthDate", type: "date" },
  { keyword: "PatientSex", type: "select", options: ["M", "F", "O"] },
  text("PatientWeight", 16),
  text("PatientSize", 16),
  { keyword: "PregnancyStatus", type: "select", options: ["1", "2", "3", "4"] },
  text("MedicalAlerts"),
  text("Allergies"),
  text("CurrentPatientLocation"),
  text("AdmissionID"),
  text("ReferringPhysicianName", 324),
  text("RequestingPhysician", 324),
  {
    keyword: "RequestedProcedurePriority",
    type: "select",
    options: ["STAT", "HIGH", "ROUTINE", "MEDIUM", "LOW"],
  },
  text("RequestedProcedureID", 16),
  text("RequestedProcedureDescription"),
  text("StudyInstanceUID"),
  text("ScheduledProcedureStepID", 16),
  text("ScheduledProcedureStepStatus", 16, ["SCHEDULED", "ARRIVED", "READY", "STARTED", "DEPARTED"]),
  text("ScheduledStationName", 16),
  text("ScheduledProcedureStepLocation", 16),
  { keyword: "PatientComments", type: "area" },
  { keyword: "RequestedProcedureComments", type: "area" },
  { keyword: "CommentsOnTheScheduledProcedureStep", type: "area" },
];

export const FIELDS: readonly FieldSpec[] = [...MAIN_FIELDS, ...MORE_FIELDS];

/** Returns a value of DICOM as its field has it. */
export function toField({ type }: FieldSpec, value: string): string {
  if (type === "date") return value.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
  return type === "time" ? formatTmOfDay(value) : value;
}
