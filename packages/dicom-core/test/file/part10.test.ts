import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  createFileMeta,
  type Diagnostic,
  type DicomFile,
  encodeFileHead,
  type FileMetaInit,
  isDicomError,
  openDicomFile,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDataset,
  writeDicomFile,
} from "../../src/index.ts";

const test = testSuite("core/part10");

const dataset = createDataset({
  SpecificCharacterSet: "ISO_IR 100",
  SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
  SOPInstanceUID: "2.25.1",
  PatientName: "Müller^Hans",
});
const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;

test("writes and reads back a file", () => {
  const bytes = writeDicomFile({ dataset, transferSyntaxUid });
  const file = readDicomFile(bytes);
  assert.equal(file.diagnostics, []);
  assert.is(file.transferSyntaxUid, transferSyntaxUid);
  assert.is(file.meta.get("MediaStorageSOPInstanceUID"), "2.25.1");
  assert.is(String(file.dataset.get("PatientName")), "Müller^Hans");
  const group = file.meta.get("FileMetaInformationGroupLength") ?? 0;
  assert.is(132 + 12 + group + writeDataset(dataset, { transferSyntaxUid }).length, bytes.length);
  assert.is(writeDicomFile(file), bytes, "unedited: the very bytes that were read");
});

test("an edit gives a new meta group, what was in the old one is kept", () => {
  const file = readDicomFile(
    writeDicomFile({
      dataset,
      transferSyntaxUid,
      meta: createDataset({ SourceApplicationEntityTitle: "SENDER" }),
    }),
  );
  file.dataset.set("SOPInstanceUID", "2.25.2");
  file.meta.set("PrivateInformationCreatorUID", "1.2.3");
  const again = readDicomFile(writeDicomFile(file));
  assert.is(again.meta.get("MediaStorageSOPInstanceUID"), "2.25.2");
  assert.is(again.meta.get("SourceApplicationEntityTitle"), "SENDER");
  assert.is(again.meta.get("PrivateInformationCreatorUID"), "1.2.3");
  assert.equal(again.diagnostics, []);
});

test("a head for streaming stands before any data set", () => {
  const body = writeDataset(dataset, { transferSyntaxUid: TRANSFER_SYNTAX.implicitVrLittleEndian });
  const head = encodeFileHead({
    sopClassUid: "1.2.840.10008.5.1.4.1.1.7",
    sopInstanceUid: "2.25.1",
    transferSyntaxUid: TRANSFER_SYNTAX.implicitVrLittleEndian,
    sourceAeTitle: "SENDER",
  });
  const file = readDicomFile(Uint8Array.from([...head, ...body]));
  assert.equal(file.diagnostics, []);
  assert.is(file.meta.get("SourceApplicationEntityTitle"), "SENDER");
  assert.is(file.dataset.get("SOPInstanceUID"), "2.25.1");
});

test("a head is the same whichever way its texts have to be written", () => {
  const init = {
    sopClassUid: "1.2.840.10008.5.1.4.1.1.7",
    sopInstanceUid: "2.25.1",
    transferSyntaxUid,
    sourceAeTitle: "SENDER",
  };
  const written = (texts: Partial<FileMetaInit>) => {
    const body = writeDataset(createFileMeta({ ...init, ...texts }), { transferSyntaxUid });
    const length = createDataset({ FileMetaInformationGroupLength: body.length });
    const group = writeDataset(length, { transferSyntaxUid });
    const preamble = [...new Uint8Array(128), ...new TextEncoder().encode("DICM")];
    return Uint8Array.from([...preamble, ...group, ...body]);
  };
  const cases: Partial<FileMetaInit>[] = [
    {},
    ...[
      "1.2",
      "1.2.3",
      "1",
      `1.${"2".repeat(62)}`,
      `1.${"2".repeat(70)}`,
      "",
      " 1.2 ",
      "1\\2",
      "odd uid",
      "1.2\n",
    ].flatMap((text) => [{ sopClassUid: text }, { sopInstanceUid: text }, { transferSyntaxUid: text }]),
    ...["", "A", "STORE SCU", "STORESCU_1", " A", "A ", "A\\B", "LONGER_THAN_SIXTEEN_BYTES"].flatMap(
      (text) => [{ sourceAeTitle: text }, { sourceAeTitle: undefined, implementationVersionName: text }],
    ),
    { implementationClassUid: "1.2.3.4" },
  ];
  for (const texts of cases) assertBytes(encodeFileHead({ ...init, ...texts }), written(texts));
  assert.throws(() => encodeFileHead({ ...init, sourceAeTitle: "Ü" }), /repertoire/);
});

