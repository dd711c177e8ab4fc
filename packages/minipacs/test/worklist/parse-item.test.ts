import {
  createDataset,
  type DatasetInit,
  TRANSFER_SYNTAX,
  toDicomJson,
  writeDataset,
  writeDicomFile,
} from "@minipacs/dicom-core";
import { MODALITY_WORKLIST_FIND } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createSamples } from "../../src/services/worklist-samples.ts";
import { WorklistStore } from "../../src/services/worklist-store.ts";
import { parseWorklistItem } from "../../src/worklist/parse-item.ts";
import {
  exportWorklistFile,
  exportWorklistJson,
  parseWorklistJson,
  readWorklistFile,
} from "../../src/worklist/worklist-files.ts";
import { phantomObject } from "../support/phantom.ts";

const test = testSuite("minipacs/worklist items");

const json = (item: unknown) => toDicomJson(parseWorklistItem(item));

test("attributes by keyword give the same as the DICOM JSON Model", () => {
  const groups = { Alphabetic: "Yamada^Tarou", Ideographic: "山田^太郎", Phonetic: "やまだ^たろう" };
  const friendly = json({
    PatientName: "Yamada^Tarou=山田^太郎=やまだ^たろう",
    PatientBirthDate: "1980-02-03",
    PatientWeight: 70.5,
    PatientSex: "",
    Modality: "CT",
    ScheduledProcedureStepStartTime: "13:15",
    RequestedProcedureCodeSequence: [{ CodeValue: "X", CodingSchemeDesignator: "99" }],
  });
  assert.equal(
    friendly,
    json({
      PatientName: groups,
      PatientBirthDate: "19800203",
      PatientWeight: "70.5",
      PatientSex: null,
      ScheduledProcedureStepSequence: [{ Modality: "CT", ScheduledProcedureStepStartTime: "1315" }],
      RequestedProcedureCodeSequence: [{ CodeValue: "X", CodingSchemeDesignator: "99" }],
    }),
  );
  const code = { "00080100": { vr: "SH", Value: ["X"] }, "00080102": { vr: "SH", Value: ["99"] } };
  const step = { "00080060": { vr: "CS", Value: ["CT"] }, "00400003": { vr: "TM", Value: ["1315"] } };
  const model = {
    "00100010": { vr: "PN", Value: [groups] },
    "00100030": { vr: "DA", Value: ["19800203"] },
    "00100040": { vr: "CS" },
    "00101030": { vr: "DS", Value: [70.5] },
    "00321064": { vr: "SQ", Value: [code] },
    "00400100": { vr: "SQ", Value: [step] },
  };
  assert.equal(friendly, model);
  assert.equal(json(model), { "00080005": { vr: "CS", Value: ["ISO_IR 192"] }, ...model });
});

test("beside keywords, attributes with their VR as in the DICOM JSON Model: private ones have no other", () => {
  const item = {
    PatientName: "Doe^Jane",
    "00090010": { vr: "LO", Value: ["VENDOR"] },
    "00091001": { vr: "DS", Value: [1.5] },
    steps: [
      { Modality: "CT", "00091002": { vr: "SQ", Value: [{ "00100020": { vr: "LO", Value: ["1"] } }] } },
    ],
  };
  const dataset = parseWorklistItem(item);
  const [step] = dataset.get("ScheduledProcedureStepSequence") ?? [];
  assert.equal(
    [dataset.getText("PatientName"), dataset.getText(0x00090010), dataset.get(0x00091001)],
    ["Doe^Jane", "VENDOR", 1.5],
  );
  assert.is(step?.element(0x00091002)?.items?.[0]?.getText("PatientID"), "1");
  const changed = parseWorklistItem({ "00091001": null, PatientID: { vr: "LO", Value: ["2"] } }, dataset);
  assert.equal([changed.has(0x00091001), changed.getText("PatientID")], [false, "2"]);
  const byTag = parseWorklistItem({ "00091001": null, "00100020": { vr: "LO", Value: ["3"] } }, dataset);
  assert.equal([byTag.has(0x00091001), byTag.getText("PatientID")], [false, "3"]);
});

