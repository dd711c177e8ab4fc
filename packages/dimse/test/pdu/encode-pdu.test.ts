import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { decodePdu } from "../../src/pdu/decode-pdu.ts";
import { encodePDataHeader, encodePdu, P_DATA_HEADER_BYTES } from "../../src/pdu/encode-pdu.ts";
import type { AssociateAcPdu, AssociateRqPdu } from "../../src/pdu/types.ts";
import { readVector } from "./read-vector.ts";

const test = testSuite("dimse/pdu/encode-pdu");
const request = () => decodePdu(readVector("associate-rq-echo")) as AssociateRqPdu;

function assertThrows(call: () => unknown, code: string): void {
  assert.throws(call, (error: { code: string }) => error.code === code);
}

test("writes the header of a fragment apart from it", () => {
  const data = Uint8Array.from({ length: 0x1_0203 }, (_, i) => i);
  for (const isCommand of [true, false]) {
    for (const isLast of [true, false]) {
      const header = encodePDataHeader(7, isCommand, isLast, data.length);
      assert.is(header.length, P_DATA_HEADER_BYTES);
      const whole = encodePdu({ type: "P-DATA-TF", pdvs: [{ contextId: 7, isCommand, isLast, data }] });
      assertBytes(new Uint8Array([...header, ...data]), whole);
    }
  }
  assertBytes(encodePDataHeader(255, true, true, 0), bytes`04 00 00 00 00 06 00 00 00 02 ff 03`);
});

test("gives every answered context its transfer syntax sub-item", () => {
  const pdu = decodePdu(readVector("associate-ac")) as AssociateAcPdu;
  const [context] = pdu.presentationContexts;
  const encoded = encodePdu({
    ...pdu,
    presentationContexts: [{ ...context!, result: 3, transferSyntax: undefined }],
  });
  assertBytes(encoded.subarray(99, 111), bytes`21 00 00 08 01 00 03 00 40 00 00 00`);
});

test("refuses what does not fit its field", () => {
  const pdu = request();
  const { userInformation } = pdu;
  const [context] = pdu.presentationContexts;
  assertThrows(() => encodePdu({ ...pdu, calledAeTitle: "SEVENTEEN_LETTERS" }), "PDU_AE_TITLE_TOO_LONG");
  assertThrows(() => encodePdu({ ...pdu, callingAeTitle: "日本" }), "PDU_TEXT_INVALID");
  assertThrows(() => encodePdu({ ...pdu, applicationContextName: "1".repeat(65_536) }), "PDU_VALUE_RANGE");
  assertThrows(
    () => encodePdu({ ...pdu, presentationContexts: [{ ...context!, id: 256 }] }),
    "PDU_VALUE_RANGE",
  );
  for (const maximumLength of [-1, 2 ** 32, 1.5, Number.NaN]) {
    assertThrows(
      () => encodePdu({ ...pdu, userInformation: { ...userInformation, maximumLength } }),
      "PDU_VALUE_RANGE",
    );
  }
  const item = { itemType: 0x60, bytes: new Uint8Array(65_536) };
  assertThrows(() => encodePdu({ ...pdu, unknownItems: [item] }), "PDU_VALUE_RANGE");
});

test("takes the largest values", () => {
  const pdu = request();
  const big = {
    ...pdu,
    calledAeTitle: "SIXTEEN_LETTERS_",
    userInformation: { ...pdu.userInformation, maximumLength: 2 ** 32 - 1 },
    unknownItems: [{ itemType: 255, bytes: new Uint8Array(65_535).fill(9) }],
  };
  assert.equal(decodePdu(encodePdu(big)), big);
});
