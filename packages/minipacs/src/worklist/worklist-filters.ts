/** The attributes by whose values a list of entries is filtered. */

export const WORKLIST_FILTERS = [
  "AccessionNumber",
  "PatientName",
  "PatientID",
  "Modality",
  "ScheduledStationAETitle",
  "ScheduledProcedureStepStartDate",
  "ScheduledProcedureStepStatus",
  "StudyInstanceUID",
] as const;
