import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { PYTHON, runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { keysOf, recordTypeOf } from "../../src/file/directory-record-types.ts";
import {
  createDataset,
  createDicomdir,
  type DatasetInit,
  type DicomdirEntry,
  type DirectoryRecord,
  readDicomdir,
  readDicomFile,
  TRANSFER_SYNTAX,
  tagForKeyword,
  uidForKeyword,
  walkRecords,
  writeDicomFile,
} from "../../src/index.ts";

const test = testSuite("core/dicomdir-writer");
const judged = testSuite("core/dicomdir-writer judged by DCMTK and pydicom", {
  data: true,
  tools: ["dcmdump", "dcmmkdir", PYTHON],
  timeoutMs: 60_000,
});
const facts = testSuite("core/directory record types judged by pydicom", {
  tools: [PYTHON],
  timeoutMs: 60_000,
});

const CT = "1.2.840.10008.5.1.4.1.1.2";
let serial = 0;
function entry(path: string, values: DatasetInit): DicomdirEntry {
  serial += 1;
  const dataset = createDataset({
    SOPClassUID: CT,
    SOPInstanceUID: `2.25.${serial}`,
    PatientID: "P",
    PatientName: "Test^Patient",
    StudyInstanceUID: "2.25.900",
    StudyDate: "20260101",
    StudyTime: "120000",
    StudyID: "1",
    SeriesInstanceUID: "2.25.901",
    Modality: "CT",
    SeriesNumber: 1,
    InstanceNumber: serial,
    ...values,
  });
  return { fileId: path.split("/"), dataset, transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian };
}

const lines = (records: readonly DirectoryRecord[]) =>
  [...walkRecords(records)].map((record) => {
    let depth = 0;
    for (let above = record.parent; above; above = above.parent) depth += 1;
    return `${"  ".repeat(depth)}${record.type}${record.fileId ? ` ${record.fileId.join("/")}` : ""}`;
  });

test("patients, studies, series and files in the order given", () => {
  const file = createDicomdir(
    [
      entry("A/I1", {}),
      entry("B/I2", { PatientID: "Q", StudyInstanceUID: "2.25.910", SeriesInstanceUID: "2.25.911" }),
      entry("A/I3", { SeriesInstanceUID: "2.25.902" }),
      entry("A/I4", {}),
      // The study of another patient is another study, whatever its UID.
      entry("B/I5", { PatientID: "Q" }),
    ],
    { fileSetId: "SET", sopInstanceUid: "2.25.77" },
  );
  assert.equal(file.diagnostics, []);
  assert.is(file.meta.get("MediaStorageSOPInstanceUID"), "2.25.77");
  assert.is(file.meta.get("MediaStorageSOPClassUID"), "1.2.840.10008.1.3.10");
  const directory = readDicomdir(writeDicomFile(file), { strict: true });
  assert.is(directory.fileSetId, "SET");
  assert.equal(lines(directory.records), [
    "PATIENT",
    "  STUDY",
    "    SERIES",
    "      IMAGE A/I1",
    "      IMAGE A/I4",
    "    SERIES",
    "      IMAGE A/I3",
    "PATIENT",
    "  STUDY",
    "    SERIES",
    "      IMAGE B/I2",
    "  STUDY",
    "    SERIES",
    "      IMAGE B/I5",
  ]);
  const image = [...walkRecords(directory.records)][3];
  assert.is(image?.dataset.get("ReferencedTransferSyntaxUIDInFile"), TRANSFER_SYNTAX.explicitVrLittleEndian);
  assert.is(image?.dataset.get("ReferencedSOPClassUIDInFile"), CT);
});

test("records keep their own character sets and the text in them", () => {
  const file = createDicomdir([
    entry("A", { SpecificCharacterSet: "ISO_IR 100", PatientID: "1", PatientName: "Müller^Jörg" }),
    entry("B", { SpecificCharacterSet: "ISO_IR 192", PatientID: "2", PatientName: "山田^太郎" }),
    entry("C", { PatientID: "3", PatientName: "Plain" }),
  ]);
  const { records } = readDicomdir(file);
  assert.equal(
    records.map(({ dataset }) => [dataset.get("SpecificCharacterSet"), String(dataset.get("PatientName"))]),
    [
      ["ISO_IR 100", "Müller^Jörg"],
      ["ISO_IR 192", "山田^太郎"],
      [undefined, "Plain"],
    ],
  );
  assert.not.ok(file.dataset.has("SpecificCharacterSet"));
});

test("other objects get the records of their kind, hanging protocols at the root", () => {
  const file = createDicomdir([
    entry("SR", {
      SOPClassUID: uidForKeyword("BasicTextSRStorage")!,
      ContentDate: "20260101",
      ContentTime: "1200",
      CompletionFlag: "COMPLETE",
      VerificationFlag: "UNVERIFIED",
      ConceptNameCodeSequence: [{ CodeValue: "1", CodingSchemeDesignator: "99T", CodeMeaning: "Über" }],
      SpecificCharacterSet: "ISO_IR 192",
      PatientComments: "no key of any record",
    }),
    entry("PALETTE", { SOPClassUID: uidForKeyword("ColorPaletteStorage")!, ContentLabel: "HOT" }),
  ]);
  const { records } = readDicomdir(file);
  assert.equal(lines(records), [
    "PATIENT",
    "  STUDY",
    "    SERIES",
    "      SR DOCUMENT SR",
    "PALETTE PALETTE",
  ]);
  assert.equal(file.diagnostics, []);
  const sr = [...walkRecords(records)][3]?.dataset;
  assert.is(sr?.get("ConceptNameCodeSequence")?.[0]?.get("CodeMeaning"), "Über");
  assert.not.ok(sr?.has("PatientComments"));
  assert.not.ok(sr?.has("PatientName"));
});

test("what a file lacks is written empty and told; without UIDs it cannot be listed", () => {
  const lacking = [entry("A", { StudyID: undefined, PatientName: undefined })];
  lacking[0]!.dataset.delete("SeriesNumber");
  const file = createDicomdir(lacking);
  assert.equal(
    file.diagnostics.map(({ code, path }) => [code, path]),
    [
      ["DICOMDIR_KEY_MISSING", "0004,1220[1].0020,0010"],
      ["DICOMDIR_KEY_MISSING", "0004,1220[2].0020,0011"],
    ],
  );
  const series = readDicomdir(file).records[0]?.children[0]?.children[0];
  assert.ok(series?.dataset.element("SeriesNumber")?.isEmpty);
  throwsCode(() => createDicomdir(lacking, { strict: true }), "DICOMDIR_KEY_MISSING");
  throwsCode(() => createDicomdir([entry("A", { SOPInstanceUID: undefined })]), "DICOMDIR_KEY_MISSING");
  throwsCode(() => createDicomdir([entry("A", { SOPClassUID: undefined })]), "DICOMDIR_KEY_MISSING");
  assert.equal(readDicomdir(createDicomdir([])).records, []);
});

test("File IDs that break the rules or come twice are refused", () => {
  for (const path of ["", "a", "A.DCM", "TOOLONG99", "..", "A//B", "A/B/C/D/E/F/G/H/I", "Ä", "A B"]) {
    throwsCode(() => createDicomdir([entry(path, {})]), "ARG_FILE_ID");
  }
  throwsCode(() => createDicomdir([{ ...entry("A", {}), fileId: [] }]), "ARG_FILE_ID");
  throwsCode(() => createDicomdir([entry("A/B", {}), entry("A/B", {})]), "ARG_FILE_ID");
  createDicomdir([entry("A/B/C/D/E/F/G/EIGHT_88", {})]);
});

test("every key of every record type is in the dictionary", () => {
  for (const type of [
    "PATIENT",
    "STUDY",
    "SERIES",
    "IMAGE",
    "PRESENTATION",
    "HANGING PROTOCOL",
    "IMPLANT ASSY",
  ]) {
    assert.ok(keysOf(type).length > 0, type);
    for (const { keyword } of keysOf(type)) assert.type(tagForKeyword(keyword), "number", keyword);
  }
});

const FACTS_SCRIPT = `
import json, re, inspect, pydicom
from pydicom import fileset
from pydicom.uid import UID
classes = {str(k): v for t in (fileset._FOUR_LEVEL_SOP_CLASSES, fileset._SINGLE_LEVEL_SOP_CLASSES) for k, v in t.items()}
keys = {}
for name, recorder in fileset.DIRECTORY_RECORDERS.items():
    text = inspect.getsource(recorder)
    keys[name] = sorted(set(re.findall(r"record\\.(\\w+)\\s*=", text)))
print(json.dumps({"classes": classes, "keys": keys}))
`;

facts("SOP classes and keys are those that pydicom knows", async () => {
  const { code, stdout, output } = await runTool(PYTHON, ["-c", FACTS_SCRIPT], { timeoutMs: 50_000 });
  assert.is(code, 0, output);
  const { classes, keys } = JSON.parse(stdout) as {
    classes: Record<string, string>;
    keys: Record<string, string[]>;
  };
  assert.ok(Object.keys(classes).length > 60);
  for (const [uid, type] of Object.entries(classes)) assert.is(recordTypeOf(uid), type, uid);
  for (const [type, theirs] of Object.entries(keys)) {
    const ours = keysOf(type).map(({ keyword }) => keyword);
    for (const keyword of ours) assert.type(tagForKeyword(keyword), "number", keyword);
    const missing = theirs.filter((keyword) => !ours.includes(keyword));
    // Content that depends on the relationship to the title is no key that can be copied unseen.
    assert.equal(
      missing.filter((keyword) => keyword !== "ContentSequence"),
      [],
      type,
    );
  }
});

/** Copies the files of the corpus' file-set and one more of several kinds; returns the folder and its entries. */
function fileSet(): { folder: string; entries: DicomdirEntry[] } {
  const folder = mkdtempSync(join(tmpdir(), "minipacs-fileset-"));
  const root = requireData("dicom", "dicomdir");
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => /^(7765|9889)/.test(path) && statSync(join(root, path)).isFile())
    .sort();
  const entries: DicomdirEntry[] = [];
  const add = (source: string, path: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(source, join(folder, path));
    const { dataset, transferSyntaxUid } = readDicomFile(readFileSync(source), { until: 0x7fe00010 });
    entries.push({ fileId: path.split("/"), dataset, transferSyntaxUid });
  };
  for (const path of paths) add(join(root, path), path);
  return { folder, entries };
}