test("an edit keeps the preamble, rewriting the meta group clears it", async () => {
  const bytes = writeDicomFile({ dataset, transferSyntaxUid });
  bytes.set([0x49, 0x49, 0x2a, 0x00, 0x80], 0);
  bytes[127] = 0xff;
  const edited = (file: DicomFile) => {
    file.dataset.set("PatientID", "1");
    return writeDicomFile(file);
  };
  assertBytes(edited(readDicomFile(bytes)).subarray(0, 128), bytes.subarray(0, 128));
  const opened = await openDicomFile(new Blob([Uint8Array.from(bytes)]), { until: 0x00100010 });
  assertBytes(edited(opened).subarray(0, 128), bytes.subarray(0, 128));
  const noPrefix = bytes.slice();
  noPrefix.fill(0, 128, 132);
  assertBytes(edited(readDicomFile(noPrefix)).subarray(0, 132), bytes.subarray(0, 132));
  const noMeta = Uint8Array.from([
    ...bytes.subarray(0, 132),
    ...writeDataset(dataset, { transferSyntaxUid }),
  ]);
  assertBytes(edited(readDicomFile(noMeta)).subarray(0, 132), bytes.subarray(0, 132));
  const rewritten = writeDicomFile(readDicomFile(bytes), { rewriteMeta: true });
  assertBytes(rewritten.subarray(0, 128), new Uint8Array(128));
  const noPreamble = readDicomFile(bytes.subarray(128));
  assertBytes(edited(noPreamble).subarray(0, 128), new Uint8Array(128));
});

test("an edit keeps bytes behind the data set", () => {
  const bytes = writeDicomFile({ dataset, transferSyntaxUid });
  const end = [1, 2, 3];
  const file = readDicomFile(Uint8Array.from([...bytes, ...end]));
  file.dataset.set("PatientID", "1");
  assertBytes(writeDicomFile(file).subarray(-3), Uint8Array.from(end));
});

test("an element that came twice in the meta group is written once by an edit, and told of", () => {
  const bytes = writeDicomFile({ dataset, transferSyntaxUid });
  // (0002,0016) AE, twice
  const title = (letter: number) => [0x02, 0, 0x16, 0, 0x41, 0x45, 2, 0, letter, letter];
  const at = bytes.length - writeDataset(dataset, { transferSyntaxUid }).length;
  const twice = Uint8Array.from([
    ...bytes.subarray(0, at),
    ...title(0x41),
    ...title(0x42),
    ...bytes.subarray(at),
  ]);
  const file = readDicomFile(twice);
  assert.ok(file.diagnostics.some(({ code }) => code === "DATASET_DUPLICATE_ELEMENT"));
  const told: [string, string, number][] = [];
  const onDiagnostic = ({ code, path, offset }: Diagnostic) => void told.push([code, path, offset]);
  assertBytes(writeDicomFile(file, { onDiagnostic }), twice);
  assert.equal(told, [], "unedited, both are there");
  file.dataset.set("PatientID", "1");
  const again = readDicomFile(writeDicomFile(file, { onDiagnostic }));
  assert.is(again.meta.get("SourceApplicationEntityTitle"), "BB");
  assert.equal(told, [["DATASET_LEFT_OUT", "0002,0016", at]]);
  told.length = 0;
  file.meta.set("SourceApplicationEntityTitle", "CC");
  assert.is(
    readDicomFile(writeDicomFile(file, { onDiagnostic })).meta.get("SourceApplicationEntityTitle"),
    "CC",
  );
  assert.equal(told, [], "what was set replaces both");
});

test("the diagnostics of a file are those of its data set, also those of text that is decoded later", () => {
  const bytes = writeDicomFile({
    dataset: createDataset({ SOPClassUID: "1.2", SOPInstanceUID: "1.3" }),
    transferSyntaxUid,
  });
  // (0010,0010) PN with a byte that the default repertoire does not hold, without (0008,0005)
  const name = [0x10, 0, 0x10, 0, 0x50, 0x4e, 2, 0, 0xfc, 0x41];
  const file = readDicomFile(Uint8Array.from([...bytes.subarray(128), ...name]));
  const codes = () => file.diagnostics.map(({ code }) => code);
  assert.equal(codes(), ["FILE_PREAMBLE_MISSING"]);
  file.dataset.get("PatientName");
  assert.is(file.dataset.diagnostics.length, 1);
  assert.equal(codes(), ["FILE_PREAMBLE_MISSING", file.dataset.diagnostics[0]?.code]);
  assert.equal(Object.keys(file).sort(), ["dataset", "diagnostics", "meta", "transferSyntaxUid"]);
});

