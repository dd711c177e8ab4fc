import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { PduError } from "../../src/errors.ts";
import { encodePDataHeader } from "../../src/pdu/encode-pdu.ts";
import { type FramerLimits, PduFramer } from "../../src/pdu/framer.ts";
import { readVector } from "./read-vector.ts";

const test = testSuite("dimse/pdu/framer");

function assertRefused(
  chunks: Uint8Array | Uint8Array[],
  code: string,
  abortReason: number,
  limits: Partial<FramerLimits> = {},
): void {
  const framer = new PduFramer({ limits });
  const list = [chunks].flat();
  const last = list.pop()!;
  for (const chunk of list) assert.is([...framer.push(chunk)].length, 0);
  assert.throws(
    () => [...framer.push(last)],
    (error: unknown) => error instanceof PduError && error.code === code && error.abortReason === abortReason,
  );
}

test("gives views of a chunk that holds whole PDUs", () => {
  const one = readVector("release-rq");
  const two = readVector("p-data-tf-echo");
  const chunk = new Uint8Array([...one, ...two, ...two.subarray(0, 7)]);
  const framer = new PduFramer();
  const pdus = [...framer.push(chunk)];
  assert.equal(
    pdus.map(({ pduTypeByte }) => pduTypeByte),
    [5, 4],
  );
  for (const { body } of pdus) assert.is(body.buffer, chunk.buffer);
  assertBytes(pdus[1]!.body, two);
  assert.is(framer.isMidPdu, true);
  const [last] = framer.push(two.subarray(7));
  assertBytes(last!.body, two);
  assert.is(framer.isMidPdu, false);
});

test("gives the parts that a PDU came in as views", () => {
  const whole = new Uint8Array([...encodePDataHeader(1, false, true, 9000), ...new Uint8Array(9000)]);
  const framer = new PduFramer();
  assert.is([...framer.push(whole.subarray(0, 4000))].length, 0);
  assert.is([...framer.push(whole.subarray(4000, 8000))].length, 0);
  const [pdu] = framer.push(new Uint8Array([...whole.subarray(8000), 4, 0]));
  assert.equal(
    pdu!.parts.map(({ length }) => length),
    [4000, 4000, 1012],
  );
  for (const part of pdu!.parts.slice(0, 2)) assert.is(part.buffer, whole.buffer);
  assertBytes(pdu!.body, whole);
  assert.is(framer.isMidPdu, true);
});

test("joins a PDU from any chunking", () => {
  const names = ["associate-rq-full", "p-data-tf-several", "p-data-tf-echo", "release-rq", "abort"];
  const all = new Uint8Array(names.flatMap((name) => [...readVector(name)]));
  for (let size = 1; size <= all.length; size += 1) {
    const framer = new PduFramer();
    const bodies: Uint8Array[] = [];
    for (let at = 0; at < all.length; at += size) {
      for (const { body } of framer.push(all.subarray(at, at + size))) bodies.push(body);
    }
    assertBytes(new Uint8Array(bodies.flatMap((body) => [...body])), all, `chunks of ${size}`);
    assert.is(bodies.length, names.length);
    assert.is(framer.isMidPdu, false);
  }
});

test("takes a large PDU in single bytes, then chunks, and gives earlier ones unchanged", () => {
  const fragment = Uint8Array.from({ length: 100_000 }, (_, i) => i * 7);
  const whole = new Uint8Array([...encodePDataHeader(1, false, true, fragment.length), ...fragment]);
  const framer = new PduFramer();
  const bodies: Uint8Array[] = [];
  for (let i = 0; i < whole.length; i += 1) {
    for (const { body } of framer.push(whole.subarray(i, i + 1))) bodies.push(body);
  }
  const sizes = [1, 5, 3000, 2047, 8192, 100_000];
  for (let at = 0, i = 0; at < whole.length; i += 1) {
    const size = sizes[i % sizes.length]!;
    for (const { body } of framer.push(whole.subarray(at, at + size))) bodies.push(body);
    at += size;
  }
  assert.is(bodies.length, 2);
  for (const body of bodies) assertBytes(body, whole);
});

