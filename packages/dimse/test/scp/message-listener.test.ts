import { createDataset, readDataset, TRANSFER_SYNTAX, writeDataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import "../../src/index.ts";
import type { DimseMessage } from "../../src/scp/events.ts";
import { MODALITY_WORKLIST_FIND } from "../../src/sop-class/worklist.ts";
import { startLoopback } from "../support/loopback.ts";

const test = testSuite("dimse/message listener");

const CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";
const OBJECT = {
  sopClassUid: CT_IMAGE_STORAGE,
  sopInstanceUid: "1.2.3",
  transferSyntaxUid: TRANSFER_SYNTAX.implicitVrLittleEndian,
  data: writeDataset(createDataset({ PatientID: "1" }), {
    transferSyntaxUid: TRANSFER_SYNTAX.implicitVrLittleEndian,
  }),
};

const told = ({ direction, command, dataSet }: DimseMessage) =>
  [direction, command.CommandField.toString(16), command.Status, dataSet !== undefined] as const;

test("tells the messages of its associations both ways, with data sets that were whole in memory", async () => {
  const messages: DimseMessage[] = [];
  const loopback = await startLoopback({
    handlers: {
      *find() {
        yield createDataset({ PatientID: "A" });
      },
      store() {},
    },
    onMessage: (message) => messages.push(message),
  });
  const association = await loopback.connect({
    contexts: [
      { abstractSyntax: MODALITY_WORKLIST_FIND, transferSyntaxes: [TRANSFER_SYNTAX.implicitVrLittleEndian] },
      { abstractSyntax: OBJECT.sopClassUid, transferSyntaxes: [OBJECT.transferSyntaxUid] },
    ],
  });
  for await (const _ of association.find("worklist", createDataset({ PatientID: "" })));
  await association.store(OBJECT);
  await association.release();
  await loopback.first("association-released");
  assert.equal(messages.map(told), [
    ["received", "20", undefined, true],
    ["sent", "8020", 0xff00, true],
    ["sent", "8020", 0, false],
    ["received", "1", undefined, false],
    ["sent", "8001", 0, false],
  ]);
  const [opened] = loopback.of("association-opened");
  assert.ok(messages.every((message) => message.association === opened?.association));
  const answer = readDataset(messages[1]?.dataSet ?? new Uint8Array(), {
    transferSyntaxUid: TRANSFER_SYNTAX.implicitVrLittleEndian,
  });
  assert.is(answer.get("PatientID"), "A");
  assert.is(messages[0]?.contextId, 1);
  await loopback.close();
});

test("a listener that throws breaks nothing", async () => {
  let count = 0;
  const loopback = await startLoopback({
    handlers: {},
    onMessage() {
      count += 1;
      throw new Error("mine");
    },
  });
  const association = await loopback.connect({ contexts: [{ abstractSyntax: "1.2.840.10008.1.1" }] });
  assert.is((await association.echo()).status, 0);
  await association.release();
  assert.is(count, 2);
  await loopback.close();
});

test("a rejection tells what was proposed, and is counted like an association", async () => {
  const loopback = await startLoopback({ handlers: {}, requireCalledAeTitle: true });
  const contexts = [{ abstractSyntax: "1.2.840.10008.1.1" }];
  await loopback.connect({ contexts, calledAeTitle: "OTHER" }).catch(() => {});
  const association = await loopback.connect({
    contexts,
    calledAeTitle: "MINIPACS",
    maxPduLengthBytes: 20_000,
  });
  const event = await loopback.first("association-rejected");
  assert.is(event.associationId, 1);
  assert.equal(
    event.proposal.contexts.map(({ abstractSyntax }) => abstractSyntax),
    ["1.2.840.10008.1.1"],
  );
  const [info] = loopback.server.associations;
  assert.equal([info?.id, info?.maxPduLengthBytes, info?.peerMaxPduLengthBytes], [2, 131_072, 20_000]);
  await association.release();
  await loopback.close();
});
