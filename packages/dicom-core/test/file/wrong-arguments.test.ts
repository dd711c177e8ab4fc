/** Arguments of another kind end in an error that says what is expected, never in a foreign one. */
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  type DicomFile,
  InvalidArgumentError,
  openDicomFile,
  readDataset,
  readDicomFile,
  TRANSFER_SYNTAX,
  toDicomJson,
  writeDataset,
  writeDicomFile,
} from "../../src/index.ts";
import { openDicomFile as openByPath } from "../../src/node.ts";

const test = testSuite("core/wrong arguments");
const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
const dataset = createDataset({ SOPClassUID: "1.2", SOPInstanceUID: "1.3" });
const bytes = writeDicomFile({ dataset, transferSyntaxUid });
const wrong = (value: unknown) => value as never;

function isRefusal(error: unknown, code: string, message: RegExp): boolean {
  assert.ok(error instanceof InvalidArgumentError, String(error));
  assert.is(error.code, code);
  assert.match(error.message, message);
  return true;
}

test("what is no bytes is refused, with the way to read a path", () => {
  for (const input of [
    "image.dcm",
    null,
    undefined,
    5,
    {},
    [1, 2],
    new Blob([Uint8Array.from(bytes)]),
    dataset,
  ]) {
    for (const read of [
      () => readDicomFile(wrong(input)),
      () => readDataset(wrong(input), { transferSyntaxUid }),
    ]) {
      assert.throws(read, (error: unknown) =>
        isRefusal(error, "ARG_SOURCE", /^bytes expected.*@minipacs\/dicom-core\/node/),
      );
    }
  }
});

test("an ArrayBuffer, a Buffer and views of any kind are bytes", async () => {
  const buffer = bytes.slice().buffer;
  const content = bytes.subarray(bytes.length - writeDataset(dataset, { transferSyntaxUid }).length);
  for (const input of [buffer, Buffer.from(bytes), new DataView(buffer)]) {
    const file = readDicomFile(wrong(input));
    assert.is(file.dataset.get("SOPInstanceUID"), "1.3");
    assertBytes(writeDicomFile(file), bytes);
  }
  assert.is(readDataset(content.slice().buffer, { transferSyntaxUid }).size, 2);
  async function* chunks() {
    yield buffer.slice(0, 200);
    yield buffer.slice(200);
  }
  assertBytes(writeDicomFile(await openDicomFile(wrong(chunks()))), bytes);
});

test("a path, or what else is no source, is rejected where no path can be opened", async () => {
  for (const open of [openDicomFile, openByPath]) {
    const inputs = [null, undefined, 5, {}, bytes, bytes.buffer, dataset];
    for (const input of open === openDicomFile
      ? ["image.dcm", new URL("file:///image.dcm"), ...inputs]
      : inputs) {
      const promise = open(wrong(input));
      await promise.then(
        () => assert.unreachable(),
        (error: unknown) => isRefusal(error, "ARG_SOURCE", /^a Blob.*@minipacs\/dicom-core\/node/),
      );
    }
  }
  async function* texts() {
    yield "text";
  }
  await openDicomFile(wrong(texts())).then(
    () => assert.unreachable(),
    (error: unknown) => isRefusal(error, "ARG_SOURCE", /^bytes/),
  );
});

test("a transfer syntax must be named", () => {
  const content = writeDataset(dataset, { transferSyntaxUid });
  for (const options of [
    undefined,
    null,
    {},
    { transferSyntaxUid: "" },
    { transferSyntaxUid: 5 },
    "1.2.840.10008.1.2",
  ]) {
    for (const run of [
      () => readDataset(content, wrong(options)),
      () => writeDataset(dataset, wrong(options)),
      () => writeDataset(readDataset(content, { transferSyntaxUid }), wrong(options)),
      () => writeDicomFile(wrong({ dataset, ...(typeof options === "object" ? options : {}) })),
    ]) {
      assert.throws(run, (error: unknown) => isRefusal(error, "ARG_TRANSFER_SYNTAX", /transferSyntaxUid/));
    }
  }
});

test("what is to be written is a data set, or has one", () => {
  for (const value of [null, undefined, "x", {}, bytes, { PatientID: "1" }]) {
    for (const run of [
      () => writeDataset(wrong(value), { transferSyntaxUid }),
      () => writeDicomFile(wrong(value)),
      () => writeDicomFile(wrong({ dataset: value, transferSyntaxUid })),
      () => toDicomJson(wrong(value)),
    ]) {
      assert.throws(run, (error: unknown) => isRefusal(error, "ARG_DATASET", /data set is expected/));
    }
  }
  assert.throws(
    () => writeDicomFile(wrong(dataset)),
    (error: unknown) => isRefusal(error, "ARG_DATASET", /a file/),
  );
  assert.throws(
    () => toDicomJson(wrong(readDicomFile(bytes) satisfies DicomFile)),
    (error: unknown) => isRefusal(error, "ARG_DATASET", /a data set/),
  );
});

test("options that are null are none", async () => {
  assert.is(readDicomFile(bytes, wrong(null)).dataset.size, 2);
  assert.is((await openDicomFile(new Blob([Uint8Array.from(bytes)]), wrong(null))).dataset.size, 2);
  assertBytes(writeDicomFile({ dataset, transferSyntaxUid }, wrong(null)), bytes);
  assert.equal(Object.keys(toDicomJson(dataset, wrong(null))), ["00080016", "00080018"]);
});
