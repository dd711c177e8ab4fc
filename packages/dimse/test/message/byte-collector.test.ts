import fc from "fast-check";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ByteCollector } from "../../src/message/byte-collector.ts";

const test = testSuite("dimse/byte-collector");

test("gives back what was pushed, however it was cut", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 20 }), (parts) => {
      const collector = new ByteCollector();
      for (const part of parts) collector.push(part);
      const whole = new Uint8Array(Buffer.concat(parts));
      assert.is(collector.length, whole.length);
      assertBytes(collector.take(), whole);
      assert.is(collector.length, 0);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("leaves the first fragment as it was", () => {
  const first = Uint8Array.of(1, 2, 3, 4);
  const collector = new ByteCollector();
  collector.push(first.subarray(0, 2));
  assert.is(collector.bytes.buffer, first.buffer);
  collector.push(Uint8Array.of(9));
  assertBytes(first, Uint8Array.of(1, 2, 3, 4));
});
