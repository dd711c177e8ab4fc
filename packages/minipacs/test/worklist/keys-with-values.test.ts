import { createDataset, readDataset, TRANSFER_SYNTAX, toDicomJson, writeDataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import "../../src/index.ts";
import { keysWithValues } from "../../src/worklist/keys-with-values.ts";

const test = testSuite("minipacs/worklist keys");

test("keys without a value are left out, and what they are in; text stays as it was read", () => {
  const transferSyntaxUid = TRANSFER_SYNTAX.implicitVrLittleEndian;
  const query = createDataset({
    SpecificCharacterSet: "ISO_IR 100",
    PatientName: "Mü*",
    PatientID: undefined,
    PatientWeight: "70.50",
    PatientComments: "a\\b",
    RequestedProcedureCodeSequence: [{ CodeValue: undefined }],
    ScheduledProcedureStepSequence: [
      { Modality: "CT", ScheduledProtocolCodeSequence: [], ScheduledStationAETitle: undefined },
    ],
  });
  const read = readDataset(writeDataset(query, { transferSyntaxUid }), { transferSyntaxUid });
  const before = JSON.stringify(toDicomJson(read));
  for (const each of [query, read]) {
    const keys = keysWithValues(each);
    assert.equal(
      [...keys.elements()].map(({ tag }) => tag),
      [0x00080005, 0x00100010, 0x00101030, 0x00104000, 0x00400100],
    );
    assert.equal(
      ["PatientName", "PatientWeight", "PatientComments"].map((key) => keys.getText(key)),
      ["Mü*", "70.50", "a\\b"],
    );
    const [step] = keys.get("ScheduledProcedureStepSequence") ?? [];
    assert.equal([step?.size, step?.get("Modality")], [1, "CT"]);
  }
  assert.is(JSON.stringify(toDicomJson(read)), before);
});
