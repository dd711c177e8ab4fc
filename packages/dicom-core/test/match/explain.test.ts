import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createDataset, explainMatch } from "../../src/index.ts";

const test = testSuite("core/explain");
const entry = createDataset({
  PatientName: "Müller^Hans",
  PatientID: "P1",
  StudyDate: "20261124",
  AccessionNumber: "",
  ScheduledProcedureStepSequence: [{ Modality: "MR" }, { Modality: "CT", ScheduledStationAETitle: "CT1" }],
});

test("one sentence a key, with values in fields of their own", () => {
  const query = createDataset(
    {
      PatientName: "Schmidt*",
      PatientID: "P1",
      PatientSex: "M",
      AccessionNumber: "A1",
      StudyDate: "nonsense",
      StudyDescription: "",
      ScheduledProcedureStepSequence: [{ Modality: "CT", ScheduledStationAETitle: "CT2" }],
    },
    { validate: false },
  );
  const { matches, summary, reasons } = explainMatch(query, entry);
  assert.not.ok(matches);
  assert.is(
    summary,
    "5 of 7 keys do not fit: StudyDate, AccessionNumber, PatientName, PatientSex, ScheduledProcedureStepSequence.ScheduledStationAETitle",
  );
  const sentences = Object.fromEntries(reasons.map(({ path, text }) => [path, text.slice(path.length)]));
  assert.equal(sentences, {
    StudyDate: " asks for this value: the key is no valid date or time",
    AccessionNumber: " asks for this value: the candidate has no value",
    StudyDescription: " asks for no value: anything fits",
    PatientName: " asks for a value of this pattern: the candidate has another",
    PatientID: " asks for this value: the candidate has it",
    PatientSex: " asks for this value: the candidate does not have the attribute",
    "ScheduledProcedureStepSequence.Modality": " asks for this value: the candidate has it",
    "ScheduledProcedureStepSequence.ScheduledStationAETitle":
      " asks for this value: the candidate has another",
    ScheduledProcedureStepSequence: " asks for an item that fits all its keys: the candidate has another",
  });
  const sequence = reasons.find(({ rule }) => rule === "sequence");
  assert.is(sequence?.itemIndex, 1);
  assert.is(sequence?.candidateText, "2 items");
  const name = reasons.find(({ path }) => path === "PatientName");
  assert.is(name?.queryText, "Schmidt*");
  assert.is(name?.candidateText, "Müller^Hans");
  const words = reasons.map(({ text }) => text).join("\n") + summary;
  for (const value of ["Schmidt", "Müller", "P1", "nonsense", "A1", "CT2"])
    assert.not.ok(words.includes(value), value);
});

test("a candidate that fits", () => {
  assert.is(explainMatch(createDataset({ PatientID: "P1" }), entry).summary, "The key fits");
  assert.is(
    explainMatch(createDataset({ PatientID: "P*", StudyDate: "-" }, { validate: false }), entry).summary,
    "1 of 2 keys does not fit: StudyDate",
  );
  assert.is(
    explainMatch(createDataset({ PatientID: "P*", StudyDate: "2026*" }, { validate: false }), entry).matches,
    false,
  );
  assert.is(
    explainMatch(createDataset({ PatientID: "P1", StudyDate: "20261101-" }), entry).summary,
    "All 2 keys fit",
  );
  const { matches, summary } = explainMatch(createDataset({ PatientID: "" }), entry);
  assert.ok(matches);
  assert.is(summary, "No key asks for a value: anything fits");
});
