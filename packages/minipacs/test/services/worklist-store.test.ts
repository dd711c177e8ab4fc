import { join } from "node:path";
import { createDataset, type DatasetInit, matchIdentifier, toDicomJson } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { openRecordsDatabase } from "../../src/records-db/records-database.ts";
import { createSamples } from "../../src/services/worklist-samples.ts";
import {
  summarizeWorklistEntry,
  type WorklistChange,
  type WorklistEntry,
  WorklistStore,
} from "../../src/services/worklist-store.ts";
import { withFolder } from "../support/temporary-folder.ts";

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
  const store = new WorklistStore({
    now: () => DAY,
    onChange: ({ addedCount }) => added.push(addedCount),
  });
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
  const store = new WorklistStore({ now: () => DAY });
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
    // Type 1C: not there without an item. wlmscpfs rejects a file that has it.
    assert.not(dataset.has("RequestedProcedureCodeSequence"));
    assert.not(step?.has("ScheduledProtocolCodeSequence"));
  }
});

test("an entry of nothing gets what an answer cannot do without, and keeps it through changes", () => {
  const store = new WorklistStore();
  const [entry, second] = store.add([{ dataset: createDataset() }, { dataset: createDataset() }]);
  assert.ok(entry && second);
  const { studyInstanceUid, status, id, ...rest } = summarizeWorklistEntry(entry);
  assert.match(studyInstanceUid, /^2\.25\.\d+$/);
  assert.is(status, "SCHEDULED");
  assert.is(id, entry.id);
  assert.ok(Object.values(rest).every((value) => value === ""));
  assert.is(entry.dataset.getText("RequestedProcedureID"), "RP-000001");
  assert.is(stepsOf(entry)[0]?.getText("ScheduledProcedureStepID"), "SPS-000001");
  assert.is(second.dataset.getText("RequestedProcedureID"), "RP-000002");
  store.setStepStatus(entry.id, 0, "STARTED");
  const changed = store.update(
    entry.id,
    createDataset({ PatientName: "New^Name", ScheduledProcedureStepSequence: [{ Modality: "CT" }, {}] }),
  );
  assert.ok(changed);
  assert.is(summarizeWorklistEntry(changed).studyInstanceUid, studyInstanceUid);
  assert.equal(
    stepsOf(changed).map((step) => [
      step.getText("ScheduledProcedureStepID"),
      step.getText("ScheduledProcedureStepStatus"),
    ]),
    [
      ["SPS-000001", "STARTED"],
      ["SPS-000001-2", "SCHEDULED"],
    ],
  );
  assert.is(entry.dataset.getText("PatientName"), undefined);
  assert.is(store.get(entry.id), changed);
  assert.is(store.update("1.2.3", createDataset()), undefined);
});

const stepsOf = ({ dataset }: WorklistEntry) => dataset.get("ScheduledProcedureStepSequence") ?? [];

test("what was given is not changed, and a list stays what it was", () => {
  const store = new WorklistStore();
  const dataset = createDataset({ AccessionNumber: "A", PatientName: "山田^太郎" });
  const [entry] = store.add([{ dataset }]);
  assert.is(dataset.has("StudyInstanceUID"), false);
  const before = store.list();
  assert.is(store.list(), before);
  store.update(entry?.id as string, createDataset({ AccessionNumber: "B" }));
  assert.equal(
    before.map((each) => each.dataset.getText("AccessionNumber")),
    ["A"],
  );
  assert.equal(
    store.list().map((each) => each.dataset.getText("AccessionNumber")),
    ["B"],
  );
  assert.is(before[0]?.dataset.getText("PatientName"), "山田^太郎");
});

test("finds by study UID and accession number what is there now, not what was", () => {
  const store = new WorklistStore();
  const item = (StudyInstanceUID: string, AccessionNumber: string) => ({
    dataset: createDataset({ StudyInstanceUID, AccessionNumber }),
  });
  const [a, b, c] = store.add([item("1.2", "A"), item("1.2", "A"), item("1.3", "B")]);
  assert.equal(store.withStudyUid("1.2"), [a, b]);
  assert.equal(store.withAccessionNumber(" A"), [a, b]);
  store.update(a?.id as string, item("1.4", "C").dataset);
  assert.equal(store.withStudyUid("1.2"), [b]);
  assert.is(store.withAccessionNumber("C")[0]?.id, a?.id);
  assert.is(store.remove([b?.id as string, "nobody", b?.id as string]), 1);
  assert.equal(store.withStudyUid("1.2"), []);
  assert.equal(
    store.list().map(({ id }) => id),
    [a?.id, c?.id],
  );
});

