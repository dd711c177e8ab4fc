import {
  createDataset,
  type Dataset,
  type DatasetInit,
  diagnoseText,
  formatDate,
  readDataset,
  TRANSFER_SYNTAX,
  writeDataset,
} from "@minipacs/dicom-core";
import { connect, find, PATIENT_ROOT_FIND } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { Pacs } from "../../src/pacs.ts";
import { eventOf, targetOf, withPacs } from "../support/running-pacs.ts";
import { names, query } from "../support/worklist-query.ts";

const test = testSuite("minipacs/worklist service");

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

/** A character set as `charset` takes it, and what each policy makes of a name that it does not hold. */
for (const [unencodable, expected] of [
  ["widen", ["Иванов^Иван", "ISO_IR 192", "WORKLIST_TEXT_WIDENED"]],
  ["replace", ["??????^????", "ISO_IR 100", "WORKLIST_TEXT_REPLACED"]],
] as const) {
  test(`what the character set does not hold: ${unencodable}, and a warning names entry and attribute`, () =>
    withPacs(
      async (pacs) => {
        pacs.loadSamples();
        const keys = createDataset({
          PatientName: undefined,
          AccessionNumber: "ACC-00?",
          ScheduledProcedureStepSequence: [{ ScheduledProcedureStepDescription: undefined }],
        });
        const answers = await query(pacs, keys);
        const facts = answers.map((answer) => [
          answer.getText("PatientName"),
          answer.getText("SpecificCharacterSet"),
        ]);
        assert.equal(facts.slice(0, 4), [
          ["Müller^Hans", "ISO_IR 100"],
          ["Özdemir^Fatma", "ISO_IR 100"],
          ["Smith^John", "ISO_IR 100"],
          [expected[0], expected[1]],
        ]);
        for (const answer of answers) assert.equal(diagnoseText(answer), []);
        assert.equal([...(answers[0]?.element("PatientName")?.bytes ?? [])].slice(0, 3), [0x4d, 0xfc, 0x6c]);
        const warnings = pacs.events.recent().flatMap((event) => (event.type === "warning" ? [event] : []));
        const [warning, ...more] = warnings.filter(({ code }) => code === expected[2]);
        assert.equal(more, []);
        assert.match(warning?.message ?? "", /of ACC-004: PatientName does not fit into ISO_IR 100/);
      },
      { charset: "ISO_IR 100", unencodable },
    ));
}

test("one station gets its own character set, the others that of the server", () =>
  withPacs(
    async (pacs) => {
      const sets = async (callingAeTitle: string) => {
        const found: (string | undefined)[] = [];
        for await (const answer of find(
          { ...targetOf(pacs), callingAeTitle },
          "worklist",
          createDataset({ PatientName: "*" }),
        )) {
          found.push(`${answer.getText("SpecificCharacterSet")} ${answer.getText("PatientName")}`);
        }
        return found;
      };
      assert.equal(await sets("CT1"), ["ISO_IR 100 Müller^Hans", "ISO_IR 100 Özdemir^Fatma"]);
      assert.equal(await sets("MR1"), ["ISO_IR 192 Müller^Hans", "ISO_IR 192 Özdemir^Fatma"]);
    },
    { charsetFor: { CT1: "ISO_IR 100" } },
  ));

const warningCodes = (pacs: Pacs) =>
  pacs.events.recent().flatMap((event) => (event.type === "warning" ? [event.code] : []));

const WHOLE_QUERY: DatasetInit = {
  PatientName: undefined,
  PatientID: undefined,
  StudyInstanceUID: undefined,
  RequestedProcedureID: undefined,
  RequestedProcedureDescription: undefined,
  ScheduledProcedureStepSequence: [],
};

