import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ByteWriter } from "../../src/bytes/byte-writer.ts";

const test = testSuite("core/byte-writer");

function write(isLittleEndian: boolean): Uint8Array {
  const writer = new ByteWriter(isLittleEndian, 1);
  writer.tag(0x00100020);
  writer.uint8(0x41);
  const at = writer.length;
  writer.uint32(0);
  writer.uint16(0x0102);
  writer.bytes(Uint8Array.of(9, 8, 7));
  writer.patchUint32(at, 0x01020304);
  return writer.finish();
}

test("writes little endian, grows, and patches", () => {
  assertBytes(write(true), bytes`10 00 20 00  41  04 03 02 01  02 01  09 08 07`);
});

test("writes big endian", () => {
  assertBytes(write(false), bytes`00 10 00 20  41  01 02 03 04  01 02  09 08 07`);
});

test("counts", () => {
  const writer = new ByteWriter();
  writer.bytes(new Uint8Array(5000));
  assert.is(writer.length, 5000);
});