test("what is imported again is skipped, or takes the place of what is there, or is added once more", () => {
  const changes: WorklistChange[] = [];
  const store = new WorklistStore({ onChange: (change) => changes.push(change) });
  const item = (PatientID: string, study: string, ...steps: string[]) =>
    createDataset({
      ...{ PatientID, StudyInstanceUID: study },
      ScheduledProcedureStepSequence: steps.map((id) => ({ ScheduledProcedureStepID: id })),
    });
  const ids = (entries: readonly WorklistEntry[]) => entries.map(({ dataset }) => dataset.get("PatientID"));
  const patients = () => ids(store.list());

  // The steps of the third are those of the two before; those without UIDs are never the same.
  const bare = createDataset({ PatientID: "bare" });
  const first = store.import([item("a", "1.2", "S1"), item("b", "1.2", "S2"), item("c", "1.2", "S2", "S1")]);
  assert.equal([ids(first.added), ids(first.skipped)], [["a", "b"], ["a"]]);
  assert.equal(ids(store.import([bare, bare]).added), ["bare", "bare"]);
  assert.equal(
    changes.splice(0).map(({ addedCount }) => addedCount),
    [2, 2],
  );

  const again = store.import([item("A", "1.2", "S1"), item("other study", "1.3", "S1")]);
  assert.equal([ids(again.added), ids(again.replaced), ids(again.skipped)], [["other study"], [], ["a"]]);
  assert.is(again.skipped[0]?.id, first.added[0]?.id);
  assert.equal(store.import([item("A", "1.2", "S1")]).added, []);
  assert.equal(changes.splice(0).length, 1, "nothing changed, nothing is told");

  const items = [item("A", "1.2", "S1"), item("new", "1.4", "S1"), item("newer", "1.4", "S1")];
  const replaced = store.import(items, "replace");
  assert.equal([ids(replaced.added), ids(replaced.replaced)], [["newer"], ["A", "newer"]]);
  assert.is(replaced.replaced[0]?.id, first.added[0]?.id);
  assert.equal(patients(), ["A", "b", "bare", "bare", "other study", "newer"]);
  assert.equal(changes.splice(0), [{ addedCount: 1, changedCount: 1, removedCount: 0 }]);

  assert.equal(
    ids(store.import([item("twice", "1.2", "S1"), item("twice", "1.2", "S1")], "add").added).length,
    2,
  );
  assert.is(store.size, 8);
});

test("an import loses no step", () => {
  const item = (PatientID: string, ...steps: string[]) =>
    createDataset({
      ...{ PatientID, StudyInstanceUID: "1.2" },
      ScheduledProcedureStepSequence: steps.map((id) => ({ ScheduledProcedureStepID: id })),
    });
  const CASES: [existing: "skip" | "replace", before: string[][], items: string[][], after: string[]][] = [
    ["skip", [["S1"]], [["S1", "S2"]], ["old0 S1", "new0 S1 S2"]],
    ["skip", [["S1"], ["S2"]], [["S1", "S2"]], ["old0 S1", "old1 S2"]],
    ["replace", [["S1", "S2"]], [["S1"], ["S2"]], ["new0 S1", "new1 S2"]],
    ["replace", [["S1"], ["S2"]], [["S1", "S2"]], ["new0 S1 S2"]],
    ["replace", [["S1"], ["S2", "S3"]], [["S1", "S2"]], ["new0 S1 S2", "old1 S2 S3"]],
    ["replace", [], [["S1"], ["S2"], ["S1", "S2"]], ["new2 S1 S2"]],
    ["replace", [["S1"]], [["S2"], ["S1"], ["S2", "S1"], ["S3"]], ["new2 S2 S1", "new3 S3"]],
  ];
  for (const [existing, before, items, after] of CASES) {
    const changes: WorklistChange[] = [];
    const store = new WorklistStore({ onChange: (change) => changes.push(change) });
    store.import(
      before.map((steps, i) => item(`old${i}`, ...steps)),
      "add",
    );
    const sizeBefore = store.size;
    changes.length = 0;
    store.import(
      items.map((steps, i) => item(`new${i}`, ...steps)),
      existing,
    );
    const listed = store.list().map(({ dataset }) => {
      const steps = dataset.get("ScheduledProcedureStepSequence") ?? [];
      return [dataset.get("PatientID"), ...steps.map((step) => step.get("ScheduledProcedureStepID"))].join(
        " ",
      );
    });
    assert.equal(listed.sort(), [...after].sort(), JSON.stringify([existing, before, items]));
    const [{ addedCount, removedCount } = { addedCount: 0, removedCount: 0 }] = changes;
    assert.is(sizeBefore + addedCount - removedCount, store.size);
  }
});

test("an import of thousands of steps of one study takes as long as of many studies", () => {
  const items = Array.from({ length: 6000 }, (_, i) =>
    createDataset({
      StudyInstanceUID: "1.2",
      ScheduledProcedureStepSequence: [{ ScheduledProcedureStepID: `S${i}` }],
    }),
  );
  const durationOf = (existing: "skip" | "add") => {
    const store = new WorklistStore();
    const startedMs = performance.now();
    assert.is(store.import(items, existing).added.length, items.length);
    return performance.now() - startedMs;
  };
  durationOf("add");
  const [skipMs, addMs] = [durationOf("skip"), durationOf("add")];
  assert.ok(skipMs < 2.5 * addMs, `${skipMs} ms, without looking for what is there ${addMs} ms`);
});