const FILESET_SCRIPT = `
import json, sys, warnings
warnings.simplefilter("error", UserWarning)
from pathlib import Path
from pydicom import dcmread
from pydicom.fileset import FileSet
fs = FileSet(sys.argv[1])
print(json.dumps({
  "id": fs.ID,
  "uid": fs.UID,
  "files": sorted([str(Path(i.path).relative_to(fs.path)), i.PatientID, i.StudyInstanceUID, i.SeriesInstanceUID, i.SOPInstanceUID] for i in fs),
  "patients": sorted(fs.find_values("PatientID")),
}))
`;

import { throwsCode } from "../support/throws-code.ts";

judged("pydicom's FileSet finds every file of ours, below its patient, study and series", async () => {
  const { folder, entries } = fileSet();
  try {
    assert.is(entries.length, 31);
    const file = createDicomdir(entries, { fileSetId: "OURS" });
    const path = join(folder, "DICOMDIR");
    writeFileSync(path, writeDicomFile(file));
    const { code, stdout, output } = await runTool(PYTHON, ["-c", FILESET_SCRIPT, path], {
      timeoutMs: 50_000,
    });
    assert.is(code, 0, output);
    const theirs = JSON.parse(stdout) as { id: string; uid: string; files: string[][] };
    assert.is(theirs.id, "OURS");
    assert.is(theirs.uid, file.meta.get("MediaStorageSOPInstanceUID"));
    const expected = entries.map(({ fileId, dataset }) => [
      fileId.join("/"),
      dataset.get("PatientID"),
      dataset.get("StudyInstanceUID"),
      dataset.get("SeriesInstanceUID"),
      dataset.get("SOPInstanceUID"),
    ]);
    assert.equal(
      theirs.files,
      expected.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

judged("dcmmkdir makes the same directory of the same files, reads ours and adds to it", async () => {
  const { folder, entries } = fileSet();
  try {
    const path = join(folder, "DICOMDIR");
    const files = entries.map(({ fileId }) => fileId.join("/"));
    const made = await runTool("dcmmkdir", ["+F", "SET", "+D", join(folder, "THEIRS"), ...files], {
      cwd: folder,
    });
    assert.is(made.code, 0, made.output);
    writeFileSync(path, writeDicomFile(createDicomdir(entries, { fileSetId: "SET" })));
    const theirs = readDicomdir(readFileSync(join(folder, "THEIRS")), { strict: true });
    const ours = readDicomdir(readFileSync(path), { strict: true });
    assert.equal(described(ours.records), described(theirs.records));

    // DCMTK walks the offsets, and says where each record really lies.
    const dumped = await runTool("dcmdump", ["+L", path]);
    assert.is(dumped.code, 0, dumped.output);
    assert.not.match(dumped.output, /^[EWF]:/m);
    const positions = [...dumped.output.matchAll(/# {2}offset=\$(\d+)/g)].map((match) => Number(match[1]));
    const links = [...walkRecords(ours.records)].flatMap(({ dataset }) => [
      dataset.get("OffsetOfTheNextDirectoryRecord"),
      dataset.get("OffsetOfReferencedLowerLevelDirectoryEntity"),
    ]);
    assert.is(positions.length, 52);
    const pointedAt = [...new Set(links.filter((link) => link !== 0))].sort((a, b) => a! - b!);
    assert.equal(pointedAt, positions.slice(1), "all records but the first are linked, each where it lies");

    // Appending makes DCMTK read our tree and write it again with one file more.
    copyFileSync(requireData("dicom", "pydicom", "CT_small.dcm"), join(folder, "NEW"));
    const appended = await runTool("dcmmkdir", ["+A", "+I", "+D", "DICOMDIR", "NEW"], { cwd: folder });
    assert.is(appended.code, 0, appended.output);
    const after = readDicomdir(readFileSync(path), { strict: true });
    const referenced = [...walkRecords(after.records)].flatMap(({ fileId }) =>
      fileId ? [fileId.join("/")] : [],
    );
    assert.equal(referenced.sort(), [...files, "NEW"].sort());
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Every record as one line, below the line of its parent: type, keys and file, without the offsets. */
function described(records: readonly DirectoryRecord[], above = ""): string[] {
  const blocks = records.map(({ type, dataset, children }) => {
    const keys = [...dataset.elements()]
      .filter(({ tag }) => tag !== 0x00041400 && tag !== 0x00041420)
      .map(({ tag, vr }) => `${tag.toString(16)} ${vr} ${dataset.getText(tag)}`);
    const line = `${above}${type}: ${keys.join(", ")}`;
    return [line, ...described(children, `${above}  `)];
  });
  return blocks.sort((a, b) => (a[0]! < b[0]! ? -1 : 1)).flat();
}
