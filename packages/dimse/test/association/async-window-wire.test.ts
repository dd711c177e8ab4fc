/** The asynchronous operations window by its bytes, with a peer that is no part of this package. */
import { createDataset, TRANSFER_SYNTAX, writeDataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { AsyncWindow } from "../../src/association/async-window.ts";
import { decodeCommandSet } from "../../src/message/command-set.ts";
import { COMMAND_FIELD, type CommandSet } from "../../src/message/command-table.ts";
import type { AssociateRqPdu, Pdu } from "../../src/pdu/types.ts";
import type { DimseHandlers } from "../../src/scp/handler-types.ts";
import { connect } from "../../src/scu/connect.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { MODALITY_WORKLIST_FIND } from "../../src/sop-class/worklist.ts";
import { heldEchoes, pause, until } from "../support/held-echoes.ts";
import { startLoopback } from "../support/loopback.ts";
import { negotiateAsAcceptor } from "../support/negotiate-as-acceptor.ts";
import { proposal, RawPeer } from "../support/raw-peer.ts";

const test = testSuite("dimse/async-window by its bytes");

const EXPLICIT = TRANSFER_SYNTAX.explicitVrLittleEndian;

function commandsOf(pdus: readonly Pdu[]): CommandSet[] {
  return pdus.flatMap((pdu) =>
    pdu.type === "P-DATA-TF" ? pdu.pdvs.filter((p) => p.isCommand).map((p) => decodeCommandSet(p.data)) : [],
  );
}

const echoRequest = (MessageID: number): CommandSet => ({
  CommandField: COMMAND_FIELD["C-ECHO-RQ"],
  AffectedSOPClassUID: VERIFICATION,
  MessageID,
  CommandDataSetType: 0x0101,
});

async function rawRequestor(granted: Partial<AsyncWindow>, handlers: DimseHandlers, abstractSyntax: string) {
  const loopback = await startLoopback({ handlers, asyncOperations: granted });
  const peer = new RawPeer();
  loopback.server.take(peer.other);
  const asked = proposal(abstractSyntax);
  asked.userInformation.asyncOperationsWindow = { maximumInvoked: 0, maximumPerformed: 1 };
  peer.send(asked);
  await peer.pdu(0);
  return { loopback, peer };
}

test("requests without a message ID do not stand in each other's way", async () => {
  const { handlers } = heldEchoes();
  const { loopback, peer } = await rawRequestor({ maxPerformed: 3 }, handlers, VERIFICATION);
  const { MessageID: _, ...anonymous } = echoRequest(1);
  peer.sendCommand(anonymous);
  peer.sendCommand(anonymous);
  await until(() => loopback.of("unsupported-request").length === 2);
  const refusals = loopback.of("unsupported-request").map(({ errorComment }) => errorComment);
  assert.equal(refusals, ["missing MessageID", "missing MessageID"]);
  peer.end();
  await loopback.close();
});

test("by its bytes: requests above the window wait, and are answered all the same", async () => {
  const { held, handlers, most, running } = heldEchoes();
  const { loopback, peer } = await rawRequestor({ maxPerformed: 2 }, handlers, VERIFICATION);
  for (const id of [1, 2, 3]) peer.sendCommand(echoRequest(id));
  await until(() => running() === 2);
  await pause();
  assert.is(running(), 2);
  held[1]?.();
  await peer.pdu(1);
  await until(() => held.length === 3);
  held[0]?.();
  held[2]?.();
  await peer.pdu(3);
  assert.is(most(), 2);
  const [first, ...others] = commandsOf(peer.received).map((c) => c.MessageIDBeingRespondedTo);
  assert.is(first, 2);
  assert.equal(others.sort(), [1, 3]);
  peer.end();
  await loopback.close();
});

test("a message ID that is in use is refused, the operation that has it goes on", async () => {
  const { held, handlers, running } = heldEchoes();
  const { loopback, peer } = await rawRequestor({ maxPerformed: 3 }, handlers, VERIFICATION);
  peer.sendCommand(echoRequest(7));
  await until(() => running() === 1);
  peer.sendCommand(echoRequest(7));
  await peer.pdu(1);
  held[0]?.();
  await peer.pdu(2);
  assert.equal(
    commandsOf(peer.received).map(({ Status }) => Status),
    [0x0210, 0x0000],
  );
  peer.end();
  await loopback.close();
});

test("C-CANCEL ends the query that it names, running or still waiting", async () => {
  const signals: AbortSignal[] = [];
  const handlers: DimseHandlers = {
    async *find(request) {
      signals.push(request.signal);
      await new Promise<void>((resolve) => {
        if (request.signal.aborted) resolve();
        request.signal.addEventListener("abort", () => resolve());
      });
    },
  };
  const { loopback, peer } = await rawRequestor({ maxPerformed: 2 }, handlers, MODALITY_WORKLIST_FIND);
  const identifier = writeDataset(createDataset({ PatientID: "" }), { transferSyntaxUid: EXPLICIT });
  for (const MessageID of [1, 2, 3]) {
    peer.sendCommand({
      CommandField: COMMAND_FIELD["C-FIND-RQ"],
      AffectedSOPClassUID: MODALITY_WORKLIST_FIND,
      MessageID,
      Priority: 0,
      CommandDataSetType: 0x0102,
    });
    peer.send({
      type: "P-DATA-TF",
      pdvs: [{ contextId: 1, isCommand: false, isLast: true, data: identifier }],
    });
  }
  await until(() => signals.length === 2);
  const cancel = (MessageIDBeingRespondedTo: number) =>
    peer.sendCommand({
      CommandField: COMMAND_FIELD["C-CANCEL-RQ"],
      MessageIDBeingRespondedTo,
      CommandDataSetType: 0x0101,
    });
  cancel(3);
  cancel(2);
  await peer.pdu(2);
  assert.is(signals[0]?.aborted, false);
  cancel(1);
  await peer.pdu(3);
  assert.equal(
    commandsOf(peer.received).map((c) => [c.MessageIDBeingRespondedTo, c.Status]),
    [
      [2, 0xfe00],
      [3, 0xfe00],
      [1, 0xfe00],
    ],
  );
  peer.end();
  await loopback.close();
});

test("by its bytes: no more requests leave than the acceptor granted", async () => {
  const peer = new RawPeer();
  const opening = connect({
    host: "",
    port: 0,
    contexts: [{ abstractSyntax: VERIFICATION }],
    asyncOperations: { maxInvoked: 10 },
    openTransport: async () => peer.other,
  });
  const answer = negotiateAsAcceptor((await peer.pdu(0)) as AssociateRqPdu, {
    aeTitle: "X",
    contexts: new Map([[VERIFICATION, { abstractSyntax: VERIFICATION, transferSyntaxes: [EXPLICIT] }]]),
    maxPduLengthBytes: 1000,
    implementationClassUid: "1.2.3",
    implementationVersionName: "PEER",
    window: { maxInvoked: 1, maxPerformed: 2 },
  });
  if (answer.kind !== "accept") throw new Error(answer.text);
  peer.send(answer.pdu);
  const association = await opening;
  const echoes = [1, 2, 3].map(() => association.echo());
  await peer.pdu(2);
  await pause();
  assert.equal(
    commandsOf(peer.received).map(({ MessageID }) => MessageID),
    [1, 2],
  );
  const respond = (MessageIDBeingRespondedTo: number) =>
    peer.sendCommand({
      CommandField: COMMAND_FIELD["C-ECHO-RSP"],
      AffectedSOPClassUID: VERIFICATION,
      MessageIDBeingRespondedTo,
      CommandDataSetType: 0x0101,
      Status: 0,
    });
  respond(2);
  await peer.pdu(3);
  assert.equal(
    commandsOf(peer.received).map(({ MessageID }) => MessageID),
    [1, 2, 3],
  );
  respond(3);
  respond(1);
  await Promise.all(echoes);
  association.abort();
  peer.end();
});
