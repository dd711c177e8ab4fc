/** An entry of a worklist that is matched, and what fits it. */
import { createDataset, type DatasetInit, matchIdentifier } from "../../src/index.ts";

export const entry = createDataset({
  SpecificCharacterSet: "ISO_IR 192",
  PatientName: "Müller^Hans=山田^太郎",
  PatientID: "P-00001",
  AccessionNumber: "ACC-001",
  StudyInstanceUID: "1.2.3",
  PatientBirthDate: "19700131",
  ModalitiesInStudy: ["CT", "SR"],
  PatientWeight: "70.50",
  ScheduledProcedureStepSequence: [
    {
      Modality: "CT",
      ScheduledStationAETitle: "CT_SCANNER1",
      ScheduledProcedureStepStartDate: "20261124",
      ScheduledProcedureStepStartTime: "1030",
    },
  ],
});
export const matches = (query: DatasetInit) =>
  matchIdentifier(createDataset(query, { validate: false }), entry).matches;
/** By the keys of a scheduled step. */
export const step = (item: DatasetInit) => matches({ ScheduledProcedureStepSequence: [item] });
