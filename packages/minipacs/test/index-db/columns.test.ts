import { lookupElement, tagForKeyword } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  INSTANCE_COLUMNS,
  PATIENT_COLUMNS,
  SERIES_COLUMNS,
  STUDY_COLUMNS,
} from "../../src/index-db/columns.ts";

const test = testSuite("minipacs/index columns");

const ALL: readonly string[] = [...PATIENT_COLUMNS, ...STUDY_COLUMNS, ...SERIES_COLUMNS, ...INSTANCE_COLUMNS];

test("every column is a keyword of the dictionary, at one level", () => {
  assert.equal(
    ALL.filter((column) => tagForKeyword(column) === undefined),
    [],
  );
  assert.is(new Set(ALL).size, ALL.length);
});

test("sequences, and only they, are told by their name", () => {
  for (const column of ALL) {
    const vr = lookupElement(tagForKeyword(column) ?? 0)?.vr;
    assert.is(String(vr) === "SQ", column.endsWith("Sequence"), column);
  }
});

/** The keys of PS3.4 Tables C.6-1 to C.6-4 that an object itself says. */
const KEYS: readonly [readonly string[], string][] = [
  [
    PATIENT_COLUMNS,
    "PatientName PatientID IssuerOfPatientID ReferencedPatientSequence PatientBirthDate PatientBirthTime PatientSex " +
      "OtherPatientIDs OtherPatientNames EthnicGroup PatientComments",
  ],
  [
    STUDY_COLUMNS,
    "StudyDate StudyTime AccessionNumber StudyID StudyInstanceUID ReferringPhysicianName StudyDescription " +
      "ProcedureCodeSequence NameOfPhysiciansReadingStudy AdmittingDiagnosesDescription ReferencedStudySequence " +
      "PatientAge PatientSize PatientWeight Occupation AdditionalPatientHistory OtherStudyNumbers",
  ],
  [SERIES_COLUMNS, "Modality SeriesNumber SeriesInstanceUID"],
  [
    INSTANCE_COLUMNS,
    "InstanceNumber SOPInstanceUID SOPClassUID RelatedGeneralSOPClassUID ConceptNameCodeSequence " +
      "ContentTemplateSequence ContainerIdentifier",
  ],
];

test("the query keys of PS3.4 C.6 are there, each at its level", () => {
  for (const [columns, keys] of KEYS) {
    assert.equal(
      keys.split(" ").filter((key) => !columns.includes(key)),
      [],
    );
  }
});
