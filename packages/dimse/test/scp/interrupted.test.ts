import { writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createDataset, encodeFileHead, TRANSFER_SYNTAX, writeDataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { AssociationTimeouts } from "../../src/association/options.ts";
import { decodeCommandSet, encodeCommandSet } from "../../src/message/command-set.ts";
import { COMMAND_FIELD, type CommandSet } from "../../src/message/command-table.ts";
import type { Pdu } from "../../src/pdu/types.ts";
import type { DimseHandlers, ResolveDestination } from "../../src/scp/handler-types.ts";
import { STUDY_ROOT_GET, STUDY_ROOT_MOVE } from "../../src/sop-class/query-retrieve.ts";
import { startLoopback, withFolder } from "../support/loopback.ts";
import { proposal, RawPeer } from "../support/raw-peer.ts";

const test = testSuite("dimse/scp/interrupted");

const CT = "1.2.840.10008.5.1.4.1.1.2";
const { explicitVrLittleEndian: transferSyntaxUid } = TRANSFER_SYNTAX;
const STUDY = createDataset({ QueryRetrieveLevel: "STUDY", StudyInstanceUID: "1.2.3" });

function instance(sopInstanceUid: string) {
  const dataset = createDataset({ SOPClassUID: CT, SOPInstanceUID: sopInstanceUid });
  return {
    ...{ sopClassUid: CT, sopInstanceUid, transferSyntaxUid },
    data: writeDataset(dataset, { transferSyntaxUid }),
  };
}

/** A peer that has asked for three objects by C-GET and been sent the first; PDUs 0 to 2 are received. */
async function midGet(run: (peer: RawPeer, events: () => string[]) => Promise<void>): Promise<void> {
  const handlers = { get: () => ["1.2.1", "1.2.2", "1.2.3"].map(instance) };
  await using loopback = await startLoopback({ handlers });
  const peer = new RawPeer();
  loopback.server.take(peer.other);
  const asked = proposal(STUDY_ROOT_GET);
  peer.send({
    ...asked,
    presentationContexts: [
      ...asked.presentationContexts,
      { id: 3, abstractSyntax: CT, transferSyntaxes: [transferSyntaxUid] },
    ],
    userInformation: {
      ...asked.userInformation,
      roleSelections: [{ sopClassUid: CT, scuRole: false, scpRole: true }],
    },
  });
  await peer.pdu(0);
  const command: CommandSet = {
    CommandField: COMMAND_FIELD["C-GET-RQ"],
    MessageID: 7,
    AffectedSOPClassUID: STUDY_ROOT_GET,
    Priority: 0,
    CommandDataSetType: 1,
  };
  const data = writeDataset(STUDY, { transferSyntaxUid });
  peer.send({
    type: "P-DATA-TF",
    pdvs: [
      { contextId: 1, isCommand: true, isLast: true, data: encodeCommandSet(command) },
      { contextId: 1, isCommand: false, isLast: true, data },
    ],
  });
  assert.is(commandOf(await peer.pdu(1)).CommandField, COMMAND_FIELD["C-STORE-RQ"]);
  await peer.pdu(2);
  await run(peer, () => loopback.events.map(({ type }) => type));
}

function commandOf(pdu: Pdu): CommandSet {
  const pdv = pdu.type === "P-DATA-TF" ? pdu.pdvs[0] : undefined;
  assert.ok(pdv?.isCommand, `a command is expected, not ${pdu.type}`);
  return decodeCommandSet(pdv!.data);
}

test("a release in the middle of a C-GET: the object in flight has failed, the rest remains, and then it is released", () =>
  midGet(async (peer, events) => {
    peer.send({ type: "A-RELEASE-RQ" });
    const counts = async (index: number) => {
      const command = commandOf(await peer.pdu(index));
      assert.is(command.CommandField, COMMAND_FIELD["C-GET-RSP"]);
      return [
        command.Status,
        command.NumberOfRemainingSuboperations,
        command.NumberOfCompletedSuboperations,
        command.NumberOfFailedSuboperations,
      ];
    };
    assert.equal(await counts(3), [0xff00, 2, 0, 1]);
    assert.equal(await counts(4), [0xfe00, 2, 0, 1]);
    // 5 is the list of what has failed.
    assert.is((await peer.pdu(6)).type, "A-RELEASE-RP");
    assert.equal(events(), ["association-opened", "sub-operation", "get", "association-released"]);
    peer.end();
  }));

for (const [name, response] of [
  [
    "of another service",
    { CommandField: COMMAND_FIELD["C-ECHO-RSP"], MessageIDBeingRespondedTo: 1, Status: 0 },
  ],
  [
    "to another message",
    { CommandField: COMMAND_FIELD["C-STORE-RSP"], MessageIDBeingRespondedTo: 99, Status: 0 },
  ],
  ["without a status", { CommandField: COMMAND_FIELD["C-STORE-RSP"], MessageIDBeingRespondedTo: 1 }],
] as const) {
  test(`a response ${name} in the middle of a C-GET is aborted, never counted`, () =>
    midGet(async (peer, events) => {
      peer.sendCommand({ ...response, CommandDataSetType: 0x0101 }, 3);
      assert.is((await peer.pdu(3)).type, "A-ABORT");
      assert.not.ok(events().includes("get"));
      peer.end();
    }));
}

/** What came of a C-MOVE that is cancelled after 50 ms, and after how long. */
async function cancelledMove(
  resolveDestination: ResolveDestination,
  options: { handlers?: DimseHandlers; timeouts?: Partial<AssociationTimeouts> } = {},
): Promise<{ counts: (number | undefined)[]; took: number }> {
  const { handlers = { move: () => [instance("1.2.1"), instance("1.2.2")] }, timeouts } = options;
  await using loopback = await startLoopback({ handlers, resolveDestination, timeouts });
  const association = await loopback.connect({ contexts: [{ abstractSyntax: STUDY_ROOT_MOVE }] });
  const startedMs = performance.now();
  const signal = AbortSignal.timeout(50);
  try {
    for await (const _ of association.move("study", STUDY, { destination: "DEST", signal }));
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).name, "TimeoutError");
  }
  const took = performance.now() - startedMs;
  const { status, remaining, completed, failed } = await loopback.first("move");
  await association.release();
  return { counts: [status, remaining, completed, failed], took };
}

