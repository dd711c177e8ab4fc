/** Descriptors of lookup tables: only the second of their values can be signed. PS3.3 C.7.6.3.1.5, C.11.1.1.1. */
import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  fromDicomJson,
  isDicomError,
  readDataset,
  TRANSFER_SYNTAX,
  toDicomJson,
  writeDataset,
} from "../../src/index.ts";

const test = testSuite("core/LUT descriptor");
const EXPLICIT = { transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian };
const IMPLICIT = { transferSyntaxUid: TRANSFER_SYNTAX.implicitVrLittleEndian };
const BIG_ENDIAN = { transferSyntaxUid: TRANSFER_SYNTAX.explicitVrBigEndian };
const VALUES = [50_000, -1000, 16];

/** A signed image with a palette and a Modality LUT of 50000 entries from -1000 on, 16 bits each. */
const INPUT = bytes`
  28 00 03 01 02 00 00 00 01 00                   # (0028,0103) Pixel Representation: signed
  28 00 01 11 06 00 00 00 50 c3 18 fc 10 00       # (0028,1101) to (0028,1103)
  28 00 02 11 06 00 00 00 50 c3 18 fc 10 00
  28 00 03 11 06 00 00 00 50 c3 18 fc 10 00
  28 00 00 30 16 00 00 00 fe ff 00 e0 0e 00 00 00 # (0028,3000) Modality LUT Sequence
    28 00 02 30 06 00 00 00 50 c3 18 fc 10 00     # (0028,3002)
`;
const PALETTES = [0x00281101, 0x00281102, 0x00281103];

test("the number of entries is unsigned, the first value mapped signed, in Implicit and Explicit VR", () => {
  for (const options of [IMPLICIT, EXPLICIT, BIG_ENDIAN]) {
    const dataset = readDataset(writeDataset(readDataset(INPUT, IMPLICIT), options), options);
    for (const tag of PALETTES) {
      assert.is(dataset.element(tag)?.vr, "SS");
      assert.equal(dataset.getAll(tag), VALUES);
      assert.is(dataset.getText(tag), "50000\\-1000\\16");
    }
    const item = dataset.get("ModalityLUTSequence")?.[0];
    assert.is(item?.element("LUTDescriptor")?.vr, "SS");
    assert.equal(item?.getAll("LUTDescriptor"), VALUES);
    assertBytes(
      writeDataset(dataset.set(0xfffbfffb, "", { vr: "LO" }), IMPLICIT).subarray(0, INPUT.length),
      INPUT,
    );
  }
});

test("of unsigned images nothing is signed, and other elements in SS are as they were", () => {
  const unsigned = INPUT.slice();
  unsigned[8] = 0;
  assert.equal(readDataset(unsigned, IMPLICIT).getAll(0x00281101), [50_000, 64_536, 16]);
  const padding = bytes`28 00 20 01 53 53 02 00 50 c3`;
  assert.is(readDataset(padding, EXPLICIT).get("PixelPaddingValue"), -15_536);
});

test("DICOM JSON agrees, both ways, and takes the signed form of others", () => {
  const json = toDicomJson(readDataset(INPUT, IMPLICIT));
  assert.equal(json["00281101"], { vr: "SS", Value: VALUES });
  assertBytes(writeDataset(fromDicomJson(json), IMPLICIT), INPUT);
  const signed = fromDicomJson({ "00281101": { vr: "SS", Value: [50_000 - 65_536, -1000, 16] } });
  assert.equal(signed.getAll(0x00281101), VALUES);
  for (const value of [
    [65_536, 0, 16],
    [256, 40_000, 16],
    [-40_000, 0, 16],
  ]) {
    assert.throws(
      () => fromDicomJson({ "00283002": { vr: "SS", Value: value } }),
      (error: unknown) => isDicomError(error, "JSON_VALUE"),
    );
  }
});

test("what is set is checked in the same way", () => {
  const dataset = createDataset({ PixelRepresentation: 1, LUTDescriptor: VALUES });
  assert.is(dataset.element("LUTDescriptor")?.vr, "SS");
  const written = writeDataset(dataset, IMPLICIT);
  assert.equal(readDataset(written, IMPLICIT).getAll("LUTDescriptor"), VALUES);
  assertBytes(written.subarray(10), bytes`28 00 02 30 06 00 00 00 50 c3 18 fc 10 00`);
  for (const value of [
    [-1, 0, 16],
    [65_536, 0, 16],
    [256, 40_000, 16],
  ]) {
    assert.throws(
      () => dataset.set("LUTDescriptor", value),
      (error: unknown) => isDicomError(error, "ARG_VALUE_RANGE"),
    );
  }
});
