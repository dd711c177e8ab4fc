import {
  decodeFrame,
  isDicomError,
  isValidUid,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { countPhantom, createPhantom } from "../../src/phantom/create-phantom.ts";
import { PHANTOM_KINDS, type PhantomOptions } from "../../src/phantom/options.ts";
import { phantomObject, phantomObjects } from "../support/phantom.ts";

const test = testSuite("minipacs/createPhantom");

test("a study of all kinds: one patient, a series a kind, UIDs of their own", async () => {
  const objects = await phantomObjects();
  assert.equal(
    objects.map(({ kind, number }) => `${kind} ${number}`),
    ["ct 1", "ct 2", "ct 3", "mr 1", "mr 2", "mr 3", "xa 1", "us 1", "cr 1", "sr 1", "pdf 1"],
  );
  assert.is(countPhantom({ count: 3 }), objects.length);
  assert.is(countPhantom(), 55);
  const values = (keyword: string) => new Set(objects.map(({ dataset }) => String(dataset.get(keyword))));
  for (const keyword of ["StudyInstanceUID", "PatientID", "PatientName", "StudyDate", "InstitutionName"]) {
    assert.is(values(keyword).size, 1, keyword);
  }
  assert.equal([...values("InstitutionName")], ["MiniPACS phantom"]);
  assert.match([...values("PatientID")][0] ?? "", /^PHANTOM-[0-9A-Z]{8}$/);
  assert.is(values("SeriesInstanceUID").size, PHANTOM_KINDS.length);
  assert.is(values("SOPInstanceUID").size, objects.length);
  for (const keyword of ["StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"]) {
    for (const uid of values(keyword)) assert.ok(isValidUid(uid), uid);
  }
  // A UUID of version 8, written as a number. RFC 9562 4.
  const uuid = BigInt([...values("StudyInstanceUID")][0]?.slice("2.25.".length) ?? 0);
  assert.is((uuid >> 76n) & 15n, 8n);
  assert.is((uuid >> 62n) & 3n, 2n);
});

test("written and read again without a remark, in both transfer syntaxes", async () => {
  for (const transferSyntaxUid of [
    TRANSFER_SYNTAX.explicitVrLittleEndian,
    TRANSFER_SYNTAX.implicitVrLittleEndian,
  ]) {
    for (const object of await phantomObjects({ transferSyntaxUid })) {
      const bytes = writeDicomFile(object);
      const read = readDicomFile(bytes);
      assert.is(read.transferSyntaxUid, transferSyntaxUid);
      for (const { tag } of read.dataset.elements()) read.dataset.getText(tag);
      assert.equal(read.diagnostics, [], object.kind);
      assert.is(read.dataset.size, object.dataset.size);
      assertBytes(writeDicomFile({ ...object, dataset: read.dataset }, { rewriteMeta: true }), bytes);
    }
  }
});

test("a seed gives the same bytes, no seed new UIDs", async () => {
  const bytesOf = async (options: PhantomOptions) =>
    (await phantomObjects(options)).map((o) => writeDicomFile(o));
  const first = await bytesOf({ seed: 7 });
  const again = await bytesOf({ seed: "7" });
  assert.is(first.length, 11);
  for (const [index, bytes] of first.entries()) assertBytes(again[index] as Uint8Array, bytes);
  const uids = new Set<unknown>();
  for (const seed of [7, 8, undefined, undefined]) {
    const { dataset } = await phantomObject({ seed, kinds: ["ct"] });
    for (const keyword of ["StudyInstanceUID", "SOPInstanceUID"]) uids.add(dataset.get(keyword));
    if (seed !== undefined) assert.is(dataset.get("StudyDate"), "20260101");
    else assert.match(dataset.get("StudyDate") ?? "", /^20\d{6}$/);
  }
  assert.is(uids.size, 8);
});

test("what makes another object gives it another UID, what only chooses among objects does not", async () => {
  const uidOf = async (options: PhantomOptions) =>
    (await phantomObject({ kinds: ["ct"], ...options })).dataset.get("SOPInstanceUID");
  const uid = await uidOf({});
  assert.is(await uidOf({ kinds: ["pdf", "ct"] }), uid);
  assert.is(await uidOf({ transferSyntaxUid: TRANSFER_SYNTAX.implicitVrLittleEndian }), uid);
  const others: PhantomOptions[] = [
    { size: 65 },
    { count: 4 },
    { charset: "ISO_IR 100" },
    { patientName: "Other^Name" },
    { patientId: "P-1" },
    { accessionNumber: "ACC-001" },
    { studyUid: "1.2.3" },
  ];
  const uids = await Promise.all(others.map(uidOf));
  assert.is(new Set([uid, ...uids]).size, others.length + 1);
  // The report names the slices only where they are made.
  const [alone] = await phantomObjects({ kinds: ["sr"] });
  const [, , , beside] = await phantomObjects({ kinds: ["sr", "ct"] });
  assert.is.not(alone?.dataset.get("SOPInstanceUID"), beside?.dataset.get("SOPInstanceUID"));
  assert.not(alone?.dataset.has("CurrentRequestedProcedureEvidenceSequence"));
  assert.ok(beside?.dataset.has("CurrentRequestedProcedureEvidenceSequence"));
});

test("identifiers of a worklist entry", async () => {
  const identifiers = {
    patientName: "Doe^Jane",
    patientId: "P-00042",
    accessionNumber: "ACC-042",
    studyUid: "1.2.826.0.1.3680043.9.1",
  };
  for (const { dataset } of await phantomObjects(identifiers)) {
    assert.is(String(dataset.get("PatientName")), "Doe^Jane");
    assert.is(dataset.get("PatientID"), "P-00042");
    assert.is(dataset.get("AccessionNumber"), "ACC-042");
    assert.is(dataset.get("StudyInstanceUID"), "1.2.826.0.1.3680043.9.1");
  }
});

const REFUSED: [PhantomOptions, string, RegExp][] = [
  [{ kinds: [] }, "ARG_PHANTOM", /^kinds: some of ct, mr/],
  [{ kinds: ["ct", "rt" as "ct"] }, "ARG_PHANTOM", /^kinds/],
  [{ count: 0 }, "ARG_PHANTOM", /^count/],
  [{ count: 1.5 }, "ARG_PHANTOM", /^count/],
  [{ count: 5001 }, "ARG_PHANTOM", /^count/],
  [{ count: 3000, size: 2048 }, "ARG_PHANTOM", /^count: fewer frames or smaller/],
  [{ count: 5000 }, "ARG_PHANTOM", /^count: fewer frames or smaller/],
  [{ size: 31 }, "ARG_PHANTOM", /^size/],
  [{ size: 2049 }, "ARG_PHANTOM", /^size/],
  [{ studyUid: "1.02" }, "ARG_PHANTOM", /^studyUid/],
  [{ transferSyntaxUid: "1.2.840.10008.1.2.4.50" }, "ARG_PHANTOM", /^transferSyntaxUid/],
  [{ charset: "ISO_IR 999" }, "ARG_CHARSET", /./],
  [{ charset: "ISO_IR 192\\ISO_IR 100" }, "ARG_CHARSET", /./],
  [{ charset: "ISO_IR 100", patientName: "山田" }, "ENCODE_CHARACTER", /PatientName|0010/],
  [{ patientId: "x".repeat(65) }, "ARG_VALUE_LENGTH", /PatientID/],
  [{ accessionNumber: "x".repeat(17) }, "ARG_VALUE_LENGTH", /AccessionNumber/],
];

test("options that cannot be used are refused by name", async () => {
  for (const [options, code, message] of REFUSED) {
    const error = await createPhantom(options)
      .next()
      .then(
        () => undefined,
        (reason) => reason,
      );
    assert.ok(isDicomError(error, code), `${JSON.stringify(options)}: ${error?.code} ${error?.message}`);
    assert.match(error.message, message);
  }
  // A study without cines may have as many slices.
  assert.is(countPhantom({ count: 3000, size: 2048, kinds: ["ct"] }), 3000);
});

test("objects are made one at a time, and no more once the signal has fired", async () => {
  const controller = new AbortController();
  const objects = createPhantom({ kinds: ["ct"], size: 2048, count: 5000, signal: controller.signal });
  const { value } = await objects.next();
  assert.is(value?.dataset.get("Columns"), 2048);
  controller.abort();
  const error = await objects.next().then(
    () => undefined,
    (reason) => reason,
  );
  assert.is(error?.name, "AbortError");
});

test("the smallest and odd sizes", async () => {
  for (const size of [32, 33]) {
    for (const object of await phantomObjects({ size, count: 1 })) {
      const { dataset } = readDicomFile(writeDicomFile(object));
      if (!dataset.has("PixelData")) continue;
      assert.is(dataset.get("Columns"), size, object.kind);
      const { pixels } = await decodeFrame(object, 0);
      assert.ok(new Set(pixels).size > 5, `${object.kind} of ${size} shows something`);
    }
  }
});
