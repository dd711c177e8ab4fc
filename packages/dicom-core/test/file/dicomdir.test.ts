import { readFileSync } from "node:fs";
import fc from "fast-check";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { fileIdFault } from "../../src/file/file-id.ts";
import {
  createDataset,
  type Dataset,
  type DirectoryRecord,
  isDicomError,
  readDicomdir,
  readDicomFile,
  walkRecords,
  writeDicomFile,
} from "../../src/index.ts";
import { throwsCode } from "../support/throws-code.ts";

const test = testSuite("core/dicomdir");
const corpus = testSuite("core/dicomdir on the corpus", { data: true, timeoutMs: 60_000 });

const EXPLICIT_LE = "1.2.840.10008.1.2.1";
/** A record by its links, which are numbers of records from 0, "wrong" or none. */
interface Plan {
  type: string;
  next?: number | "wrong";
  lower?: number | "wrong";
  file?: string[];
  inactive?: boolean;
  id?: string;
}

/** Returns the bytes of a DICOMDIR with these links; the layout is computed here: every record takes as many bytes. */
function dicomdirOf(plans: Plan[], first: number | "wrong" | undefined = 0): Uint8Array {
  const bytesWith = (offsetOf: (link: number | "wrong" | undefined) => number) =>
    writeDicomFile({
      transferSyntaxUid: EXPLICIT_LE,
      meta: createDataset({
        MediaStorageSOPClassUID: "1.2.840.10008.1.3.10",
        MediaStorageSOPInstanceUID: "2.25.1",
      }),
      dataset: createDataset({
        FileSetID: "TEST",
        OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity: offsetOf(first),
        DirectoryRecordSequence: plans.map((plan, index) =>
          createDataset({
            OffsetOfTheNextDirectoryRecord: offsetOf(plan.next),
            RecordInUseFlag: plan.inactive ? 0 : 0xffff,
            OffsetOfReferencedLowerLevelDirectoryEntity: offsetOf(plan.lower),
            DirectoryRecordType: plan.type,
            ...(plan.file ? { ReferencedFileID: plan.file } : {}),
            PatientID: plan.id ?? `${index}`,
          }),
        ),
      }),
    });
  const positions = itemPositions(bytesWith(() => 0));
  return bytesWith((link) => (link === undefined ? 0 : link === "wrong" ? 7 : (positions[link] ?? 0)));
}

/** Offsets of the items of (0004,1220), found by walking over the explicit lengths of the file. */
function itemPositions(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  // (0004,1220) SQ
  while (view.getUint32(at) !== 0x04002012 || view.getUint16(at + 4) !== 0x5351) at += 2;
  const end = at + 12 + view.getUint32(at + 8, true);
  const positions: number[] = [];
  for (at += 12; at < end; at += 8 + view.getUint32(at + 4, true)) positions.push(at);
  return positions;
}

/** The tree in one line: `A(B(C) D)`. */
const shape = (records: readonly DirectoryRecord[]): string =>
  records
    .map(({ dataset, children }) => {
      const id = dataset.getText("PatientID") ?? "";
      return children.length > 0 ? `${id}(${shape(children)})` : id;
    })
    .join(" ");
const treeOf = (plans: Plan[], first?: number | "wrong") => {
  const { records, diagnostics } = readDicomdir(
    dicomdirOf(plans, first ?? (plans.length > 0 ? 0 : undefined)),
  );
  return { shape: shape(records), codes: [...new Set(diagnostics.map(({ code }) => code))].sort() };
};

/** Two patients; the first with two studies, the second with an image. */
const GOOD: Plan[] = [
  { type: "PATIENT", id: "P1", next: 6, lower: 1 },
  { type: "STUDY", id: "T1", next: 4, lower: 2 },
  { type: "SERIES", id: "S1", lower: 3 },
  { type: "IMAGE", id: "I1", file: ["A", "I1"] },
  { type: "STUDY", id: "T2", lower: 5 },
  { type: "SERIES", id: "S2" },
  { type: "PATIENT", id: "P2", lower: 7 },
  { type: "STUDY", id: "T3", lower: 8 },
  { type: "SERIES", id: "S3", lower: 9 },
  { type: "IMAGE", id: "I2", next: 10, file: ["B", "I2"] },
  { type: "IMAGE", id: "I3", file: ["B", "I3"] },
];
const GOOD_SHAPE = "P1(T1(S1(I1)) T2(S2)) P2(T3(S3(I2 I3)))";
const edited = (edits: Record<number, Partial<Plan>>) =>
  GOOD.map((plan, index) => ({ ...plan, ...(edits[index] ?? {}) }));