test("reads what lacks preamble or meta group, and says so", () => {
  const bytes = writeDicomFile({ dataset, transferSyntaxUid });
  const noPreamble = readDicomFile(bytes.subarray(128));
  assert.equal(
    noPreamble.diagnostics.map(({ code }) => code),
    ["FILE_PREAMBLE_MISSING"],
  );
  assert.is(noPreamble.dataset.get("SOPInstanceUID"), "2.25.1");
  for (const syntax of ["implicitVrLittleEndian", "explicitVrLittleEndian", "explicitVrBigEndian"] as const) {
    const bare = readDicomFile(writeDataset(dataset, { transferSyntaxUid: TRANSFER_SYNTAX[syntax] }));
    assert.is(bare.transferSyntaxUid, TRANSFER_SYNTAX[syntax]);
    assert.equal(
      bare.diagnostics.map(({ code }) => code),
      ["FILE_PREFIX_MISSING", "FILE_TRANSFER_SYNTAX_MISSING"],
    );
    assert.is(bare.dataset.get("SOPInstanceUID"), "2.25.1");
  }
});

test("refuses what is no DICOM, and a file without UIDs", () => {
  for (const bytes of [
    new Uint8Array(0),
    new Uint8Array(300),
    new TextEncoder().encode("GIF89a and so on and on"),
  ]) {
    assert.throws(
      () => readDicomFile(bytes),
      (error: unknown) => isDicomError(error, "FILE_NOT_DICOM"),
    );
  }
  assert.throws(
    () => writeDicomFile({ dataset: createDataset({}), transferSyntaxUid }),
    (error: unknown) => isDicomError(error, "ENCODE_FILE_META"),
  );
});

test("reads the head only, with `until`", () => {
  const file = readDicomFile(writeDicomFile({ dataset, transferSyntaxUid }), { until: 0x00100000 });
  assert.not.ok(file.dataset.has("PatientName"));
  assert.ok(file.dataset.has("SOPInstanceUID"));
});

test("parts that are put in the place of those that were read are written", () => {
  const bytes = writeDicomFile({ dataset, transferSyntaxUid });
  const implicitVr = TRANSFER_SYNTAX.implicitVrLittleEndian;
  const relabelled = readDicomFile(bytes);
  relabelled.transferSyntaxUid = implicitVr;
  const again = readDicomFile(writeDicomFile(relabelled));
  assert.equal([again.transferSyntaxUid, again.diagnostics], [implicitVr, []]);
  assert.is(String(again.dataset.get("PatientName")), "Müller^Hans");

  const other = dataset.clone().set("SOPInstanceUID", "2.25.7");
  const replaced = readDicomFile(bytes);
  replaced.dataset = readDicomFile(writeDicomFile({ dataset: other, transferSyntaxUid })).dataset;
  const { meta, dataset: written } = readDicomFile(writeDicomFile(replaced));
  assert.is(written.get("SOPInstanceUID"), "2.25.7");
  assert.is(meta.get("MediaStorageSOPInstanceUID"), "2.25.7");
});

test("the implementation is the one that writes, unless it was set", () => {
  const bytes = writeDicomFile({
    dataset,
    transferSyntaxUid,
    meta: createDataset({ ImplementationClassUID: "1.2.3", ImplementationVersionName: "THEIRS" }),
  });
  const file = readDicomFile(bytes);
  assert.is(file.meta.get("ImplementationVersionName"), "THEIRS");
  file.dataset.set("PatientID", "1");
  const again = readDicomFile(writeDicomFile(file));
  assert.not.equal(again.meta.get("ImplementationClassUID"), "1.2.3");
  assert.not.equal(again.meta.get("ImplementationVersionName"), "THEIRS");
});

test("the head of a deflated file is written as a head, not as the stream it was read from", () => {
  const deflated = TRANSFER_SYNTAX.deflatedExplicitVrLittleEndian;
  const bytes = writeDicomFile({ dataset, transferSyntaxUid: deflated });
  const head = readDicomFile(bytes, { until: 0x00100000 });
  assert.not.ok(head.dataset.has("PatientName"));
  const again = readDicomFile(writeDicomFile(head));
  assert.not.ok(again.dataset.has("PatientName"));
  assert.is(again.dataset.get("SOPInstanceUID"), "2.25.1");
  assert.is(writeDicomFile(readDicomFile(bytes, { until: 0xffffffff })), bytes, "nothing was left out");
});
