import type { AssociationInfo, DimseMessage } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { AssociationLog } from "../../src/associations/association-log.ts";

const test = testSuite("minipacs/association log limits");

const C_FIND_RQ = 0x0020;

function infoOf(id: number): AssociationInfo {
  return {
    id,
    callingAeTitle: "CT1",
    calledAeTitle: "MINIPACS",
    remoteAddress: "127.0.0.1",
    remotePort: 1,
    contexts: [],
    implementationClassUid: undefined,
    implementationVersionName: undefined,
    maxPduLengthBytes: 1,
    peerMaxPduLengthBytes: 1,
    window: { maxInvoked: 1, maxPerformed: 1 },
    extendedNegotiations: [],
    userIdentity: undefined,
    tls: undefined,
    receivedBytes: 0,
    sentBytes: 0,
    nEventReport: () => Promise.reject(new Error("not here")),
  };
}

function query(association: AssociationInfo, messageId: number, dataSet?: Uint8Array): DimseMessage {
  const command = { CommandField: C_FIND_RQ, MessageID: messageId };
  return { association, direction: "received", contextId: 1, command, dataSet };
}

const opened = (association: AssociationInfo) => ({ type: "association-opened", association }) as const;
const released = (association: AssociationInfo) =>
  ({
    type: "association-released",
    association,
    durationMs: 1,
    receivedBytes: 0,
    sentBytes: 0,
  }) as const;

test("of those that have ended the latest are kept, and all that are open", () => {
  const log = new AssociationLog({ maxPastAssociations: 2 });
  const infos = [1, 2, 3, 4, 5].map(infoOf);
  for (const info of infos) log.takeEvent(opened(info), undefined);
  for (const info of infos.slice(1)) {
    log.takeMessage(query(info, 1));
    log.takeEvent(released(info), undefined);
  }
  assert.equal(
    log.list().map(({ id, state }) => `${id} ${state}`),
    ["1 open", "4 released", "5 released"],
  );
  assert.is(log.bytes, 2 * 1024);
});

test("messages go from the oldest past association first, then from the largest open one", () => {
  const log = new AssociationLog({ maxBytes: 100 * 1024 });
  const [past, small, large] = [infoOf(1), infoOf(2), infoOf(3)];
  for (const info of [past, small, large]) log.takeEvent(opened(info), undefined);
  for (let i = 1; i <= 40; i += 1) log.takeMessage(query(past, i));
  log.takeEvent(released(past), undefined);
  for (let i = 1; i <= 5; i += 1) log.takeMessage(query(small, i));
  for (let i = 1; i <= 56; i += 1) log.takeMessage(query(large, i));
  assert.ok(log.bytes <= 100 * 1024);
  assert.is(log.get(1)?.droppedMessageCount, 14);
  assert.is(log.get(1)?.messages[0]?.number, 15);
  for (let i = 57; i <= 1000; i += 1) log.takeMessage(query(large, i));
  assert.ok(log.bytes <= 100 * 1024);
  assert.is(log.get(1)?.messages.length, 0);
  assert.is(log.get(1)?.messageCount, 40);
  assert.is(log.get(2)?.messages.length, 5);
  const { messages = [], messageCount, droppedMessageCount = 0 } = log.get(3) ?? {};
  assert.is(messageCount, 1000);
  assert.is(messages.at(-1)?.number, 1000);
  assert.is(messages[0]?.number, droppedMessageCount + 1);
  assert.ok(messages.length >= 80);
  assert.is(log.message(3, droppedMessageCount), undefined);
  assert.is(log.message(3, 1000)?.messageId, 1000);
});

test("a data set that is too large is told by its size only; those that are kept are copies", () => {
  const log = new AssociationLog({ maxDataSetBytes: 10 });
  const info = infoOf(1);
  log.takeEvent(opened(info), undefined);
  const bytes = new Uint8Array(10).fill(1);
  log.takeMessage(query(info, 1, bytes));
  log.takeMessage(query(info, 2, new Uint8Array(11)));
  bytes.fill(9);
  assert.equal(log.dataSetBytes(1, 1), new Uint8Array(10).fill(1));
  log.takeMessage(query(info, 3, Buffer.alloc(1000).subarray(0, 8)));
  assert.is(log.dataSetBytes(1, 3)?.buffer.byteLength, 8, "the memory of a view is kept");
  const [kept, large] = log.get(1)?.messages ?? [];
  assert.equal([kept?.dataSet, kept?.byteCount], ["kept", 10]);
  assert.equal([large?.dataSet, large?.byteCount], ["tooLarge", 11]);
  assert.is(log.message(1, 2)?.dataset, undefined);
});

test("messages come in pages", () => {
  const log = new AssociationLog({ maxBytes: 20 * 1024 });
  const info = infoOf(1);
  log.takeEvent(opened(info), undefined);
  for (let i = 1; i <= 30; i += 1) log.takeMessage(query(info, i));
  const numbers = (options: { after?: number; limit?: number }) =>
    log.get(1, options)?.messages.map(({ number }) => number);
  assert.equal(numbers({ after: 25, limit: 3 }), [26, 27, 28]);
  assert.equal(numbers({ after: 28 }), [29, 30]);
  assert.is(numbers({ after: 3, limit: 1 })?.[0], (log.get(1)?.droppedMessageCount ?? 0) + 1);
});

test("C-CANCEL belongs to the request that it cancels; a message ID that comes again to the newer one", () => {
  const log = new AssociationLog();
  const association = infoOf(1);
  log.takeEvent(opened(association), undefined);
  const say = (direction: "received" | "sent", command: DimseMessage["command"]) =>
    log.takeMessage({ association, direction, contextId: 1, command, dataSet: undefined });
  say("received", { CommandField: C_FIND_RQ, MessageID: 7 });
  say("received", { CommandField: 0x0fff, MessageIDBeingRespondedTo: 7 });
  say("sent", { CommandField: 0x8020, MessageIDBeingRespondedTo: 7, Status: 0xfe00 });
  say("received", { CommandField: C_FIND_RQ, MessageID: 7 });
  // Ours, of the same ID.
  say("sent", { CommandField: 0x0100, MessageID: 7 });
  say("sent", { CommandField: 0x8020, MessageIDBeingRespondedTo: 7, Status: 0 });
  say("received", { CommandField: 0x8100, MessageIDBeingRespondedTo: 7, Status: 0 });
  assert.equal(
    log.get(1)?.messages.map(({ name, requestNumber }) => `${name} ${requestNumber}`),
    [
      "C-FIND-RQ undefined",
      "C-CANCEL-RQ 1",
      "C-FIND-RSP 1",
      "C-FIND-RQ undefined",
      "N-EVENT-REPORT-RQ undefined",
      "C-FIND-RSP 4",
      "N-EVENT-REPORT-RSP 5",
    ],
  );
  assert.is(log.get(1)?.messages[2]?.statusClass, "cancel");
});
