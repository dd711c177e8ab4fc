/**
 * Drives the real socket through every cell of Table 9-10 that a peer or a local primitive can reach, on both sides:
 * what the table says must be what the peer receives, what the user is told, and the state after it.
 */
import * as assert from "uvu/assert";
import { bytes, hex } from "../../../../tools/test/assert-bytes.ts";
import { parseWireSession, ScriptedPeer } from "../../../../tools/test/scripted-peer.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { UpperLayerAssociation } from "../../src/association/association.ts";
import { DEFAULT_LIMITS, DEFAULT_TIMEOUTS } from "../../src/association/options.ts";
import type { UpperLayerUser } from "../../src/association/upper-layer-user.ts";
import { AssociationAbortedError, TransportError } from "../../src/errors.ts";
import type { ActionName, Effect, EventName, StateName, StepContext } from "../../src/fsm/machine.ts";
import { step } from "../../src/fsm/machine.ts";
import { decodePdu } from "../../src/pdu/decode-pdu.ts";
import { type AssociateAcPdu, type AssociateRqPdu, PDU_TYPES } from "../../src/pdu/types.ts";
import { connectTcp, listenTcp } from "../../src/transport/tcp.ts";

const test = testSuite("dimse/association/every-cell", { timeoutMs: 10_000 });

function part(name: string): Uint8Array {
  const [step] = parseWireSession(name, `send @${name}.hex`).steps;
  return step?.kind === "send" ? step.bytes : new Uint8Array();
}

const ASSOCIATE_RQ = part("associate-rq");
const ASSOCIATE_AC = part("associate-ac");
const RELEASE_RQ = bytes`05 00 00 00 00 04 00 00 00 00`;
const RELEASE_RP = bytes`06 00 00 00 00 04 00 00 00 00`;

/** What a peer sends to cause an event. */
const PEER_BYTES = {
  Evt3: ASSOCIATE_AC,
  Evt4: bytes`03 00 00 00 00 04 00 01 01 01`,
  Evt6: ASSOCIATE_RQ,
  Evt10: bytes`04 00 00 00 00 08 00 00 00 04 01 03 00 00`,
  Evt12: RELEASE_RQ,
  Evt13: RELEASE_RP,
  Evt16: bytes`07 00 00 00 00 04 00 00 00 00`,
  Evt19: bytes`08 00 00 00 00 00`,
} as const;

/** One association with its user, who does nothing by himself, and its peer. */
class Bench {
  readonly peer: ScriptedPeer;
  readonly association: UpperLayerAssociation;
  readonly told: string[];
  #sentBytes = 0;

  constructor(peer: ScriptedPeer, association: UpperLayerAssociation, told: string[]) {
    this.peer = peer;
    this.association = association;
    this.told = told;
  }

