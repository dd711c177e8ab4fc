import {
  createDataset,
  type DatasetInit,
  readDataset,
  TRANSFER_SYNTAX,
  writeDataset,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { HeadTexts } from "../../src/index-db/head-texts.ts";

const test = testSuite("minipacs/head texts");
const { explicitVrLittleEndian, explicitVrBigEndian, implicitVrLittleEndian } = TRANSFER_SYNTAX;

const COLUMNS = ["PatientName", "Rows", "StudyDate", "OtherPatientIDsSequence"];

function read(values: DatasetInit, transferSyntaxUid: string) {
  return readDataset(writeDataset(createDataset(values), { transferSyntaxUid }), { transferSyntaxUid });
}

function textsOf(texts: HeadTexts, values: DatasetInit, transferSyntaxUid: string = explicitVrLittleEndian) {
  return texts.of(read(values, transferSyntaxUid), COLUMNS, transferSyntaxUid);
}

test("says what each head says, after any other", () => {
  const heads: DatasetInit[] = [
    { PatientName: "A^B", Rows: 512, StudyDate: "20260101" },
    { PatientName: "A^C", Rows: 512 },
    { PatientName: "A^B", Rows: 2, OtherPatientIDsSequence: [{ PatientID: "1" }] },
    { OtherPatientIDsSequence: [{ PatientID: "2" }], StudyDate: "" },
    {
      OtherPatientIDsSequence: Array.from({ length: 60 }, (_, i) => ({
        PatientID: `longer than is kept ${i}`,
      })),
    },
    {},
  ];
  const texts = new HeadTexts();
  for (const [one, other] of heads.flatMap((one) => heads.map((other) => [one, other] as const))) {
    for (const syntax of [explicitVrLittleEndian, implicitVrLittleEndian, explicitVrBigEndian]) {
      assert.equal(textsOf(texts, one, syntax), textsOf(new HeadTexts(), one, syntax));
      assert.equal(textsOf(texts, other, syntax), textsOf(new HeadTexts(), other, syntax));
    }
  }
  assert.equal(textsOf(texts, heads[0] ?? {}), ["A^B", "512", "20260101", ""]);
  assert.is(JSON.parse(textsOf(texts, heads[2] ?? {})[3] ?? "")[0]["00100020"].Value[0], "1");
});

test("the same bytes in another character set are another text", () => {
  const texts = new HeadTexts();
  const bytes = Uint8Array.of(0xd6, 0xe4);
  const named = (SpecificCharacterSet: string) => {
    const init = createDataset({ SpecificCharacterSet }).set("PatientName", "XY");
    const encoded = writeDataset(init, { transferSyntaxUid: explicitVrLittleEndian });
    encoded.set(bytes, encoded.length - 2);
    return texts.of(readDataset(encoded, { transferSyntaxUid: explicitVrLittleEndian }), COLUMNS, "")[0];
  };
  assert.is(named("ISO_IR 100"), "Öä");
  assert.is(named("ISO_IR 144"), "жф");
  assert.is(named("ISO_IR 100"), "Öä");
});

test("a change of the input afterwards changes nothing", () => {
  const texts = new HeadTexts();
  const encoded = writeDataset(createDataset({ PatientName: "A^B" }), {
    transferSyntaxUid: explicitVrLittleEndian,
  });
  const name = () =>
    texts.of(readDataset(encoded, { transferSyntaxUid: explicitVrLittleEndian }), COLUMNS, "")[0];
  assert.is(name(), "A^B");
  encoded[encoded.indexOf(0x41)] = 0x43;
  assert.is(name(), "C^B");
});

test("gives the same array where nothing is new", () => {
  const texts = new HeadTexts();
  const first = textsOf(texts, { PatientName: "A^B" });
  assert.is(textsOf(texts, { PatientName: "A^B" }), first);
  assert.is.not(textsOf(texts, { PatientName: "A^C" }), first);
});
