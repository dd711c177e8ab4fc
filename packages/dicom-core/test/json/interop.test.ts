import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { bytes } from "../../../../tools/test/assert-bytes.ts";
import { PYTHON, runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  type Dataset,
  type DicomJson,
  formatDicomJson,
  fromDicomJson,
  readDataset,
  readDicomFile,
  TRANSFER_SYNTAX,
  toDicomJson,
  VR_TABLE,
  writeDataset,
  writeDicomFile,
} from "../../src/index.ts";
import { compareWithTruth } from "./truth-model.ts";

const test = testSuite("interop/DICOM JSON with DCMTK and pydicom", {
  tools: ["dcm2json", PYTHON],
  timeoutMs: 60_000,
});

/** Reads a file and our JSON of it, says where they differ, and writes pydicom's own JSON of the file. */
const PYDICOM = `
import json, sys, pydicom
file, ours, theirs = sys.argv[1:]
read = pydicom.dcmread(file)
made = pydicom.dataset.Dataset.from_json(open(ours, encoding="utf-8").read())
def compare(a, b, path):
    for tag in sorted(set(a.keys()) | set(b.keys())):
        if tag not in a or tag not in b:
            print(path, tag, "only in", "JSON" if tag in b else "file")
        elif a[tag].VR == "SQ":
            print(path, tag, "items") if len(a[tag].value) != len(b[tag].value) else None
            for i, (x, y) in enumerate(zip(a[tag].value, b[tag].value)):
                compare(x, y, f"{path}{tag}[{i}]")
        elif a[tag].VR != b[tag].VR or (a[tag].value or None) != (b[tag].value or None):
            print(path, tag, a[tag].VR, b[tag].VR, repr(a[tag].value)[:80], repr(b[tag].value)[:80])
compare(read, made, "")
json.dump(read.to_json_dict(), open(theirs, "w", encoding="utf-8"))
`;

const folder = mkdtempSync(join(tmpdir(), "minipacs-json-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

function everyVr(): Dataset {
  const dataset = createDataset({
    SpecificCharacterSet: "ISO_IR 192",
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
    SOPInstanceUID: "1.2.3.4",
    ScheduledStationAETitle: ["MODALITY", "OTHER"],
    PatientAge: "042Y",
    FrameIncrementPointer: [0x00181063, 0x7fe00010],
    ImageType: ["ORIGINAL", "PRIMARY"],
    StudyDate: "20240229",
    PixelSpacing: ["0.50000000", "0.25"],
    WindowCenter: [40, -1.5],
    AcquisitionDateTime: "20240229101112.123456+0100",
    ReferencePixelPhysicalValueX: -1.5e-300,
    TableOfParameterValues: [0.5, -2],
    InstanceNumber: "+7",
    PatientID: "ÄÖÜ-1",
    // No empty name among others: pydicom 2 cannot write one.
    OtherPatientNames: ["Yamada^Tarou=山田^太郎=やまだ^たろう", "=王"],
    OtherPatientIDs: ["1", "", "3"],
    PatientComments: "two\r\nlines \\ and a backslash",
    ICCProfile: Uint8Array.of(0, 1, 254, 255),
    AccessionNumber: "",
    ReferencePixelX0: -2147483648,
    RequestAttributesSequence: [{ ScheduledProcedureStepID: "é", RequestedProcedureID: "" }, {}],
    InstitutionAddress: "street",
    StudyTime: "101112.5",
    LongCodeValue: "long code",
    StudyInstanceUID: "1.2.3",
    RegionLocationMinX0: 4294967295,
    RetrieveURL: "http://pacs.example/studies/1.2.3",
    Rows: 65535,
    TextValue: "text",
    RedPaletteColorLookupTableData: Uint8Array.of(1, 2, 3, 4),
    VectorGridData: Uint8Array.of(0, 0, 128, 63),
    LongPrimitivePointIndexList: Uint8Array.of(1, 0, 0, 0),
  });
  dataset.set(0x00189219, [-32768, 5], { vr: "SS", validate: false });
  dataset.set(0x00720082, [-(2n ** 53n) + 1n, 5n], { vr: "SV" });
  dataset.set(0x00720083, [0n, 2n ** 53n - 1n], { vr: "UV" });
  dataset.set(0x00720073, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), { vr: "OD" });
  dataset.set(0x00720081, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), { vr: "OV" });
  dataset.set(0x00090010, "MINIPACS", { vr: "LO" });
  dataset.set(0x00091001, Uint8Array.of(9, 8, 7, 6), { vr: "UN" });
  return dataset;
}

