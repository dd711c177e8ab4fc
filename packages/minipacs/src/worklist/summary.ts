/** What lists and pages show of an entry. */
import type { Dataset } from "@minipacs/dicom-core";
import type { WorklistEntry } from "./stored-entry.ts";

/** Of an entry of several steps the first one; empty text where the entry says nothing. */
export interface WorklistSummary {
  id: string;
  accessionNumber: string;
  patientName: string;
  patientId: string;
  modality: string;
  description: string;
  stationAeTitle: string;
  /** `20261124`. */
  startDate: string;
  /** `131500`. */
  startTime: string;
  studyInstanceUid: string;
  /** (0040,0020), `SCHEDULED`. */
  status: string;
}

/** Returns the attributes of an entry that lists and pages show. */
export function summarizeWorklistEntry({ id, dataset }: WorklistEntry): WorklistSummary {
  const step = dataset.get("ScheduledProcedureStepSequence")?.[0];
  return {
    id,
    accessionNumber: text(dataset, "AccessionNumber"),
    patientName: text(dataset, "PatientName"),
    patientId: text(dataset, "PatientID"),
    modality: text(step, "Modality"),
    description:
      text(step, "ScheduledProcedureStepDescription") || text(dataset, "RequestedProcedureDescription"),
    stationAeTitle: text(step, "ScheduledStationAETitle"),
    startDate: text(step, "ScheduledProcedureStepStartDate"),
    startTime: text(step, "ScheduledProcedureStepStartTime"),
    studyInstanceUid: text(dataset, "StudyInstanceUID"),
    status: text(step, "ScheduledProcedureStepStatus"),
  };
}

function text(dataset: Dataset | undefined, key: string): string {
  return dataset?.getText(key)?.trim() ?? "";
}