test("a change is put over an entry: null removes, attributes of a step go to all steps", () => {
  const base = parseWorklistItem({
    PatientName: "A",
    PatientID: "1",
    steps: [{ Modality: "CT" }, { Modality: "MR" }],
  });
  const changed = parseWorklistItem({ PatientID: null, ScheduledStationAETitle: "X1" }, base);
  assert.is(changed.getText("PatientName"), "A");
  assert.is(changed.has("PatientID"), false);
  const steps = changed.get("ScheduledProcedureStepSequence") ?? [];
  assert.equal(
    steps.map((step) => [step.getText("Modality"), step.getText("ScheduledStationAETitle")]),
    [
      ["CT", "X1"],
      ["MR", "X1"],
    ],
  );
  assert.is(base.getText("PatientID"), "1");
  const model = parseWorklistItem({ "00100020": { vr: "LO", Value: ["2"] } }, base);
  assert.equal([model.getText("PatientID"), model.getText("PatientName")], ["2", "A"]);
});

const STEP = "ScheduledProcedureStepSequence[0].";
const WRONG: [unknown, string, string][] = [
  [[], "WORKLIST_ITEM", ""],
  ["text", "WORKLIST_ITEM", ""],
  [{ PatientNam: "A" }, "WORKLIST_ITEM", "PatientNam"],
  [{ steps: ["CT"] }, "ARG_VALUE", "ScheduledProcedureStepSequence"],
  [{ PatientID: "x".repeat(65) }, "ARG_VALUE_LENGTH", "PatientID"],
  [{ PatientID: { a: 1 } }, "ARG_VALUE", "PatientID"],
  [{ PatientSex: "male" }, "ARG_VALUE_REPERTOIRE", "PatientSex"],
  [{ PatientBirthDate: "1980" }, "ARG_VALUE_FORMAT", "PatientBirthDate"],
  [
    { steps: [{ ScheduledProcedureStepStartDate: "20261201-" }] },
    "ARG_VALUE_FORMAT",
    `${STEP}ScheduledProcedureStepStartDate`,
  ],
  [
    { steps: [{ ScheduledProcedureStepStartTime: "25:00" }] },
    "ARG_VALUE_FORMAT",
    `${STEP}ScheduledProcedureStepStartTime`,
  ],
  [{ "00100020": { vr: "LO", Value: [{ a: 1 }] } }, "WORKLIST_ITEM", "PatientID"],
  [{ PatientID: { vr: "LO", Value: [{ a: 1 }] } }, "WORKLIST_ITEM", "PatientID"],
  [{ steps: [{ Modality: { vr: "CS", Value: ["ct"] } }] }, "ARG_VALUE_REPERTOIRE", `${STEP}Modality`],
  [
    { "00400100": { vr: "SQ", Value: [{ "00080060": { vr: "CS", Value: ["ct"] } }] } },
    "ARG_VALUE_REPERTOIRE",
    `${STEP}Modality`,
  ],
];

for (const [item, code, attribute] of WRONG) {
  test(`refused with ${code} at ${attribute || "the entry"}: ${JSON.stringify(item).slice(0, 60)}`, () => {
    try {
      parseWorklistItem(item);
      assert.unreachable();
    } catch (error) {
      const {
        code: found,
        details,
        message,
      } = error as { code: string; details: Record<string, unknown>; message: string };
      assert.is(found, code, message);
      assert.ok(String(details.attribute).startsWith(attribute), String(details.attribute));
      assert.ok(message.includes(attribute));
    }
  });
}

test("a keyword that is none is told with the one that was meant, a value with its form", () => {
  const messageOf = (item: unknown) => {
    try {
      return JSON.stringify(parseWorklistItem(item));
    } catch (error) {
      return (error as Error).message;
    }
  };
  const none = "is no keyword of the data dictionary";
  assert.is(messageOf({ PatientNam: "A" }), `PatientNam ${none} (did you mean PatientName?)`);
  assert.is(messageOf({ steps: [{ modality: "CT" }] }), `${STEP}modality ${none} (did you mean Modality?)`);
  assert.is(messageOf({ Qqqqqqqqqq: "A" }), `Qqqqqqqqqq ${none}`);
  assert.is(messageOf({ ["x".repeat(1_000_000)]: "A" }).slice(-40), `xxx ${none}`.slice(-40));
  assert.match(
    messageOf({ ScheduledProcedureStepStartDate: "1.12.2026" }),
    /: a date as YYYYMMDD \(20261201\)$/,
  );
  assert.match(messageOf({ PatientBirthDate: "1980" }), /: a date as YYYYMMDD \(20261201\) is expected$/);
});

