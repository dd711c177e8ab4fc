import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { maxFragmentBytes, PdvWriter } from "../../src/message/pdv-writer.ts";

const test = testSuite("dimse/pdv-writer");

function join(chunks: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(chunks));
}

test("writes a command and its data set, each fragment in a PDU of its own", () => {
  const writer = new PdvWriter(3, 4);
  writer.command(bytes`a1a2a3a4a5a6`);
  writer.data(bytes`b1`);
  writer.data(bytes`b2b3b4`);
  writer.data(bytes`b5`);
  writer.finish();
  assertBytes(
    join(writer.take()),
    bytes`
      04 00 0000000a 00000006 03 01 a1a2a3a4   # P-DATA-TF, 10 bytes; PDV of 6 bytes, context 3, command
      04 00 00000008 00000004 03 03 a5a6       # command, last
      04 00 0000000a 00000006 03 00 b1b2b3b4   # data
      04 00 00000007 00000003 03 02 b5         # data, last
    `,
  );
});

test("marks a fragment that ends with the maximum as the last", () => {
  const writer = new PdvWriter(1, 4);
  writer.data(bytes`b1b2b3b4`);
  assert.is(writer.readyBytes, 0, "it may be the last: kept back");
  writer.finish();
  assertBytes(join(writer.take()), bytes`04 00 0000000a 00000006 01 02 b1b2b3b4`);
});

test("writes an empty data set as one empty fragment", () => {
  const writer = new PdvWriter(1, 4);
  writer.finish();
  assertBytes(join(writer.take()), bytes`04 00 00000006 00000002 01 02`);
});

test("does not copy", () => {
  const data = new Uint8Array(1000);
  const writer = new PdvWriter(1, 300);
  writer.data(data);
  writer.finish();
  const views = writer.take().filter((chunk) => chunk.length > 12);
  assert.equal(
    views.map((chunk) => chunk.length),
    [300, 300, 300, 100],
  );
  assert.ok(views.every((chunk) => chunk.buffer === data.buffer));
});

test("a fragment is even and fits the peer's maximum, or ours where the peer has none", () => {
  assert.is(maxFragmentBytes(16_384, 131_072), 16_378);
  assert.is(maxFragmentBytes(16_383, 131_072), 16_376);
  assert.is(maxFragmentBytes(0, 131_072), 131_066);
  assert.is(maxFragmentBytes(1_000_000, 131_072), 131_066);
  assert.is(maxFragmentBytes(1, 131_072), 2);
});