test("tells what is wrong with a query, and nothing of one that is right", () =>
  withPacs(async (pacs) => {
    await query(pacs, createDataset(WHOLE_QUERY));
    assert.equal(warningCodes(pacs), []);
    const cases: [DatasetInit, string, RegExp][] = [
      [{ QueryRetrieveLevel: "PATIENT" }, "WORKLIST_QUERY_LEVEL", /ignored/],
      [{ Modality: "CT" }, "WORKLIST_WRONG_LEVEL", /: Modality at the root belongs into Sched/],
      [
        { ScheduledProcedureStepSequence: [{ ...STEP_KEYS, PatientName: undefined }] },
        "WORKLIST_WRONG_LEVEL",
        /PatientName within ScheduledProcedureStepSequence belongs to the root/,
      ],
      [
        { ScheduledProcedureStepSequence: [{ Modality: "CT" }] },
        "WORKLIST_MISSING_KEYS",
        /: ScheduledProcedureStepSequence\.ScheduledStationAETitle, .*StepDescription or Sched/,
      ],
    ];
    cases.unshift(
      [
        { PatientBirthDate: "1.2.1980" },
        "WORKLIST_QUERY_VALUE",
        /: PatientBirthDate \(YYYYMMDD is expected\)$/,
      ],
      [
        {
          ScheduledProcedureStepSequence: [
            {
              ...STEP_KEYS,
              ScheduledProcedureStepStartDate: "2026-12-01",
              ScheduledProcedureStepStartTime: "noon",
            },
          ],
        },
        "WORKLIST_QUERY_VALUE",
        /StartDate \(YYYYMMDD is expected\), ScheduledProcedureStepSequence\.ScheduledProcedureStepStartTime \(HHMMSS/,
      ],
    );
    for (const [keys, code, message] of cases) {
      const before = pacs.events.lastId;
      await query(pacs, createDataset({ ...WHOLE_QUERY, ...keys }, { validate: false }));
      const told = pacs.events
        .recent({ afterId: before })
        .flatMap((event) => (event.type === "warning" ? [event] : []));
      assert.equal(
        told.map((warning) => warning.code),
        [code],
      );
      assert.match(told[0]?.message ?? "", message);
    }
    const { warnings } = pacs.queries.list().at(-1) ?? {};
    assert.is(warnings?.[0]?.attributes.length, 5);
  }));

const STEP_KEYS: DatasetInit = {
  Modality: undefined,
  ScheduledStationAETitle: undefined,
  ScheduledProcedureStepStartDate: undefined,
  ScheduledProcedureStepStartTime: undefined,
  ScheduledProcedureStepID: undefined,
  ScheduledProcedureStepDescription: undefined,
};

test("text outside ASCII that no character set is declared for is told; declared text is not", () =>
  withPacs(async (pacs) => {
    const declared = { SpecificCharacterSet: "ISO_IR 100", ...WHOLE_QUERY, PatientName: "Mü*" };
    assert.equal(await names(pacs, createDataset(declared)), ["Müller^Hans"]);
    assert.equal(warningCodes(pacs), []);
    const raw = createDataset({ ...WHOLE_QUERY, PatientName: "Mü*" });
    const bytes = writeDataset(raw.clone().set("SpecificCharacterSet", "ISO_IR 192"), EXPLICIT);
    // What declares the set stands first: tag, VR, length, and ten bytes of value.
    const undeclared = readDataset(bytes.subarray(18), EXPLICIT);
    assert.equal(await names(pacs, undeclared), ["Müller^Hans"]);
    assert.equal(warningCodes(pacs), ["WORKLIST_QUERY_TEXT"]);
  }));

const EXPLICIT = { transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian };

test("of several steps each that fits is an answer by itself", () =>
  withPacs(
    async (pacs) => {
      const step = (Modality: string, ScheduledStationAETitle: string, time: string): DatasetInit => ({
        ...{ Modality, ScheduledStationAETitle },
        ScheduledProcedureStepStartDate: "20261201",
        ScheduledProcedureStepStartTime: time,
      });
      const steps = [step("CT", "CT1", "080000"), step("CT", "CT2", "100000"), step("MR", "MR1", "120000")];
      pacs.worklist.add([
        { dataset: createDataset({ PatientID: "1", ScheduledProcedureStepSequence: steps }) },
      ]);
      const stations = async (keys: DatasetInit[]) => {
        const answers = await query(
          pacs,
          createDataset({ PatientID: undefined, ScheduledProcedureStepSequence: keys }),
        );
        for (const answer of answers) assert.is(answer.get("ScheduledProcedureStepSequence")?.length, 1);
        return answers.map((answer) =>
          answer.get("ScheduledProcedureStepSequence")?.[0]?.getText("ScheduledStationAETitle"),
        );
      };
      const station = { ScheduledStationAETitle: undefined };
      assert.equal(await stations([{ ...station, Modality: "CT" }]), ["CT1", "CT2"]);
      assert.equal(await stations([]), ["CT1", "CT2", "MR1"]);
      assert.equal(await stations([{}]), ["CT1", "CT2", "MR1"]);
      assert.equal(await stations([{ ScheduledStationAETitle: "CT1", Modality: "MR" }]), []);
      const range = (date: string, time: string) =>
        stations([
          { ...station, ScheduledProcedureStepStartDate: date, ScheduledProcedureStepStartTime: time },
        ]);
      assert.equal(await range("20261201-20261202", "090000-080000"), ["CT2", "MR1"]);
      assert.equal(await range("20261130-20261201", "090000-083000"), ["CT1"]);
      assert.equal(await range("20261201", "090000-110000"), ["CT2"]);
      assert.is((await query(pacs, createDataset({ PatientID: "1" }))).length, 1);
      const { matchCount, answerCount } = pacs.queries.list()[0] ?? {};
      assert.equal([matchCount, answerCount], [1, 2]);
    },
    { samples: false },
  ));

test("with the station filter a station sees its own steps only, and answers hold what was asked for", () =>
  withPacs(
    async (pacs) => {
      const step = (ScheduledStationAETitle: string) => ({ ScheduledStationAETitle, Modality: "CT" });
      const item = (PatientID: string, ...stations: string[]) => ({
        dataset: createDataset({ PatientID, ScheduledProcedureStepSequence: stations.map(step) }),
      });
      pacs.worklist.add([item("1", "TEST-SCU", "CT2"), item("2", "CT2"), item("3", "TEST-SCU")]);
      const found = async (keys: DatasetInit) =>
        (await query(pacs, createDataset({ PatientID: undefined, ...keys }))).map((answer) => [
          answer.getText("PatientID"),
          answer.get("ScheduledProcedureStepSequence")?.map((each) => [...each.elements()].length),
        ]);
      assert.equal(await found({}), [
        ["1", undefined],
        ["3", undefined],
      ]);
      assert.equal(await found({ ScheduledProcedureStepSequence: [{ Modality: "CT" }] }), [
        ["1", [1]],
        ["3", [1]],
      ]);
      assert.equal(await found({ ScheduledProcedureStepSequence: [] }), [
        ["1", [4]],
        ["3", [4]],
      ]);
      const at = (ScheduledStationAETitle: string) =>
        found({ ScheduledProcedureStepSequence: [{ ScheduledStationAETitle }] });
      assert.equal((await at("TEST*")).length, 2);
      assert.equal(await at("CT2"), []);
      const explained = pacs.queries.explain(1);
      assert.equal(
        explained?.entries.at(-1)?.failed.map(({ asked, found: has }) => [asked, has]),
        [["TEST-SCU", "CT2"]],
      );
    },
    { samples: false, stationFilter: true },
  ));

test("why: which entries were answered, and which key of the others failed, as the worklist was then", () =>
  withPacs(async (pacs) => {
    pacs.loadSamples();
    const keys = createDataset({
      PatientName: "*e*",
      ScheduledProcedureStepSequence: [{ Modality: "CT" }],
    });
    await query(pacs, keys);
    const { queryId } = await eventOf(pacs, "worklist.query");
    pacs.worklist.remove(pacs.worklist.list().map(({ id }) => id));
    const explained = pacs.queries.explain(queryId as number, { limit: 3 });
    assert.equal([explained?.answeredCount, explained?.otherCount], [1, 5]);
    const [first, second, third, ...rest] = explained?.entries ?? [];
    assert.equal(rest, []);
    assert.equal(
      [first?.isAnswered, first?.failed, first?.entry.dataset.getText("AccessionNumber")],
      [true, [], "ACC-001"],
    );
    assert.equal(second?.failed, [
      {
        path: "ScheduledProcedureStepSequence.Modality",
        rule: "single value",
        cause: "differs",
        asked: "CT",
        found: "MR",
        text: "ScheduledProcedureStepSequence.Modality asks for this value: the candidate has another",
      },
    ]);
    assert.is(third?.summary, "2 of 2 keys do not fit: PatientName, ScheduledProcedureStepSequence.Modality");
    assert.equal(pacs.queries.lines(queryId as number, 2), [
      "ACC-001 Müller^Hans: answered",
      "ACC-002 Özdemir^Fatma: ScheduledProcedureStepSequence.Modality asks for CT, the entry has MR",
      "4 more entries",
    ]);
    assert.is(pacs.queries.explain(99), undefined);
    assert.is(pacs.queries.explain(queryId as number, { offset: 5 })?.entries.length, 1);
  }));

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
