import { access } from "node:fs/promises";
import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import { createDataset, TRANSFER_SYNTAX } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  AssociationAbortedError,
  AssociationRejectedError,
  type DimseStatusError,
} from "../../src/errors.ts";
import { MPPS } from "../../src/sop-class/mpps.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { MODALITY_WORKLIST_FIND } from "../../src/sop-class/worklist.ts";
import { rejection, startLoopback, withFolder } from "../support/loopback.ts";

const test = testSuite("dimse/failures");

const CT = "1.2.840.10008.5.1.4.1.1.2";
const CONTEXTS = [
  { abstractSyntax: VERIFICATION },
  { abstractSyntax: CT },
  { abstractSyntax: MODALITY_WORKLIST_FIND },
  { abstractSyntax: MPPS },
];
const ALL = CONTEXTS.map(({ abstractSyntax }) => abstractSyntax);
const OBJECT = {
  sopClassUid: CT,
  sopInstanceUid: "1.2.3.4",
  transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian,
  data: new Uint8Array(100_000),
};

async function collect(matches: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of matches) count += 1;
  return count;
}

test("what has no handler is answered with 0122 or 0211", async () => {
  const loopback = await startLoopback({ handlers: {}, contexts: ALL });
  const association = await loopback.connect({ contexts: CONTEXTS });
  const dataset = createDataset({ PatientID: "1" });
  assert.is((await association.store(OBJECT)).status, 0x0122);
  const error = await rejection(collect(association.find("worklist", dataset)));
  assert.is((error as DimseStatusError).status, 0x0122);
  assert.is((await association.nCreate({ sopClassUid: MPPS, dataset })).status, 0x0211);
  assert.is((await association.nSet({ sopClassUid: MPPS, sopInstanceUid: "1.2", dataset })).status, 0x0211);
  assert.is((await association.echo()).status, 0);
  await association.release();
  assert.equal(
    loopback.of("unsupported-request").map(({ message, status }) => [message, status]),
    [
      ["C-STORE-RQ", 0x0122],
      ["C-FIND-RQ", 0x0122],
      ["N-CREATE-RQ", 0x0211],
      ["N-SET-RQ", 0x0211],
    ],
  );
  await loopback.close();
});

test("a handler that throws becomes a status and an event; the association goes on", async () => {
  const fail = () => {
    throw new Error("bug in a handler");
  };
  const loopback = await startLoopback({
    handlers: {
      echo: fail,
      store: fail,
      async *find() {
        yield createDataset({ PatientID: "1" });
        fail();
      },
      nCreate: async () => fail(),
      nSet: fail,
    },
  });
  const association = await loopback.connect({ contexts: CONTEXTS });
  const other = await loopback.connect({ contexts: CONTEXTS });
  const dataset = createDataset({ PatientID: "1" });
  assert.is((await association.echo()).status, 0x0110);
  assert.is((await association.store(OBJECT)).status, 0x0110);
  const error = await rejection(collect(association.find("worklist", dataset)));
  assert.is((error as DimseStatusError).status, 0xc000);
  assert.is((await association.nCreate({ sopClassUid: MPPS, dataset })).status, 0x0110);
  assert.is((await association.nSet({ sopClassUid: MPPS, sopInstanceUid: "1.2", dataset })).status, 0x0110);
  assert.equal(
    loopback.of("handler-error").map(({ service }) => service),
    ["C-ECHO", "C-STORE", "C-FIND", "N-CREATE", "N-SET"],
  );
  assert.ok(other.isOpen);
  assert.is(loopback.server.associations.length, 2);
  await association.release();
  await other.release();
  await loopback.close();
});

test("a handler that returns nonsense is answered with a failure", async () => {
  const loopback = await startLoopback({
    handlers: { find: () => [undefined] as never, nCreate: () => ({ dataset: "text" }) as never },
  });
  const association = await loopback.connect({ contexts: CONTEXTS });
  const dataset = createDataset({ PatientID: "1" });
  const error = await rejection(collect(association.find("worklist", dataset)));
  assert.is((error as DimseStatusError).status, 0xc000);
  assert.is((await association.nCreate({ sopClassUid: MPPS, dataset })).status, 0x0110);
  await association.release();
  await loopback.close();
});

