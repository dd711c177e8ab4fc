/** What `minipacs find` asks for beside the keys that it is given. PS3.4 C.6.1.1, C.6.2.1, Table K.6-1. */
import type { Dataset } from "@minipacs/dicom-core";
import { createQuery } from "./query-keys.ts";

const STUDY = ["StudyDate", "StudyTime", "AccessionNumber", "StudyID", "StudyInstanceUID"];
const BELOW_STUDY = {
  SERIES: ["Modality", "SeriesNumber", "SeriesDescription", "SeriesInstanceUID"],
  IMAGE: ["InstanceNumber", "SOPClassUID", "SOPInstanceUID"],
};

/**
 * The usual keys by model and Query/Retrieve Level, which the worklist has not. Its are those that every worklist
 * answers, and what a modality reports of the patient and of the codes.
 */
export const USUAL_KEYS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  worklist: {
    "": [
      "AccessionNumber",
      "PatientName",
      "PatientID",
      "PatientBirthDate",
      "PatientSex",
      "StudyInstanceUID",
      "RequestedProcedureID",
      "RequestedProcedureDescription",
      "RequestedProcedureCodeSequence",
      "ScheduledProcedureStepSequence[0].Modality",
      "ScheduledProcedureStepSequence[0].ScheduledStationAETitle",
      "ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartDate",
      "ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartTime",
      "ScheduledProcedureStepSequence[0].ScheduledProcedureStepID",
      "ScheduledProcedureStepSequence[0].ScheduledProcedureStepDescription",
      "ScheduledProcedureStepSequence[0].ScheduledProtocolCodeSequence",
    ],
  },
  patient: {
    PATIENT: ["PatientName", "PatientID", "PatientBirthDate", "PatientSex"],
    STUDY,
    ...BELOW_STUDY,
  },
  study: { STUDY: ["PatientName", "PatientID", ...STUDY], ...BELOW_STUDY },
};

/** Adds the usual keys of a model to a query that has its level; what it asks for by itself stays as it is. */
export function addUsualKeys(query: Dataset, model: string): void {
  const level = query.getText("QueryRetrieveLevel")?.trim() ?? "";
  addMissing(query, createQuery(USUAL_KEYS[model]?.[level] ?? []));
}

function addMissing(query: Dataset, usual: Dataset): void {
  for (const element of usual.elements()) {
    const own = query.element(element.tag);
    if (own === undefined) query.add(element);
    // No item, or an empty one, asks for all that there is: a key in it would ask for less.
    else if (own.items?.[0]?.size && element.items?.[0]) addMissing(own.items[0], element.items[0]);
  }
}