test("records are placed by their offsets, in any order of the file", () => {
  assert.equal(treeOf(GOOD), { shape: GOOD_SHAPE, codes: [] });
  const moved = (link: number | "wrong" | undefined) => (typeof link === "number" ? 10 - link : link);
  const reversed = [...GOOD].reverse().map((plan) => {
    const { next, lower, ...rest } = plan;
    return {
      ...rest,
      ...(next === undefined ? {} : { next: moved(next)! }),
      ...(lower === undefined ? {} : { lower: moved(lower)! }),
    };
  });
  assert.equal(treeOf(reversed, 10), { shape: GOOD_SHAPE, codes: [] });
  assert.equal(treeOf([]), { shape: "", codes: [] });
});

test("a directory tells its file-set, types, files and what is deleted", () => {
  const { fileSetId, records } = readDicomdir(dicomdirOf(edited({ 10: { inactive: true } })));
  assert.is(fileSetId, "TEST");
  const walked = [...walkRecords(records)].map(({ type, fileId, isInUse, parent }) => [
    type,
    fileId?.join("/"),
    isInUse,
    parent?.type,
  ]);
  assert.equal(walked.slice(0, 4), [
    ["PATIENT", undefined, true, undefined],
    ["STUDY", undefined, true, "PATIENT"],
    ["SERIES", undefined, true, "STUDY"],
    ["IMAGE", "A/I1", true, "SERIES"],
  ]);
  assert.equal(walked.at(-1), ["IMAGE", "B/I3", false, "SERIES"]);
  assert.is(walked.length, 11);
});

test("the diagnostics of a directory include those of text that is decoded later", () => {
  // The patient's name in a byte that the default repertoire does not hold.
  const bytes = dicomdirOf([{ type: "PATIENT", id: "AB" }]).slice();
  const at = bytes.findLastIndex((byte, i) => byte === 0x41 && bytes[i + 1] === 0x42);
  bytes[at] = 0xfc;
  const directory = readDicomdir(bytes);
  assert.equal(directory.diagnostics, []);
  directory.records[0]?.dataset.get("PatientID");
  assert.equal(
    directory.diagnostics.map(({ path }) => path),
    ["0004,1220[0].0010,0020"],
  );
  assert.equal(directory.diagnostics, directory.file.diagnostics);
});

test("without offsets, records are placed by order and type", () => {
  const bare = GOOD.map(({ type, id, file }) => ({ type, id: id ?? "", ...(file ? { file } : {}) }));
  for (const first of [0, "wrong" as const]) {
    const found = treeOf(bare, first);
    assert.is(found.shape, GOOD_SHAPE);
    assert.ok(found.codes.includes("DICOMDIR_RECORD_UNREACHED"));
  }
});

test("a broken link costs no record", () => {
  const all = ["DICOMDIR_OFFSET", "DICOMDIR_RECORD_UNREACHED"];
  for (const edit of [
    { 0: { lower: "wrong" as const } },
    { 1: { next: "wrong" as const } },
    { 9: { next: "wrong" as const } },
    { 6: { lower: "wrong" as const } },
  ]) {
    assert.equal(treeOf(edited(edit)), { shape: GOOD_SHAPE, codes: all }, JSON.stringify(edit));
  }
  // The root that leads below a record cannot be the root.
  assert.equal(treeOf(GOOD, 3), { shape: GOOD_SHAPE, codes: all });
});

test("circles and second ways to a record are cut", () => {
  for (const edit of [
    { 10: { next: 9 } },
    { 10: { next: 10 } },
    { 4: { next: 1 } },
    { 6: { next: 0 } },
    { 10: { next: 3 } },
  ]) {
    const found = treeOf(edited(edit));
    assert.is(found.shape, GOOD_SHAPE, JSON.stringify(edit));
    assert.ok(found.codes.includes("DICOMDIR_RECORD_REPEATED"), JSON.stringify(edit));
  }
  // A link to a lower level that leads upwards is no such link.
  assert.equal(treeOf(edited({ 10: { lower: 0 } })), { shape: GOOD_SHAPE, codes: ["DICOMDIR_OFFSET"] });
  // Nothing but a circle: still each record once.
  const circle = treeOf([
    { type: "PRIVATE", id: "A", lower: 1 },
    { type: "PRIVATE", id: "B", lower: 0 },
  ]);
  assert.is(circle.shape, "A(B)");
});

test("what is marked as deleted and not linked is left out", () => {
  const found = treeOf(edited({ 9: { next: undefined as never }, 10: { inactive: true } }));
  assert.equal(found, { shape: "P1(T1(S1(I1)) T2(S2)) P2(T3(S3(I2)))", codes: [] });
});

