import fc from "fast-check";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createDataset, type DatasetInit, matchIdentifier, selectReturnKeys } from "../../src/index.ts";
import { matchesWildcard } from "../../src/match/wildcard.ts";

const test = testSuite("core/match");

const entry = createDataset({
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
const matches = (query: DatasetInit) =>
  matchIdentifier(createDataset(query, { validate: false }), entry).matches;
const step = (item: DatasetInit) => matches({ ScheduledProcedureStepSequence: [item] });

test("empty keys fit everything", () => {
  assert.ok(matches({}));
  assert.ok(matches({ PatientName: "", PatientComments: "", ScheduledProcedureStepSequence: [] }));
  assert.ok(step({ Modality: "", ScheduledPerformingPhysicianName: "" }));
});

test("single values fit exactly, codes with their case", () => {
  assert.ok(matches({ AccessionNumber: "ACC-001" }));
  assert.not.ok(matches({ AccessionNumber: "ACC-00" }));
  assert.not.ok(matches({ AccessionNumber: "acc-001" }));
  assert.not.ok(matches({ OtherPatientIDs: "x" }));
  assert.ok(matches({ PatientWeight: "70.5" }));
  assert.not.ok(matches({ PatientWeight: "71" }));
});

test("wildcards", () => {
  assert.ok(matches({ AccessionNumber: "ACC*" }));
  assert.ok(matches({ AccessionNumber: "ACC-0?1" }));
  assert.not.ok(matches({ AccessionNumber: "ACC-?1" }));
  assert.ok(step({ ScheduledStationAETitle: "CT_*" }));
  assert.not.ok(matches({ StudyInstanceUID: "1.2.*" }));
});

test("names without regard to case, by component group", () => {
  for (const name of [
    "müller^hans",
    "MÜLLER*",
    "*^Hans",
    "M?ller^H*",
    "山田*",
    "Müller^Hans^^",
    "*=山田*",
    "Mu\u0308ller^Hans",
  ]) {
    assert.ok(matches({ PatientName: name }), name);
  }
  for (const name of ["Müller", "Hans*", "Muller*", "山田*=*", "*=佐藤*"])
    assert.not.ok(matches({ PatientName: name }), name);
  const { matches: fits } = matchIdentifier(createDataset({ PatientName: "müller*" }), entry, {
    isPersonNameCaseSensitive: true,
  });
  assert.not.ok(fits);
  assert.ok(matchIdentifier(createDataset({ PatientName: "*" }), createDataset({})).matches);
});

test("lists of UIDs", () => {
  assert.ok(matches({ StudyInstanceUID: ["1.2.4", "1.2.3"] }));
  assert.not.ok(matches({ StudyInstanceUID: ["1.2.4", "1.2.5"] }));
});

test("several values: any of the candidate's, all of the key's", () => {
  assert.ok(matches({ ModalitiesInStudy: "SR" }));
  assert.ok(matches({ ModalitiesInStudy: ["SR", "CT"] }));
  assert.not.ok(matches({ ModalitiesInStudy: ["SR", "MR"] }));
});

test("dates and times, single and in ranges", () => {
  const dates: [string, boolean][] = [
    ["20261124", true],
    ["20261124-20261124", true],
    ["20261101-", true],
    ["-20261130", true],
    ["20261125-", false],
    ["-20261123", false],
    ["20261125", false],
  ];
  for (const [range, fits] of dates) assert.is(step({ ScheduledProcedureStepStartDate: range }), fits, range);
  const times: [string, boolean][] = [
    ["1030", true],
    ["103000", true],
    ["10", true],
    ["0800-1200", true],
    ["1031-", false],
    ["-1029", false],
  ];
  for (const [range, fits] of times) assert.is(step({ ScheduledProcedureStepStartTime: range }), fits, range);
  assert.not.ok(matches({ PatientBirthDate: "nonsense" }));
  assert.not.ok(matches({ StudyDate: "20261124" }));
});

test("sequences: one item must fit all keys", () => {
  assert.ok(step({ Modality: "CT", ScheduledStationAETitle: "CT_SCANNER1" }));
  assert.not.ok(step({ Modality: "MR", ScheduledStationAETitle: "CT_SCANNER1" }));
  const two = createDataset({
    ScheduledProcedureStepSequence: [
      { Modality: "CT", ScheduledStationAETitle: "A" },
      { Modality: "MR", ScheduledStationAETitle: "B" },
    ],
  });
  const query = (item: DatasetInit) => createDataset({ ScheduledProcedureStepSequence: [item] });
  assert.ok(matchIdentifier(query({ Modality: "MR", ScheduledStationAETitle: "B" }), two).matches);
  assert.not.ok(matchIdentifier(query({ Modality: "MR", ScheduledStationAETitle: "A" }), two).matches);
  assert.not.ok(matchIdentifier(query({ Modality: "MR" }), createDataset({})).matches);
});

test("says why, key by key", () => {
  const query = createDataset({
    PatientName: "Smith*",
    ScheduledProcedureStepSequence: [{ Modality: "CT", ScheduledProcedureStepStartDate: "20270101-" }],
  });
  const { matches: fits, reasons } = matchIdentifier(query, entry);
  assert.not.ok(fits);
  assert.equal(
    reasons.map(({ path, rule, matches: one, queryText, candidateText }) => [
      path,
      rule,
      one,
      queryText,
      candidateText,
    ]),
    [
      ["PatientName", "wildcard", false, "Smith*", "Müller^Hans=山田^太郎"],
      [
        "ScheduledProcedureStepSequence.ScheduledProcedureStepStartDate",
        "range",
        false,
        "20270101-",
        "20261124",
      ],
      ["ScheduledProcedureStepSequence.Modality", "single value", true, "CT", "CT"],
      ["ScheduledProcedureStepSequence", "sequence", false, "", "1 item"],
    ].sort((a, b) => order(a[0]) - order(b[0])),
  );
  function order(path: unknown): number {
    return reasons.findIndex((reason) => reason.path === path);
  }
});

test("answers hold exactly the requested keys", () => {
  const query = createDataset({
    SpecificCharacterSet: "ISO_IR 100",
    PatientName: "M*",
    PatientWeight: "",
    PatientSex: "",
    ScheduledProcedureStepSequence: [{ Modality: "CT", ScheduledProcedureStepID: "" }],
  });
  const answer = selectReturnKeys(query, entry);
  assert.equal(
    [...answer.elements()].map(({ tag }) => tag),
    [0x00100010, 0x00100040, 0x00101030, 0x00400100],
  );
  assert.is(String(answer.get("PatientName")), "Müller^Hans=山田^太郎");
  assert.is(answer.getText("PatientWeight"), "70.50");
  assert.is(answer.getText("PatientSex"), "");
  const item = answer.get("ScheduledProcedureStepSequence")?.[0];
  assert.equal(
    [...(item?.elements() ?? [])].map(({ tag }) => tag),
    [0x00080060, 0x00400009],
  );
  const whole = selectReturnKeys(createDataset({ ScheduledProcedureStepSequence: [] }), entry);
  assert.is(whole.get("ScheduledProcedureStepSequence")?.[0]?.get("ScheduledStationAETitle"), "CT_SCANNER1");
});

test("wildcards agree with a regular expression (seeded), and end soon on hard patterns", () => {
  const letters = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 8 });
  fc.assert(
    fc.property(letters("ab*?"), letters("ab"), (pattern, text) => {
      const expression = new RegExp(`^${pattern.replace(/\*+/g, ".*").replace(/\?/g, ".")}$`);
      return matchesWildcard(pattern, text) === expression.test(text);
    }),
    { seed: 1, numRuns: 5000 },
  );
  assert.not.ok(matchesWildcard(`${"*a".repeat(50)}b`, "a".repeat(5000)));
});
