import { readdirSync } from "node:fs";
import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { decodePdu } from "../../src/pdu/decode-pdu.ts";
import { encodePdu } from "../../src/pdu/encode-pdu.ts";
import { PduFramer } from "../../src/pdu/framer.ts";
import { APPLICATION_CONTEXT_NAME, type Pdu } from "../../src/pdu/types.ts";
import { createUserInformation } from "../../src/pdu/user-information.ts";
import { readVector } from "./read-vector.ts";

const test = testSuite("dimse/pdu/vectors");
const text = (value: string) => new TextEncoder().encode(value);

/** Each is what the fixture of its name says. */
const PDUS: Record<string, Pdu> = {
  "associate-rq-echo": {
    type: "A-ASSOCIATE-RQ",
    protocolVersion: 1,
    calledAeTitle: "MINIPACS",
    callingAeTitle: "MODALITY",
    applicationContextName: APPLICATION_CONTEXT_NAME,
    presentationContexts: [
      { id: 1, abstractSyntax: "1.2.840.10008.1.1", transferSyntaxes: ["1.2.840.10008.1.2"] },
    ],
    userInformation: {
      ...createUserInformation(),
      maximumLength: 16384,
      implementationClassUid: "1.2.3.4",
    },
    unknownItems: [],
  },
  "associate-rq-full": {
    type: "A-ASSOCIATE-RQ",
    protocolVersion: 1,
    calledAeTitle: "ARCHIVE_SIXTEEN_",
    callingAeTitle: "CT 1",
    applicationContextName: APPLICATION_CONTEXT_NAME,
    presentationContexts: [
      {
        id: 1,
        abstractSyntax: "1.2.840.10008.5.1.4.31",
        transferSyntaxes: ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2"],
      },
      {
        id: 255,
        abstractSyntax: "1.2.840.10008.5.1.4.1.1.2",
        transferSyntaxes: ["1.2.840.10008.1.2.4.50"],
      },
    ],
    userInformation: {
      maximumLength: 0,
      implementationClassUid: "1.2.826.0.1",
      implementationVersionName: "VERSION 1",
      asyncOperationsWindow: { maximumInvoked: 5, maximumPerformed: 0 },
      roleSelections: [
        { sopClassUid: "1.2.840.10008.5.1.4.1.1.2", scuRole: false, scpRole: true },
        { sopClassUid: "1.2.840.10008.1.20.1", scuRole: true, scpRole: true },
      ],
      extendedNegotiations: [
        { sopClassUid: "1.2.840.10008.5.1.4.1.2.1.1", applicationInformation: bytes`01 00 01` },
      ],
      commonExtendedNegotiations: [
        {
          version: 0,
          sopClassUid: "1.2.840.10008.5.1.4.1.1.88.22",
          serviceClassUid: "1.2.840.10008.4.2",
          relatedGeneralSopClassUids: ["1.2.840.10008.5.1.4.1.1.88.33"],
        },
      ],
      userIdentity: {
        type: 2,
        positiveResponseRequested: true,
        primaryField: text("doe"),
        secondaryField: text("s3cret"),
      },
      userIdentityResponse: undefined,
      unknownItems: [{ itemType: 0x60, bytes: bytes`ca fe` }],
    },
    unknownItems: [{ itemType: 0x77, bytes: bytes`01 02 03` }],
  },
  "associate-ac": {
    type: "A-ASSOCIATE-AC",
    protocolVersion: 1,
    calledAeTitle: "MINIPACS",
    callingAeTitle: "MODALITY",
    applicationContextName: APPLICATION_CONTEXT_NAME,
    presentationContexts: [
      { id: 1, result: 0, transferSyntax: "1.2.840.10008.1.2.1" },
      { id: 3, result: 3, transferSyntax: "1.2.840.10008.1.2" },
      { id: 5, result: 4, transferSyntax: "1.2.840.10008.1.2.4.50" },
      { id: 7, result: 1, transferSyntax: "1.2.840.10008.1.2" },
    ],
    userInformation: {
      ...createUserInformation(),
      maximumLength: 131072,
      implementationClassUid: "1.2.3.4",
      implementationVersionName: "SIXTEEN_LETTERS_",
      asyncOperationsWindow: { maximumInvoked: 1, maximumPerformed: 1 },
      roleSelections: [{ sopClassUid: "1.2.840.10008.5.1.4.1.1.2", scuRole: false, scpRole: true }],
      userIdentityResponse: bytes`de ad be ef`,
    },
    unknownItems: [],
  },
  "associate-rj": { type: "A-ASSOCIATE-RJ", result: 1, source: 1, reason: 7 },
  "release-rq": { type: "A-RELEASE-RQ" },
  "release-rp": { type: "A-RELEASE-RP" },
  abort: { type: "A-ABORT", source: 2, reason: 6 },
  "p-data-tf-echo": {
    type: "P-DATA-TF",
    pdvs: [
      {
        contextId: 1,
        isCommand: true,
        isLast: true,
        data: bytes`
          00 00 00 00 04 00 00 00 38 00 00 00
          00 00 02 00 12 00 00 00 31 2e 32 2e 38 34 30 2e 31 30 30 30 38 2e 31 2e 31 00
          00 00 00 01 02 00 00 00 30 00
          00 00 10 01 02 00 00 00 01 00
          00 00 00 08 02 00 00 00 01 01`,
      },
    ],
  },
  "p-data-tf-several": {
    type: "P-DATA-TF",
    pdvs: [
      { contextId: 1, isCommand: true, isLast: false, data: bytes`00 00 00 00` },
      { contextId: 1, isCommand: true, isLast: true, data: bytes`` },
      { contextId: 255, isCommand: false, isLast: false, data: bytes`08 00 05` },
      { contextId: 255, isCommand: false, isLast: true, data: bytes`` },
    ],
  },
};

