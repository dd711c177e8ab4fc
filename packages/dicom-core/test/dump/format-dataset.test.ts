import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  formatDataset,
  readDataset,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDataset,
} from "../../src/index.ts";

const test = testSuite("core/dump");
const corpus = testSuite("core/dump of real files", { data: true });

test("prints a tree", () => {
  const dataset = createDataset({
    SpecificCharacterSet: "ISO_IR 192",
    PatientName: "Müller^Hans",
    PatientID: "a\x1b[31m",
    StudyDate: "",
    Rows: 512,
    FrameIncrementPointer: 0x00181063,
    RequestAttributesSequence: [{ ScheduledProcedureStepID: "S1" }],
    PixelData: Uint8Array.of(1, 255),
  });
  dataset.set(0x00090010, "ACME").set(0x00091001, Uint8Array.of(7, 8), { vr: "UN" });
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  const read = readDataset(writeDataset(dataset, { transferSyntaxUid }), { transferSyntaxUid });
  assert.is(
    formatDataset(read),
    `(0008,0005) CS [ISO_IR 192]  # 10, SpecificCharacterSet
(0008,0020) DA (no value)  # 0, StudyDate
(0009,0010) LO [ACME]  # 4, Private Creator
(0009,1001) UN 07\\08  # 2, Private
(0010,0010) PN [Müller^Hans]  # 12, PatientName
(0010,0020) LO [a\\x1b[31m]  # 6, PatientID
(0028,0009) AT (0018,1063)  # 4, FrameIncrementPointer
(0028,0010) US 512  # 2, Rows
(0040,0275) SQ 1 item  # RequestAttributesSequence
  item 1
    (0040,0009) SH [S1]  # 2, ScheduledProcedureStepID
(7FE0,0010) OW 01\\ff  # 2, PixelData
`,
  );
  assert.match(formatDataset(dataset), /\(7FE0,0010\) OW 01\\ff {2}# PixelData/);
});

test("cuts long values unless told otherwise", () => {
  const dataset = createDataset({ PatientComments: "x".repeat(500) });
  assert.ok(formatDataset(dataset).length < 200);
  assert.ok(formatDataset(dataset, { maxValueLength: 0 }).includes("x".repeat(500)));
});

corpus("shows fragments", () => {
  const file = readDicomFile(readFileSync(requireData("dicom", "pydicom", "JPEG2000.dcm")));
  assert.match(
    formatDataset(file.dataset),
    /\(7FE0,0010\) OB 2 fragments {2}# \d+, PixelData\n {4}offset table/,
  );
});