test("a changed sample keeps its date; one that was performed is scheduled anew", () => {
  let now = DAY;
  const store = new WorklistStore({ now: () => now });
  const [first, second] = store.add(createSamples(DAY, 2));
  assert.ok(first && second);
  store.update(first.id, first.dataset.clone().set("PatientID", "MINE"));
  store.setStepStatus(second.id, 0, "COMPLETED");
  now = NEXT_DAY;
  store.add(createSamples(NEXT_DAY, 2));
  const rows = store.list().map((entry) => {
    const { patientId, startDate, status } = summarizeWorklistEntry(entry);
    return [patientId, startDate, status];
  });
  assert.equal(rows, [
    ["MINE", "20261124", "SCHEDULED"],
    ["P-00002", "20261125", "SCHEDULED"],
  ]);
});

test("entries are there after a restart, as they were", () =>
  withFolder(async (folder) => {
    const path = join(folder, "records.sqlite");
    const open = async (use: (store: WorklistStore) => void) => {
      const records = openRecordsDatabase(path);
      use(new WorklistStore({ records, now: () => DAY }));
      records.close();
    };
    const listed: unknown[] = [];
    const list = (store: WorklistStore) =>
      store.list().map(({ dataset, ...rest }) => ({ ...rest, json: toDicomJson(dataset) }));
    await open((store) => {
      const items = [...createSamples(DAY, 2), { dataset: createDataset({ PatientName: "A^B=山田" }) }];
      const [, second, third] = store.add(items);
      store.remove([second?.id as string]);
      store.setStepStatus(third?.id as string, 0, "STARTED");
      listed.push(...list(store));
    });
    await open((store) => {
      assert.equal(list(store), listed);
      assert.is(store.withAccessionNumber("ACC-001").length, 1);
      assert.is(store.add(createSamples(DAY, 2)).length, 1);
      const [, , third] = store.list();
      assert.is(third?.dataset.getText("AccessionNumber"), "ACC-002");
      assert.is(third?.dataset.getText("RequestedProcedureID"), "RP-002");
    });
  }));

test("what cannot be written changes nothing", () => {
  const records = openRecordsDatabase();
  const store = new WorklistStore({ records });
  const [entry] = store.add(createSamples(DAY, 1));
  records.sqlite.exec("PRAGMA max_page_count = 1");
  const before = store.list();
  const large = createDataset(
    { CommentsOnTheScheduledProcedureStep: "x".repeat(10_000) },
    { validate: false },
  );
  for (const change of [
    () => store.add([{ dataset: large }]),
    () => store.update(entry?.id as string, large),
  ]) {
    assert.throws(change, (error: { code?: string }) => error.code === "RECORDS_WRITE");
    assert.is(store.list(), before);
  }
  records.close();
});

test("of an entry's several keys each finds it, and a range of dates", () => {
  const store = new WorklistStore();
  const step = (
    ScheduledProcedureStepStartDate: string,
    Modality: string,
    ScheduledStationAETitle: string,
  ) => ({
    ...{ ScheduledProcedureStepStartDate, Modality, ScheduledStationAETitle },
  });
  const entries = store.add([
    {
      dataset: createDataset({
        PatientID: "1",
        ScheduledProcedureStepSequence: [step("20261201", "CT", "A"), step("20261203", "MR", "B")],
      }),
    },
    {
      dataset: createDataset({
        PatientID: "2",
        ScheduledProcedureStepSequence: [step("20261202", "CT", "A")],
      }),
    },
    { dataset: createDataset({ PatientID: "2", ScheduledProcedureStepSequence: [{}] }) },
  ]);
  const positions = (query: DatasetInit) =>
    store.candidates(createDataset(query)).map((entry) => entries.indexOf(entry) + 1);
  const steps = (keys: DatasetInit) => positions({ ScheduledProcedureStepSequence: [keys] });
  assert.equal(positions({}), [1, 2, 3]);
  assert.equal(positions({ PatientID: "2" }), [2, 3]);
  assert.equal(positions({ PatientID: "?" }), [1, 2, 3]);
  assert.equal(steps({ Modality: "CT" }), [1, 2]);
  assert.equal(steps({ Modality: "MR" }), [1]);
  assert.equal(steps({ ScheduledProcedureStepStartDate: "20261202-" }), [1, 2]);
  assert.equal(steps({ ScheduledProcedureStepStartDate: "-20261201" }), [1]);
  assert.equal(steps({ ScheduledProcedureStepStartDate: "20261202-20261202" }), [2]);
  assert.equal(steps({ ScheduledProcedureStepStartDate: "20261202", ScheduledStationAETitle: "B" }), []);
  // Nothing is left out that only looking at the steps one by one can tell.
  assert.equal(steps({ ScheduledStationAETitle: "A", Modality: "MR" }), [1]);
  const uids = entries.map((entry) => summarizeWorklistEntry(entry).studyInstanceUid);
  assert.equal(positions({ StudyInstanceUID: `${uids[2]}\\${uids[0]}\\1.2.3` }), [1, 3]);
});
