import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ACTIONS, type ActionName } from "../../src/fsm/actions.ts";
import { EVENT_NAMES, type EventName } from "../../src/fsm/events.ts";
import { STATE_NAMES, type StateName } from "../../src/fsm/states.ts";
import { parseTransitionTable, TRANSITION_TABLE_TEXT, TRANSITIONS } from "../../src/fsm/transition-table.ts";
import { PEER_EVENT_NAMES } from "../support/peer-events.ts";

const test = testSuite("dimse/fsm/transition-table");

/**
 * Table 9-10 read the other way round: for each action, the states in which each event causes it.
 *
 * All 247 cells were also compared with the tables in pynetdicom (`fsm.py`) and DCMTK (`dulfsm.cc`). pynetdicom has the
 * same 123 filled cells. DCMTK differs in two: Evt6 in Sta5 is AE-4 there, where the standard has AA-8, and Evt18 in
 * Sta7 has an action, which its own comment calls an addition to the standard. What the actions do was compared with
 * Tables 9-6 to 9-9 of the 2019a edition.
 */
const CELLS_OF_ACTION: Record<ActionName, Partial<Record<EventName, readonly number[]>>> = {
  "AE-1": { Evt1: [1] },
  "AE-2": { Evt2: [4] },
  "AE-3": { Evt3: [5] },
  "AE-4": { Evt4: [5] },
  "AE-5": { Evt5: [1] },
  "AE-6": { Evt6: [2] },
  "AE-7": { Evt7: [3] },
  "AE-8": { Evt8: [3] },
  "DT-1": { Evt9: [6] },
  "DT-2": { Evt10: [6] },
  "AR-1": { Evt11: [6] },
  "AR-2": { Evt12: [6] },
  "AR-3": { Evt13: [7, 11] },
  "AR-4": { Evt14: [8, 12] },
  "AR-5": { Evt17: [13] },
  "AR-6": { Evt10: [7] },
  "AR-7": { Evt9: [8] },
  "AR-8": { Evt12: [7] },
  "AR-9": { Evt14: [9] },
  "AR-10": { Evt13: [10] },
  "AA-1": {
    Evt3: [2],
    Evt4: [2],
    Evt10: [2],
    Evt12: [2],
    Evt13: [2],
    Evt15: [3, 5, 6, 7, 8, 9, 10, 11, 12],
    Evt19: [2],
  },
  "AA-2": { Evt15: [4], Evt16: [2, 13], Evt18: [2, 13] },
  "AA-3": { Evt16: [3, 5, 6, 7, 8, 9, 10, 11, 12] },
  "AA-4": { Evt17: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
  "AA-5": { Evt17: [2] },
  "AA-6": { Evt3: [13], Evt4: [13], Evt10: [13], Evt12: [13], Evt13: [13] },
  "AA-7": { Evt6: [13], Evt19: [13] },
  "AA-8": {
    Evt3: [3, 6, 7, 8, 9, 10, 11, 12],
    Evt4: [3, 6, 7, 8, 9, 10, 11, 12],
    Evt6: [3, 5, 6, 7, 8, 9, 10, 11, 12],
    Evt10: [3, 5, 8, 9, 10, 11, 12],
    Evt12: [3, 5, 8, 9, 10, 11, 12],
    Evt13: [3, 5, 6, 8, 9, 12],
    Evt19: [3, 5, 6, 7, 8, 9, 10, 11, 12],
  },
};

function secondTranscription(event: EventName, state: StateName): ActionName | undefined {
  const number = Number(state.slice(3));
  const actions = Object.entries(CELLS_OF_ACTION).filter(([, cells]) => cells[event]?.includes(number));
  assert.ok(actions.length <= 1, `${event} ${state} once`);
  return actions[0]?.[0] as ActionName | undefined;
}

const allCells = EVENT_NAMES.flatMap((event) => STATE_NAMES.map((state) => [event, state] as const));

test("has 13 states, 19 events, 247 cells, 123 of them filled", () => {
  assert.is(STATE_NAMES.length, 13);
  assert.is(EVENT_NAMES.length, 19);
  assert.is(allCells.length, 247);
  assert.is(allCells.filter(([event, state]) => TRANSITIONS[event][state] !== undefined).length, 123);
  assert.is(TRANSITION_TABLE_TEXT.trim().split("\n").length, 20);
});

test("agrees in every cell with a second transcription", () => {
  for (const [event, state] of allCells) {
    assert.is(TRANSITIONS[event][state], secondTranscription(event, state), `${event} in ${state}`);
  }
});

test("uses all 28 actions", () => {
  const used = new Set(allCells.map(([event, state]) => TRANSITIONS[event][state]));
  used.delete(undefined);
  assert.is(Object.keys(ACTIONS).length, 28);
  assert.equal([...used].sort(), Object.keys(ACTIONS).sort());
});

test("has an answer to every PDU, good or bad, in every state in which bytes can come", () => {
  for (const state of STATE_NAMES.filter((name) => name !== "Sta1" && name !== "Sta4")) {
    for (const event of PEER_EVENT_NAMES) assert.ok(TRANSITIONS[event][state], `${event} in ${state}`);
  }
});

test("has an answer to the closing of the transport in every state but idle", () => {
  for (const state of STATE_NAMES) assert.is(TRANSITIONS.Evt17[state] !== undefined, state !== "Sta1", state);
});

test("refuses a table with a missing row, cell, state or an unknown action", () => {
  const broken = [
    TRANSITION_TABLE_TEXT.replace(/Evt7 .*\n/, ""),
    TRANSITION_TABLE_TEXT.replace("AE-1  -", "AE-1"),
    TRANSITION_TABLE_TEXT.replace(" Sta13", ""),
    TRANSITION_TABLE_TEXT.replace("AR-10", "AR-11"),
    TRANSITION_TABLE_TEXT.replace("AE-2", "toString"),
    "",
  ];
  for (const text of broken) {
    assert.throws(
      () => parseTransitionTable(text),
      (error: { code: string }) => error.code === "FSM_TABLE_INVALID",
    );
  }
});