test("keeps what was not iterated for the next call", () => {
  const pdu = readVector("release-rp");
  const framer = new PduFramer();
  for (const _ of framer.push(new Uint8Array([...pdu, ...pdu, ...pdu]))) break;
  assert.is([...framer.push(new Uint8Array(0))].length, 2);
});

test("gives the PDUs before a bad byte, then the error", () => {
  const framer = new PduFramer();
  const given: number[] = [];
  assert.throws(
    () => {
      for (const { pduTypeByte } of framer.push(new Uint8Array([...readVector("abort"), 0x47])))
        given.push(pduTypeByte);
    },
    (error: unknown) => error instanceof PduError && error.abortReason === 1,
  );
  assert.equal(given, [7]);
});

test("refuses other protocols at their first byte", () => {
  for (const text of ["G", "GET / HTTP/1.1\r\n", "SSH-2.0", "\x16\x03\x01", "\0", "\x08"]) {
    assertRefused(new TextEncoder().encode(text), "PDU_TYPE_UNKNOWN", 1);
  }
  assertRefused(bytes`ff`, "PDU_TYPE_UNKNOWN", 1);
});

test("says what is spoken instead, where the first bytes tell it", () => {
  const cases: [string, string | undefined][] = [
    ["GET / HTTP/1.1", "HTTP"],
    ["OPTIONS * HTTP/1.1", "HTTP"],
    ["CONNECT a:1 HTTP/1.1", "HTTP"],
    ["PRI * HTTP/2.0", "HTTP"],
    ["HTTP/1.1 400 Bad Request", "HTTP"],
    ["\x16\x03\x01", "TLS"],
    ["\x15\x03\x01", "TLS"],
    ["G", undefined],
    ["GETTING", undefined],
    ["SSH-2.0", undefined],
  ];
  for (const [text, protocol] of cases) {
    assert.throws(
      () => [...new PduFramer().push(new TextEncoder().encode(text))],
      ({ details, message }: PduError) =>
        details.protocol === protocol &&
        message.endsWith(`: the peer speaks ${protocol}`) === (protocol !== undefined),
      text,
    );
  }
});

test("refuses a PDU of 4 GiB by its header, whatever its type and chunking", () => {
  for (const type of [1, 2, 4]) assertRefused(Uint8Array.of(type, 0, 255, 255, 255, 255), "PDU_TOO_LONG", 6);
  assertRefused([bytes`04`, bytes`00`, bytes`ff`, bytes`ff ff`, bytes`ff`], "PDU_TOO_LONG", 6);
});

test("refuses any length but 4 where 4 is the only one", () => {
  for (const type of [3, 5, 6, 7]) {
    for (const length of [0, 3, 5])
      assertRefused(Uint8Array.of(type, 0, 0, 0, 0, length), "PDU_LENGTH_INVALID", 6);
  }
});

test("caps association PDUs and P-DATA-TF apart", () => {
  const header = (type: number, length: number) => {
    const head = Uint8Array.of(type, 0, 0, 0, 0, 0);
    new DataView(head.buffer).setUint32(2, length);
    return head;
  };
  const passes = (head: Uint8Array, limits: Partial<FramerLimits>) => {
    const framer = new PduFramer({ limits });
    assert.is([...framer.push(head)].length, 0);
    assert.is(framer.isMidPdu, true);
  };
  passes(header(1, 1_048_576), {});
  assertRefused(header(1, 1_048_577), "PDU_TOO_LONG", 6);
  assertRefused(header(2, 1001), "PDU_TOO_LONG", 6, { maxAssociatePduLengthBytes: 1000 });
  passes(header(4, 16384 + 256), { maxPduLengthBytes: 16384 });
  assertRefused(header(4, 16384 + 257), "PDU_TOO_LONG", 6, { maxPduLengthBytes: 16384 });
  assertRefused(header(4, 16385), "PDU_TOO_LONG", 6, { maxPduLengthBytes: 16384, pduLengthSlackBytes: 0 });
  // Nothing announced is no invitation to send 4 GiB.
  passes(header(4, 16_777_216), { maxPduLengthBytes: 0 });
  assertRefused(header(4, 0x2000000), "PDU_TOO_LONG", 6, { maxPduLengthBytes: 0 });
});
