import {
  CHARACTER_SETS,
  createDataset,
  type Dataset,
  diagnoseText,
  formatDate,
  readDataset,
  TRANSFER_SYNTAX,
} from "@minipacs/dicom-core";
import { connect, find, PATIENT_ROOT_FIND } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { Pacs } from "../../src/pacs.ts";
import { eventOf, targetOf, withPacs } from "../support/running-pacs.ts";

const test = testSuite("minipacs/worklist service");

async function query(pacs: Pacs, identifier: Dataset): Promise<Dataset[]> {
  const answers: Dataset[] = [];
  for await (const answer of find(targetOf(pacs), "worklist", identifier)) answers.push(answer);
  return answers;
}

const names = async (pacs: Pacs, identifier: Dataset) =>
  (await query(pacs, identifier)).map((answer) => answer.getText("PatientName"));

test("a headless server starts with two samples, and answers with the requested keys", () =>
  withPacs(async (pacs) => {
    const answers = await query(
      pacs,
      createDataset({ PatientName: undefined, ScheduledProcedureStepSequence: [{ Modality: undefined }] }),
    );
    assert.is(answers.length, 2);
    assert.equal(
      [...(answers[0] as Dataset).elements()].map(({ tag }) => tag),
      [0x00080005, 0x00100010, 0x00400100],
    );
    assert.equal(
      answers.map((answer) => answer.get("ScheduledProcedureStepSequence")?.[0]?.get("Modality")),
      ["CT", "MR"],
    );
    assert.ok(answers.every((answer) => answer.getText("SpecificCharacterSet") === "ISO_IR 192"));
    const { keys, matchCount } = await eventOf(pacs, "worklist.query");
    assert.equal(keys, []);
    assert.is(matchCount, 2);
  }));

test("matches names with wildcards in the character set of the query", () =>
  withPacs(async (pacs) => {
    pacs.loadSamples();
    const latin = (PatientName: string) => createDataset({ SpecificCharacterSet: "ISO_IR 100", PatientName });
    assert.equal(await names(pacs, latin("Mül*")), ["Müller^Hans"]);
    assert.equal(await names(pacs, latin("*^?ohn")), ["Smith^John"]);
    const cyrillic = createDataset({ SpecificCharacterSet: "ISO_IR 144", PatientName: "Ива*" });
    assert.equal(await names(pacs, cyrillic), ["Иванов^Иван"]);
    const { keys } = await eventOf(pacs, "worklist.query", (event) => event.keys[0] === "PatientName=Ива*");
    assert.is(keys.length, 1);
  }));

test("matches the scheduled step by modality, station and date range", () =>
  withPacs(async (pacs) => {
    pacs.loadSamples();
    const step = async (keys: Record<string, string>) =>
      (
        await query(
          pacs,
          createDataset({
            AccessionNumber: undefined,
            ScheduledProcedureStepSequence: [createDataset(keys)],
          }),
        )
      ).map((answer) => answer.getText("AccessionNumber"));
    const today = formatDate(new Date());
    assert.equal(await step({ Modality: "XA" }), ["ACC-003"]);
    assert.equal(await step({ ScheduledStationAETitle: "US_UNIT1" }), ["ACC-004"]);
    assert.is((await step({ ScheduledProcedureStepStartDate: today })).length, 6);
    assert.is((await step({ ScheduledProcedureStepStartDate: `${today}-` })).length, 6);
    assert.is((await step({ ScheduledProcedureStepStartDate: "19990101-20000101" })).length, 0);
    assert.equal(await step({ ScheduledProcedureStepStartDate: today, Modality: "CR" }), ["ACC-005"]);
  }));

test("answers in the configured character set; what it does not hold becomes ? and a warning", () =>
  withPacs(
    async (pacs) => {
      pacs.loadSamples();
      const answers = await query(
        pacs,
        createDataset({ PatientName: undefined, AccessionNumber: "ACC-00?" }),
      );
      assert.equal(answers.map((answer) => answer.getText("PatientName")).slice(0, 4), [
        "Müller^Hans",
        "Özdemir^Fatma",
        "Smith^John",
        "??????^????",
      ]);
      assert.ok(answers.every((answer) => answer.getText("SpecificCharacterSet") === "ISO_IR 100"));
      assert.equal([...(answers[0]?.element("PatientName")?.bytes ?? [])].slice(0, 3), [0x4d, 0xfc, 0x6c]);
      const { code, message } = await eventOf(pacs, "warning");
      assert.is(code, "WORKLIST_TEXT_REPLACED");
      assert.match(message, /ISO_IR 100/);
    },
    { charset: "ISO_IR 100" },
  ));

