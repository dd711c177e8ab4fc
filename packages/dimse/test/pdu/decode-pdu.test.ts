import * as assert from "uvu/assert";
import { assertBytes, bytes, hex } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { PduError } from "../../src/errors.ts";
import { decodePData, decodePdu } from "../../src/pdu/decode-pdu.ts";
import { encodePdu } from "../../src/pdu/encode-pdu.ts";
import type { AssociateAcPdu, AssociateRqPdu, PDataTfPdu } from "../../src/pdu/types.ts";
import { readVector } from "./read-vector.ts";

const test = testSuite("dimse/pdu/decode-pdu");

function pdu(type: number, body: Uint8Array): Uint8Array {
  const whole = new Uint8Array(6 + body.length);
  whole[0] = type;
  new DataView(whole.buffer).setUint32(2, body.length);
  whole.set(body, 6);
  return whole;
}

const FIXED = bytes`
  00 01 00 00
  41 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20
  42 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20
  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00`;
const associate = (type: 1 | 2, items: string) => pdu(type, new Uint8Array([...FIXED, ...bytes(items)]));
const decodeRq = (items: string) => decodePdu(associate(1, items)) as AssociateRqPdu;
const decodeAc = (items: string) => decodePdu(associate(2, items)) as AssociateAcPdu;

function assertRefused(input: Uint8Array, code: string, abortReason: number): void {
  assert.throws(
    () => decodePdu(input),
    (error: unknown) => {
      assert.instance(error, PduError, String(error));
      assert.equal([(error as PduError).code, (error as PduError).abortReason], [code, abortReason]);
      return true;
    },
  );
}

test("does not test reserved fields, and keeps those that an answer sends back", () => {
  const clean = readVector("associate-rq-echo");
  const dirty = clean.slice();
  // PDU byte 2, bytes 9-10, 43-74, and byte 2 of each item.
  for (const at of [1, 8, 9, 75, 100, 104, 105, 106, 108, 129, 150, 154, 162]) dirty[at] = 0xa5;
  dirty.fill(0xff, 42, 74);
  assert.is.not(dirty[75], clean[75]);
  const { fixedFields, ...read } = decodePdu(dirty) as AssociateRqPdu;
  assert.equal(read, decodePdu(clean));
  assertBytes(fixedFields ?? new Uint8Array(), dirty.subarray(10, 74));
  assertBytes(encodePdu(decodePdu(dirty)).subarray(10, 74), dirty.subarray(10, 74));
  assert.equal(decodePdu(bytes`05 ff 00 00 00 04 de ad be ef`), { type: "A-RELEASE-RQ" });
});

test("trims AE titles of the padding that devices use", () => {
  const calledAeTitle = (hex: string) => {
    const whole = associate(1, "");
    whole.set(bytes(hex), 10);
    return (decodePdu(whole) as AssociateRqPdu).calledAeTitle;
  };
  assert.is(calledAeTitle("41 42 00 00 00 00 00 00 00 00 00 00 00 00 00 00"), "AB");
  assert.is(calledAeTitle("20 20 41 20 42 20 20 20 20 20 20 20 00 20 00 20"), "A B");
  assert.is(calledAeTitle("20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20"), "");
  assert.is(calledAeTitle("41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50"), "ABCDEFGHIJKLMNOP");
});

test("trims UIDs that are padded with NUL or space", () => {
  const { applicationContextName, presentationContexts } = decodeRq(`
    10 00 00 04 31 2e 32 00
    20 00 00 14 01 00 00 00 30 00 00 04 31 2e 33 20 40 00 00 04 31 2e 34 00`);
  assert.is(applicationContextName, "1.2");
  assert.equal(presentationContexts, [{ id: 1, abstractSyntax: "1.3", transferSyntaxes: ["1.4"] }]);
});

test("takes a rejected context without transfer syntax item, with an empty one, or with several", () => {
  const { presentationContexts } = decodeAc(`
    21 00 00 04 01 00 03 00
    21 00 00 08 03 00 04 00 40 00 00 00
    21 00 00 0e 05 00 00 00 40 00 00 01 31 40 00 00 01 32`);
  assert.equal(presentationContexts, [
    { id: 1, result: 3, transferSyntax: undefined },
    { id: 3, result: 4, transferSyntax: undefined },
    { id: 5, result: 0, transferSyntax: "1" },
  ]);
});

