import { createDataset, matchIdentifier } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createSamples } from "../../src/services/worklist-samples.ts";
import { summarizeWorklistEntry, WorklistStore } from "../../src/services/worklist-store.ts";

const test = testSuite("minipacs/worklist store");

const DAY = new Date(2026, 10, 24, 23, 59);
const NEXT_DAY = new Date(2026, 10, 25, 0, 1);

test("the six samples, in their order", () => {
  const store = new WorklistStore({ now: () => DAY });
  store.add(createSamples(DAY));
  const rows = store.list().map((entry) => {
    const { accessionNumber, modality, patientName, patientId, description, stationAeTitle, startDate } =
      summarizeWorklistEntry(entry);
    return [accessionNumber, modality, patientName, patientId, description, stationAeTitle, startDate];
  });
  assert.equal(rows, [
    ["ACC-001", "CT", "Müller^Hans", "P-00001", "CT Thorax/Abdomen", "CT_SCANNER1", "20261124"],
    ["ACC-002", "MR", "Özdemir^Fatma", "P-00002", "MRT Schädel nativ", "MR_UNIT2", "20261124"],
    ["ACC-003", "XA", "Smith^John", "P-00003", "Angiography Coronary", "XA_ANGIO1", "20261124"],
    ["ACC-004", "US", "Иванов^Иван", "P-00004", "Ultraschall Abdomen", "US_UNIT1", "20261124"],
    ["ACC-005", "CR", "Dupont^Marie", "P-00005", "Röntgen Thorax", "CR_UNIT1", "20261124"],
    ["ACC-006", "NM", "Park^Ji-Yeon", "P-00006", "Nuclear Medicine Bone Scan", "NM_UNIT1", "20261124"],
  ]);
});

test("loading samples again adds only what is missing", () => {
  const added: number[] = [];
  const store = new WorklistStore({ onChange: (count) => added.push(count) });
  assert.is(store.add(createSamples(DAY, 2)).length, 2);
  assert.is(store.add(createSamples(DAY)).length, 4);
  assert.is(store.add(createSamples(DAY)).length, 0);
  assert.is(store.size, 6);
  assert.equal(added, [2, 4]);
});

test("samples are scheduled for today after midnight too; other entries keep their date", () => {
  let now = DAY;
  const store = new WorklistStore({ now: () => now });
  const [, own] = store.add([
    ...createSamples(DAY, 1),
    {
      dataset: createDataset({
        ScheduledProcedureStepSequence: [{ ScheduledProcedureStepStartDate: "20261124" }],
      }),
    },
  ]);
  const query = createDataset({
    ScheduledProcedureStepSequence: [{ ScheduledProcedureStepStartDate: "20261125" }],
  });
  const matching = () => store.list().filter(({ dataset }) => matchIdentifier(query, dataset).matches);
  assert.is(matching().length, 0);
  now = NEXT_DAY;
  assert.is(matching().length, 1);
  assert.is(own && summarizeWorklistEntry(own).startDate, "20261124");
  store.add(createSamples(DAY, 2));
  assert.is(matching().length, 2);
});

test("finds entries by accession number and by id", () => {
  const store = new WorklistStore();
  store.add(createSamples(DAY));
  const [entry] = store.withAccessionNumber("ACC-004");
  assert.is(entry?.dataset.getText("PatientName"), "Иванов^Иван");
  assert.is(entry && store.get(entry.id), entry);
  assert.equal(store.withAccessionNumber("ACC-00"), []);
});

test("every sample has what a worklist answer must have, PS3.4 Table K.6-1", () => {
  for (const { dataset } of createSamples(DAY)) {
    const step = dataset.get("ScheduledProcedureStepSequence")?.[0];
    for (const key of [
      "ScheduledStationAETitle",
      "ScheduledProcedureStepStartDate",
      "ScheduledProcedureStepStartTime",
      "Modality",
      "ScheduledProcedureStepDescription",
      "ScheduledProcedureStepID",
    ]) {
      assert.ok(step?.getText(key), key);
    }
    for (const key of [
      "RequestedProcedureID",
      "RequestedProcedureDescription",
      "StudyInstanceUID",
      "AccessionNumber",
      "PatientName",
      "PatientID",
    ]) {
      assert.ok(dataset.getText(key), key);
    }
    assert.match(dataset.getText("PatientBirthDate") ?? "", /^\d{8}$/);
  }
});

test("a summary of an empty entry is empty text", () => {
  const store = new WorklistStore();
  const [entry] = store.add([{ dataset: createDataset() }]);
  const { id, ...rest } = summarizeWorklistEntry(entry as NonNullable<typeof entry>);
  assert.ok(id);
  assert.ok(Object.values(rest).every((value) => value === ""));
});
