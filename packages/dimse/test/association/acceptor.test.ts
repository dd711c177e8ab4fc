import { createDataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { decodeCommandSet, encodeCommandSet } from "../../src/message/command-set.ts";
import type { CommandSet } from "../../src/message/command-table.ts";
import type { AbortPdu, PDataTfPdu, Pdu, Pdv } from "../../src/pdu/types.ts";
import type { DimseHandlers } from "../../src/scp/handler-types.ts";
import type { ServeOptions } from "../../src/scp/serve.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { MODALITY_WORKLIST_FIND } from "../../src/sop-class/worklist.ts";
import { type Loopback, startLoopback } from "../support/loopback.ts";
import { proposal, RawPeer } from "../support/raw-peer.ts";

const test = testSuite("dimse/acceptor");

const CT = "1.2.840.10008.5.1.4.1.1.2";
const ECHO: CommandSet = {
  CommandField: 0x0030,
  MessageID: 5,
  AffectedSOPClassUID: VERIFICATION,
  CommandDataSetType: 0x0101,
};
const STORE: CommandSet = {
  CommandField: 0x0001,
  MessageID: 6,
  AffectedSOPClassUID: CT,
  AffectedSOPInstanceUID: "1.2.3",
  CommandDataSetType: 1,
};

async function withPeer(
  options: Partial<ServeOptions> & { sopClass?: string },
  run: (peer: RawPeer, loopback: Loopback) => Promise<void>,
  rq = proposal(options.sopClass ?? VERIFICATION),
): Promise<void> {
  const loopback = await startLoopback({ handlers: {}, ...options });
  const peer = new RawPeer();
  loopback.server.take(peer.other);
  peer.send(rq);
  try {
    await run(peer, loopback);
  } finally {
    peer.end();
    await loopback.close();
  }
}

function commandOf(pdu: Pdu): CommandSet {
  return decodeCommandSet((pdu as PDataTfPdu).pdvs[0]?.data as Uint8Array);
}

function pdata(pdv: Partial<Pdv>): Pdu {
  const data = new Uint8Array(0);
  return { type: "P-DATA-TF", pdvs: [{ contextId: 1, isCommand: false, isLast: true, data, ...pdv }] };
}

function abortOf(pdu: Pdu): [number, number] {
  assert.is(pdu.type, "A-ABORT");
  return [(pdu as AbortPdu).source, (pdu as AbortPdu).reason];
}

test("association, echo and release in one write", async () => {
  await withPeer({}, async (peer, loopback) => {
    peer.sendCommand(ECHO);
    peer.sendCommand({ ...ECHO, MessageID: 6 });
    peer.send({ type: "A-RELEASE-RQ" });
    const types: string[] = [];
    for (let i = 0; i < 4; i += 1) types.push((await peer.pdu(i)).type);
    assert.equal(types, ["A-ASSOCIATE-AC", "P-DATA-TF", "P-DATA-TF", "A-RELEASE-RP"]);
    assert.is(commandOf(await peer.pdu(1)).MessageIDBeingRespondedTo, 5);
    assert.is(commandOf(await peer.pdu(2)).MessageIDBeingRespondedTo, 6);
    await loopback.first("association-released");
  });
});

test("requests that come before the answer to the first are answered in turn", async () => {
  let running = 0;
  let most = 0;
  const echo = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running -= 1;
  };
  await withPeer({ handlers: { echo }, limits: { maxQueuedRequests: 3 } }, async (peer) => {
    for (let i = 1; i <= 50; i += 1) peer.sendCommand({ ...ECHO, MessageID: i });
    for (let i = 1; i <= 50; i += 1) {
      assert.is(commandOf(await peer.pdu(i)).MessageIDBeingRespondedTo, i);
    }
    assert.is(most, 1);
  });
});

test("protocol version 2 alone is rejected and told", async () => {
  await withPeer(
    {},
    async (peer, loopback) => {
      assert.equal(await peer.pdu(0), { type: "A-ASSOCIATE-RJ", result: 1, source: 2, reason: 2 });
      assert.is((await loopback.first("association-rejected")).callingAeTitle, "RAW");
    },
    proposal(VERIFICATION, { protocolVersion: 2 }),
  );
});

test("a context ID used twice is a protocol error", async () => {
  const rq = proposal(VERIFICATION);
  rq.presentationContexts.push(...rq.presentationContexts);
  await withPeer(
    {},
    async (peer, loopback) => {
      assert.equal(abortOf(await peer.pdu(0)), [2, 6]);
      await loopback.first("connection-refused");
    },
    rq,
  );
});

