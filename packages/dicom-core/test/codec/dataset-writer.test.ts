import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  Dataset,
  isDicomError,
  readDataset,
  TRANSFER_SYNTAX,
  writeDataset,
} from "../../src/index.ts";

const test = testSuite("core/data set writer");

test("a private sequence in Implicit VR stays one", () => {
  const item = createDataset({ PatientID: "1" });
  item.set(0x00091001, [createDataset({ PatientID: "2" })], { vr: "SQ" });
  const dataset = createDataset({ RequestAttributesSequence: [{}] });
  dataset.set(0x00091000, [item], { vr: "SQ" }).set(0x00091002, [], { vr: "SQ" });
  for (const transferSyntaxUid of [
    TRANSFER_SYNTAX.implicitVrLittleEndian,
    TRANSFER_SYNTAX.explicitVrLittleEndian,
    TRANSFER_SYNTAX.explicitVrBigEndian,
  ]) {
    const written = writeDataset(dataset, { transferSyntaxUid });
    const read = readDataset(written, { transferSyntaxUid });
    assert.equal(read.diagnostics, []);
    const inner = read.element(0x00091000)?.items?.[0]?.element(0x00091001);
    assert.is(inner?.items?.[0]?.get("PatientID"), "2");
    assert.is(read.element(0x00091002)?.vr, "SQ");
    assert.is(read.element("RequestAttributesSequence")?.items?.length, 1);
  }
});

test("fragments that are set are made even, those that were read stay as they are", () => {
  const transferSyntaxUid = TRANSFER_SYNTAX.rleLossless;
  const dataset = new Dataset().setFragments("PixelData", [new Uint8Array(0), Uint8Array.of(1, 2, 3)]);
  const even = bytes`
    E0 7F 10 00 4F 42 00 00 FF FF FF FF        # (7FE0,0010) OB, undefined length
    FE FF 00 E0 00 00 00 00                    # offset table
    FE FF 00 E0 04 00 00 00 01 02 03 00        # fragment
    FE FF DD E0 00 00 00 00
  `;
  assertBytes(writeDataset(dataset, { transferSyntaxUid }), even);
  const odd = Uint8Array.from([...even.subarray(0, 24), 3, 0, 0, 0, 1, 2, 3, ...even.subarray(32)]);
  const read = readDataset(odd, { transferSyntaxUid });
  read.set("PatientID", "1");
  const written = writeDataset(read, { transferSyntaxUid });
  assertBytes(written.subarray(written.length - odd.length), odd);
});

test("encapsulated Pixel Data is not relabelled as Implicit VR or big endian", () => {
  const dataset = new Dataset().setFragments("PixelData", [new Uint8Array(0), Uint8Array.of(1, 2)]);
  const transferSyntaxUid = TRANSFER_SYNTAX.rleLossless;
  const read = readDataset(writeDataset(dataset, { transferSyntaxUid }), { transferSyntaxUid });
  for (const target of [TRANSFER_SYNTAX.implicitVrLittleEndian, TRANSFER_SYNTAX.explicitVrBigEndian]) {
    assert.throws(
      () => writeDataset(read, { transferSyntaxUid: target }),
      (error: unknown) =>
        isDicomError(error, "ENCODE_ENCAPSULATED") &&
        (error as unknown as { path: string }).path === "7FE0,0010",
    );
  }
});

test("a data set that is its own item is a typed error", () => {
  const dataset = createDataset({ PatientID: "1" });
  dataset.set("ReferencedStudySequence", [dataset]);
  assert.throws(
    () => writeDataset(dataset, { transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian }),
    (error: unknown) => isDicomError(error, "LIMIT_EXCEEDED"),
  );
  let deep = new Dataset();
  for (let depth = 0; depth < 1024; depth += 1) deep = new Dataset().set("ReferencedStudySequence", [deep]);
  const written = writeDataset(deep, { transferSyntaxUid: TRANSFER_SYNTAX.implicitVrLittleEndian });
  assert.is(written.length, 1024 * 16);
});

test("a Specific Character Set that is a sequence says nothing about text, and comes back as it was", () => {
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  const input = bytes`
    08 00 05 00 53 51 00 00 08 00 00 00        # (0008,0005) SQ, 8 bytes
    FE FF 00 E0 00 00 00 00                    # an empty item
    10 00 20 00 4C 4F 02 00 50 31              # (0010,0020) LO P1
  `;
  const dataset = readDataset(input, { transferSyntaxUid });
  assert.is(dataset.get("PatientID"), "P1");
  assert.is(dataset.element("SpecificCharacterSet")?.items?.length, 1);
  assert.not(dataset.isModified);
  assertBytes(writeDataset(dataset, { transferSyntaxUid }), input);
});
