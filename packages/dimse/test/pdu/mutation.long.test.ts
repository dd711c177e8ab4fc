import fc from "fast-check";
import * as assert from "uvu/assert";
import { LONG_RUN_LIMIT_MS, runCount } from "../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { PduError } from "../../src/errors.ts";
import { decodePdu } from "../../src/pdu/decode-pdu.ts";
import { describePdu } from "../../src/pdu/describe-pdu.ts";
import { encodePdu } from "../../src/pdu/encode-pdu.ts";
import { PduFramer } from "../../src/pdu/framer.ts";
import type { Pdu } from "../../src/pdu/types.ts";
import { readVector } from "./read-vector.ts";

const test = testSuite("dimse/pdu/mutation", { timeoutMs: LONG_RUN_LIMIT_MS });
const RUNS = runCount(6000, 100_000);
const VECTORS = [
  "associate-rq-echo",
  "associate-rq-full",
  "associate-ac",
  "odil-associate-rq",
  "odil-associate-ac",
  "associate-rj",
  "release-rq",
  "abort",
  "p-data-tf-echo",
  "p-data-tf-several",
].map(readVector);

/** A fixture with some bytes overwritten, removed or inserted. */
const mutated = fc
  .record({
    vector: fc.constantFrom(...VECTORS),
    edits: fc.array(
      fc.record({
        at: fc.nat(600),
        kind: fc.constantFrom(...Array(14).fill("set"), "remove", "insert"),
        value: fc.oneof(
          fc.constantFrom(0, 1, 2, 0x10, 0x20, 0x21, 0x30, 0x40, 0x50, 0x51, 0x58, 0xff),
          fc.nat(255),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    cut: fc.option(fc.nat(600), { freq: 1, nil: undefined }),
    isLengthRight: fc.nat(7).map((n) => n > 0),
  })
  .map(({ vector, edits, cut, isLengthRight }) => {
    const list = [...vector];
    for (const { at, kind, value } of edits) {
      const index = at % list.length;
      if (kind === "set") list[index] = value;
      else if (kind === "remove" && list.length > 7) list.splice(index, 1);
      else list.splice(index, 0, value);
    }
    if (cut !== undefined) list.length = Math.max(1, cut % list.length);
    const bytes = Uint8Array.from(list);
    // With a right PDU length the mutation gets past the first check.
    if (isLengthRight && bytes.length >= 6) new DataView(bytes.buffer).setUint32(2, bytes.length - 6);
    return bytes;
  });

function decodeOrRefuse(bytes: Uint8Array): Pdu | undefined {
  try {
    return decodePdu(bytes);
  } catch (error) {
    assert.instance(error, PduError, String(error));
    assert.ok([1, 5, 6].includes((error as PduError).abortReason));
    return undefined;
  }
}

test("decodes a mutated PDU to something that encodes and decodes to the same, or refuses it", () => {
  let decodedCount = 0;
  let refusedCount = 0;
  fc.assert(
    fc.property(mutated, (bytes) => {
      const pdu = decodeOrRefuse(bytes);
      if (pdu === undefined) {
        refusedCount += 1;
        return;
      }
      decodedCount += 1;
      assert.equal(decodePdu(encodePdu(pdu)), pdu);
      assert.ok(describePdu(pdu).startsWith(pdu.type));
    }),
    { seed: 11, numRuns: RUNS },
  );
  assert.ok(decodedCount > RUNS / 5, `${decodedCount} decoded`);
  assert.ok(refusedCount > RUNS / 5, `${refusedCount} refused`);
});

test("refuses every fixture cut at any byte, with its length put right or not", () => {
  for (const vector of VECTORS) {
    for (let length = 0; length < vector.length; length += 1) {
      const cut = vector.slice(0, length);
      assert.is(decodeOrRefuse(cut), undefined);
      if (length < 6) continue;
      new DataView(cut.buffer).setUint32(2, length - 6);
      // Cut between two items or PDVs this is a shorter, but right PDU.
      const pdu = decodeOrRefuse(cut);
      if (pdu) assert.equal(decodePdu(encodePdu(pdu)), pdu);
    }
  }
});

test("frames any bytes in any chunking to the same PDUs and the same error", () => {
  const run = (bytes: Uint8Array, size: number) => {
    const framer = new PduFramer();
    const lengths: number[] = [];
    try {
      for (let at = 0; at < bytes.length; at += size) {
        for (const { body } of framer.push(bytes.subarray(at, at + size))) lengths.push(body.length);
      }
    } catch (error) {
      assert.instance(error, PduError, String(error));
      return [...lengths, (error as PduError).code];
    }
    return [...lengths, framer.isMidPdu];
  };
  fc.assert(
    fc.property(
      fc.array(mutated, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 64 }),
      (parts, size) => {
        const all = new Uint8Array(parts.flatMap((part) => [...part]));
        assert.equal(run(all, size), run(all, all.length));
      },
    ),
    { seed: 12, numRuns: 1500 },
  );
});
