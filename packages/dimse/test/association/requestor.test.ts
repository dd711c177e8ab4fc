import { createDataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { decodeCommandSet } from "../../src/message/command-set.ts";
import type { AssociateRqPdu, PDataTfPdu } from "../../src/pdu/types.ts";
import { type ConnectOptions, connect } from "../../src/scu/connect.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { MODALITY_WORKLIST_FIND } from "../../src/sop-class/worklist.ts";
import { rejection } from "../support/loopback.ts";
import { negotiateAsAcceptor } from "../support/negotiate-as-acceptor.ts";
import { RawPeer } from "../support/raw-peer.ts";

const test = testSuite("dimse/requestor");

const EXPLICIT = "1.2.840.10008.1.2.1";

function start(options: Partial<ConnectOptions> = {}) {
  const peer = new RawPeer();
  const opening = connect({
    host: "",
    port: 0,
    contexts: [{ abstractSyntax: VERIFICATION }, { abstractSyntax: MODALITY_WORKLIST_FIND }],
    openTransport: async () => peer.other,
    ...options,
  });
  opening.catch(() => {});
  return { peer, opening };
}

async function accept(peer: RawPeer): Promise<void> {
  const rq = (await peer.pdu(0)) as AssociateRqPdu;
  const answer = negotiateAsAcceptor(rq, {
    aeTitle: "X",
    contexts: new Map(
      [VERIFICATION, MODALITY_WORKLIST_FIND].map((abstractSyntax) => [
        abstractSyntax,
        { abstractSyntax, transferSyntaxes: [EXPLICIT] },
      ]),
    ),
    maxPduLengthBytes: 1000,
    implementationClassUid: "1.2.3",
    implementationVersionName: "PEER",
  });
  if (answer.kind !== "accept") throw new Error(answer.text);
  peer.send(answer.pdu);
}

async function opened(options: Partial<ConnectOptions> = {}) {
  const { peer, opening } = start(options);
  await accept(peer);
  return { peer, association: await opening };
}

test("knows what the peer announced", async () => {
  const { peer, association } = await opened();
  assert.is(association.peerMaxPduLengthBytes, 1000);
  assert.is(association.peerImplementationClassUid, "1.2.3");
  assert.is(association.peerImplementationVersionName, "PEER");
  assert.equal(
    association.contexts.map(({ id, isAccepted }) => [id, isAccepted]),
    [
      [1, true],
      [3, true],
    ],
  );
  association.abort();
  peer.end();
  await association.closed;
});

for (const [name, act, code] of [
  ["an A-ABORT", (peer: RawPeer) => peer.send({ type: "A-ABORT", source: 2, reason: 1 }), "ASSOC_ABORTED"],
  [
    "a rejection",
    (peer: RawPeer) => peer.send({ type: "A-ASSOCIATE-RJ", result: 2, source: 3, reason: 1 }),
    "ASSOC_REJECTED",
  ],
  [
    "a reserved rejection",
    (peer: RawPeer) => peer.send({ type: "A-ASSOCIATE-RJ", result: 9, source: 9, reason: 9 }),
    "ASSOC_REJECTED",
  ],
  ["a closed connection", (peer: RawPeer) => peer.end(), "ASSOC_ABORTED"],
  ["an unexpected PDU", (peer: RawPeer) => peer.send({ type: "A-RELEASE-RP" }), "ASSOC_ABORTED"],
] as const) {
  test(`connecting fails for ${name}`, async () => {
    const { peer, opening } = start();
    await peer.pdu(0);
    act(peer);
    assert.is((await rejection(opening)).code, code);
    peer.end();
    await peer.closed;
  });
}

test("a peer that does not answer the proposal is given up", async () => {
  const { peer, opening } = start({ timeouts: { negotiateMs: 40 } });
  const error = (await rejection(opening)) as { phase?: string } & Error;
  assert.is(error.phase, "negotiate");
  await peer.closed;
  assert.is(peer.received.at(-1)?.type, "A-ABORT");
});

test("a peer that does not answer a request is given up", async () => {
  const { peer, association } = await opened({ timeouts: { responseMs: 40 } });
  const error = (await rejection(association.echo())) as { phase?: string } & Error;
  assert.is(error.phase, "response");
  assert.not(association.isOpen);
  await peer.closed;
});

test("a peer that does not answer a release is given up, and the caller is told", async () => {
  const { peer, association } = await opened({ timeouts: { releaseMs: 40 } });
  const error = (await rejection(association.release())) as { phase?: string } & Error;
  assert.is(error.phase, "release");
  await peer.closed;
});

test("a release from both sides ends well", async () => {
  const { peer, association } = await opened();
  const released = association.release();
  assert.is((await peer.pdu(1)).type, "A-RELEASE-RQ");
  // Table 9-10: collision; the requestor answers first.
  peer.send({ type: "A-RELEASE-RQ" });
  assert.is((await peer.pdu(2)).type, "A-RELEASE-RP");
  peer.send({ type: "A-RELEASE-RP" });
  await released;
  await peer.closed;
  assert.is(peer.received.length, 3);
});

test("a release by the peer settles what waits", async () => {
  const { peer, association } = await opened();
  const waiting = rejection(association.echo());
  await peer.pdu(1);
  peer.send({ type: "A-RELEASE-RQ" });
  assert.is((await peer.pdu(2)).type, "A-RELEASE-RP");
  assert.match((await waiting).message, /released by the peer/);
  peer.end();
  await association.closed;
});

test("what the peer asks of a requestor is answered", async () => {
  const { peer, association } = await opened();
  peer.sendCommand({ CommandField: 0x0030, MessageID: 1, CommandDataSetType: 0x0101 });
  const echo = decodeCommandSet(((await peer.pdu(1)) as PDataTfPdu).pdvs[0]?.data as Uint8Array);
  assert.equal([echo.CommandField, echo.Status], [0x8030, 0]);
  peer.sendCommand({
    CommandField: 0x0100,
    MessageID: 2,
    AffectedSOPClassUID: "1.2",
    EventTypeID: 1,
    CommandDataSetType: 0x0101,
  });
  const event = decodeCommandSet(((await peer.pdu(2)) as PDataTfPdu).pdvs[0]?.data as Uint8Array);
  assert.equal([event.CommandField, event.Status], [0x8100, 0x0211]);
  association.abort();
  peer.end();
  await association.closed;
});

test("the same request again has another message ID; calls wait for their turn", async () => {
  const { peer, association } = await opened();
  const calls = [association.echo(), association.echo()];
  const ids: (number | undefined)[] = [];
  for (let i = 1; i <= 2; i += 1) {
    const pdu = (await peer.pdu(i)) as PDataTfPdu;
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.is(peer.received.length, i + 1, "one at a time");
    const command = decodeCommandSet(pdu.pdvs[0]?.data as Uint8Array);
    ids.push(command.MessageID);
    peer.sendCommand({
      CommandField: 0x8030,
      MessageIDBeingRespondedTo: command.MessageID,
      Status: 0,
      CommandDataSetType: 0x0101,
    });
  }
  await Promise.all(calls);
  assert.equal(ids, [1, 2]);
  association.abort();
  peer.end();
  await association.closed;
});

test("a query that ends with a failure throws its status and comment", async () => {
  const { peer, association } = await opened();
  const matches = association.find("worklist", createDataset({ PatientID: "" }));
  const first = rejection(matches.next());
  await peer.pdu(2);
  peer.sendCommand(
    {
      CommandField: 0x8020,
      MessageIDBeingRespondedTo: 1,
      Status: 0xa900,
      ErrorComment: "no such key",
      OffendingElement: [0x00100020],
      CommandDataSetType: 0x0101,
    },
    3,
  );
  const error = (await first) as {
    status?: number;
    errorComment?: string;
    offendingElements?: number[];
  } & Error;
  assert.equal(
    [error.status, error.errorComment, error.offendingElements],
    [0xa900, "no such key", [0x00100020]],
  );
  association.abort();
  peer.end();
  await association.closed;
});

test("releasing while nobody reads a query cancels it first", async () => {
  const { peer, association } = await opened();
  const matches = association.find("worklist", createDataset({ PatientID: "" }));
  const next = matches.next();
  await peer.pdu(2);
  const pending = {
    CommandField: 0x8020,
    MessageIDBeingRespondedTo: 1,
    Status: 0xff00,
    CommandDataSetType: 1,
  };
  peer.sendCommand(pending, 3);
  const pdv = { contextId: 3, isCommand: false, isLast: true, data: new Uint8Array(0) };
  peer.send({ type: "P-DATA-TF", pdvs: [pdv] });
  assert.is((await next).done, false);
  const released = association.release();
  const cancel = decodeCommandSet(((await peer.pdu(3)) as PDataTfPdu).pdvs[0]?.data as Uint8Array);
  assert.equal([cancel.CommandField, cancel.MessageIDBeingRespondedTo], [0x0fff, 1]);
  peer.sendCommand({ ...pending, Status: 0xfe00, CommandDataSetType: 0x0101 }, 3);
  assert.is((await peer.pdu(4)).type, "A-RELEASE-RQ");
  peer.send({ type: "A-RELEASE-RP" });
  await released;
});

test("nothing can be asked after the end, and a second release does nothing", async () => {
  const { peer, association } = await opened();
  const released = association.release();
  await peer.pdu(1);
  peer.send({ type: "A-RELEASE-RP" });
  await released;
  await association.release();
  association.abort();
  assert.is((await rejection(association.echo())).code, "ASSOC_ABORTED");
  assert.is(peer.received.length, 2);
});

test("an association can be a resource", async () => {
  const { peer, association } = await opened();
  const disposed = association[Symbol.asyncDispose]();
  assert.is((await peer.pdu(1)).type, "A-RELEASE-RQ");
  peer.send({ type: "A-RELEASE-RP" });
  await disposed;
});