test("rejections carry result, source and reason on both sides", async () => {
  const loopback = await startLoopback({ handlers: {}, requireCalledAeTitle: true });
  const error = await rejection(loopback.connect({ contexts: CONTEXTS, calledAeTitle: "OTHER" }));
  assert.instance(error, AssociationRejectedError);
  const { result, source, reason } = error as AssociationRejectedError;
  assert.equal([result, source, reason], [1, 1, 7]);
  assert.match(error.message, /called AE title not recognized/);
  const event = await loopback.first("association-rejected");
  assert.equal([event.calledAeTitle, event.reason], ["OTHER", 7]);
  const association = await loopback.connect({ contexts: CONTEXTS, calledAeTitle: "MINIPACS" });
  await association.release();
  await loopback.close();
});

test("one association too many is rejected, and welcome when there is room again", async () => {
  const loopback = await startLoopback({ handlers: {}, limits: { maxAssociations: 1 } });
  const first = await loopback.connect({ contexts: CONTEXTS });
  const error = (await rejection(loopback.connect({ contexts: CONTEXTS }))) as AssociationRejectedError;
  assert.equal([error.result, error.source, error.reason], [2, 3, 2]);
  await first.release();
  const second = await loopback.connect({ contexts: CONTEXTS });
  await second.release();
  await loopback.close();
});

test("connections beyond the limit are closed at once", async () => {
  const loopback = await startLoopback({ handlers: {}, limits: { maxConnections: 1 } });
  const first = await loopback.connect({ contexts: CONTEXTS });
  const error = await rejection(loopback.connect({ contexts: CONTEXTS }));
  assert.ok(["ASSOC_ABORTED", "TRANSPORT_CONNECT"].includes(error.code ?? ""), error.code);
  assert.is((await loopback.first("connection-refused")).text, "too many connections");
  await first.release();
  await loopback.close();
});

