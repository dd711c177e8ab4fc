import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  numbersOf,
  readDataset,
  TRANSFER_SYNTAX,
  type Vr,
  writeDataset,
} from "../../src/index.ts";
import { numberArray } from "../../src/value/binary-numbers.ts";

const test = testSuite("core/binary-numbers");

/** Bytes 1, 2, 3 … at an offset of their buffer. */
function counting(length: number, byteOffset: number): Uint8Array {
  const bytes = new Uint8Array(new ArrayBuffer(length + byteOffset), byteOffset);
  for (let i = 0; i < length; i += 1) bytes[i] = i + 1;
  return bytes;
}

const KINDS: [Vr, string, number][] = [
  ["US", "Uint16Array", 2],
  ["SS", "Int16Array", 2],
  ["UL", "Uint32Array", 4],
  ["SL", "Int32Array", 4],
  ["FL", "Float32Array", 4],
  ["FD", "Float64Array", 8],
  ["SV", "BigInt64Array", 8],
  ["UV", "BigUint64Array", 8],
  ["OB", "Uint8Array", 1],
  ["OW", "Uint16Array", 2],
  ["OL", "Uint32Array", 4],
  ["OF", "Float32Array", 4],
  ["OD", "Float64Array", 8],
  ["OV", "BigUint64Array", 8],
  ["UN", "Uint8Array", 1],
];

test("aligned values in the machine's order are views, others copies with the same numbers", () => {
  for (const [vr, name, size] of KINDS) {
    const reader = new DataView(counting(24, 0).buffer);
    const method = `get${name.replace("Array", "")}` as "getUint16";
    for (const isLittleEndian of [true, false]) {
      for (const offset of [0, 1, 8]) {
        const bytes = counting(24, offset);
        const numbers = numberArray(bytes, vr, isLittleEndian);
        assert.is(numbers?.constructor.name, name, vr);
        assert.is(numbers?.length, 24 / size, vr);
        const expected = Array.from({ length: 24 / size }, (_, i) =>
          reader[method](i * size, isLittleEndian),
        );
        assert.equal(Array.from(numbers as Uint8Array), expected, `${vr} ${isLittleEndian} ${offset}`);
        const isView = size === 1 || (isLittleEndian && offset !== 1);
        assert.is(numbers?.buffer === bytes.buffer, isView, `${vr} ${isLittleEndian} ${offset}`);
      }
    }
  }
});

test("bytes beyond the last whole number are left out", () => {
  assert.equal(Array.from(numberArray(counting(7, 0), "US", true) as Uint16Array), [0x0201, 0x0403, 0x0605]);
  assert.is(numberArray(counting(7, 0), "FD", true)?.length, 0);
  assert.is(numberArray(counting(7, 1), "UL", false)?.length, 1);
});

test("tags are put together from their two halves", () => {
  assert.equal(
    Array.from(numberArray(Uint8Array.of(0x10, 0, 0x20, 0), "AT", true) as Uint32Array),
    [0x00100020],
  );
  assert.equal(
    Array.from(numberArray(Uint8Array.of(0, 0x10, 0, 0x20), "AT", false) as Uint32Array),
    [0x00100020],
  );
});

test("text and sequences have none", () => {
  for (const vr of ["LO", "PN", "SQ", "UI", "DA"] as const)
    assert.is(numberArray(counting(4, 0), vr, true), undefined);
});

test("numbers of elements, set or read in either byte order", () => {
  const dataset = createDataset({
    PixelSpacing: ["0.5", "0.25"],
    ReferencedFrameNumber: [1, 2, 3],
    Rows: 512,
    SelectorFDValue: [0.5, -1],
    SelectorSVValue: [-1n, 5n],
    SelectorATValue: 0x00100020,
    PixelData: Uint8Array.of(1, 0, 2, 0),
    PatientID: "1",
    RequestAttributesSequence: [{}],
  });
  dataset.set("PixelData", Uint8Array.of(1, 0, 2, 0), { vr: "OW" });
  const read = (transferSyntaxUid: string) =>
    readDataset(writeDataset(dataset, { transferSyntaxUid }), { transferSyntaxUid });
  const both = [TRANSFER_SYNTAX.explicitVrLittleEndian, TRANSFER_SYNTAX.explicitVrBigEndian];
  for (const found of [dataset, ...both.map(read)]) {
    const numbers = (keyword: string) => {
      const element = found.element(keyword);
      return element && numbersOf(element);
    };
    assert.equal(numbers("PixelSpacing"), Float64Array.of(0.5, 0.25));
    assert.equal(numbers("ReferencedFrameNumber"), Float64Array.of(1, 2, 3));
    assert.equal(numbers("Rows"), Uint16Array.of(512));
    assert.equal(numbers("SelectorFDValue"), Float64Array.of(0.5, -1));
    assert.equal(Array.from(numbers("SelectorSVValue") as BigInt64Array), [-1n, 5n]);
    assert.equal(numbers("SelectorATValue"), Uint32Array.of(0x00100020));
    assert.equal(numbers("PixelData"), Uint16Array.of(1, 2));
    assert.is(numbers("PatientID"), undefined);
    assert.is(numbers("RequestAttributesSequence"), undefined);
  }
});