/** What all agree on: both ways. */
async function judge(
  name: string,
  dataset: Dataset,
  transferSyntaxUid: string,
  judges: readonly string[] = ["pydicom", "dcm2json"],
): Promise<void> {
  const file = join(folder, `${name}.dcm`);
  const ours = join(folder, `${name}.json`);
  const theirs = join(folder, `${name}.pydicom.json`);
  writeFileSync(file, writeDicomFile({ dataset, transferSyntaxUid }));
  const read = readDicomFile(readFileSync(file)).dataset;
  writeFileSync(ours, formatDicomJson(toDicomJson(read)));

  for (const tool of judges) {
    const isPydicom = tool === "pydicom";
    const { code, stdout, output } = isPydicom
      ? await runTool(PYTHON, ["-c", PYDICOM, file, ours, theirs])
      : await runTool("dcm2json", [file]);
    assert.is(code, 0, output);
    if (isPydicom) assert.is(stdout, "", "pydicom reads our JSON as it reads the file");
    const theirJson = JSON.parse(isPydicom ? readFileSync(theirs, "utf8") : stdout) as DicomJson;
    // DCMTK names UTF-8 in (0008,0005).
    const json = toDicomJson(read, { utf8: !isPydicom });
    assert.equal(compareWithTruth(theirJson, json), [], `${tool}'s JSON of the file is ours`);
    const back = fromDicomJson(theirJson, { transferSyntaxUid });
    const again = readDataset(writeDataset(back, { transferSyntaxUid }), { transferSyntaxUid });
    assert.equal(compareWithTruth(theirJson, toDicomJson(again)), [], `${tool}'s JSON goes through`);
  }
}

test("a file with all 34 VRs", async () => {
  const dataset = everyVr();
  const vrs = new Set([...dataset.elements()].map(({ vr }) => vr));
  assert.equal(
    Object.keys(VR_TABLE).filter((vr) => !vrs.has(vr as never)),
    [],
  );
  await judge("explicit", dataset, TRANSFER_SYNTAX.explicitVrLittleEndian);
  // pydicom leaves binary values in big endian order, which JSON has not.
  await judge("big", dataset, TRANSFER_SYNTAX.explicitVrBigEndian, ["dcm2json"]);
});

test("text in another character set", async () => {
  const dataset = createDataset({
    SpecificCharacterSet: "ISO_IR 100",
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
    SOPInstanceUID: "1.2.3.5",
    PatientName: "Müller^Änne",
    PatientID: "1",
  });
  await judge("latin1", dataset, TRANSFER_SYNTAX.implicitVrLittleEndian);
});

test("encapsulated Pixel Data", async () => {
  const items = bytes`fe ff 00 e0 04 00 00 00 00 00 00 00  fe ff 00 e0 04 00 00 00 ff d8 ff d9`;
  const transferSyntaxUid = TRANSFER_SYNTAX.jpegBaseline;
  const pixels = { vr: "OB", InlineBinary: Buffer.from(items).toString("base64") };
  const dataset = fromDicomJson(
    {
      "00080016": { vr: "UI", Value: ["1.2.840.10008.5.1.4.1.1.7"] },
      "00080018": { vr: "UI", Value: ["1.2.3.7"] },
      "7FE00010": pixels,
    },
    { transferSyntaxUid },
  );
  await judge("encapsulated", dataset, transferSyntaxUid, ["pydicom"]);
  assert.equal(toDicomJson(dataset)["7FE00010"], pixels);
});

test("numbers that JSON does not have, and integers beyond 2^53, in Python", async () => {
  const dataset = createDataset({ SOPClassUID: "1.2.840.10008.5.1.4.1.1.7", SOPInstanceUID: "1.2.3.6" });
  dataset.set(0x00720074, [Number.NaN, Number.NEGATIVE_INFINITY, 1.5], { vr: "FD" });
  dataset.set(0x00720083, [2n ** 64n - 1n], { vr: "UV" });
  const file = join(folder, "numbers.dcm");
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  writeFileSync(file, writeDicomFile({ dataset, transferSyntaxUid }));
  const { stdout, output } = await runTool(PYTHON, [
    "-c",
    "import pydicom, sys; d = pydicom.dcmread(sys.argv[1]); print(list(d[0x720074].value), d[0x720083].value)",
    file,
  ]);
  assert.is(stdout, "[nan, -inf, 1.5] 18446744073709551615\n", output);
  const again = fromDicomJson(JSON.parse(formatDicomJson(toDicomJson(dataset))));
  assert.equal(again.getAll(0x00720074), [Number.NaN, Number.NEGATIVE_INFINITY, 1.5]);
  assert.equal(again.getAll(0x00720083), [2n ** 64n - 1n]);
});