test("declares a multi-byte set behind the default repertoire, and nothing for ASCII", async () => {
  for (const [charset, declared] of [
    ["ISO 2022 IR 87", "\\ISO 2022 IR 87"],
    ["ISO 2022 IR 100", "ISO_IR 100"],
    ["ISO 2022 IR 6\\ISO 2022 IR 87", "ISO 2022 IR 6\\ISO 2022 IR 87"],
    ["", ""],
  ] as const) {
    await withPacs(
      async (pacs) => {
        const [answer] = await query(pacs, createDataset({ PatientID: undefined }));
        assert.is(answer?.has("SpecificCharacterSet"), true);
        assert.is(answer?.getAll("SpecificCharacterSet").join("\\"), declared);
      },
      { charset },
    );
  }
});

test("finds and answers a name of its script in each set that is offered, whatever set the entry is in", async () => {
  const people: Record<string, string> = {
    "ISO_IR 192": "Иванов^Иван=山田^太郎",
    "ISO_IR 100": "Müller^Åsa",
    "ISO_IR 101": "Wałęsa^Žofie",
    "ISO_IR 144": "Иванов^Юрий",
    "ISO_IR 127": "قباني^لنزار",
    "ISO_IR 126": "Διονυσιος^Ω",
    "ISO_IR 148": "Öztürk^Gülşen",
    "ISO 2022 IR 87": "Yamada^Tarou=山田^太郎=やまだ^たろう",
    "ISO 2022 IR 149": "Hong^Gildong=洪^吉洞=홍^길동",
    GB18030: "Wang^XiaoDong=王^小东",
    "": "Smith^John",
  };
  assert.is(CHARACTER_SETS.length, Object.keys(people).length);
  for (const { term, specificCharacterSet } of CHARACTER_SETS) {
    const name = people[term] as string;
    await withPacs(
      async (pacs) => {
        pacs.worklist.add([
          {
            dataset: createDataset({ SpecificCharacterSet: "ISO_IR 192", PatientName: name, PatientID: "1" }),
          },
        ]);
        const keys = createDataset({ PatientName: `${name.slice(0, -2)}*` });
        if (term !== "") keys.set("SpecificCharacterSet", specificCharacterSet);
        const [answer, ...others] = await query(pacs, keys);
        assert.equal(others, [], term);
        assert.is(answer?.getText("PatientName"), name);
        assert.equal(answer?.getAll("SpecificCharacterSet").join("\\"), specificCharacterSet.join("\\"));
        assert.equal(diagnoseText(answer as Dataset), []);
      },
      { charset: term, samples: false },
    );
  }
});

test("reads a query that names no character set in the server's own", async () => {
  const bytes = new TextEncoder().encode("Mü*");
  for (const [charset, expected] of [
    ["ISO_IR 192", ["Müller^Hans"]],
    ["ISO_IR 144", []],
  ] as const) {
    await withPacs(
      async (pacs) => {
        const undeclared = readDataset(
          new Uint8Array([0x10, 0, 0x10, 0, 0x50, 0x4e, bytes.length, 0, ...bytes]),
          { transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian },
        );
        assert.equal(await names(pacs, undeclared), expected);
      },
      { charset },
    );
  }
});

test("without samples there is nothing, with the page too", async () => {
  const everything = createDataset({ PatientName: undefined });
  await withPacs(async (pacs) => assert.equal(await query(pacs, everything), []), { samples: false });
  await withPacs(async (pacs) => assert.equal(await query(pacs, everything), []), {
    isHeadless: false,
    httpPort: false,
  });
});

test("offers no other query model", () =>
  withPacs(async (pacs) => {
    const association = await connect({
      ...targetOf(pacs),
      contexts: [{ abstractSyntax: PATIENT_ROOT_FIND }],
    });
    assert.is(association.contexts[0]?.isAccepted, false);
    await association.release();
  }));
