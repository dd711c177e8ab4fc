import { readdirSync } from "node:fs";
import { isDicomError } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { hex } from "../../../../tools/test/assert-bytes.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { readWireSession, ScriptedPeer, type WireSession } from "../../../../tools/test/scripted-peer.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { DEFAULT_LIMITS } from "../../src/association/options.ts";
import { AssociationAbortedError, AssociationRejectedError } from "../../src/errors.ts";
import type { DimseEvent } from "../../src/scp/events.ts";
import type { Association } from "../../src/scu/association.ts";
import { connect } from "../../src/scu/connect.ts";
import { rejection, startLoopback } from "../support/loopback.ts";
import { connectOptions, SETTINGS, serveOptions } from "./session-options.ts";

const test = testSuite("dimse/wire", { timeoutMs: 10_000 });

const sessions = readdirSync(repositoryPath("test-vectors/wire"))
  .filter((name) => name.endsWith(".txt"))
  .map((name) => readWireSession(repositoryPath("test-vectors/wire", name)));

/** Code and numbers of an error as the scripts write them. */
function describe(error: unknown): string {
  if (error instanceof AssociationRejectedError) {
    return `${error.code} ${error.result} ${error.source} ${error.reason}`;
  }
  if (error instanceof AssociationAbortedError) return `${error.code} ${error.source} ${error.reason}`;
  return isDicomError(error) ? error.code : `foreign: ${error}`;
}

/** What both sides agreed on, one line each, as the scripts write it. */
function agreedOf(association: Association): string[] {
  const [context] = association.contexts;
  const { window, extendedNegotiations, userIdentityResponse } = association;
  return [
    `result ${context?.result}`,
    `roles ${[context?.requestorIsScu && "SCU", context?.requestorIsScp && "SCP"].filter(Boolean).join(" ") || "none"}`,
    `window ${window.maxInvoked} ${window.maxPerformed}`,
    ...extendedNegotiations.map(({ answered }) => `extended ${answered ? hex(answered) : "unanswered"}`),
    ...(userIdentityResponse ? [`response ${hex(userIdentityResponse)}`.trim()] : []),
  ];
}

async function playAgainstAcceptor(session: WireSession): Promise<void> {
  const loopback = await startLoopback(serveOptions(session));
  const peer = await ScriptedPeer.connect(loopback.port);
  const expected = session.settings.get("event") ?? [];
  try {
    await peer.play(session);
    for (const type of expected) await loopback.first(type as DimseEvent["type"]);
    const [calling] = session.settings.get("calling") ?? [];
    if (calling) {
      const { association } = await loopback.first("association-opened");
      assert.is(association.callingAeTitle, calling);
      assert.is(association.calledAeTitle, "MINIPACS");
    }
  } finally {
    peer.destroy();
    await loopback.close();
  }
  // Compared after the end, so that one event too many is seen as well.
  assert.equal(
    loopback.events.map(({ type }) => type),
    expected,
  );
}

async function runCalls(
  calls: readonly string[],
  open: () => Promise<Association>,
): Promise<{ association: Association | undefined; errors: unknown[] }> {
  const errors: unknown[] = [];
  let association: Association | undefined;
  try {
    association = await open();
  } catch (error) {
    errors.push(error);
  }
  for (const call of association ? calls : []) {
    try {
      if (call === "echo") assert.is((await association?.echo())?.status, 0);
      else if (call === "release") await association?.release();
      else await association?.closed;
    } catch (error) {
      errors.push(error);
    }
  }
  return { association, errors };
}

async function playAgainstRequestor(session: WireSession): Promise<void> {
  const { port, connected, close } = await ScriptedPeer.listen();
  const run = runCalls(session.settings.get("call") ?? [], () =>
    connect({ host: "127.0.0.1", port, ...connectOptions(session) }),
  );
  const peer = await connected;
  try {
    await peer.play(session);
    const { association, errors } = await run;
    assert.equal(errors.map(describe), session.settings.get("error") ?? []);
    const expected = session.settings.get("agreed");
    if (expected) assert.equal(association && agreedOf(association), expected);
    await association?.closed;
    assert.is(association?.isOpen ?? false, false);
  } finally {
    peer.destroy();
    close();
  }
}

for (const session of sessions) {
  const side = session.settings.get("under test")?.[0];
  test(`${session.name}`, () =>
    side === "acceptor" ? playAgainstAcceptor(session) : playAgainstRequestor(session));
}

test("the scripts cover both sides, and every setting means something", () => {
  for (const { name, settings } of sessions) {
    const side = settings.get("under test")?.[0] as keyof typeof SETTINGS;
    for (const key of settings.keys()) assert.ok(SETTINGS[side].includes(key), `${name}: ${key}`);
  }
  const sides = sessions.map(({ settings }) => settings.get("under test")?.[0]);
  assert.ok(sides.filter((side) => side === "acceptor").length >= 89);
  assert.ok(sides.filter((side) => side === "requestor").length >= 40);
  assert.is(sides.filter((side) => side !== "acceptor" && side !== "requestor").length, 0);
});

test("a script that does not fit fails with its line", async () => {
  const loopback = await startLoopback({ handlers: { echo() {} } });
  const peer = await ScriptedPeer.connect(loopback.port);
  const abort = Uint8Array.of(7, 0, 0, 0, 0, 4, 0, 0, 0, 0);
  const error = await rejection(
    peer.play({
      name: "x.txt",
      steps: [
        { kind: "send", bytes: abort, isBytewise: false, line: 1 },
        { kind: "recv", pdu: "A-RELEASE-RP", pattern: undefined, line: 2 },
      ],
    }),
  );
  assert.match(error.message, /^x\.txt:2: recv: closed/);
  peer.destroy();
  await loopback.close();
});

test("megabytes of garbage cost no more than their first byte", async () => {
  const loopback = await startLoopback({ handlers: {} });
  const peer = await ScriptedPeer.connect(loopback.port);
  for (let i = 0; i < 64; i += 1) peer.send(new Uint8Array(65_536).fill(0x47));
  assert.is((await peer.receive())[0], 7);
  const event = await loopback.first("connection-refused");
  assert.ok(event.receivedBytes <= DEFAULT_LIMITS.maxAssociatePduLengthBytes);
  peer.destroy();
  await loopback.close();
  assert.is(loopback.events.length, 1);
});
