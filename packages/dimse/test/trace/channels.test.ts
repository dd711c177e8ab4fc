import { subscribe, unsubscribe } from "node:diagnostics_channel";
import {
  createDataset,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDataset,
  writeDicomFile,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { modulePath, SOURCE_OPTIONS } from "../../../../tools/test/source-process.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { connect } from "../../src/scu/connect.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { MODALITY_WORKLIST_FIND } from "../../src/sop-class/worklist.ts";
import {
  type AssociationTrace,
  subscribeTrace,
  TRACE_CHANNELS,
  type TransitionTrace,
} from "../../src/trace/channels.ts";
import type { TracedMessage } from "../../src/trace/traced-message.ts";
import type { TracedPdu } from "../../src/trace/traced-pdu.ts";
import { startLoopback } from "../support/loopback.ts";

const test = testSuite("dimse/trace channels");

const ofAcceptor = <T extends { association: { side: string } }>(told: readonly T[]) =>
  told.filter(({ association }) => association.side === "acceptor");

test("every channel tells a whole session of both sides", async () => {
  const told = {
    association: [] as AssociationTrace[],
    pdu: [] as TracedPdu[],
    message: [] as TracedMessage[],
    transition: [] as TransitionTrace[],
  };
  const end = subscribeTrace({
    association: (payload) => told.association.push(payload),
    pdu: (payload) => told.pdu.push(payload),
    message: (payload) => told.message.push(payload),
    transition: (payload) => told.transition.push(payload),
  });
  const loopback = await startLoopback({
    handlers: {
      echo() {},
      async *find() {
        yield createDataset({ PatientName: "Test^A", AccessionNumber: "A1" });
      },
    },
  });
  try {
    const association = await loopback.connect({
      callingAeTitle: "CT1",
      contexts: [{ abstractSyntax: VERIFICATION }, { abstractSyntax: MODALITY_WORKLIST_FIND }],
    });
    await association.echo();
    for await (const _ of association.find("worklist", createDataset({ AccessionNumber: "" }))) {
      // Read to the end.
    }
    await association.release();
  } finally {
    await loopback.close();
    end();
  }
  const acceptor = {
    association: ofAcceptor(told.association),
    pdu: ofAcceptor(told.pdu),
    message: ofAcceptor(told.message),
    transition: ofAcceptor(told.transition),
  };
  assert.equal(
    acceptor.association.map(({ kind }) => kind),
    ["connected", "established", "ended"],
  );
  const [connected, established, ended] = acceptor.association;
  assert.is(connected?.association.remoteAddress, "127.0.0.1");
  assert.ok((connected?.association.remotePort ?? 0) > 0);
  assert.ok(Math.abs((connected?.timeMs ?? 0) - Date.now()) < 60_000);
  assert.ok(established?.kind === "established" && ended?.kind === "ended");
  assert.is(established.callingAeTitle, "CT1");
  assert.equal(
    established.contexts.map((context) => [context.abstractSyntax, context.isAccepted]),
    [
      [VERIFICATION, true],
      [MODALITY_WORKLIST_FIND, true],
    ],
  );
  assert.is(ended.outcome, "released");
  assert.ok(ended.receivedBytes > 0 && ended.sentBytes > 0);

  const kinds = acceptor.pdu.map(({ direction, type }) => `${direction} ${type}`);
  assert.is(kinds[0], "received A-ASSOCIATE-RQ");
  assert.is(kinds[1], "sent A-ASSOCIATE-AC");
  assert.is(kinds.at(-1), "sent A-RELEASE-RP");
  const byteCount = (direction: string) =>
    acceptor.pdu.filter((pdu) => pdu.direction === direction).reduce((sum, pdu) => sum + pdu.bytes.length, 0);
  assert.is(byteCount("received"), ended.receivedBytes);
  assert.is(byteCount("sent"), ended.sentBytes);
  assert.match(acceptor.pdu[0]?.text ?? "", "CT1");
  assert.is(acceptor.pdu[0]?.pdu?.type, "A-ASSOCIATE-RQ");

  assert.equal(
    acceptor.message.map(({ direction, name }) => `${direction} ${name}`),
    ["received C-ECHO-RQ", "sent C-ECHO-RSP", "received C-FIND-RQ", "sent C-FIND-RSP", "sent C-FIND-RSP"],
  );
  const [, , query, match, last] = acceptor.message;
  assert.is(query?.context.abstractSyntax, MODALITY_WORKLIST_FIND);
  assert.is(query?.dataSet?.has("AccessionNumber"), true);
  assert.is(match?.dataSet?.getText("AccessionNumber"), "A1");
  assert.is(match?.command.Status, 0xff00);
  assert.is(last?.dataSet, undefined);
  assert.is(last?.dataSetByteCount, 0);

  assert.equal(
    acceptor.transition.slice(0, 3).map(({ state, event, action, next }) => [state, event, action, next]),
    [
      ["Sta1", "Evt5", "AE-5", "Sta2"],
      ["Sta2", "Evt6", "AE-6", "Sta3"],
      ["Sta3", "Evt7", "AE-7", "Sta6"],
    ],
  );
  assert.is(acceptor.transition.at(-1)?.next, "Sta1");

  // Both sides in one process: their ids differ, their PDUs mirror each other.
  const requestor = told.pdu.filter(({ association }) => association.side === "requestor");
  assert.is.not(requestor[0]?.association.id, acceptor.pdu[0]?.association.id);
  assert.is(requestor.length, acceptor.pdu.length);
});

test("a C-STORE is told at its end, counted and not held", async () => {
  const messages: TracedMessage[] = [];
  const end = subscribeTrace({ message: (message) => messages.push(message) });
  const dataset = createDataset({
    ...{ SOPClassUID: "1.2.840.10008.5.1.4.1.1.2", SOPInstanceUID: "1.2.3" },
    PixelData: new Uint8Array(300_000),
  });
  const { explicitVrLittleEndian: transferSyntaxUid } = TRANSFER_SYNTAX;
  const loopback = await startLoopback({ handlers: { async store() {} } });
  try {
    const association = await loopback.connect({
      contexts: [{ abstractSyntax: "1.2.840.10008.5.1.4.1.1.2", transferSyntaxes: [transferSyntaxUid] }],
    });
    await association.store(readDicomFile(writeDicomFile({ dataset, transferSyntaxUid })));
    await association.release();
  } finally {
    await loopback.close();
    end();
  }
  const byteCount = writeDataset(dataset, { transferSyntaxUid }).length;
  const stores = messages.filter(({ name }) => name === "C-STORE-RQ");
  assert.equal(
    stores.map((message) => [message.direction, message.dataSetByteCount, message.dataSetBytes]),
    [
      ["sent", byteCount, undefined],
      ["received", byteCount, undefined],
    ],
  );
});

test("outcomes: rejected, aborted, lost", async () => {
  const outcomes: string[] = [];
  const loopback = await startLoopback({ handlers: { echo() {} }, requireCalledAeTitle: true });
  const end = subscribeTrace({
    association: (told) => {
      if (told.kind === "ended") outcomes.push(`${told.association.side} ${told.outcome}`);
    },
  });
  const contexts = [{ abstractSyntax: VERIFICATION }];
  try {
    await loopback.connect({ contexts, calledAeTitle: "WRONG" }).catch(() => {});
    const aborted = await loopback.connect({ contexts, calledAeTitle: "MINIPACS" });
    aborted.abort();
    await aborted.closed;
    await loopback.first("association-aborted");
  } finally {
    await loopback.close();
    end();
  }
  assert.equal([...outcomes].sort(), [
    "acceptor aborted",
    "acceptor rejected",
    "requestor aborted",
    "requestor rejected",
  ]);
});

test("who listens from the middle of an association gets whole messages with their contexts", async () => {
  const loopback = await startLoopback({ handlers: { echo() {} } });
  try {
    const association = await loopback.connect({ contexts: [{ abstractSyntax: VERIFICATION }] });
    await association.echo();
    const messages: TracedMessage[] = [];
    const end = subscribeTrace({ message: (message) => messages.push(message) });
    await association.echo();
    end();
    await association.echo();
    assert.is(messages.length, 4);
    assert.is(messages[0]?.context.abstractSyntax, VERIFICATION);
    await association.release();
  } finally {
    await loopback.close();
  }
});

test("a listener that throws breaks nothing", async () => {
  const errors: unknown[] = [];
  const thrower = () => {
    throw new Error("listener");
  };
  const end = subscribeTrace(
    { association: thrower, pdu: thrower, message: thrower, transition: thrower },
    (error) => errors.push(error),
  );
  const loopback = await startLoopback({ handlers: { echo() {} } });
  try {
    const association = await loopback.connect({ contexts: [{ abstractSyntax: VERIFICATION }] });
    assert.is((await association.echo()).status, 0);
    await association.release();
  } finally {
    await loopback.close();
    end();
  }
  assert.ok(errors.length > 20);
});

test("a bare subscriber that throws is the process's uncaught exception, not the association's", async () => {
  const source = (path: string) => JSON.stringify(modulePath(repositoryPath("packages/dimse/src", path)));
  const script = `
    import { subscribe } from "node:diagnostics_channel";
    const { serve, echo, TRACE_CHANNELS } = await import(${source("index.ts")});
    let count = 0;
    process.on("uncaughtException", () => { count += 1; });
    for (const name of Object.values(TRACE_CHANNELS)) subscribe(name, () => { throw new Error("listener"); });
    const server = await serve({ aeTitle: "A", port: 0, host: "127.0.0.1", handlers: { echo() {} } });
    const { status } = await echo({ host: "127.0.0.1", port: server.port });
    await server.close();
    console.log(["status", status, count > 20].join(" "));
  `;
  const { stdout, stderr } = await runTool(process.execPath, [
    ...SOURCE_OPTIONS,
    ...["--input-type=module", "--eval", script],
  ]);
  assert.is(stdout.trim(), "status 0 true", stderr);
});

test("names are those of node:diagnostics_channel", async () => {
  let count = 0;
  const listener = () => {
    count += 1;
  };
  subscribe(TRACE_CHANNELS.pdu, listener);
  const loopback = await startLoopback({ handlers: { echo() {} } });
  try {
    const association = await connect({
      ...{ host: "127.0.0.1", port: loopback.port },
      contexts: [{ abstractSyntax: VERIFICATION }],
    });
    await association.release();
  } finally {
    await loopback.close();
    unsubscribe(TRACE_CHANNELS.pdu, listener);
  }
  assert.is(count, 8);
});
