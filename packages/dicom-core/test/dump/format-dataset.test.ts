import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { bytes } from "../../../../tools/test/assert-bytes.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  Dataset,
  formatDataset,
  readDataset,
  readDicomFile,
  TRANSFER_SYNTAX,
  type Vr,
  writeDataset,
} from "../../src/index.ts";

const test = testSuite("core/dump");
const corpus = testSuite("core/dump of real files", { data: true });

const EXPLICIT = { transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian };

test("prints a tree", () => {
  const dataset = createDataset({
    SpecificCharacterSet: "ISO_IR 192",
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.2",
    ImageType: ["ORIGINAL", "PRIMARY"],
    PatientName: "Müller^Hans",
    StudyDate: "",
    Rows: 512,
    FrameIncrementPointer: 0x00181063,
    RequestAttributesSequence: [{ ScheduledProcedureStepID: "S1" }, {}],
    PixelData: Uint8Array.of(1, 255),
  });
  dataset
    .set("PatientID", "a\x9b31m", { validate: false })
    .set(0x00090010, "ACME", { vr: "LO" })
    .set(0x00091001, Uint8Array.of(7, 8), { vr: "UN" })
    .set(0x00091102, 1.5, { vr: "FL" })
    .set(0x0009000f, new TextEncoder().encode("text"), { vr: "UN" });
  const read = readDataset(writeDataset(dataset, EXPLICIT), EXPLICIT);
  assert.is(
    formatDataset(read).replace(/ {3,}#/g, "  #"),
    `(0008,0005) CS [ISO_IR 192]  # 10, 1 SpecificCharacterSet
(0008,0008) CS [ORIGINAL\\PRIMARY]  # 16, 2 ImageType
(0008,0016) UI [1.2.840.10008.5.1.4.1.1.2] (CT Image Storage)  # 26, 1 SOPClassUID
(0008,0020) DA (no value)  # 0, 0 StudyDate
(0009,000F) UN 74\\65\\78\\74 "text"  # 4, 1 Private without creator
(0009,0010) LO [ACME]  # 4, 1 Private Creator
(0009,1001) UN 07\\08  # 2, 1 Private (ACME)
(0009,1102) FL 1.5  # 4, 1 Private without creator
(0010,0010) PN [Müller^Hans]  # 12, 1 PatientName
(0010,0020) LO [a\\x9b31m]  # 6, 1 PatientID
(0028,0009) AT (0018,1063)  # 4, 1 FrameIncrementPointer
(0028,0010) US 512  # 2, 1 Rows
(0040,0275) SQ (2 items)  # RequestAttributesSequence
  item 1 (1 element)
    (0040,0009) SH [S1]  # 2, 1 ScheduledProcedureStepID
  item 2 (0 elements)
(7FE0,0010) OW ff01  # 2, 1 PixelData
`,
  );
  assert.match(formatDataset(dataset), /\(7FE0,0010\) OW ff01 +# 1 PixelData/);
  assert.is(formatDataset(createDataset()), "");
  assert.match(formatDataset(createDataset({ Rows: 1 }), { indent: "> " }), /^> \(0028,0010\) US 1 {40,}# /);
});

test("private elements by the name that their creator's dictionary has", () => {
  const dataset = createDataset();
  dataset
    .set(0x00091010, "GEMS_IDEN_01", { vr: "LO" })
    .set(0x00090010, "GEMS_IDEN_01", { vr: "LO" })
    .set(0x00091004, "HiSpeed", { vr: "SH" });
  assert.match(formatDataset(dataset), /\(0009,1004\) SH \[HiSpeed\] +# 1 \w[^()]+ \(GEMS_IDEN_01\)\n/);
});

test("binary values by their kind", () => {
  const dataset = new Dataset();
  const value = Uint8Array.from({ length: 16 }, (_, i) => (i % 4 === 3 ? 0x3f : 0));
  for (const [index, vr] of ["OB", "OW", "OF", "OD", "OL", "OV", "UN"].entries()) {
    dataset.set(0x00091000 + index, value, { vr: vr as Vr });
  }
  dataset.set(0x00091010, [0.1, -2, Number.NaN], { vr: "FL" }).set(0x00091011, [2n ** 63n], { vr: "UV" });
  assert.equal(
    formatDataset(dataset)
      .split("\n")
      .slice(0, -1)
      .map((line) => line.slice(12).replace(/ +#.*/, "")),
    [
      "OB 00\\00\\00\\3f\\00\\00\\00\\3f\\00\\00\\00\\3f\\00\\00\\00\\3f",
      "OW 0000\\3f00\\0000\\3f00\\0000\\3f00\\0000\\3f00",
      "OF 0.5\\0.5\\0.5\\0.5",
      "OD 0.000030517585287270776\\0.000030517585287270776",
      "OL 1056964608\\1056964608\\1056964608\\1056964608",
      "OV 4539628425446424576\\4539628425446424576",
      "UN 00\\00\\00\\3f\\00\\00\\00\\3f\\00\\00\\00\\3f\\00\\00\\00\\3f",
      "FL 0.1\\-2\\NaN",
      "UV 9223372036854775808",
    ],
  );
});

test("cuts long values and lists of fragments unless told otherwise", () => {
  const dataset = createDataset({ PatientComments: "x".repeat(500), PixelData: new Uint8Array(1000) });
  dataset.set(
    0x00091000,
    Array.from({ length: 5000 }, () => 0.25),
    { vr: "FD" },
  );
  for (const line of formatDataset(dataset).split("\n")) assert.ok(line.length < 140, line);
  const whole = formatDataset(dataset, { maxValueLength: 0 });
  assert.ok(whole.includes("x".repeat(500)) && whole.includes("0000\\".repeat(499)));
  assert.ok(!formatDataset(createDataset({ PatientComments: "\u{1F600}".repeat(60) })).includes("\uD83D…"));

  const item = bytes`fe ff 00 e0 02 00 00 00 ff d8`;
  const fragments = readDataset(
    Uint8Array.from([
      ...bytes`e0 7f 10 00 4f 42 00 00 ff ff ff ff`,
      ...Array.from({ length: 20 }, () => [...item]).flat(),
      ...bytes`fe ff dd e0 00 00 00 00`,
    ]),
    { transferSyntaxUid: TRANSFER_SYNTAX.jpegBaseline },
  );
  const text = formatDataset(fragments);
  assert.match(
    text,
    /OB \(20 fragments\) +# 40, 1 PixelData\n {4}offset table: ff\\d8 +# 2\n {4}fragment 1: /,
  );
  assert.match(text, /fragment 15: .*\n {4}… 4 more fragments\n$/);
  assert.match(formatDataset(fragments, { maxValueLength: 0 }), /fragment 19: ff\\d8/);
});

test("nothing of a value can command a terminal", () => {
  const value = new TextEncoder().encode("a\x1b[2J\u009b\u202eb\u2028c\r\n");
  const dataset = readDataset(Uint8Array.from([...bytes`10 00 00 40 4c 54`, value.length, 0, ...value]), {
    ...EXPLICIT,
    specificCharacterSet: ["ISO_IR 192"],
  });
  assert.match(formatDataset(dataset), /\[a\ufffd\[2J\\x9b\\x202eb\\x2028c\\x0d\\x0a\]/);
});

test("diagnostics stand below their elements", () => {
  const cut = bytes`08 00 60 00 43 53 02 00 43 54  10 00 20 00 4c 4f 10 00 31 32`;
  const text = formatDataset(readDataset(cut, EXPLICIT));
  assert.match(
    text,
    /LO \[12\].*\n {2}! warning: the length says 16 bytes, 2 are there \(DATASET_VALUE_TRUNCATED\)\n$/,
  );
  const trailing = formatDataset(readDataset(Uint8Array.from([...cut.subarray(0, 10), 1, 2, 3]), EXPLICIT));
  assert.match(trailing, / {2}! warning: .*\(DATASET_TRAILING_BYTES\)\n$/);
});

test("nested deeper than any stack", () => {
  let dataset = createDataset({ PatientID: "inmost" });
  for (let i = 0; i < 3000; i += 1) dataset = createDataset({ ContentSequence: [dataset] });
  assert.ok(formatDataset(dataset).includes("[inmost]"));
});

corpus("shows fragments", () => {
  const file = readDicomFile(readFileSync(requireData("dicom", "pydicom", "JPEG2000.dcm")));
  assert.match(
    formatDataset(file.dataset),
    /\(7FE0,0010\) OB \(2 fragments\) +# 250, 1 PixelData\n {4}offset table: \(no value\) +# 0\n {4}fragment 1: ff\\4f/,
  );
});