/** Written by odil, another implementation: its bytes for these values are to be ours too. */
const ODIL: Record<string, Pdu> = {
  "odil-associate-rq": {
    ...{ type: "A-ASSOCIATE-RQ", protocolVersion: 1, calledAeTitle: "MINIPACS", callingAeTitle: "ODIL" },
    applicationContextName: APPLICATION_CONTEXT_NAME,
    presentationContexts: [
      {
        id: 1,
        abstractSyntax: "1.2.840.10008.5.1.4.1.1.2",
        transferSyntaxes: ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2"],
      },
      { id: 3, abstractSyntax: "1.2.840.10008.1.20.1", transferSyntaxes: ["1.2.840.10008.1.2"] },
      { id: 5, abstractSyntax: "1.2.840.10008.5.1.4.1.2.1.1", transferSyntaxes: ["1.2.840.10008.1.2"] },
    ],
    userInformation: {
      ...createUserInformation(),
      maximumLength: 16384,
      implementationClassUid: "1.2.826.0.1.3680043.9.55600.0",
      implementationVersionName: "Odil 0",
      asyncOperationsWindow: { maximumInvoked: 8, maximumPerformed: 3 },
      roleSelections: [
        { sopClassUid: "1.2.840.10008.5.1.4.1.1.2", scuRole: false, scpRole: true },
        { sopClassUid: "1.2.840.10008.1.20.1", scuRole: true, scpRole: true },
      ],
      extendedNegotiations: [
        { sopClassUid: "1.2.840.10008.5.1.4.1.2.1.1", applicationInformation: bytes`01 00 01` },
      ],
      commonExtendedNegotiations: [
        {
          version: 0,
          sopClassUid: "1.2.3.4.5",
          serviceClassUid: "1.2.840.10008.4.2",
          relatedGeneralSopClassUids: ["1.2.840.10008.5.1.4.1.1.88.22", "1.2.840.10008.5.1.4.1.1.88.11"],
        },
      ],
      userIdentity: {
        type: 2,
        positiveResponseRequested: true,
        primaryField: text("jane"),
        secondaryField: text("s3cret"),
      },
    },
    unknownItems: [],
  },
  "odil-associate-ac": {
    ...{ type: "A-ASSOCIATE-AC", protocolVersion: 1, calledAeTitle: "MINIPACS", callingAeTitle: "ODIL" },
    applicationContextName: APPLICATION_CONTEXT_NAME,
    presentationContexts: [
      { id: 1, result: 0, transferSyntax: "1.2.840.10008.1.2.1" },
      { id: 3, result: 0, transferSyntax: "1.2.840.10008.1.2" },
      { id: 5, result: 0, transferSyntax: "1.2.840.10008.1.2" },
    ],
    userInformation: {
      ...createUserInformation(),
      maximumLength: 16384,
      implementationClassUid: "1.2.826.0.1.3680043.9.55600.0",
      implementationVersionName: "Odil 0",
      asyncOperationsWindow: { maximumInvoked: 2, maximumPerformed: 1 },
      roleSelections: [
        { sopClassUid: "1.2.840.10008.5.1.4.1.1.2", scuRole: false, scpRole: true },
        { sopClassUid: "1.2.840.10008.1.20.1", scuRole: true, scpRole: true },
      ],
      extendedNegotiations: [
        { sopClassUid: "1.2.840.10008.5.1.4.1.2.1.1", applicationInformation: bytes`01 00 00` },
      ],
      userIdentityResponse: text("ticket"),
    },
    unknownItems: [],
  },
};