for (const [name, text] of [
  ["an HTTP request", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["a PDU that claims 4 GiB", "\x01\x00\xff\xff\xff\xff"],
  ["random bytes", "\x99\x88\x77\x66\x55\x44\x33\x22\x11\x00"],
] as const) {
  test(`${name} gets an abort and one event`, async () => {
    const loopback = await startLoopback({ handlers: {} });
    const socket = connectSocket(loopback.port, "127.0.0.1");
    const received: Buffer[] = [];
    socket.on("data", (chunk) => received.push(chunk));
    socket.write(Buffer.from(text, "latin1"));
    const event = await loopback.first("connection-refused");
    assert.is(event.receivedBytes, text.length);
    while (Buffer.concat(received).length < 10) await new Promise((resolve) => setTimeout(resolve, 2));
    assert.is(Buffer.concat(received)[0], 7, "A-ABORT");
    socket.destroy();
    await loopback.close();
    assert.is(loopback.events.length, 1);
  });
}

test("a silent connection is closed when ARTIM runs out", async () => {
  const loopback = await startLoopback({ handlers: {}, timeouts: { artimMs: 40 } });
  const socket = connectSocket(loopback.port, "127.0.0.1");
  await new Promise((resolve) => socket.on("close", resolve));
  const event = await loopback.first("connection-refused");
  assert.is(event.error?.code, "TIMEOUT");
  await loopback.close();
});

test("a slow head is a slow loris: ARTIM runs until the whole first PDU is here", async () => {
  const loopback = await startLoopback({ handlers: {}, timeouts: { artimMs: 60 } });
  const socket = connectSocket(loopback.port, "127.0.0.1");
  socket.on("error", () => {});
  const timer = setInterval(() => socket.write(Buffer.from([1])), 10);
  await new Promise((resolve) => socket.on("close", resolve));
  clearInterval(timer);
  await loopback.first("connection-refused");
  await loopback.close();
  assert.is(loopback.events.length, 1);
});

test("an idle association is aborted when its time is up, not before", async () => {
  const loopback = await startLoopback({ handlers: {}, timeouts: { idleMs: 1000 } });
  const association = await loopback.connect({ contexts: CONTEXTS });
  // Long against the delays of a busy machine; together longer than the limit.
  for (let i = 0; i < 4; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.is((await association.echo()).status, 0);
  }
  await association.closed;
  const event = await loopback.first("association-aborted");
  assert.is(event.error.code, "TIMEOUT");
  const error = await rejection(association.echo());
  assert.instance(error, AssociationAbortedError);
  await loopback.close();
});

test("no time limit fires while a handler works", async () => {
  const loopback = await startLoopback({
    timeouts: { idleMs: 30, progressMs: 30 },
    handlers: { echo: () => new Promise((resolve) => setTimeout(resolve, 120)) },
  });
  const association = await loopback.connect({ contexts: CONTEXTS });
  assert.is((await association.echo()).status, 0);
  await association.release();
  await loopback.close();
});

for (const sentBytes of [140_000, 400_000]) {
  test(`a peer that stops after ${sentBytes} bytes of an object is aborted; no file is left`, async () => {
    await withFolder(async (folder) => {
      const path = join(folder, "x.dcm");
      const outcome: unknown[] = [];
      const loopback = await startLoopback({
        timeouts: { progressMs: 60 },
        handlers: {
          async store(request) {
            await request.save(path).catch((error: unknown) => {
              outcome.push(error, request.signal.aborted);
              throw error;
            });
          },
        },
      });
      const association = await loopback.connect({ contexts: CONTEXTS });
      const stuck = {
        ...OBJECT,
        data: (async function* () {
          yield new Uint8Array(140_000);
          if (sentBytes > 140_000) yield new Uint8Array(sentBytes - 140_000);
          await new Promise((resolve) => setTimeout(resolve, 300));
          yield new Uint8Array(10);
        })(),
      };
      const error = await rejection(association.store(stuck));
      assert.instance(error, AssociationAbortedError);
      await loopback.first("association-aborted");
      assert.is((outcome[0] as { code: string }).code, "TIMEOUT");
      assert.is(outcome[1], true);
      await rejection(access(path));
      assert.is(loopback.of("handler-error").length, 0, "the abort tells it");
      await loopback.close();
    });
  });
}

test("a source that fails aborts the association, and the caller gets its error", async () => {
  const loopback = await startLoopback({ handlers: { store: () => {} } });
  const association = await loopback.connect({ contexts: CONTEXTS });
  const broken = {
    ...OBJECT,
    data: (async function* () {
      yield new Uint8Array(400_000);
      throw new Error("cannot read");
    })(),
  };
  assert.is((await rejection(association.store(broken))).message, "cannot read");
  await association.closed;
  await loopback.first("association-aborted");
  await loopback.close();
});

test("an abort in the middle settles everything that waits", async () => {
  const loopback = await startLoopback({
    handlers: {
      echo: (request) => new Promise((resolve) => request.signal.addEventListener("abort", () => resolve())),
    },
  });
  const association = await loopback.connect({ contexts: CONTEXTS });
  const calls = [rejection(association.echo()), rejection(association.store(OBJECT))];
  await new Promise((resolve) => setTimeout(resolve, 20));
  association.abort();
  for (const error of await Promise.all(calls)) assert.instance(error, AssociationAbortedError);
  const event = await loopback.first("association-aborted");
  assert.is((event.error as AssociationAbortedError).source, 0);
  assert.is(loopback.of("echo").length, 0, "nothing is answered after the end");
  await loopback.close();
});

test("a lost connection settles everything too", async () => {
  const { createMemoryTransportPair } = await import("../../src/transport/memory.ts");
  const { connect } = await import("../../src/scu/connect.ts");
  const loopback = await startLoopback({
    handlers: {
      echo: (request) => new Promise((resolve) => request.signal.addEventListener("abort", () => resolve())),
    },
  });
  const [near, far] = createMemoryTransportPair();
  loopback.server.take(far);
  const association = await connect({
    host: "",
    port: 0,
    contexts: CONTEXTS,
    openTransport: async () => near,
  });
  const call = rejection(association.echo());
  await new Promise((resolve) => setTimeout(resolve, 20));
  near.reset();
  const error = await call;
  assert.instance(error, AssociationAbortedError);
  assert.is((error as AssociationAbortedError).source, -1);
  assert.is((error.cause as { code: string }).code, "TRANSPORT_LOST");
  await loopback.first("association-aborted");
  await loopback.close();
});

test("a signal gives up each service", async () => {
  const loopback = await startLoopback({
    handlers: {
      echo: (request) => new Promise((resolve) => request.signal.addEventListener("abort", () => resolve())),
      async *find(request) {
        yield createDataset({ PatientID: "1" });
        await new Promise((resolve) => request.signal.addEventListener("abort", resolve));
      },
    },
  });
  const association = await loopback.connect({ contexts: CONTEXTS });
  const reason = new Error("enough");
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 20);
  const { signal } = controller;
  assert.is(await rejection(collect(association.find("worklist", createDataset({}), { signal }))), reason);
  assert.ok(association.isOpen, "a query is cancelled, the association stays");
  assert.is(loopback.of("find")[0]?.status, 0xfe00);
  const second = new AbortController();
  setTimeout(() => second.abort(reason), 20);
  assert.is(await rejection(association.echo({ signal: second.signal })), reason);
  assert.not(association.isOpen);
  assert.is(
    await rejection(loopback.connect({ contexts: CONTEXTS, signal: AbortSignal.abort(reason) })),
    reason,
  );
  await loopback.close();
});

