import { createDataset, TRANSFER_SYNTAX, writeDataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { AsyncWindow } from "../../src/association/async-window.ts";
import { connect } from "../../src/scu/connect.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { MODALITY_WORKLIST_FIND } from "../../src/sop-class/worklist.ts";
import { heldEchoes, pause, until } from "../support/held-echoes.ts";
import { rejection, startLoopback } from "../support/loopback.ts";
import { RawPeer } from "../support/raw-peer.ts";

const test = testSuite("dimse/async-window");

const CT = "1.2.840.10008.5.1.4.1.1.2";
const EXPLICIT = TRANSFER_SYNTAX.explicitVrLittleEndian;
const CONTEXTS = [
  { abstractSyntax: VERIFICATION },
  { abstractSyntax: CT, transferSyntaxes: [EXPLICIT] },
  { abstractSyntax: MODALITY_WORKLIST_FIND },
];

/** Runs echoes over an association with these windows and returns how many ran at a time at most. */
async function mostAtATime(
  asked: Partial<AsyncWindow> | undefined,
  granted: Partial<AsyncWindow> | undefined,
  count: number,
  expected: number,
): Promise<void> {
  const { held, handlers, most, running } = heldEchoes();
  const loopback = await startLoopback({ handlers, asyncOperations: granted });
  const association = await loopback.connect({ contexts: CONTEXTS, asyncOperations: asked });
  const echoes = Array.from({ length: count }, () => association.echo());
  await until(() => running() === Math.min(expected, count));
  await pause();
  let ended = 0;
  while (ended < count) {
    await until(() => held.length > 0);
    // The last one that came is answered first.
    held.pop()?.();
    ended += 1;
  }
  assert.equal(
    (await Promise.all(echoes)).map(({ status }) => status),
    echoes.map(() => 0),
  );
  assert.is(most(), expected);
  await association.release();
  await loopback.close();
}

test("one at a time unless both sides say otherwise", async () => {
  await mostAtATime(undefined, undefined, 4, 1);
  await mostAtATime(undefined, { maxPerformed: 8 }, 4, 1);
  await mostAtATime({ maxInvoked: 8 }, undefined, 4, 1);
});

test("as many as the smaller of both, and without a limit all of them", async () => {
  await mostAtATime({ maxInvoked: 3 }, { maxPerformed: 8 }, 10, 3);
  await mostAtATime({ maxInvoked: 8 }, { maxPerformed: 5 }, 10, 5);
  await mostAtATime({ maxInvoked: Number.POSITIVE_INFINITY }, { maxPerformed: 6 }, 10, 6);
  await mostAtATime(
    { maxInvoked: Number.POSITIVE_INFINITY },
    { maxPerformed: Number.POSITIVE_INFINITY },
    200,
    200,
  );
});

test("responses in another order reach the calls that they belong to", async () => {
  const release = new Map<string, () => void>();
  const loopback = await startLoopback({
    asyncOperations: { maxPerformed: 3 },
    handlers: {
      async store(request) {
        for await (const _ of request.stream);
        await new Promise<void>((resolve) => release.set(request.sopInstanceUid, resolve));
      },
      *find() {
        yield createDataset({ PatientID: "1" });
        yield createDataset({ PatientID: "2" });
      },
    },
  });
  const association = await loopback.connect({ contexts: CONTEXTS, asyncOperations: { maxInvoked: 3 } });
  assert.equal(association.window, { maxInvoked: 3, maxPerformed: 1 });
  const ended: string[] = [];
  const store = async (sopInstanceUid: string) => {
    const data = writeDataset(createDataset({ SOPClassUID: CT, SOPInstanceUID: sopInstanceUid }), {
      transferSyntaxUid: EXPLICIT,
    });
    const object = { sopClassUid: CT, sopInstanceUid, transferSyntaxUid: EXPLICIT, data };
    const result = await association.store(object);
    assert.is(result.status, 0);
    assert.is(result.sopInstanceUid, sopInstanceUid);
    ended.push(sopInstanceUid);
  };
  const stores = [store("1.2.1"), store("1.2.2")];
  await until(() => release.size === 2);
  const found: (string | undefined)[] = [];
  // A query goes through while both objects still wait for their answers.
  for await (const match of association.find("worklist", createDataset({ PatientID: "" }))) {
    found.push(match.getText("PatientID"));
  }
  assert.equal(found, ["1", "2"]);
  release.get("1.2.2")?.();
  await until(() => ended.length === 1);
  release.get("1.2.1")?.();
  await Promise.all(stores);
  assert.equal(ended, ["1.2.2", "1.2.1"]);
  await association.release();
  await loopback.close();
});

test("release waits for everything in flight; an abort settles it with a typed error", async () => {
  const { held, handlers, running } = heldEchoes();
  const loopback = await startLoopback({ handlers, asyncOperations: { maxPerformed: 4 } });
  const first = await loopback.connect({ contexts: CONTEXTS, asyncOperations: { maxInvoked: 2 } });
  const echoes = [first.echo(), first.echo(), first.echo()];
  let isReleased = false;
  const releasing = first.release().then(() => {
    isReleased = true;
  });
  await until(() => running() === 2);
  await pause();
  assert.is(isReleased, false);
  for (let ended = 0; ended < 3; ended += 1) {
    await until(() => held.length > 0);
    held.shift()?.();
  }
  await releasing;
  assert.is((await Promise.all(echoes)).length, 3);

  const second = await loopback.connect({ contexts: CONTEXTS, asyncOperations: { maxInvoked: 2 } });
  const errors = [second.echo(), second.echo(), second.echo()].map(rejection);
  await until(() => running() === 2);
  second.abort();
  for (const error of await Promise.all(errors)) assert.is(error.code, "ASSOC_ABORTED");
  for (const end of held) end();
  await loopback.close();
});

test("the end of an association settles calls that wait behind a query that nobody reads on", async () => {
  for (const end of ["own", "peer"]) {
    const loopback = await startLoopback({
      handlers: {
        *find() {
          yield createDataset({ PatientID: "1" });
          yield createDataset({ PatientID: "2" });
        },
      },
    });
    const association = await loopback.connect({ contexts: CONTEXTS });
    const matches = association.find("worklist", createDataset({ PatientID: "" }));
    assert.is((await matches.next()).done, false);
    const waiting = [association.echo(), association.echo()].map(rejection);
    if (end === "own") association.abort();
    else await loopback.server.close({ drainMs: 0 });
    for (const error of await Promise.all(waiting)) assert.is(error.code, "ASSOC_ABORTED");
    await loopback.close();
  }
});

test("a window that is no count is an error of the caller", async () => {
  for (const count of [0, -1, 1.5, Number.NaN, 65_536]) {
    for (const asyncOperations of [{ maxInvoked: count }, { maxPerformed: count }]) {
      const peer = new RawPeer();
      const openTransport = async () => peer.other;
      const connecting = connect({ host: "", port: 0, contexts: CONTEXTS, asyncOperations, openTransport });
      assert.is((await rejection(connecting)).code, "ARG_ASYNC_OPERATIONS");
      assert.is(
        (await rejection(startLoopback({ handlers: {}, asyncOperations }))).code,
        "ARG_ASYNC_OPERATIONS",
      );
    }
  }
});

test("a signal ends the wait for a turn without a word to the peer", async () => {
  const { held, handlers, running } = heldEchoes();
  const loopback = await startLoopback({ handlers });
  const association = await loopback.connect({ contexts: CONTEXTS });
  const first = association.echo();
  await until(() => running() === 1);
  const controller = new AbortController();
  const waiting = rejection(association.echo({ signal: controller.signal }));
  const last = association.echo();
  controller.abort(new Error("enough"));
  assert.is((await waiting).message, "enough");
  assert.is((await rejection(association.echo({ signal: controller.signal }))).message, "enough");
  held.shift()?.();
  await first;
  await until(() => held.length === 1);
  held.shift()?.();
  assert.is((await last).status, 0);
  assert.is(loopback.of("echo").length, 2);
  await association.release();
  await loopback.close();
});

test("a time limit of one request ends the association with a typed error", async () => {
  const { held, handlers } = heldEchoes();
  const loopback = await startLoopback({ handlers, asyncOperations: { maxPerformed: 2 } });
  const association = await loopback.connect({ contexts: CONTEXTS, asyncOperations: { maxInvoked: 2 } });
  const patient = rejection(association.echo());
  const error = await rejection(association.echo({ timeoutMs: 50 }));
  assert.is(error.code, "TIMEOUT");
  assert.match(error.message, /^response: /);
  assert.is((await patient).code, "TIMEOUT");
  for (const end of held) end();
  await loopback.close();
});

test("signals end a release that waits, a drain that waits, and a server", async () => {
  const { held, handlers, running } = heldEchoes();
  const loopback = await startLoopback({ handlers });
  const association = await loopback.connect({ contexts: CONTEXTS });
  const echo = rejection(association.echo());
  await until(() => running() === 1);
  const controller = new AbortController();
  const releasing = rejection(association.release({ signal: controller.signal }));
  controller.abort(new Error("enough"));
  assert.is((await releasing).message, "enough");
  assert.is((await echo).code, "ASSOC_ABORTED");

  const idle = await loopback.connect({ contexts: CONTEXTS });
  await loopback.server.close({ drainMs: 60_000, signal: AbortSignal.timeout(20) });
  await idle.closed;
  assert.is(idle.isOpen, false);

  const stop = new AbortController();
  const second = await startLoopback({ handlers, signal: stop.signal });
  const open = await second.connect({ contexts: CONTEXTS });
  stop.abort();
  await open.closed;
  assert.is((await rejection(second.connect({ contexts: CONTEXTS }))).code, "TRANSPORT_CONNECT");
  assert.is((await rejection(startLoopback({ handlers, signal: AbortSignal.abort() }))).name, "AbortError");
  for (const end of held) end();
});

test("an object over its limit ends the association with an abort and an event", async () => {
  let received = 0;
  const loopback = await startLoopback({
    limits: { maxObjectLengthBytes: 50_000 },
    handlers: {
      async store(request) {
        for await (const piece of request.stream) received += piece.length;
      },
    },
  });
  const association = await loopback.connect({ contexts: CONTEXTS });
  const object = { sopClassUid: CT, sopInstanceUid: "1.2.3", transferSyntaxUid: EXPLICIT };
  assert.is((await association.store({ ...object, data: new Uint8Array(50_000) })).status, 0);
  const error = await rejection(association.store({ ...object, data: new Uint8Array(50_002) }));
  assert.is(error.code, "ASSOC_ABORTED");
  const { error: cause } = await loopback.first("association-aborted");
  assert.match(cause.message, /maxObjectLengthBytes/);
  assert.ok(received <= 100_000);
  await loopback.close();
});