for (const [name, pdu, expected] of [
  [
    "a PDV on an unknown context",
    pdata({ contextId: 3, isCommand: true, data: encodeCommandSet(ECHO) }),
    [2, 6],
  ],
  ["a data set without a command", pdata({}), [2, 5]],
  [
    "a command that is no command set",
    pdata({ isCommand: true, data: new Uint8Array(20).fill(0xee) }),
    [2, 6],
  ],
  [
    "a command without a data set type",
    pdata({ isCommand: true, data: Uint8Array.of(0, 0, 0, 1, 2, 0, 0, 0, 0x30, 0) }),
    [2, 6],
  ],
  ["a second A-ASSOCIATE-RQ", proposal(VERIFICATION), [2, 2]],
  ["an A-RELEASE-RP", { type: "A-RELEASE-RP" }, [2, 2]],
  [
    "a response to no request",
    pdata({
      isCommand: true,
      data: encodeCommandSet({
        CommandField: 0x8030,
        MessageIDBeingRespondedTo: 9,
        Status: 0,
        CommandDataSetType: 0x0101,
      }),
    }),
    [2, 6],
  ],
] as [string, Pdu, [number, number]][]) {
  test(`${name} aborts the association`, async () => {
    await withPeer({}, async (peer, loopback) => {
      await peer.pdu(0);
      peer.send(pdu);
      assert.equal(abortOf(await peer.pdu(1)), expected);
      const event = await loopback.first("association-aborted");
      assert.match(event.error.message, /by this side/);
      peer.sendCommand(ECHO);
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.is(peer.received.length, 2, "nothing is sent after the end");
    });
  });
}

test("a release within a message aborts", async () => {
  const handlers: DimseHandlers = {
    async store(request) {
      await request.dataset();
    },
  };
  await withPeer({ handlers, sopClass: CT }, async (peer, loopback) => {
    await peer.pdu(0);
    peer.sendCommand(STORE);
    peer.send(pdata({ isLast: false, data: new Uint8Array(10) }), { type: "A-RELEASE-RQ" });
    assert.equal(abortOf(await peer.pdu(1)), [2, 5]);
    await loopback.first("association-aborted");
    assert.is(loopback.of("handler-error").length, 0);
  });
});

test("a request that lacks what it needs is answered with what it lacks", async () => {
  await withPeer({ handlers: { store: () => {} }, sopClass: CT }, async (peer, loopback) => {
    await peer.pdu(0);
    peer.sendCommand({ ...STORE, AffectedSOPInstanceUID: undefined });
    peer.send(pdata({ data: new Uint8Array(10) }));
    const response = commandOf(await peer.pdu(1));
    assert.is(response.Status, 0xc000);
    assert.is(response.ErrorComment, "missing AffectedSOPInstanceUID");
    assert.equal(response.OffendingElement, [0x00001000]);
    peer.sendCommand({ ...STORE, CommandDataSetType: 0x0101 });
    assert.is(commandOf(await peer.pdu(2)).ErrorComment, "no data set");
    peer.sendCommand({ ...ECHO, MessageID: undefined });
    peer.sendCommand(ECHO);
    assert.is(
      commandOf(await peer.pdu(3)).MessageIDBeingRespondedTo,
      5,
      "what has no message ID is not answered",
    );
    assert.is(loopback.of("unsupported-request").length, 3);
  });
});

test("every unknown or unserved request is answered", async () => {
  await withPeer({}, async (peer) => {
    await peer.pdu(0);
    let index = 0;
    for (const [CommandField, status] of [
      [0x0010, 0x0122],
      [0x0021, 0x0122],
      [0x0100, 0x0211],
      [0x0110, 0x0211],
      [0x0130, 0x0211],
      [0x0150, 0x0211],
      [0x0777, 0x0211],
    ] as const) {
      peer.sendCommand({
        CommandField,
        MessageID: 1,
        AffectedSOPClassUID: "1.2",
        RequestedSOPClassUID: "1.2",
        RequestedSOPInstanceUID: "1.2.3",
        MoveDestination: "X",
        EventTypeID: 1,
        ActionTypeID: 1,
        CommandDataSetType: 0x0101,
      });
      index += 1;
      const response = commandOf(await peer.pdu(index));
      assert.is(response.CommandField, CommandField | 0x8000);
      assert.is(response.Status, status);
    }
  });
});

