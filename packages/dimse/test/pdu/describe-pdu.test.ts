import * as assert from "uvu/assert";
import { bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { decodePdu } from "../../src/pdu/decode-pdu.ts";
import { describePdu } from "../../src/pdu/describe-pdu.ts";
import type { AssociateRqPdu } from "../../src/pdu/types.ts";
import { readVector } from "./read-vector.ts";

const test = testSuite("dimse/pdu/describe-pdu");
const describe = (name: string) => describePdu(decodePdu(readVector(name)));

test("shows every field of an association request, but no secrets", () => {
  assert.is(
    describe("associate-rq-full"),
    `A-ASSOCIATE-RQ
  protocol version: 1
  called AE title: "ARCHIVE_SIXTEEN_"
  calling AE title: "CT 1"
  application context: 1.2.840.10008.3.1.1.1
  presentation context 1:
    abstract syntax: 1.2.840.10008.5.1.4.31
    transfer syntax: 1.2.840.10008.1.2.1
    transfer syntax: 1.2.840.10008.1.2
  presentation context 255:
    abstract syntax: 1.2.840.10008.5.1.4.1.1.2
    transfer syntax: 1.2.840.10008.1.2.4.50
  user information:
    maximum length: unlimited
    implementation class UID: 1.2.826.0.1
    implementation version name: "VERSION 1"
    asynchronous operations: 5 invoked, 0 performed
    roles for 1.2.840.10008.5.1.4.1.1.2: SCU no, SCP yes
    roles for 1.2.840.10008.1.20.1: SCU yes, SCP yes
    extended negotiation for 1.2.840.10008.5.1.4.1.2.1.1: 3 bytes: 01 00 01
    common extended negotiation for 1.2.840.10008.5.1.4.1.1.88.22: service class 1.2.840.10008.4.2
      related general SOP class: 1.2.840.10008.5.1.4.1.1.88.33
    user identity: 2 (user name and passcode), fields of 3 and 6 bytes, response requested: yes
    item 60H: 2 bytes: CA FE
  item 77H: 3 bytes: 01 02 03`,
  );
});

test("shows answers and the other PDUs", () => {
  const answer = describe("associate-ac");
  assert.match(
    answer,
    "presentation context 3:\n    result: 3 (abstractSyntaxNotSupported)\n    transfer syntax: 1.2",
  );
  assert.match(answer, "user identity response: 4 bytes");
  assert.is(describe("associate-rj"), "A-ASSOCIATE-RJ\n  result: 1\n  source: 1\n  reason: 7");
  assert.is(describe("abort"), "A-ABORT\n  source: 2\n  reason: 6");
  assert.is(describe("release-rq"), "A-RELEASE-RQ");
  assert.is(
    describe("p-data-tf-echo"),
    "P-DATA-TF\n  PDV: context 1, command, last, 68 bytes: 00 00 00 00 04 00 00 00 38 00 00 00 00 00 02 00 ...",
  );
  assert.match(describe("p-data-tf-several"), "PDV: context 255, data set, last, 0 bytes");
  assert.match(
    describePdu(
      decodePdu(bytes`
      02 00 00 00 00 4c 00 01 00 00 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20
      20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
      00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 21 00 00 04 01 00 63 00`),
    ),
    "result: 99 (reserved)\n    transfer syntax: none",
  );
});

test("lets no control character of a peer through", () => {
  const pdu = decodePdu(readVector("associate-rq-echo")) as AssociateRqPdu;
  const text = describePdu({ ...pdu, callingAeTitle: '\u001b[2J\u009b\u007f\n"' });
  assert.match(text, 'calling AE title: "\\u001b[2J\\u009b\\u007f\\n\\""');
});