test("any links whatsoever give each record once", () => {
  const link = fc.option(fc.oneof(fc.nat(7), fc.constant("wrong" as const)), { nil: undefined });
  const type = fc.constantFrom("PATIENT", "STUDY", "SERIES", "IMAGE", "PRIVATE", "ODD");
  const plan = fc.record({ type, next: link, lower: link, isFile: fc.boolean() });
  fc.assert(
    fc.property(fc.array(plan, { minLength: 8, maxLength: 8 }), link, (plans, first) => {
      const given = plans.map(({ type: kind, next, lower, isFile }) => ({
        type: kind,
        ...(next === undefined ? {} : { next }),
        ...(lower === undefined ? {} : { lower }),
        ...(isFile ? { file: ["F"] } : {}),
      }));
      const { records } = readDicomdir(dicomdirOf(given, first ?? 0));
      const ids = [...walkRecords(records)].map(({ dataset }) => dataset.getText("PatientID"));
      assert.equal(ids.sort(), ["0", "1", "2", "3", "4", "5", "6", "7"]);
    }),
    { seed: 20_260, numRuns: 300 },
  );
});

test("a chain of 5,000 levels and one of 5,000 siblings are read", () => {
  for (const kind of ["lower", "next"] as const) {
    const plans = Array.from({ length: 5_000 }, (_, i): Plan => ({ type: "PRIVATE", [kind]: i + 1 }));
    delete plans[4_999]![kind];
    const { records } = readDicomdir(dicomdirOf(plans));
    let count = 0;
    for (const _ of walkRecords(records)) count += 1;
    assert.is(count, 5_000, kind);
  }
});

test("a File ID that leads out of its folder is refused", () => {
  const bad = [
    ["..", "SECRET"],
    ["A", "..", "..", "SECRET"],
    ["A", "."],
    [". .", "A"],
    ["", "ROOT"],
    ["A", "", "B"],
    ["/etc/passwd"],
    ["A/../../B"],
    ["C:", "A"],
    ["FILE:STREAM"],
    ["A\0B"],
    ["A\nB"],
  ];
  for (const components of bad) {
    assert.type(fileIdFault(components), "string", JSON.stringify(components));
    const bytes = dicomdirOf([{ type: "IMAGE", file: ["F"] }]);
    const file = readDicomFile(bytes);
    // Laid out by hand: what `set` may refuse, another maker's file may hold.
    const patched = withFileId(bytes, file.dataset, components.join("\\"));
    const { records, diagnostics } = readDicomdir(patched);
    assert.is(records.length, 1);
    assert.is(records[0]?.fileId, undefined, JSON.stringify(components));
    assert.equal(
      diagnostics.map(({ code, severity, path }) => [code, severity, path]),
      [["DICOMDIR_FILE_ID", "error", "0004,1220[0].0004,1500"]],
      JSON.stringify(components),
    );
    throwsCode(() => readDicomdir(patched, { strict: true }), "DICOMDIR_FILE_ID");
  }
  assert.type(fileIdFault(["A\\B"]), "string");
  assert.type(fileIdFault([]), "string");
  assert.type(fileIdFault([new Uint8Array(2)]), "string");
  for (const fine of [["A"], ["lower", "im 1.dcm"], ["..A"], ["A-B", "C~1"], ["ÄÖ"]]) {
    assert.is(fileIdFault(fine), undefined, JSON.stringify(fine));
  }
});

/** Puts another value into the only (0004,1500) of a directory with one record. */
function withFileId(bytes: Uint8Array, dataset: Dataset, value: string): Uint8Array {
  assert.is(dataset.getAll("DirectoryRecordSequence").length, 1);
  const [item] = itemPositions(bytes) as [number];
  let at = item;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  while (view.getUint32(at) !== 0x04000015) at += 2;
  const padded = value.length % 2 ? `${value} ` : value;
  const grown = new Uint8Array(bytes.length + padded.length - 2);
  grown.set(bytes.subarray(0, at + 8));
  for (let i = 0; i < padded.length; i += 1) grown[at + 8 + i] = padded.charCodeAt(i);
  grown.set(bytes.subarray(at + 10), at + 8 + padded.length);
  const out = new DataView(grown.buffer);
  out.setUint16(at + 6, padded.length, true);
  // Lengths of the item and of the sequence, whose length field is just before the item.
  out.setUint32(item + 4, out.getUint32(item + 4, true) + padded.length - 2, true);
  out.setUint32(item - 4, out.getUint32(item - 4, true) + padded.length - 2, true);
  return grown;
}

