import fc from "fast-check";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { EVENT_NAMES } from "../../src/fsm/events.ts";
import { type EventName, type StateName, type StepContext, step } from "../../src/fsm/machine.ts";
import { STATE_NAMES } from "../../src/fsm/states.ts";
import { TRANSITIONS } from "../../src/fsm/transition-table.ts";
import { PEER_EVENT_NAMES } from "../support/peer-events.ts";

const test = testSuite("dimse/fsm/machine");
const REQUESTOR: StepContext = { isRequestor: true };
const ACCEPTOR: StepContext = { isRequestor: false };

/** Runs events from Sta1 and returns the actions and the last state. */
function run(context: StepContext, ...events: EventName[]): string {
  let state: StateName = "Sta1";
  const actions: string[] = [];
  for (const event of events) {
    const { action, next } = step(state, event, context);
    actions.push(action);
    state = next;
  }
  return [...actions, state].join(" ");
}

test("walks an association of the requestor", () => {
  assert.is(
    run(REQUESTOR, "Evt1", "Evt2", "Evt3", "Evt9", "Evt10", "Evt11", "Evt13"),
    "AE-1 AE-2 AE-3 DT-1 DT-2 AR-1 AR-3 Sta1",
  );
});

test("walks an association of the acceptor", () => {
  assert.is(
    run(ACCEPTOR, "Evt5", "Evt6", "Evt7", "Evt10", "Evt9", "Evt12", "Evt14", "Evt17"),
    "AE-5 AE-6 AE-7 DT-2 DT-1 AR-2 AR-4 AR-5 Sta1",
  );
});

test("tells both sides of a release collision apart", () => {
  assert.is(
    run(REQUESTOR, "Evt1", "Evt2", "Evt3", "Evt11", "Evt12", "Evt14", "Evt13"),
    "AE-1 AE-2 AE-3 AR-1 AR-8 AR-9 AR-3 Sta1",
  );
  assert.is(
    run(ACCEPTOR, "Evt5", "Evt6", "Evt7", "Evt11", "Evt12", "Evt13", "Evt14", "Evt17"),
    "AE-5 AE-6 AE-7 AR-1 AR-8 AR-10 AR-4 AR-5 Sta1",
  );
});

test("rejects by itself what is not acceptable", () => {
  assert.is(run({ ...ACCEPTOR, isAcceptable: false }, "Evt5", "Evt6", "Evt18"), "AE-5 AE-6 AA-2 Sta1");
  assert.is(step("Sta2", "Evt6", { ...ACCEPTOR, isAcceptable: true }).next, "Sta3");
});

test("tells an abort of the peer's user from one of its provider", () => {
  const primitive = (abortSource: number) =>
    step("Sta6", "Evt16", { ...ACCEPTOR, abortSource }).effects.map(
      (e) => "primitive" in e && e.primitive,
    )[0];
  assert.is(primitive(0), "A-ABORT");
  assert.is(primitive(2), "A-P-ABORT");
  assert.is(primitive(77), "A-ABORT");
});

test("throws where the table is empty, and only there", () => {
  for (const state of STATE_NAMES) {
    for (const event of EVENT_NAMES) {
      const call = () => step(state, event, ACCEPTOR);
      if (TRANSITIONS[event][state]) assert.is(call().action, TRANSITIONS[event][state]);
      else assert.throws(call, (error: { code: string }) => error.code === "STATE_EVENT_IMPOSSIBLE");
    }
  }
});

/** The world around the machine: what effects change and what makes events possible. */
class World {
  state: StateName = "Sta1";
  transport: "closed" | "opening" | "open" = "closed";
  isArtimRunning = false;

  possibleEvents(): EventName[] {
    const isPeerEvent = (event: EventName) => (PEER_EVENT_NAMES as readonly EventName[]).includes(event);
    return EVENT_NAMES.filter((event) => {
      if (TRANSITIONS[event][this.state] === undefined) return false;
      if (isPeerEvent(event)) return this.transport === "open";
      if (event === "Evt2") return this.transport === "opening";
      if (event === "Evt17") return this.transport !== "closed";
      if (event === "Evt18") return this.isArtimRunning;
      return true;
    });
  }

  apply(event: EventName, context: StepContext): void {
    if (event === "Evt2" || event === "Evt5") this.transport = "open";
    if (event === "Evt17") this.transport = "closed";
    if (event === "Evt18") this.isArtimRunning = false;
    const { effects, next } = step(this.state, event, context);
    for (const effect of effects) {
      if (effect.kind === "send") assert.is(this.transport, "open", `${effect.pdu} is sent on ${event}`);
      else if (effect.kind === "openTransport") this.transport = "opening";
      else if (effect.kind === "closeTransport") this.transport = "closed";
      else if (effect.kind === "startArtim") this.isArtimRunning = true;
      else if (effect.kind === "stopArtim") this.isArtimRunning = false;
    }
    this.state = next;
    const isWaiting = next === "Sta2" || next === "Sta13";
    assert.is(this.isArtimRunning, isWaiting, `ARTIM in ${next} after ${event}`);
    const transport = next === "Sta1" ? "closed" : next === "Sta4" ? "opening" : "open";
    assert.is(this.transport, transport, `transport in ${next} after ${event}`);
  }
}

test("any possible sequence ends idle, with ARTIM stopped and nothing sent on a closed transport", () => {
  const visited = new Set<string>();
  const choice = fc.noBias(
    fc.record({
      pick: fc.nat(1000),
      // Most aborts are left out: otherwise hardly a run comes as far as a release collision.
      isCalm: fc.nat(9).map((n) => n > 0),
      isAcceptable: fc.nat(4).map((n) => n > 0),
      abortSource: fc.constantFrom(0, 1, 2),
    }),
  );
  const choices = fc.array(choice, { minLength: 1, maxLength: 40, size: "max" });
  fc.assert(
    fc.property(fc.boolean(), choices, (isRequestor, steps) => {
      const world = new World();
      for (const { pick, isCalm, ...context } of steps) {
        // Evt1 makes a requestor, Evt5 an acceptor.
        const possible = world.possibleEvents().filter((event) => event !== (isRequestor ? "Evt5" : "Evt1"));
        const calm = possible.filter((event) => !TRANSITIONS[event][world.state]?.startsWith("AA-"));
        const events = isCalm && calm.length > 0 ? calm : possible;
        const event = events[pick % events.length]!;
        visited.add(`${event} ${world.state}`);
        world.apply(event, { isRequestor, ...context });
      }
      if (world.state !== "Sta1") world.apply("Evt17", { isRequestor });
      assert.is(world.state, "Sta1");
      assert.is(world.isArtimRunning, false);
    }),
    { seed: 98, numRuns: 5000 },
  );
  assert.is(visited.size, 123, "every filled cell was visited");
});