  /** Sends and waits until the association has seen all of it. */
  async send(data: Uint8Array): Promise<void> {
    this.peer.send(data);
    this.#sentBytes += data.length;
    while (this.association.receivedBytes < this.#sentBytes) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  async receive(type: string): Promise<Uint8Array> {
    const pdu = await this.peer.receive();
    assert.is(PDU_TYPES[pdu[0] as keyof typeof PDU_TYPES], type);
    return pdu;
  }

  async reaches(state: StateName): Promise<void> {
    while (this.association.state !== state) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function recordingUser(told: string[]): UpperLayerUser {
  return {
    onAssociateIndication: () => told.push("indicate A-ASSOCIATE"),
    onAssociateConfirmation: () => told.push("confirm A-ASSOCIATE"),
    onData: () => told.push("indicate P-DATA"),
    onReleaseIndication: () => told.push("indicate A-RELEASE"),
    onReleaseConfirmation: () => told.push("confirm A-RELEASE"),
    onAborted: () => told.push("aborted"),
    onClosed: () => told.push("closed"),
    waitingFor: () => undefined,
  };
}

async function openAcceptor(artimMs: number): Promise<Bench> {
  const told: string[] = [];
  let resolve: (association: UpperLayerAssociation) => void;
  const accepted = new Promise<UpperLayerAssociation>((give) => {
    resolve = give;
  });
  const server = await listenTcp({
    port: 0,
    host: "127.0.0.1",
    onConnection: (transport) => resolve(UpperLayerAssociation.accept(transport, options(told, artimMs))),
  });
  const peer = await ScriptedPeer.connect(server.port);
  const association = await accepted;
  await server.close();
  return new Bench(peer, association, told);
}

async function openRequestor(artimMs: number): Promise<Bench> {
  const told: string[] = [];
  const { port, connected } = await ScriptedPeer.listen();
  const association = UpperLayerAssociation.request(
    () => connectTcp({ host: "127.0.0.1", port, timeoutMs: 3000 }),
    decodePdu(ASSOCIATE_RQ) as AssociateRqPdu,
    options(told, artimMs),
  );
  const bench = new Bench(await connected, association, told);
  await bench.receive("A-ASSOCIATE-RQ");
  return bench;
}

function options(told: string[], artimMs: number) {
  return {
    user: recordingUser(told),
    timeouts: { ...DEFAULT_TIMEOUTS, artimMs },
    limits: DEFAULT_LIMITS,
  };
}

const LONG_MS = 30_000;
const answer = decodePdu(ASSOCIATE_AC) as AssociateAcPdu;

/** How each side comes into each state in which it has a connection. */
const SETUPS: Record<"acceptor" | "requestor", Partial<Record<StateName, (b: Bench) => Promise<void>>>> = {
  acceptor: {
    Sta2: async () => {},
    Sta3: (b) => b.send(ASSOCIATE_RQ),
    Sta6: async (b) => {
      await b.send(ASSOCIATE_RQ);
      b.association.accept(answer);
      await b.receive("A-ASSOCIATE-AC");
    },
    Sta7: async (b) => {
      await SETUPS.acceptor.Sta6?.(b);
      b.association.requestRelease();
      await b.receive("A-RELEASE-RQ");
    },
    Sta8: async (b) => {
      await SETUPS.acceptor.Sta6?.(b);
      await b.send(RELEASE_RQ);
    },
    Sta10: async (b) => {
      await SETUPS.acceptor.Sta7?.(b);
      await b.send(RELEASE_RQ);
    },
    Sta12: async (b) => {
      await SETUPS.acceptor.Sta10?.(b);
      await b.send(RELEASE_RP);
    },
    Sta13: async (b) => {
      await SETUPS.acceptor.Sta12?.(b);
      b.association.respondRelease();
      await b.receive("A-RELEASE-RP");
    },
  },
  requestor: {
    Sta5: async () => {},
    Sta6: (b) => b.send(ASSOCIATE_AC),
    Sta7: async (b) => {
      await SETUPS.requestor.Sta6?.(b);
      b.association.requestRelease();
      await b.receive("A-RELEASE-RQ");
    },
    Sta8: async (b) => {
      await SETUPS.requestor.Sta6?.(b);
      await b.send(RELEASE_RQ);
    },
    Sta9: async (b) => {
      await SETUPS.requestor.Sta7?.(b);
      await b.send(RELEASE_RQ);
    },
    Sta11: async (b) => {
      await SETUPS.requestor.Sta9?.(b);
      b.association.respondRelease();
      await b.receive("A-RELEASE-RP");
    },
    Sta13: async (b) => {
      await SETUPS.requestor.Sta5?.(b);
      b.association.abort(new AssociationAbortedError({ source: 0, reason: 0, text: "test" }));
      await b.receive("A-ABORT");
    },
  },
};

const visited = new Set<string>();

async function withBench(
  side: "acceptor" | "requestor",
  state: StateName,
  run: (bench: Bench) => Promise<void>,
  artimMs = LONG_MS,
): Promise<void> {
  const bench = side === "acceptor" ? await openAcceptor(artimMs) : await openRequestor(artimMs);
  try {
    await SETUPS[side][state]?.(bench);
    assert.is(bench.association.state, state);
    bench.told.length = 0;
    await run(bench);
  } finally {
    bench.peer.destroy();
    bench.association.destroy();
  }
}

/** Compares what happened with what the table says. */
async function assertEffects(bench: Bench, state: StateName, event: EventName, context: StepContext) {
  const { action, effects, next } = step(state, event, context);
  visited.add(`${event} ${state}`);
  const label = `${event} in ${state} (${action})`;
  for (const effect of effects) {
    if (effect.kind !== "send") continue;
    const pdu = await bench.receive(effect.pdu);
    if (effect.pdu === "A-ABORT") assert.is(pdu[8], effect.source, `${label}: ${hex(pdu)}`);
  }
  await bench.reaches(next);
  assert.equal(toldOf(bench, action), effects.flatMap(indication), label);
  if (next === "Sta1") {
    await bench.peer.closed();
    while (!bench.told.includes("closed")) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.is(bench.told.at(-1), "closed", "nothing is told after the end");
  } else assert.is(bench.peer.isClosed, false, `${label}: stays open`);
  assert.is(bench.peer.unread.length, 0, `${label}: nothing else is sent`);
}

function indication(effect: Effect): string[] {
  if (effect.kind !== "indicate" && effect.kind !== "confirm") return [];
  return [effect.primitive.endsWith("ABORT") ? "aborted" : `${effect.kind} ${effect.primitive}`];
}

/** Without an association, and where this side aborts, the caller hears what the table indicates to nobody. */
function toldOf(bench: Bench, action: ActionName): string[] {
  const isOwnWay = ["AA-1", "AA-2", "AA-5"].includes(action);
  return bench.told.filter((text) => text !== "closed" && !(isOwnWay && text === "aborted"));
}

for (const side of ["acceptor", "requestor"] as const) {
  const context = { isRequestor: side === "requestor" };
  for (const state of Object.keys(SETUPS[side]) as StateName[]) {
    test(`${side}, ${state}: what the peer's bytes can cause`, async () => {
      for (const [event, data] of Object.entries(PEER_BYTES) as [EventName, Uint8Array][]) {
        await withBench(side, state, async (bench) => {
          await bench.send(data);
          await assertEffects(bench, state, event, { ...context, abortSource: 0 });
        });
      }
    });

    test(`${side}, ${state}: the peer closes, or the connection is lost`, async () => {
      for (const way of ["end", "reset"] as const) {
        await withBench(side, state, async (bench) => {
          bench.peer[way]();
          await assertEffects(bench, state, "Evt17", context);
        });
      }
    });

    if (state === "Sta2" || state === "Sta13") {
      test(`${side}, ${state}: ARTIM runs out`, () =>
        withBench(side, state, (bench) => assertEffects(bench, state, "Evt18", context), 50));
    } else {
      test(`${side}, ${state}: the user aborts`, () =>
        withBench(side, state, async (bench) => {
          bench.association.abort(new AssociationAbortedError({ source: 0, reason: 0, text: "test" }));
          await assertEffects(bench, state, "Evt15", context);
          assert.is(bench.told.filter((text) => text === "aborted").length, 1);
        }));
    }
  }
}

test("acceptor, Sta2: a proposal of another protocol version", () =>
  withBench("acceptor", "Sta2", async (bench) => {
    const proposal = ASSOCIATE_RQ.slice();
    proposal[7] = 2;
    await bench.send(proposal);
    await assertEffects(bench, "Sta2", "Evt6", { isRequestor: false, isAcceptable: false });
  }));

test("acceptor, Sta3: the user accepts or rejects", async () => {
  const context = { isRequestor: false };
  await withBench("acceptor", "Sta3", async (bench) => {
    bench.association.accept(answer);
    await assertEffects(bench, "Sta3", "Evt7", context);
  });
  await withBench("acceptor", "Sta3", async (bench) => {
    bench.association.reject({ type: "A-ASSOCIATE-RJ", result: 1, source: 1, reason: 1 });
    await assertEffects(bench, "Sta3", "Evt8", context);
  });
});

test("data goes out while the peer waits for our release response, too", async () => {
  for (const state of ["Sta6", "Sta8"] as const) {
    await withBench("acceptor", state, async (bench) => {
      bench.association.sendData([PEER_BYTES.Evt10]);
      await assertEffects(bench, state, "Evt9", { isRequestor: false });
    });
  }
});

test("release is asked for and answered where the table allows it", async () => {
  for (const side of ["acceptor", "requestor"] as const) {
    const context = { isRequestor: side === "requestor" };
    await withBench(side, "Sta6", async (bench) => {
      bench.association.requestRelease();
      await assertEffects(bench, "Sta6", "Evt11", context);
    });
    const waiting: StateName[] = side === "requestor" ? ["Sta8", "Sta9"] : ["Sta8", "Sta12"];
    for (const state of waiting) {
      await withBench(side, state, async (bench) => {
        bench.association.respondRelease();
        await assertEffects(bench, state, "Evt14", context);
      });
    }
  }
});

test("requestor, Sta4: the connection cannot be opened, or the user gives up", async () => {
  for (const event of ["Evt17", "Evt15"] as const) {
    const told: string[] = [];
    let fail!: (error: TransportError) => void;
    const opening = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const proposal = decodePdu(ASSOCIATE_RQ) as AssociateRqPdu;
    const association = UpperLayerAssociation.request(() => opening, proposal, options(told, LONG_MS));
    assert.is(association.state, "Sta4");
    if (event === "Evt17") fail(new TransportError("TRANSPORT_CONNECT", "refused"));
    else association.abort(new AssociationAbortedError({ source: 0, reason: 0, text: "test" }));
    while (!told.includes("closed")) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.equal([association.state, ...told], ["Sta1", "aborted", "closed"]);
    visited.add(`${event} Sta4`);
    fail(new TransportError("TRANSPORT_CONNECT", "too late"));
  }
});

test("every cell was reached, but for those that open the connection", () => {
  const missing: string[] = [];
  for (const state of Array.from({ length: 13 }, (_, i) => `Sta${i + 1}` as StateName)) {
    for (const event of Array.from({ length: 19 }, (_, i) => `Evt${i + 1}` as EventName)) {
      if (visited.has(`${event} ${state}`)) continue;
      try {
        step(state, event, { isRequestor: true });
        missing.push(`${event} ${state}`);
      } catch {
        // An empty cell.
      }
    }
  }
  // Each setup passes through these.
  assert.equal(missing, ["Evt1 Sta1", "Evt5 Sta1", "Evt2 Sta4"]);
});