test("keeps reserved codes of A-ASSOCIATE-RJ, A-ABORT and context results", () => {
  assert.equal(decodePdu(bytes`03 00 00 00 00 04 00 00 09 ff`), {
    type: "A-ASSOCIATE-RJ",
    result: 0,
    source: 9,
    reason: 255,
  });
  assert.equal(decodePdu(bytes`07 00 00 00 00 04 00 00 01 03`), { type: "A-ABORT", source: 1, reason: 3 });
  assert.is(decodeAc("21 00 00 04 01 00 fe 00").presentationContexts[0]?.result, 254);
});

test("takes an association PDU without any item", () => {
  const { applicationContextName, presentationContexts, userInformation } = decodeRq("");
  assert.is(applicationContextName, "");
  assert.equal(presentationContexts, []);
  assert.is(userInformation.maximumLength, undefined);
});

test("keeps unknown items, and second ones of those that come once", () => {
  const { applicationContextName, userInformation, unknownItems } = decodeRq(`
    10 00 00 01 31   10 00 00 01 32   99 00 00 00
    50 00 00 10  51 00 00 04 00 00 00 07  51 00 00 04 00 00 00 08
    50 00 00 00`);
  assert.is(applicationContextName, "1");
  assert.is(userInformation.maximumLength, 7);
  assert.equal(userInformation.unknownItems, [{ itemType: 0x51, bytes: bytes`00 00 00 08` }]);
  assert.equal(unknownItems, [
    { itemType: 0x10, bytes: bytes`32` },
    { itemType: 0x99, bytes: bytes`` },
    { itemType: 0x50, bytes: bytes`` },
  ]);
});

test("reads sub-item 57H of a later version, with fields it does not know", () => {
  const { userInformation } = decodeRq("50 00 00 10  57 02 00 0c 00 01 31 00 01 32 00 00 aa bb cc dd");
  assert.equal(userInformation.commonExtendedNegotiations, [
    { version: 2, sopClassUid: "1", serviceClassUid: "2", relatedGeneralSopClassUids: [] },
  ]);
});

test("gives views of fragments, of several PDVs and empty ones", () => {
  const input = readVector("p-data-tf-several");
  const { pdvs } = decodePdu(input) as PDataTfPdu;
  for (const { data } of pdvs) assert.is(data.buffer, input.buffer);
  assert.equal(
    pdvs.map(({ data }) => data.length),
    [4, 0, 3, 0],
  );
});

/** What a receiver makes of fragments: those of one context and kind put together up to the last. */
function joined({ pdvs }: PDataTfPdu): unknown[] {
  const whole: { contextId: number; isCommand: boolean; isLast: boolean; bytes: number[] }[] = [];
  let open: (typeof whole)[number] | undefined;
  for (const { contextId, isCommand, isLast, data } of pdvs) {
    if (!open || open.contextId !== contextId || open.isCommand !== isCommand) {
      open = { contextId, isCommand, isLast, bytes: [] };
      whole.push(open);
    }
    open.bytes.push(...data);
    open.isLast = isLast;
    if (isLast) open = undefined;
  }
  return whole;
}

test("reads data in the parts that it came in, cut anywhere twice, without copying", () => {
  const input = readVector("p-data-tf-several");
  const expected = joined(decodePdu(input) as PDataTfPdu);
  for (let first = 1; first < input.length - 1; first += 1) {
    for (let second = first + 1; second < input.length; second += 1) {
      const parts = [input.subarray(0, first), input.subarray(first, second), input.subarray(second)];
      const pdu = decodePData(parts);
      assert.equal(joined(pdu), expected, `cut at ${first} and ${second}`);
      for (const { data } of pdu.pdvs) assert.is(data.buffer, input.buffer);
    }
  }
});