const DCMTK: Pdu = {
  type: "A-ASSOCIATE-RQ",
  protocolVersion: 1,
  calledAeTitle: "MINIPACS",
  callingAeTitle: "DCMTK_ECHO",
  applicationContextName: APPLICATION_CONTEXT_NAME,
  presentationContexts: [
    {
      id: 1,
      abstractSyntax: "1.2.840.10008.1.1",
      transferSyntaxes: ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1"],
    },
  ],
  userInformation: {
    ...createUserInformation(),
    maximumLength: 16384,
    implementationClassUid: "1.2.276.0.7230010.3.0.3.6.7",
    implementationVersionName: "OFFIS_DCMTK_367",
  },
  unknownItems: [],
};

function feedSingleBytes(whole: Uint8Array): Uint8Array[] {
  const framer = new PduFramer();
  return Array.from(whole, (_, i) =>
    [...framer.push(whole.subarray(i, i + 1))].map((pdu) => pdu.body),
  ).flat();
}

for (const [name, pdu] of Object.entries({ ...PDUS, ...ODIL })) {
  test(`${name}: decodes`, () => {
    assert.equal(decodePdu(readVector(name)), pdu);
  });
  test(`${name}: encodes`, () => {
    assertBytes(encodePdu(pdu), readVector(name));
  });
  test(`${name}: mirrors`, () => {
    assertBytes(encodePdu(decodePdu(readVector(name))), readVector(name));
    assert.equal(decodePdu(encodePdu(pdu)), pdu);
  });
  test(`${name}: comes whole out of single bytes`, () => {
    const bodies = feedSingleBytes(readVector(name));
    assert.is(bodies.length, 1);
    assertBytes(bodies[0]!, readVector(name));
  });
}

test("dcmtk-echoscu-associate-rq: decodes, and mirrors but for a reserved byte", () => {
  const captured = readVector("dcmtk-echoscu-associate-rq");
  assert.equal(decodePdu(captured), DCMTK);
  const expected = captured.slice();
  assert.is(expected[105], 0xff);
  expected[105] = 0;
  assertBytes(encodePdu(DCMTK), expected);
  assertBytes(feedSingleBytes(captured)[0]!, captured);
});

test("every fixture is tested", () => {
  const files = readdirSync(repositoryPath("test-vectors", "pdu")).sort();
  const names = [...Object.keys(PDUS), ...Object.keys(ODIL), "dcmtk-echoscu-associate-rq"]
    .map((name) => `${name}.hex`)
    .sort();
  assert.equal(files, names);
});