test("C-CANCEL of a C-MOVE does not wait for who looks for the destination", async () => {
  const { counts, took } = await cancelledMove(() => new Promise(() => {}));
  assert.equal(counts, [0xfe00, 0, 0, 0]);
  assert.ok(took < 5000, `${took} ms`);
});

test("C-CANCEL of a C-MOVE does not wait for a destination that does not answer the proposal", async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket.on("error", () => {}).resume()));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as { port: number };
  const { counts, took } = await cancelledMove(() => ({ host: "127.0.0.1", port }), {
    timeouts: { artimMs: 200 },
  });
  assert.equal(counts, [0xfe00, 2, 0, 0]);
  assert.ok(took < 5000, `${took} ms`);
  assert.is(sockets.length, 1);
  await new Promise<void>((resolve) => silent.close(() => resolve()));
});

test("C-CANCEL of a C-MOVE gives the object in flight as long as a release has", async () => {
  await using destination = await startLoopback({ handlers: { store: () => new Promise(() => {}) } });
  const { counts, took } = await cancelledMove(() => ({ host: "127.0.0.1", port: destination.port }), {
    timeouts: { releaseMs: 100 },
  });
  assert.equal(counts, [0xfe00, 2, 0, 0]);
  assert.ok(took >= 140 && took < 5000, `${took} ms`);
  assert.is((await destination.first("association-aborted")).error.code, "ASSOC_ABORTED");
});

test("C-CANCEL of a C-MOVE stops looking at the objects that its handler named", () =>
  withFolder(async (folder) => {
    const object = instance("1.2.1");
    const path = join(folder, "1.dcm");
    await writeFile(path, [encodeFileHead(object), object.data]);
    let lookedAtCount = 0;
    const counted = {
      ...object,
      get sopClassUid() {
        lookedAtCount += 1;
        return CT;
      },
    };
    // Files between them, because memory alone is looked at without a pause.
    const named = Array.from({ length: 80_000 }, (_, i) => (i % 16 === 0 ? path : counted));
    const handlers = { move: () => named };
    const { counts } = await cancelledMove(() => ({ host: "127.0.0.1", port: 1 }), { handlers });
    assert.equal(counts, [0xfe00, named.length, 0, 0]);
    assert.ok(lookedAtCount > 0 && lookedAtCount < 70_000, `${lookedAtCount}`);
  }));
