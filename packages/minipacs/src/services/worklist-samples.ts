/** Six worklist entries to try things with, of people who do not exist. PS3.4 K.6. */
import { createDataset, createUid, type Dataset, formatDate } from "@minipacs/dicom-core";

interface Sample {
  accessionNumber: string;
  modality: string;
  patientName: string;
  patientId: string;
  birthDate: string;
  sex: "F" | "M";
  description: string;
  stationAeTitle: string;
  startTime: string;
}

const SAMPLES: readonly Sample[] = [
  {
    accessionNumber: "ACC-001",
    modality: "CT",
    patientName: "Müller^Hans",
    patientId: "P-00001",
    birthDate: "19550312",
    sex: "M",
    description: "CT Thorax/Abdomen",
    stationAeTitle: "CT_SCANNER1",
    startTime: "080000",
  },
  {
    accessionNumber: "ACC-002",
    modality: "MR",
    patientName: "Özdemir^Fatma",
    patientId: "P-00002",
    birthDate: "19710824",
    sex: "F",
    description: "MRT Schädel nativ",
    stationAeTitle: "MR_UNIT2",
    startTime: "091500",
  },
  {
    accessionNumber: "ACC-003",
    modality: "XA",
    patientName: "Smith^John",
    patientId: "P-00003",
    birthDate: "19480105",
    sex: "M",
    description: "Angiography Coronary",
    stationAeTitle: "XA_ANGIO1",
    startTime: "103000",
  },
  {
    accessionNumber: "ACC-004",
    modality: "US",
    patientName: "Иванов^Иван",
    patientId: "P-00004",
    birthDate: "19830619",
    sex: "M",
    description: "Ultraschall Abdomen",
    stationAeTitle: "US_UNIT1",
    startTime: "113000",
  },
  {
    accessionNumber: "ACC-005",
    modality: "CR",
    patientName: "Dupont^Marie",
    patientId: "P-00005",
    birthDate: "19920930",
    sex: "F",
    description: "Röntgen Thorax",
    stationAeTitle: "CR_UNIT1",
    startTime: "130000",
  },
  {
    accessionNumber: "ACC-006",
    modality: "NM",
    patientName: "Park^Ji-Yeon",
    patientId: "P-00006",
    birthDate: "19641117",
    sex: "F",
    description: "Nuclear Medicine Bone Scan",
    stationAeTitle: "NM_UNIT1",
    startTime: "143000",
  },
];

/** Returns the first `count` samples as worklist data sets, scheduled for a day. */
export function createSamples(day: Date, count = SAMPLES.length): { dataset: Dataset; sampleKey: string }[] {
  return SAMPLES.slice(0, count).map((sample) => ({
    dataset: createEntry(sample, formatDate(day)),
    sampleKey: sample.accessionNumber,
  }));
}

function createEntry(sample: Sample, startDate: string): Dataset {
  const number = sample.accessionNumber.slice(-3);
  return createDataset({
    // Patient identification, demographic and medical. PS3.4 Table K.6-1.
    PatientName: sample.patientName,
    PatientID: sample.patientId,
    IssuerOfPatientID: "MINIPACS",
    PatientBirthDate: sample.birthDate,
    PatientSex: sample.sex,
    PatientWeight: undefined,
    MedicalAlerts: undefined,
    Allergies: undefined,
    PregnancyStatus: undefined,
    SpecialNeeds: undefined,
    PatientState: undefined,
    ConfidentialityConstraintOnPatientDataDescription: undefined,
    // Visit.
    AdmissionID: undefined,
    CurrentPatientLocation: undefined,
    ReferencedPatientSequence: [],
    // Imaging service request.
    AccessionNumber: sample.accessionNumber,
    ReferringPhysicianName: "Sample^Referrer",
    RequestingPhysician: "Sample^Referrer",
    RequestingService: undefined,
    // Requested procedure.
    StudyInstanceUID: createUid(),
    ReferencedStudySequence: [],
    RequestedProcedureID: `RP-${number}`,
    RequestedProcedureDescription: sample.description,
    RequestedProcedurePriority: "MEDIUM",
    PatientTransportArrangements: undefined,
    // Scheduled procedure step.
    ScheduledProcedureStepSequence: [
      {
        Modality: sample.modality,
        RequestedContrastAgent: undefined,
        ScheduledStationAETitle: sample.stationAeTitle,
        ScheduledProcedureStepStartDate: startDate,
        ScheduledProcedureStepStartTime: sample.startTime,
        ScheduledPerformingPhysicianName: undefined,
        ScheduledProcedureStepDescription: sample.description,
        ScheduledProcedureStepID: `SPS-${number}`,
        ScheduledStationName: sample.stationAeTitle,
        ScheduledProcedureStepLocation: undefined,
        PreMedication: undefined,
        ScheduledProcedureStepStatus: "SCHEDULED",
      },
    ],
  });
}
