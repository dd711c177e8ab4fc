import { join } from "node:path";
import { createDataset, type Dataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { openRecordsDatabase } from "../../src/records-db/records-database.ts";
import { WorklistStore } from "../../src/services/worklist-store.ts";
import { searchTextOf } from "../../src/worklist/search-text.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/worklist search text");

const ENTRY = createDataset({
  SpecificCharacterSet: "ISO_IR 192",
  PatientName: "Müller^Hans=山田^太郎",
  PatientID: "P-00%1",
  ScheduledProcedureStepSequence: [
    { Modality: "CT", ScheduledProtocolCodeSequence: [{ CodeMeaning: "Schädel nativ" }] },
    { Modality: "MR" },
  ],
});

test("holds all text of an entry, that of its items too, but for the character set", () => {
  assert.is(searchTextOf(ENTRY), "müller^hans=山田^太郎\np-00%1\nct\nschädel nativ\nmr");
});

const FOUND: [string, boolean][] = [
  ["MÜLLER", true],
  ["Mu\u0308ller", true],
  ["田^太", true],
  ["0%1", true],
  ["0_1", false],
  ["SCHÄDEL", true],
  ["ISO_IR 192", false],
  ["x", false],
];

test("entries are found by it, after a change and a restart too, and in a database of before", () =>
  withFolder(async (folder) => {
    const path = join(folder, "records.sqlite");
    let records = openRecordsDatabase(path);
    let store = new WorklistStore({ records });
    const [entry] = store.add([{ dataset: ENTRY }, { dataset: createDataset({ PatientName: "Other" }) }]);
    const idsWith = async (text: string) => [...(await store.search(text))].map(({ id }) => id);
    const check = async () => {
      for (const [text, isFound] of FOUND) {
        assert.equal(await idsWith(text), isFound ? [entry?.id] : [], text);
      }
      assert.equal(await idsWith(entry?.id ?? ""), [entry?.id]);
    };
    await check();
    records.sqlite.exec(`UPDATE worklist SET "searchText" = ''`);
    records.close();
    records = openRecordsDatabase(path);
    store = new WorklistStore({ records });
    await check();
    store.update(entry?.id ?? "", createDataset({ PatientName: "Changed" }));
    assert.equal(await idsWith("müller"), []);
    assert.equal(await idsWith("changed"), [entry?.id]);
    store.remove([entry?.id ?? ""]);
    assert.equal(await idsWith("changed"), []);
    records.close();
  }));

test("names of files are found in any case and composition", async () => {
  const store = new WorklistStore();
  const sources = ["MÜLLER.wl", "Mo\u0308ller.WL", "山田.wl"];
  const files = sources.map((name) => [name, { state: "1", datasets: [createDataset({ PatientID: "1" })] }]);
  store.replaceSources(new Map(files as [string, { state: string; datasets: Dataset[] }][]));
  for (const [text, expected] of [
    ["müller.wl", ["MÜLLER.wl"]],
    ["MÖLLER", ["Mo\u0308ller.WL"]],
    ["田.W", ["山田.wl"]],
    [".WL", sources],
  ] as const) {
    assert.equal(
      [...(await store.search(text))].map(({ source }) => source),
      expected,
      text,
    );
  }
});
