import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  Dataset,
  type DatasetInit,
  type MatchRule,
  matchesIdentifier,
  matchIdentifier,
  readDataset,
  selectReturnKeys,
  TRANSFER_SYNTAX,
  writeDataset,
} from "../../src/index.ts";
import { entry, matches, step } from "../support/worklist-entry.ts";

const test = testSuite("core/match");

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

test("answers are the candidate's text, whatever it and they are written in", () => {
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  const candidate = readDataset(writeDataset(entry, { transferSyntaxUid }), { transferSyntaxUid });
  const query = createDataset({
    QueryRetrieveLevel: "STUDY",
    PatientName: "",
    ScheduledProcedureStepSequence: [{ ScheduledStationAETitle: "" }],
  });
  for (const terms of ["ISO_IR 192", "\\ISO 2022 IR 87"]) {
    const answer = selectReturnKeys(query, candidate).set("SpecificCharacterSet", terms);
    for (const syntax of [transferSyntaxUid, TRANSFER_SYNTAX.implicitVrLittleEndian]) {
      const bytes = writeDataset(answer, { transferSyntaxUid: syntax, onUnencodable: "replace" });
      const read = readDataset(bytes, { transferSyntaxUid: syntax });
      const name = String(read.get("PatientName"));
      assert.is(name, terms === "ISO_IR 192" ? "Müller^Hans=山田^太郎" : "M?ller^Hans=山田^太郎");
      assert.is(read.getText("QueryRetrieveLevel"), "STUDY");
      const item = read.get("ScheduledProcedureStepSequence")?.[0];
      assert.is(item?.getText("ScheduledStationAETitle"), "CT_SCANNER1");
    }
  }
  assert.is(String(candidate.get("PatientName")), "Müller^Hans=山田^太郎");
});