test("a PDV in two parts is the last fragment only with its second", () => {
  const input = bytes`04 00 00 00 00 0a 00 00 00 06 01 02 b1 b2 b3 b4`;
  assert.equal(
    decodePData([input.subarray(0, 14), input.subarray(14)]).pdvs.map(({ isLast, data }) => [
      isLast,
      ...data,
    ]),
    [
      [false, 0xb1, 0xb2],
      [true, 0xb3, 0xb4],
    ],
  );
});

test("does not test reserved bits of the message control header", () => {
  const { pdvs } = decodePdu(bytes`04 00 00 00 00 06 00 00 00 02 01 fd`) as PDataTfPdu;
  assert.equal([pdvs[0]?.isCommand, pdvs[0]?.isLast], [true, false]);
});

test("refuses PDUs of unknown type", () => {
  for (const type of [0, 8, 0x47, 255]) assertRefused(pdu(type, new Uint8Array(4)), "PDU_TYPE_UNKNOWN", 1);
});

test("refuses a PDU whose length is not that of its bytes", () => {
  assertRefused(bytes``, "PDU_LENGTH_INVALID", 6);
  assertRefused(bytes`05`, "PDU_LENGTH_INVALID", 6);
  assertRefused(bytes`05 00 00 00 00 04 00 00 00`, "PDU_LENGTH_INVALID", 6);
  assertRefused(bytes`05 00 00 00 00 04 00 00 00 00 00`, "PDU_LENGTH_INVALID", 6);
  assertRefused(bytes`05 00 ff ff ff ff 00 00 00 00`, "PDU_LENGTH_INVALID", 6);
  assertRefused(bytes`05 00 00 00 00 05 00 00 00 00 00`, "PDU_LENGTH_INVALID", 6);
  assertRefused(pdu(1, FIXED.subarray(0, 67)), "PDU_LENGTH_INVALID", 6);
});

test("refuses PDVs that are longer than the PDU, wrap around, or have no room for their header", () => {
  const split = bytes`04 00 00 00 00 07 00 00 00 04 01 03 b1`;
  assert.throws(
    () => decodePData([split.subarray(0, 8), split.subarray(8)]),
    (error: unknown) => error instanceof PduError && error.code === "PDU_PDV_INVALID",
  );
  assertRefused(bytes`04 00 00 00 00 06 00 00 00 03 01 03`, "PDU_PDV_INVALID", 6);
  assertRefused(bytes`04 00 00 00 00 06 ff ff ff ff 01 03`, "PDU_PDV_INVALID", 6);
  assertRefused(bytes`04 00 00 00 00 06 80 00 00 02 01 03`, "PDU_PDV_INVALID", 6);
  assertRefused(bytes`04 00 00 00 00 05 00 00 00 01 01`, "PDU_PDV_INVALID", 6);
  assertRefused(bytes`04 00 00 00 00 04 00 00 00 00`, "PDU_PDV_INVALID", 6);
  // Three bytes after the last PDV, and no PDV at all.
  assertRefused(bytes`04 00 00 00 00 09 00 00 00 02 01 03 00 00 00`, "PDU_LENGTH_INVALID", 6);
  assertRefused(bytes`04 00 00 00 00 00`, "PDU_LENGTH_INVALID", 6);
});

test("refuses even presentation context IDs", () => {
  assertRefused(associate(1, "20 00 00 04 02 00 00 00"), "PDU_CONTEXT_ID_EVEN", 6);
  assertRefused(associate(2, "21 00 00 04 00 00 00 00"), "PDU_CONTEXT_ID_EVEN", 6);
  assertRefused(bytes`04 00 00 00 00 06 00 00 00 02 fe 03`, "PDU_CONTEXT_ID_EVEN", 6);
});

test("refuses presentation context items of the other direction", () => {
  assertRefused(associate(1, "21 00 00 04 01 00 00 00"), "PDU_ITEM_UNEXPECTED", 5);
  assertRefused(associate(2, "20 00 00 04 01 00 00 00"), "PDU_ITEM_UNEXPECTED", 5);
});

