import { encodeFileHead } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { readPart10Head } from "../../src/scu/part10-head.ts";

const test = testSuite("dimse/part10-head");

/** Preamble, prefix, the given elements, and the first bytes of a data set. */
function file(meta: Uint8Array, dataSet = bytes`0800 1600 5549 0400 312e3200`): Uint8Array {
  return new Uint8Array(Buffer.concat([new Uint8Array(128), Buffer.from("DICM"), meta, dataSet]));
}

const META = bytes`
  0200 0000 554c 0400 ffffff7f          # (0002,0000) UL a group length that lies
  0200 0100 4f42 0000 02000000 0001     # (0002,0001) OB
  0200 0200 5549 0400 312e3200          # (0002,0002) UI 1.2
  0200 0300 5549 0400 312e3300          # (0002,0003) UI 1.3
  0200 1000 5549 1200 312e322e3834302e31303030382e312e3200  # (0002,0010) UI 1.2.840.10008.1.2
`;

test("finds what identifies the object and where the data set begins, whatever the group length says", () => {
  assert.equal(readPart10Head(file(META)), {
    sopClassUid: "1.2",
    sopInstanceUid: "1.3",
    transferSyntaxUid: "1.2.840.10008.1.2",
    dataSetOffset: 132 + META.length,
  });
});

test("reads what dicom-core writes", () => {
  const head = encodeFileHead({
    sopClassUid: "1.2.840.10008.5.1.4.1.1.2",
    sopInstanceUid: "1.2.3",
    transferSyntaxUid: "1.2.840.10008.1.2.1",
  });
  const whole = new Uint8Array([...head, 8, 0]);
  const read = readPart10Head(whole);
  assert.is(read?.dataSetOffset, head.length);
  assert.is(read?.sopInstanceUid, "1.2.3");
});

test("asks for more until the first element of the data set is in sight", () => {
  const whole = file(META);
  for (let length = 0; length < 132 + META.length + 2; length += 1) {
    assert.is(readPart10Head(whole.subarray(0, length)), undefined, `${length} bytes`);
  }
  assert.ok(readPart10Head(whole.subarray(0, 132 + META.length + 2)));
});

test("leaves out what the meta information lacks, but not the transfer syntax", () => {
  const only = META.subarray(-26);
  const read = readPart10Head(file(only));
  assert.is(read?.sopClassUid, undefined);
  assert.is(read?.transferSyntaxUid, "1.2.840.10008.1.2");
  assert.throws(() => readPart10Head(file(META.subarray(0, -26))), /no transfer syntax/);
});

test("refuses what has no prefix", () => {
  assert.throws(() => readPart10Head(new Uint8Array(200)), /the prefix DICM is not there/);
});