test("no accepted context: says what was offered, what was answered and what can be done", async () => {
  const loopback = await startLoopback({ handlers: {} });
  const association = await loopback.connect({
    contexts: [
      { abstractSyntax: VERIFICATION },
      { abstractSyntax: CT, transferSyntaxes: ["1.2.840.10008.1.2.4.50"] },
    ],
  });
  const refused = await rejection(association.store(OBJECT));
  assert.is(refused.code, "ASSOC_NO_ACCEPTED_CONTEXT");
  assert.match(refused.message, /abstract syntax not supported/);
  assert.match(refused.message, /offer a context with 1\.2\.840\.10008\.1\.2\.1 alone/);
  const missing = await rejection(association.nCreate({ sopClassUid: MPPS }));
  assert.match(missing.message, /it was not offered/);
  assert.is((await association.echo()).status, 0);
  await association.release();
  await loopback.close();
});

test("closing drains, then aborts", async () => {
  const loopback = await startLoopback({ handlers: {} });
  const quick = await loopback.connect({ contexts: CONTEXTS });
  const slow = await loopback.connect({ contexts: CONTEXTS });
  const closing = loopback.server.close({ drainMs: 100 });
  assert.is((await quick.echo()).status, 0, "still served");
  await quick.release();
  await closing;
  await slow.closed;
  assert.equal(loopback.events.map(({ type }) => type).slice(-2), [
    "association-released",
    "association-aborted",
  ]);
  assert.is((await rejection(loopback.connect({ contexts: CONTEXTS }))).code, "TRANSPORT_CONNECT");
});

test("an event listener that throws breaks nothing", async () => {
  const loopback = await startLoopback({
    handlers: {},
    onEvent: () => {
      throw new Error("bug in a listener");
    },
  });
  const association = await loopback.connect({ contexts: CONTEXTS });
  assert.is((await association.echo()).status, 0);
  await association.release();
  await loopback.close();
});

test("wrong arguments are refused before anything is opened", async () => {
  const { connect } = await import("../../src/scu/connect.ts");
  const { serve } = await import("../../src/scp/serve.ts");
  const base = { host: "127.0.0.1", port: 1, contexts: CONTEXTS };
  assert.is((await rejection(connect({ ...base, calledAeTitle: "SEVENTEEN LETTERS" }))).code, "ARG_AE_TITLE");
  assert.is((await rejection(connect({ ...base, callingAeTitle: "A\\B" }))).code, "ARG_AE_TITLE");
  assert.is((await rejection(connect({ ...base, contexts: [] }))).code, "ARG_CONTEXTS");
  assert.is((await rejection(serve({ aeTitle: "   ", port: 0, handlers: {} }))).code, "ARG_AE_TITLE");
  assert.is((await rejection(serve({ aeTitle: "A", port: 70_000, handlers: {} }))).code, "ARG_PORT");
});
