import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  decodeCommandSet,
  encodeCommandSet,
  hasDataSet,
  missingElements,
} from "../../src/message/command-set.ts";
import type { CommandSet } from "../../src/message/command-table.ts";

const test = testSuite("dimse/command-set");

/** PS3.7 Table 9.3-12, C-ECHO-RQ. */
const ECHO_RQ = bytes`
  0000 0000 04000000 38000000                             # (0000,0000) group length 56
  0000 0200 12000000 312e322e3834302e31303030382e312e3100 # (0000,0002) 1.2.840.10008.1.1, padded with NUL
  0000 0001 02000000 3000                                 # (0000,0100) 0030H C-ECHO-RQ
  0000 1001 02000000 0700                                 # (0000,0110) message ID 7
  0000 0008 02000000 0101                                 # (0000,0800) 0101H no data set
`;

/** PS3.7 Table 9.3-2, C-STORE-RSP with the optional elements of a failure (Annex C). */
const STORE_RSP = bytes`
  0000 0000 04000000 72000000                             # (0000,0000) group length 114
  0000 0200 04000000 312e3200                             # (0000,0002) 1.2
  0000 0001 02000000 0180                                 # (0000,0100) 8001H C-STORE-RSP
  0000 2001 02000000 ffff                                 # (0000,0120) responds to 65535
  0000 0008 02000000 0101                                 # (0000,0800) 0101H
  0000 0009 02000000 00a7                                 # (0000,0900) status A700H
  0000 0109 08000000 1000 2000 2800 1000                  # (0000,0901) (0010,0020) (0028,0010)
  0000 0209 0a000000 6469736b2066756c6c20                 # (0000,0902) "disk full", padded with a blank
  0000 0309 02000000 0500                                 # (0000,0903) error ID 5
  0000 0010 0a000000 312e322e333334343500                 # (0000,1000) 1.2.33445
`;

const CASES: { name: string; command: CommandSet; encoded: Uint8Array }[] = [
  {
    name: "C-ECHO-RQ",
    encoded: ECHO_RQ,
    command: {
      CommandField: 0x0030,
      MessageID: 7,
      AffectedSOPClassUID: "1.2.840.10008.1.1",
      CommandDataSetType: 0x0101,
    },
  },
  {
    name: "C-STORE-RSP",
    encoded: STORE_RSP,
    command: {
      AffectedSOPClassUID: "1.2",
      CommandField: 0x8001,
      MessageIDBeingRespondedTo: 65535,
      CommandDataSetType: 0x0101,
      Status: 0xa700,
      OffendingElement: [0x00100020, 0x00280010],
      ErrorComment: "disk full",
      ErrorID: 5,
      AffectedSOPInstanceUID: "1.2.33445",
    },
  },
];

for (const { name, command, encoded } of CASES) {
  test(`writes ${name}`, () => assertBytes(encodeCommandSet(command), encoded));
  test(`reads ${name}`, () => assert.equal(decodeCommandSet(encoded), command));
}

test("leaves out what is undefined", () => {
  const command = { CommandField: 0x0030, MessageID: 7, CommandDataSetType: 0x0101, ErrorComment: undefined };
  assert.is(encodeCommandSet(command).length, 12 + 30);
});

test("skips elements it does not know and does not rely on the group length", () => {
  const odd = bytes`
    0000 0000 04000000 ff000000     # group length too large
    0000 0001 02000000 3000
    0000 4099 04000000 61626364     # unknown element
    0000 0008 02000000 0101
  `;
  assert.equal(decodeCommandSet(odd), { CommandField: 0x0030, CommandDataSetType: 0x0101 });
});

test("takes a UID padded with a blank, and text padded with NUL", () => {
  const odd = bytes`
    0000 0200 04000000 312e3220
    0000 0001 02000000 3000
    0000 0008 02000000 0101
    0000 0209 04000000 61620000
  `;
  const command = decodeCommandSet(odd);
  assert.is(command.AffectedSOPClassUID, "1.2");
  assert.is(command.ErrorComment, "ab");
});

test("counts a value of zero length as absent", () => {
  const empty = bytes`
    0000 0001 02000000 0100
    0000 0008 02000000 0000
    0000 0010 00000000
  `;
  assert.is(decodeCommandSet(empty).AffectedSOPInstanceUID, undefined);
});

for (const [name, code, encoded] of [
  ["a cut header", "COMMAND_TRUNCATED", bytes`0000 0001 02000000 3000 0000 00`],
  ["a length beyond the end", "COMMAND_TRUNCATED", bytes`0000 0001 04000000 3000`],
  ["a length near 4 GiB", "COMMAND_TRUNCATED", bytes`0000 0001 ffffffff 3000`],
  ["an element of another group", "COMMAND_NOT_GROUP_0000", bytes`0800 1600 02000000 3100`],
  ["a number of three bytes", "COMMAND_VALUE", bytes`0000 0001 03000000 300000`],
  ["a tag list of six bytes", "COMMAND_VALUE", bytes`0000 0109 06000000 100020002800`],
  ["no command field", "COMMAND_INCOMPLETE", bytes`0000 0008 02000000 0101`],
  ["no data set type", "COMMAND_INCOMPLETE", bytes`0000 0001 02000000 3000`],
  ["nothing", "COMMAND_INCOMPLETE", bytes``],
] as const) {
  test(`refuses ${name}`, () => {
    try {
      decodeCommandSet(encoded);
      assert.unreachable();
    } catch (error) {
      assert.is((error as { code?: string }).code, code);
    }
  });
}

test("only 0101H means that no data set follows", () => {
  for (const [type, expected] of [
    [0x0101, false],
    [0x0001, true],
    [0x0000, true],
    [0x0102, true],
    [0xffff, true],
  ] as const) {
    assert.is(hasDataSet({ CommandField: 1, CommandDataSetType: type }), expected);
  }
});

test("names what a request lacks", () => {
  assert.equal(missingElements({ CommandField: 0x0001, MessageID: 1 }), [
    "AffectedSOPClassUID",
    "AffectedSOPInstanceUID",
  ]);
  assert.equal(missingElements({ CommandField: 0x0120, RequestedSOPClassUID: "1.2" }), [
    "MessageID",
    "RequestedSOPInstanceUID",
  ]);
  assert.equal(missingElements({ CommandField: 0x0140, MessageID: 1, AffectedSOPClassUID: "1.2" }), []);
});

test("cuts an error comment at 64 characters and replaces what the default repertoire lacks", () => {
  const command = { CommandField: 0x8001, CommandDataSetType: 0x0101, ErrorComment: `ä${"x".repeat(100)}` };
  assert.is(decodeCommandSet(encodeCommandSet(command)).ErrorComment, `?${"x".repeat(63)}`);
});

test("sends back an invalid UID as it came", () => {
  const uid = `not a uid ${"9".repeat(80)}`;
  const command = { CommandField: 0x8001, CommandDataSetType: 0x0101, AffectedSOPInstanceUID: uid };
  assert.is(decodeCommandSet(encodeCommandSet(command)).AffectedSOPInstanceUID, uid);
});