test("by VR: what a key fits, and by which rule", () => {
  const B = Uint8Array.of(1, 2);
  const cases: [DatasetInit, DatasetInit, MatchRule, boolean][] = [
    // Wildcards stand in text, and are literal elsewhere.
    [{ StationAETitle: "CT*" }, { StationAETitle: "CT_1" }, "wildcard", true],
    [{ Modality: "?T" }, { Modality: "CT" }, "wildcard", true],
    [{ StudyDescription: "*Thorax" }, { StudyDescription: "CT Thorax" }, "wildcard", true],
    [{ PatientComments: "*x*" }, { PatientComments: "a\\x\nb" }, "wildcard", true],
    [{ InstitutionAddress: "A*" }, { InstitutionAddress: "B" }, "wildcard", false],
    [{ StudyID: "1?" }, { StudyID: "12" }, "wildcard", true],
    [{ RetrieveURL: "http*" }, { RetrieveURL: "https://a" }, "wildcard", true],
    [{ TextValue: "*b" }, { TextValue: "ab" }, "wildcard", true],
    [{ StudyInstanceUID: "1.*" }, { StudyInstanceUID: "1.2" }, "single value", false],
    [{ PatientAge: "04?Y" }, { PatientAge: "045Y" }, "single value", false],
    [{ InstanceNumber: "1*" }, { InstanceNumber: "12" }, "single value", false],
    [{ StudyDate: "2026*" }, { StudyDate: "20261124" }, "single value", false],
    // A star alone asks for nothing.
    [{ StudyDescription: "*" }, {}, "universal", true],
    [{ PatientName: "**" }, {}, "universal", true],
    [{ StudyInstanceUID: "*" }, { StudyInstanceUID: "1.2" }, "single value", false],
    // Single values: case counts but for names, padding does not.
    [{ StudyDescription: "Thorax " }, { StudyDescription: " Thorax" }, "single value", true],
    [{ StudyDescription: "thorax" }, { StudyDescription: "Thorax" }, "single value", false],
    [{ StudyDescription: "Mu\u0308ller" }, { StudyDescription: "Müller" }, "single value", true],
    [{ PatientComments: " a" }, { PatientComments: "a" }, "single value", false],
    [{ PatientComments: "a " }, { PatientComments: "a" }, "single value", true],
    [{ PatientWeight: "7.050E1" }, { PatientWeight: "70.5" }, "single value", true],
    [{ InstanceNumber: "+07" }, { InstanceNumber: "7" }, "single value", true],
    [{ Rows: 512 }, { Rows: 512 }, "single value", true],
    [{ Rows: 512 }, { Rows: 256 }, "single value", false],
    [{ SelectorUVValue: 2n ** 60n }, { SelectorUVValue: 2n ** 60n + 1n }, "single value", false],
    [{ FrameIncrementPointer: 0x00181063 }, { FrameIncrementPointer: 0x00181063 }, "single value", true],
    [{ EncapsulatedDocument: B }, { EncapsulatedDocument: Uint8Array.of(1, 2) }, "single value", true],
    [{ EncapsulatedDocument: B }, { EncapsulatedDocument: Uint8Array.of(1, 3) }, "single value", false],
    [{ EncapsulatedDocument: B }, {}, "single value", false],
    [{ PatientID: "x" }, {}, "single value", false],
    [{ PatientID: "x" }, { PatientID: "" }, "single value", false],
    // Several values.
    [{ StudyInstanceUID: "1.2\\1.3" }, { StudyInstanceUID: "1.3" }, "list of UID", true],
    [{ StudyInstanceUID: "1.2\\1.3" }, { StudyInstanceUID: "1.4" }, "list of UID", false],
    [{ SOPClassesInStudy: "1.2" }, { SOPClassesInStudy: ["1.1", "1.2"] }, "single value", true],
    [{ ModalitiesInStudy: "C*\\SR" }, { ModalitiesInStudy: ["SR", "MR", "CT"] }, "multiple values", true],
    [{ ModalitiesInStudy: "CT\\SR" }, { ModalitiesInStudy: "CT" }, "multiple values", false],
    [{ OtherPatientIDs: "b" }, { OtherPatientIDs: ["a", "b"] }, "single value", true],
    // Dates and times.
    [{ StudyDate: "20261124" }, { StudyDate: "2026.11.24" }, "single value", true],
    [{ StudyTime: "10:30" }, { StudyTime: "103015" }, "single value", true],
    [{ StudyTime: "1031-" }, { StudyTime: "103015" }, "range", false],
    [{ AcquisitionDateTime: "2026-2027" }, { AcquisitionDateTime: "202706" }, "range", true],
    [{ AcquisitionDateTime: "2026-0500" }, { AcquisitionDateTime: "2026" }, "single value", true],
    [{ StudyDate: "-" }, { StudyDate: "20261124" }, "range", false],
    [{ StudyDate: "20261124" }, { StudyDate: "nonsense" }, "single value", false],
    [{ StudyDate: "unknown" }, { StudyDate: "unknown" }, "single value", true],
    // Sequences.
    [{ ReferencedStudySequence: [] }, {}, "universal", true],
    [{ ReferencedStudySequence: [{}] }, {}, "universal", true],
  ];
  for (const [query, candidate, rule, fits] of cases) {
    const pair = [query, candidate].map((init) => createDataset(init, { validate: false }));
    const result = matchIdentifier(pair[0] as Dataset, pair[1] as Dataset);
    const label = JSON.stringify([query, candidate], (_, value) =>
      typeof value === "bigint" ? `${value}` : value,
    );
    assert.is(result.matches, fits, label);
    assert.is(result.reasons.at(-1)?.rule, rule, label);
    assert.is(result.reasons.at(-1)?.matches, fits, label);
    assert.is(matchesIdentifier(pair[0] as Dataset, pair[1] as Dataset), fits, label);
  }
});

test("text is compared after decoding, whatever the character sets", () => {
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  const inSet = (SpecificCharacterSet: string, PatientName: string) =>
    readDataset(
      writeDataset(createDataset({ SpecificCharacterSet, PatientName, StudyDescription: PatientName }), {
        transferSyntaxUid,
      }),
      { transferSyntaxUid },
    );
  const latin = inSet("ISO_IR 100", "Müller");
  assert.ok(matchesIdentifier(inSet("ISO_IR 192", "Müller"), latin));
  assert.ok(matchesIdentifier(inSet("ISO_IR 192", "M?ller"), latin));
  assert.not.ok(matchesIdentifier(inSet("ISO_IR 192", "Möller"), latin));
});

test("level, view, character set and time zone are no keys", () => {
  const query = createDataset({
    SpecificCharacterSet: "ISO_IR 192",
    QueryRetrieveLevel: "STUDY",
    QueryRetrieveView: "CLASSIC",
    TimezoneOffsetFromUTC: "+0100",
    PatientID: "P1",
  });
  const { matches: fits, reasons } = matchIdentifier(query, createDataset({ PatientID: "P1" }));
  assert.ok(fits);
  assert.equal(
    reasons.map(({ path }) => path),
    ["PatientID"],
  );
  const answer = selectReturnKeys(query, createDataset({ PatientID: "P1", TimezoneOffsetFromUTC: "-0500" }));
  assert.is(answer.get("QueryRetrieveLevel"), "STUDY");
  assert.is(answer.get("TimezoneOffsetFromUTC"), "-0500");
  assert.not.ok(answer.has("SpecificCharacterSet"));
});