test("a Multi-Referenced File record lends its file", () => {
  const bytes = dicomdirOf([
    { type: "IMAGE", id: "I" },
    { type: "MRDR", id: "M", file: ["SHARED"] },
  ]);
  const file = readDicomFile(bytes);
  const mrdr = itemPositions(bytes)[1]!;
  file.dataset.getAll("DirectoryRecordSequence")[0]!.set("MRDRDirectoryRecordOffset", mrdr + 12);
  const { records } = readDicomdir(writeDicomFile(file));
  assert.equal(
    records.map(({ type, fileId }) => [type, fileId]),
    [["IMAGE", ["SHARED"]]],
  );
});

test("what is no directory is refused", () => {
  const image = createDataset({ SOPClassUID: "1.2.840.10008.5.1.4.1.1.2", SOPInstanceUID: "2.25.1" });
  throwsCode(
    () => readDicomdir(writeDicomFile({ dataset: image, transferSyntaxUid: EXPLICIT_LE })),
    "DICOMDIR_NONE",
  );
  throwsCode(() => readDicomdir(new Uint8Array(200)), "FILE_NOT_DICOM");
});

/** Records and references of each variant; offsets of the first one are right. */
const VARIANTS: Record<string, { count: number; codes: string[] }> = {
  DICOMDIR: { count: 52, codes: [] },
  "DICOMDIR-implicit": { count: 52, codes: [] },
  "DICOMDIR-bigEnd": { count: 52, codes: [] },
  "DICOMDIR-reordered": { count: 52, codes: [] },
  // The last record lacks its offsets, which is no loss.
  "DICOMDIR-nooffset": { count: 52, codes: [] },
  "DICOMDIR-nopatient": { count: 52, codes: ["DICOMDIR_OFFSET", "DICOMDIR_RECORD_UNREACHED"] },
  "DICOMDIR-empty.dcm": { count: 0, codes: [] },
  "TINY_ALPHA/DICOMDIR": { count: 53, codes: [] },
};

corpus(
  "every variant leads to every file, below the patient, study and series that the file itself names",
  () => {
    for (const [name, { count, codes }] of Object.entries(VARIANTS)) {
      const directory = readDicomdir(readFileSync(requireData("dicom", "dicomdir", name)));
      const found = directory.diagnostics
        .map(({ code }) => code)
        .filter((code) => code.startsWith("DICOMDIR_"));
      assert.equal([...new Set(found)].sort(), codes, name);
      let records = 0;
      const files: string[] = [];
      for (const record of walkRecords(directory.records)) {
        records += 1;
        if (record.fileId === undefined) continue;
        const label = `${name}: ${record.fileId.join("/")}`;
        files.push(label);
        const folder = name.includes("/") ? ["dicomdir", "TINY_ALPHA"] : ["dicomdir"];
        const { dataset } = readDicomFile(readFileSync(requireData("dicom", ...folder, ...record.fileId)));
        const series = record.parent;
        const study = series?.parent;
        const patient = study?.parent;
        assert.is(patient?.parent, undefined, label);
        assert.is(patient?.dataset.get("PatientID"), dataset.get("PatientID"), label);
        assert.is(study?.dataset.get("StudyInstanceUID"), dataset.get("StudyInstanceUID"), label);
        assert.is(series?.dataset.get("SeriesInstanceUID"), dataset.get("SeriesInstanceUID"), label);
        assert.is(record.dataset.get("ReferencedSOPInstanceUIDInFile"), dataset.get("SOPInstanceUID"), label);
      }
      assert.is(records, count, name);
      assert.is(new Set(files).size, name.includes("empty") ? 0 : name.includes("TINY") ? 50 : 31, name);
    }
  },
);

corpus("damaged directories give what is left, or a typed error", () => {
  const sources = Object.keys(VARIANTS).map((name) => readFileSync(requireData("dicom", "dicomdir", name)));
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.nat(sources.length - 1), damage, fc.option(fc.nat()), (which, changes, cut) => {
      const whole = new Uint8Array(sources[which]!);
      for (const [at, byte] of changes) whole[at % whole.length] = byte;
      const damaged = cut === null ? whole : whole.subarray(0, cut % whole.length);
      try {
        const { records, file } = readDicomdir(damaged);
        const all = [...walkRecords(records)];
        assert.is(new Set(all).size, all.length);
        assert.ok(all.length <= file.dataset.getAll("DirectoryRecordSequence").length);
        for (const { fileId } of all) assert.is(fileId && fileIdFault(fileId), undefined);
      } catch (error) {
        if (!isDicomError(error)) throw error;
      }
    }),
    { seed: 20_260, numRuns: 400 },
  );
});