test("refuses items and sub-items that lie about their length", () => {
  const lies = [
    "10", // an item cut in its header
    "10 00 00",
    "10 00 00 02 31", // longer than the PDU
    "10 00 ff ff 31",
    "20 00 00 03 01 00 00", // no room for the fixed fields
    "20 00 00 08 01 00 00 00 30 00 00 01", // a sub-item longer than its item
    "20 00 00 05 01 00 00 00 30", // a sub-item cut in its header
    "50 00 00 08 51 00 00 05 00 00 00 07", // sub-item longer than the user information
    "50 00 00 07 51 00 00 03 00 00 00", // 51H of three bytes
    "50 00 00 09 51 00 00 05 00 00 00 00 00", // of five
    "50 00 00 04 51 00 00 00", // of none
    "50 00 00 06 53 00 00 02 00 01", // 53H of two bytes
    "50 00 00 0a 53 00 00 06 00 01 00 01 00 01", // of six
    "50 00 00 05 54 00 00 01 00", // 54H cut in its UID length
    "50 00 00 08 54 00 00 04 00 03 31 2e", // in its UID
    "50 00 00 08 54 00 00 04 00 01 31 01", // before its SCP role
    "50 00 00 0a 54 00 00 06 00 01 31 01 00 00", // with a byte too many
    "50 00 00 07 56 00 00 03 00 02 31", // 56H
    "50 00 00 0c 57 00 00 08 00 00 00 00 00 04 00 01", // 57H, list longer than the sub-item
    "50 00 00 0d 57 00 00 09 00 00 00 00 00 03 00 02 31", // UID longer than the list
    "50 00 00 07 58 00 00 03 01 00 00", // 58H cut in a length
    "50 00 00 0a 58 00 00 06 01 00 00 05 61 62", // field longer than the sub-item
    "50 00 00 0b 58 00 00 07 01 00 00 00 00 00 00", // a byte too many
    "50 00 00 06 59 00 00 02 00 01", // 59H
  ];
  for (const items of lies) {
    assertRefused(associate(1, items), "PDU_LENGTH_INVALID", 6);
    if (!items.startsWith("20")) assertRefused(associate(2, items), "PDU_LENGTH_INVALID", 6);
  }
  assertRefused(associate(2, "21 00 00 03 01 00 00"), "PDU_LENGTH_INVALID", 6);
  assertRefused(associate(2, "21 00 00 08 01 00 00 00 40 00 00 01"), "PDU_LENGTH_INVALID", 6);
});

test("takes 128 presentation contexts, as many as there are IDs, and not one more", () => {
  const contexts = (count: number) =>
    Array.from({ length: count }, (_, i) => `20 00 00 04 ${hex(Uint8Array.of((2 * i + 1) & 0xff))} 00 00 00`);
  assert.is(decodeRq(contexts(128).join("")).presentationContexts.length, 128);
  assertRefused(associate(1, contexts(129).join("")), "PDU_TOO_MANY_ITEMS", 6);
});

test("refuses a megabyte of empty items before it has become objects", () => {
  const syntaxes = (count: number) => "40 00 00 00".repeat(count);
  const context = (id: string) => `20 00 ff fc ${id} 00 00 00 ${syntaxes(16_382)}`;
  assert.is(decodeRq(context("01")).presentationContexts[0]?.transferSyntaxes.length, 16_382);
  assertRefused(associate(1, context("01") + context("03")), "PDU_TOO_MANY_ITEMS", 6);
  assertRefused(associate(2, "77 00 00 00".repeat(20_000)), "PDU_TOO_MANY_ITEMS", 6);
  // 57H with a list of 20,000 empty UIDs.
  const related = `57 00 9c 46 00 00 00 00 9c 40 ${"00 00".repeat(20_000)}`;
  assertRefused(associate(1, `50 00 9c 4a ${related}`), "PDU_TOO_MANY_ITEMS", 6);
});

test("names the offset of what is wrong", () => {
  assert.throws(
    () => decodePdu(associate(1, "10 00 00 01 31 20 00 00 04 02 00 00 00")),
    (error: unknown) => error instanceof PduError && error.offsetBytes === 83,
  );
});