test("private creators name blocks and are no keys; answers repeat them", () => {
  const query = new Dataset()
    .set("PatientID", "P1")
    .set(0x00090010, "VENDOR", { vr: "LO" })
    .set(0x00091001, "", { vr: "LO" });
  const answer = selectReturnKeys(query, createDataset({ PatientID: "P1" }));
  assert.ok(matchesIdentifier(query, createDataset({ PatientID: "P1" })));
  assert.not(matchesIdentifier(query, createDataset({ PatientID: "P2" })));
  assert.equal([answer.getText(0x00090010), answer.getText(0x00091001)], ["VENDOR", ""]);
  const other = createDataset({ PatientID: "P1" }).set(0x00090010, "OTHER", { vr: "LO" });
  assert.is(selectReturnKeys(query, other).getText(0x00090010), "OTHER");
});

test("an answer of a data set without time zone has none, PS3.4 K.4.1.1.3.2", () => {
  const query = createDataset({ PatientID: "", TimezoneOffsetFromUTC: "+0100" });
  assert.not(selectReturnKeys(query, createDataset({ PatientID: "P1" })).has("TimezoneOffsetFromUTC"));
  const zoned = createDataset({ PatientID: "P1", TimezoneOffsetFromUTC: "+0200" });
  assert.is(selectReturnKeys(query, zoned).getText("TimezoneOffsetFromUTC"), "+0200");
});

test("the empty value, where it was agreed on", () => {
  const candidates: [DatasetInit, boolean][] = [
    [{}, true],
    [{ PatientID: "" }, true],
    [{ PatientID: "x" }, false],
    [{ PatientID: '""' }, false],
  ];
  const query = createDataset({ PatientID: '""' });
  for (const [init, fits] of candidates)
    assert.is(
      matchesIdentifier(query, createDataset(init), { emptyValues: true }),
      fits,
      JSON.stringify(init),
    );
  assert.not.ok(matchesIdentifier(query, createDataset({})));
  assert.ok(matchesIdentifier(query, createDataset({ PatientID: '""' })));
  for (const key of ["StudyDate", "StudyInstanceUID", "Modality"])
    assert.ok(matchesIdentifier(new Dataset().set(key, '""'), createDataset({}), { emptyValues: true }), key);
});

test("sequences within sequences, each item apart", () => {
  const code = (CodeValue: string, CodingSchemeDesignator: string) => ({ CodeValue, CodingSchemeDesignator });
  const candidate = createDataset({
    ScheduledProcedureStepSequence: [
      { Modality: "CT", ScheduledProtocolCodeSequence: [code("1", "A"), code("2", "B")] },
      { Modality: "MR", ScheduledProtocolCodeSequence: [code("3", "A")] },
    ],
  });
  const query = (Modality: string, item: object) =>
    createDataset({ ScheduledProcedureStepSequence: [{ Modality, ScheduledProtocolCodeSequence: [item] }] });
  assert.ok(matchesIdentifier(query("CT", code("2", "B")), candidate));
  assert.not.ok(matchesIdentifier(query("CT", code("1", "B")), candidate));
  assert.not.ok(matchesIdentifier(query("CT", code("3", "A")), candidate));
  const { reasons } = matchIdentifier(query("MR", code("3", "B")), candidate);
  assert.equal(
    reasons.map(({ path, matches: fits, itemIndex }) => [path.split(".").at(-1), fits, itemIndex]),
    [
      ["Modality", true, undefined],
      ["CodeValue", true, undefined],
      ["CodingSchemeDesignator", false, undefined],
      ["ScheduledProtocolCodeSequence", false, 0],
      ["ScheduledProcedureStepSequence", false, 1],
    ].sort((a, b) => names.indexOf(a[0] as string) - names.indexOf(b[0] as string)),
  );
});
const names = [
  "Modality",
  "CodeValue",
  "CodingSchemeDesignator",
  "ScheduledProtocolCodeSequence",
  "ScheduledProcedureStepSequence",
];

test("an odd value that was read goes into the answer as it is", () => {
  const candidate = createDataset({ PatientID: "x".repeat(80), PatientAge: "old" }, { validate: false });
  const answer = selectReturnKeys(createDataset({ PatientID: "", PatientAge: "" }), candidate);
  assert.is(answer.get("PatientID"), "x".repeat(80));
  assert.is(answer.get("PatientAge"), "old");
});
