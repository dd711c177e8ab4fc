/** Made-up worklist entries, with the attributes that a RIS fills in. */
import { createDataset, type Dataset, formatDate } from "@minipacs/dicom-core";

/** One entry in four is of each. */
export const MODALITIES = ["CT", "MR", "US", "CR"] as const;
export const STATION_COUNT = 7;
export const DAY_COUNT = 365;

/** Returns the entry of a number; entries of different numbers are of different patients. */
export function createWorklistEntry(number: number): Dataset {
  const digits = String(number).padStart(6, "0");
  const modality = MODALITIES[number % MODALITIES.length] as string;
  return createDataset({
    SpecificCharacterSet: "ISO_IR 192",
    PatientName: `Bench^Patient ${digits}`,
    PatientID: `PAT-${digits}`,
    IssuerOfPatientID: "BENCH",
    PatientBirthDate: "19700101",
    PatientSex: number % 2 === 0 ? "F" : "M",
    AccessionNumber: `ACC-${digits}`,
    ReferringPhysicianName: "Referrer^Anna",
    RequestingPhysician: "Requester^Bert",
    StudyInstanceUID: `1.2.826.0.1.3680043.8.498.7.${number + 1}`,
    RequestedProcedureID: `RP-${digits}`,
    RequestedProcedureDescription: `${modality} of the thorax`,
    RequestedProcedurePriority: "MEDIUM",
    ScheduledProcedureStepSequence: [
      {
        Modality: modality,
        ScheduledStationAETitle: `${modality}_STATION${number % STATION_COUNT}`,
        ScheduledProcedureStepStartDate: formatDate(new Date(2026, 0, 1 + (number % DAY_COUNT))),
        ScheduledProcedureStepStartTime: `${String(8 + (number % 10)).padStart(2, "0")}3000`,
        ScheduledPerformingPhysicianName: "Performer^Cora",
        ScheduledProcedureStepDescription: `${modality} of the thorax`,
        ScheduledProcedureStepID: `SPS-${digits}`,
        ScheduledProcedureStepLocation: "Room 12",
      },
    ],
  });
}

/** Keys without a value: what a modality asks for. */
export const RETURN_KEYS = {
  root: [
    "PatientName",
    "PatientID",
    "PatientBirthDate",
    "PatientSex",
    "AccessionNumber",
    "ReferringPhysicianName",
    "StudyInstanceUID",
    "RequestedProcedureID",
    "RequestedProcedureDescription",
  ],
  step: [
    "Modality",
    "ScheduledStationAETitle",
    "ScheduledProcedureStepStartDate",
    "ScheduledProcedureStepStartTime",
    "ScheduledPerformingPhysicianName",
    "ScheduledProcedureStepDescription",
    "ScheduledProcedureStepID",
  ],
} as const;
