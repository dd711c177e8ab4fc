/** What a performed step is held against: values that are at hand, and the data set of an entry where they differ. */
import { createDataset, type DatasetInit } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { findContradictions } from "../../src/services/mpps-contradiction.ts";
import { WorklistStore } from "../../src/services/worklist-store.ts";

const test = testSuite("minipacs/mpps contradiction");

const STEP = { accessionNumber: "A1", studyInstanceUid: "1.2.8", stepId: "", requestedProcedureId: "" };

/** Holds a step against one entry of its accession number; tells how often the data set of the entry was looked at. */
function compared(
  values: DatasetInit,
  { patientId, studyInstanceUid = "1.2.8" }: { patientId: string; studyInstanceUid?: string },
) {
  const worklist = new WorklistStore();
  const dataset = createDataset(
    { SpecificCharacterSet: "ISO_IR 192", AccessionNumber: "A1", StudyInstanceUID: "1.2.8", ...values },
    { validate: false },
  );
  const [entry] = worklist.add([{ dataset }]);
  assert.ok(entry);
  let readCount = 0;
  const get = () => ({
    ...entry,
    get dataset() {
      readCount += 1;
      return entry.dataset;
    },
  });
  const step = { patientId, scheduledSteps: [{ ...STEP, studyInstanceUid }] };
  const link = { entries: [{ id: entry.id, by: "accession", value: "A1" } as const] };
  const found = findContradictions(step, link, { get }).map(({ id, ...one }) => one);
  return { found, readCount };
}

test("where both say the same, or one of them nothing, the data set of the entry is not looked at", () => {
  for (const [ofEntry, ofStep] of [
    ["P-1", "P-1"],
    ["", "P-1"],
    ["P-1", ""],
  ] as const) {
    assert.equal(compared({ PatientID: ofEntry }, { patientId: ofStep }), { found: [], readCount: 0 });
  }
});

test("an ID in composed and in decomposed letters is the same, and padding is none of it", () => {
  const [composed, decomposed] = ["M\u00fc-1", "Mu\u0308-1"];
  for (const [ofEntry, ofStep] of [
    [composed, decomposed],
    [decomposed, composed],
    [decomposed, decomposed],
    [" P-1 ", "P-1"],
  ] as const) {
    assert.equal(compared({ PatientID: ofEntry }, { patientId: ofStep }).found, [], `${ofEntry} ${ofStep}`);
  }
});

test("what differs is told as each side wrote it", () => {
  const { found } = compared(
    { PatientID: "Mu\u0308-1" },
    { patientId: "Mo\u0308-1", studyInstanceUid: "1.2.9" },
  );
  assert.equal(found, [
    { attribute: "PatientID", ofStep: "Mo\u0308-1", ofEntry: "Mu\u0308-1" },
    { attribute: "StudyInstanceUID", ofStep: "1.2.9", ofEntry: "1.2.8" },
  ]);
});
