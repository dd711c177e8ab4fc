import { inspect } from "node:util";
import * as assert from "uvu/assert";
import { bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { encodeCommandSet } from "../../src/message/command-set.ts";
import type { CommandSet } from "../../src/message/command-table.ts";
import { decodePdu } from "../../src/pdu/decode-pdu.ts";
import { describePdu } from "../../src/pdu/describe-pdu.ts";
import type { AssociateAcPdu, AssociateRqPdu } from "../../src/pdu/types.ts";
import { readVector } from "./read-vector.ts";

const test = testSuite("dimse/pdu/describe-pdu");

/** What the vector of the name is in words; the comments in its file say the same field by field. */
const TEXTS = {
  "associate-rq-full": `A-ASSOCIATE-RQ
  protocol version: 1
  called AE title: "ARCHIVE_SIXTEEN_"
  calling AE title: "CT 1"
  application context: 1.2.840.10008.3.1.1.1 (DICOM Application Context Name)
  presentation context 1:
    abstract syntax: 1.2.840.10008.5.1.4.31 (Modality Worklist Information Model - FIND)
    transfer syntax: 1.2.840.10008.1.2.1 (Explicit VR Little Endian)
    transfer syntax: 1.2.840.10008.1.2 (Implicit VR Little Endian)
  presentation context 255:
    abstract syntax: 1.2.840.10008.5.1.4.1.1.2 (CT Image Storage)
    transfer syntax: 1.2.840.10008.1.2.4.50 (JPEG Baseline (Process 1))
  user information:
    maximum length: 0 (no limit)
    implementation class UID: 1.2.826.0.1
    asynchronous operations window:
      maximum invoked: 5
      maximum performed: 0 (no limit)
    role selection: 1.2.840.10008.5.1.4.1.1.2 (CT Image Storage)
      SCU role: no
      SCP role: yes
    role selection: 1.2.840.10008.1.20.1 (Storage Commitment Push Model SOP Class)
      SCU role: yes
      SCP role: yes
    implementation version name: "VERSION 1"
    extended negotiation: 1.2.840.10008.5.1.4.1.2.1.1 (Patient Root Query/Retrieve Information Model - FIND)
      application information: 3 bytes: 01 00 01
    common extended negotiation: 1.2.840.10008.5.1.4.1.1.88.22 (Enhanced SR Storage)
      service class: 1.2.840.10008.4.2 (Storage Service Class)
      related general SOP class: 1.2.840.10008.5.1.4.1.1.88.33 (Comprehensive SR Storage)
    user identity:
      type: 2 (user name and passcode)
      response requested: yes
      primary field: "doe"
      secondary field: 6 bytes
    item 60H: 2 bytes: CA FE
  item 77H: 3 bytes: 01 02 03`,
  "associate-ac": `A-ASSOCIATE-AC
  protocol version: 1
  called AE title: "MINIPACS"
  calling AE title: "MODALITY"
  application context: 1.2.840.10008.3.1.1.1 (DICOM Application Context Name)
  presentation context 1:
    result: 0 (acceptance)
    transfer syntax: 1.2.840.10008.1.2.1 (Explicit VR Little Endian)
  presentation context 3:
    result: 3 (abstract syntax not supported)
    transfer syntax: 1.2.840.10008.1.2 (Implicit VR Little Endian)
  presentation context 5:
    result: 4 (transfer syntaxes not supported)
    transfer syntax: 1.2.840.10008.1.2.4.50 (JPEG Baseline (Process 1))
  presentation context 7:
    result: 1 (user rejection)
    transfer syntax: 1.2.840.10008.1.2 (Implicit VR Little Endian)
  user information:
    maximum length: 131072
    implementation class UID: 1.2.3.4
    asynchronous operations window:
      maximum invoked: 1
      maximum performed: 1
    role selection: 1.2.840.10008.5.1.4.1.1.2 (CT Image Storage)
      SCU role: no
      SCP role: yes
    implementation version name: "SIXTEEN_LETTERS_"
    user identity response: 4 bytes`,
  "associate-rj": `A-ASSOCIATE-RJ
  result: 1 (permanent)
  source: 1 (service user)
  reason: 7 (called AE title not recognized)`,
  abort: `A-ABORT
  source: 2 (service provider)
  reason: 6 (invalid PDU parameter value)`,
  "p-data-tf-echo": `P-DATA-TF
  PDV: context 1, command, last, 68 bytes
    C-ECHO-RQ
      (0000,0002) AffectedSOPClassUID: 1.2.840.10008.1.1 (Verification SOP Class)
      (0000,0100) CommandField: 0030H
      (0000,0110) MessageID: 1
      (0000,0800) CommandDataSetType: 0101H (no data set)`,
  "p-data-tf-several": `P-DATA-TF
  PDV: context 1, command, 4 bytes: 00 00 00 00
  PDV: context 1, command, last, 0 bytes
  PDV: context 255, data set, 3 bytes: 08 00 05
  PDV: context 255, data set, last, 0 bytes`,
  "release-rq": "A-RELEASE-RQ",
  "release-rp": "A-RELEASE-RP",
};

for (const [name, text] of Object.entries(TEXTS)) {
  test(`${name} in words`, () => {
    assert.is(describePdu(decodePdu(readVector(name))), text);
  });
}

function describeCommand(command: CommandSet, changes: { isLast?: boolean; cut?: number } = {}): string {
  const data = encodeCommandSet(command).subarray(0, changes.cut);
  return describePdu({
    type: "P-DATA-TF",
    pdvs: [{ contextId: 5, isCommand: true, isLast: changes.isLast ?? true, data }],
  });
}

test("commands with the meaning of their codes", () => {
  assert.is(
    describeCommand({
      CommandField: 0x8020,
      AffectedSOPClassUID: "1.2.840.10008.5.1.4.31",
      MessageIDBeingRespondedTo: 9,
      CommandDataSetType: 1,
      Status: 0xa900,
      OffendingElement: [0x00100020, 0x00400100],
      ErrorComment: 'no "ID"',
    }),
    `P-DATA-TF
  PDV: context 5, command, last, 114 bytes
    C-FIND-RSP
      (0000,0002) AffectedSOPClassUID: 1.2.840.10008.5.1.4.31 (Modality Worklist Information Model - FIND)
      (0000,0100) CommandField: 8020H
      (0000,0120) MessageIDBeingRespondedTo: 9
      (0000,0800) CommandDataSetType: 0001H (a data set follows)
      (0000,0900) Status: A900H (identifier does not match SOP class)
      (0000,0901) OffendingElement: (0010,0020) (0040,0100)
      (0000,0902) ErrorComment: "no \\"ID\\""`,
  );
  const store = describeCommand({
    CommandField: 1,
    MessageID: 1,
    Priority: 1,
    CommandDataSetType: 0,
    MoveOriginatorApplicationEntityTitle: "CT 1",
  });
  assert.match(store, "Priority: 1 (high)");
  assert.match(store, 'MoveOriginatorApplicationEntityTitle: "CT 1"');
  assert.match(describeCommand({ CommandField: 0x7777, CommandDataSetType: 0x101 }), "unknown message");
});

test("what is not a whole command is shown as bytes", () => {
  const command: CommandSet = { CommandField: 0x30, MessageID: 1, CommandDataSetType: 0x101 };
  const asBytes = "bytes: 00 00 00 00 04 00 00 00";
  assert.match(describeCommand(command, { isLast: false }), asBytes);
  assert.match(describeCommand(command, { cut: 30 }), asBytes);
  assert.match(describeCommand(command, { cut: 12 }), asBytes);
});

test("codes without a meaning are reserved ones", () => {
  const rejected = describePdu({ type: "A-ASSOCIATE-RJ", result: 9, source: 3, reason: 0 });
  assert.is(
    rejected,
    "A-ASSOCIATE-RJ\n  result: 9 (reserved)\n  source: 3 (service provider (presentation))\n  reason: 0 (reserved)",
  );
  assert.match(
    describePdu({ type: "A-ABORT", source: 1, reason: 3 }),
    "source: 1 (reserved)\n  reason: 3 (reserved)",
  );
  assert.match(describePdu({ type: "A-ABORT", source: 0, reason: 0 }), "reason: 0 (not significant)");
  const pdu = decodePdu(readVector("associate-ac")) as AssociateAcPdu;
  const presentationContexts = [{ id: 1, result: 99, transferSyntax: undefined }];
  assert.match(
    describePdu({ ...pdu, presentationContexts }),
    "presentation context 1:\n    result: 99 (reserved)\n    transfer syntax: none",
  );
});

test("lets no control character of a peer through", () => {
  const pdu = decodePdu(readVector("associate-rq-echo")) as AssociateRqPdu;
  const evil = '\u001b[2J\u009b\u007f\n"';
  const text = describePdu({
    ...pdu,
    callingAeTitle: evil,
    applicationContextName: evil,
    presentationContexts: [{ id: 1, abstractSyntax: evil, transferSyntaxes: [evil] }],
    userInformation: {
      ...pdu.userInformation,
      implementationClassUid: evil,
      implementationVersionName: evil,
    },
  });
  assert.is(text.match(/"\\u001b\[2J\\u009b\\u007f\\n\\""/g)?.length, 6);
  assert.ok([...text].every((character) => (character >= " " && character <= "~") || character === "\n"));
});

test("tells no secret, whatever the type, and also of an item that came twice", () => {
  const pdu = decodePdu(readVector("associate-rq-echo")) as AssociateRqPdu;
  const secret = new TextEncoder().encode("Geheimnis");
  for (const type of [0, 1, 2, 3, 4, 5, 6]) {
    const isName = type === 1 || type === 2;
    const text = describePdu({
      ...pdu,
      userInformation: {
        ...pdu.userInformation,
        userIdentity: {
          type,
          positiveResponseRequested: false,
          primaryField: isName ? bytes`64 6f 65` : secret,
          secondaryField: secret,
        },
        userIdentityResponse: secret,
        unknownItems: [0x58, 0x59].map((itemType) => ({ itemType, bytes: secret })),
      },
    });
    assert.match(text, isName ? 'primary field: "doe"' : "primary field: 9 bytes");
    assert.match(text, "secondary field: 9 bytes");
    assert.match(text, "item 58H: 9 bytes\n    item 59H: 9 bytes");
    for (const shown of ["Geheimnis", "47 65 68", inspect(secret)]) assert.not.match(text, shown);
  }
});