test("what is exported comes back the same, as JSON and as files", () => {
  const store = new WorklistStore();
  const entries = store.add(createSamples(new Date()));
  const again = new WorklistStore();
  const text = JSON.stringify(exportWorklistJson(entries));
  again.add(parseWorklistJson(text).map((dataset) => ({ dataset })));
  assert.is(JSON.stringify(exportWorklistJson(again.list())), text);
  assert.equal(
    readWorklistFile(new TextEncoder().encode(text)).datasets.map((dataset) => toDicomJson(dataset)),
    JSON.parse(text),
  );
  for (const entry of entries) {
    const [dataset] = readWorklistFile(exportWorklistFile(entry)).datasets;
    assert.equal(dataset && toDicomJson(dataset), toDicomJson(entry.dataset));
  }
  for (const [term, declared] of [
    ["ISO_IR 192", "ISO_IR 192"],
    ["ISO_IR 100", "ISO_IR 100"],
    ["ISO_IR 144", "ISO_IR 192"],
  ] as const) {
    const { datasets, remarks } = readWorklistFile(exportWorklistFile(entries[0] as never, [term]));
    assert.equal(
      [datasets[0]?.getText("PatientName"), datasets[0]?.getText("SpecificCharacterSet")],
      ["Müller^Hans", declared],
    );
    assert.equal(remarks, []);
  }
});

test("an image, another object and a DICOMDIR are no entries, whichever way they come", async () => {
  const image = await phantomObject({ kinds: ["ct"] });
  const report = await phantomObject({ kinds: ["sr"] });
  const because = (pattern: RegExp) => (error: { code: string; message: string }) =>
    error.code === "WORKLIST_OBJECT" && pattern.test(error.message);
  const isImage = because(/an image of CT Image Storage with Rows and PixelData, not a worklist entry/);
  assert.throws(() => readWorklistFile(writeDicomFile(image)), isImage);
  assert.throws(() => parseWorklistItem(toDicomJson(image.dataset)), isImage);
  assert.throws(
    () => readWorklistFile(writeDicomFile(report)),
    because(/this is an object of .* SR Storage, not/),
  );
  const refused = (values: DatasetInit) => () =>
    readWorklistFile(exportWorklistFile({ dataset: createDataset(values) }));
  assert.throws(refused({ DirectoryRecordSequence: [] }), because(/this is a DICOMDIR, not/));
  const ScheduledProcedureStepSequence = [{ Modality: "CT" }];
  const PixelData = new Uint8Array(2);
  assert.throws(
    refused({ ScheduledProcedureStepSequence, PixelData }),
    because(/this is an image with Pixel/),
  );
  const CT = "1.2.840.10008.5.1.4.1.1.2";
  assert.not.throws(refused({ ScheduledProcedureStepSequence, SOPClassUID: CT, PatientID: "made of one" }));
  assert.not.throws(refused({ SOPClassUID: MODALITY_WORKLIST_FIND, PatientID: "1" }));
  assert.not.throws(refused({ PatientName: "Step^To Be Made" }));
});

test("bare data sets are read as Part 10 files are; what is cut off is not", () => {
  const dataset = createDataset({
    SpecificCharacterSet: "ISO_IR 100",
    PatientName: "Müller",
    PatientID: "1".repeat(40),
  });
  for (const transferSyntaxUid of [
    TRANSFER_SYNTAX.explicitVrLittleEndian,
    TRANSFER_SYNTAX.implicitVrLittleEndian,
  ]) {
    const bytes = writeDataset(dataset, { transferSyntaxUid });
    assert.is(readWorklistFile(bytes).datasets[0]?.getText("PatientName"), "Müller");
    assert.throws(() => readWorklistFile(bytes.subarray(0, bytes.length - 8)));
  }
  const file = exportWorklistFile({ dataset });
  assert.throws(() => readWorklistFile(file.subarray(0, file.length - 8)));
  assert.throws(
    () => parseWorklistJson('[{"PatientID":"1"},{"PatientIDX":"1"}]'),
    (error: { code: string; message: string }) =>
      error.code === "WORKLIST_ITEM" && /^entry 2: PatientIDX/.test(error.message),
  );
});