test("a C-CANCEL of nothing is ignored; one of a C-STORE too", async () => {
  const handlers: DimseHandlers = { store: (request) => assert.not(request.signal.aborted) };
  await withPeer({ handlers, sopClass: CT }, async (peer) => {
    await peer.pdu(0);
    const cancel = { CommandField: 0x0fff, MessageIDBeingRespondedTo: 6, CommandDataSetType: 0x0101 };
    peer.sendCommand(cancel);
    peer.sendCommand(STORE);
    peer.send(pdata({ data: new Uint8Array(10) }));
    peer.sendCommand(cancel);
    assert.is(commandOf(await peer.pdu(1)).Status, 0);
  });
});

test("answers keep to the peer's maximum length", async () => {
  const identifier = createDataset({ PatientComments: "x".repeat(5000) });
  const rq = proposal(MODALITY_WORKLIST_FIND);
  rq.userInformation.maximumLength = 200;
  await withPeer(
    { handlers: { find: () => [identifier] } },
    async (peer) => {
      await peer.pdu(0);
      peer.sendCommand({ ...ECHO, CommandField: 0x0020, CommandDataSetType: 1 });
      peer.send(pdata({ data: new Uint8Array(0) }));
      for (let i = 1; ; i += 1) {
        const pdu = (await peer.pdu(i)) as PDataTfPdu;
        const length = pdu.pdvs.reduce((sum, { data }) => sum + data.length + 6, 0);
        assert.ok(length <= 200);
        assert.is(length % 2, 0);
        if (pdu.pdvs[0]?.isCommand && commandOf(pdu).Status === 0) break;
      }
      assert.ok(peer.received.length > 25);
    },
    rq,
  );
});

test("a P-DATA-TF over our maximum length aborts", async () => {
  await withPeer({ limits: { maxPduLengthBytes: 4096 } }, async (peer) => {
    await peer.pdu(0);
    peer.send(pdata({ isCommand: true, data: new Uint8Array(5000) }));
    assert.equal(abortOf(await peer.pdu(1)), [2, 6]);
  });
});

test("a slow handler makes the peer wait: what waits here stays small", async () => {
  let read = 0;
  let most = 0;
  let go!: () => void;
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const handlers: DimseHandlers = {
    async store(request) {
      await gate;
      for await (const part of request.stream) {
        read += part.length;
        most = Math.max(most, request.receivedBytes - read);
      }
    },
  };
  const limits = { maxBufferedBytes: 100_000 };
  await withPeer({ handlers, limits, sopClass: CT }, async (peer) => {
    await peer.pdu(0);
    peer.sendCommand(STORE);
    for (let i = 0; i < 200; i += 1) peer.send(pdata({ isLast: i === 199, data: new Uint8Array(16_000) }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    go();
    assert.is(commandOf(await peer.pdu(1)).Status, 0);
    assert.is(read, 200 * 16_000);
    assert.ok(most < 400_000, `${most} bytes waited`);
  });
});

test("a peer that does not read makes the query wait", async () => {
  let yielded = 0;
  const handlers: DimseHandlers = {
    async *find() {
      for (; yielded < 2000; yielded += 1) yield createDataset({ PatientComments: "x".repeat(1000) });
    },
  };
  await withPeer({ handlers, sopClass: MODALITY_WORKLIST_FIND }, async (peer) => {
    await peer.pdu(0);
    peer.pause();
    peer.sendCommand({ ...ECHO, CommandField: 0x0020, CommandDataSetType: 1 });
    peer.send(pdata({ data: new Uint8Array(0) }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(yielded > 0 && yielded < 600, `${yielded} were made`);
    peer.resume();
    while (peer.received.length < 4001) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.is(yielded, 2000);
  });
});

test("a peer that does not read at all is aborted", async () => {
  const handlers: DimseHandlers = {
    async *find() {
      for (;;) yield createDataset({ PatientComments: "x".repeat(1000) });
    },
  };
  await withPeer(
    { handlers, timeouts: { progressMs: 60 }, sopClass: MODALITY_WORKLIST_FIND },
    async (peer, loopback) => {
      await peer.pdu(0);
      peer.pause();
      peer.sendCommand({ ...ECHO, CommandField: 0x0020, CommandDataSetType: 1 });
      peer.send(pdata({ data: new Uint8Array(0) }));
      assert.is((await loopback.first("association-aborted")).error.code, "TIMEOUT");
    },
  );
});
