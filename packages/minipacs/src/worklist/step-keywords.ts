/** What belongs to a scheduled step, within (0040,0100), and what to the root. PS3.4 Table K.6-1, PS3.3 Table C.4-10. */

/** Attributes of an item of Scheduled Procedure Step Sequence. */
export const STEP_KEYWORDS: ReadonlySet<string> = new Set([
  "AnatomicalOrientationType",
  "CommentsOnTheScheduledProcedureStep",
  "Modality",
  "PreMedication",
  "ReferencedDefinedProtocolSequence",
  "ReferencedPerformedProtocolSequence",
  "RequestedContrastAgent",
  "ScheduledPerformingPhysicianIdentificationSequence",
  "ScheduledPerformingPhysicianName",
  "ScheduledProcedureStepDescription",
  "ScheduledProcedureStepEndDate",
  "ScheduledProcedureStepEndTime",
  "ScheduledProcedureStepID",
  "ScheduledProcedureStepLocation",
  "ScheduledProcedureStepStartDate",
  "ScheduledProcedureStepStartTime",
  "ScheduledProcedureStepStatus",
  "ScheduledProtocolCodeSequence",
  "ScheduledStationAETitle",
  "ScheduledStationName",
  "TreatmentSessionUID",
]);

/** Attributes of patient, visit, request and requested procedure that modalities are known to ask for within a step. */
export const ROOT_KEYWORDS: ReadonlySet<string> = new Set([
  "AccessionNumber",
  "AdmissionID",
  "CurrentPatientLocation",
  "IssuerOfPatientID",
  "MedicalAlerts",
  "PatientBirthDate",
  "PatientID",
  "PatientName",
  "PatientSex",
  "PatientSize",
  "PatientWeight",
  "PregnancyStatus",
  "ReferringPhysicianName",
  "RequestedProcedureCodeSequence",
  "RequestedProcedureDescription",
  "RequestedProcedureID",
  "RequestedProcedurePriority",
  "RequestingPhysician",
  "StudyInstanceUID",
]);
