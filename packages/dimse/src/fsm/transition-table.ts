/** Which action an event causes in a state. PS3.8 Table 9-10. */
import { InvalidArgumentError } from "@minipacs/dicom-core";
import { ACTIONS, type ActionName } from "./actions.ts";
import { EVENT_NAMES, type EventName } from "./events.ts";
import { STATE_NAMES, type StateName } from "./states.ts";

/** Table 9-10 as it is printed: a row for each event, a column for each state; `-` = cannot happen. */
export const TRANSITION_TABLE_TEXT = `
       Sta1  Sta2  Sta3  Sta4  Sta5  Sta6  Sta7  Sta8  Sta9  Sta10 Sta11 Sta12 Sta13
Evt1   AE-1  -     -     -     -     -     -     -     -     -     -     -     -
Evt2   -     -     -     AE-2  -     -     -     -     -     -     -     -     -
Evt3   -     AA-1  AA-8  -     AE-3  AA-8  AA-8  AA-8  AA-8  AA-8  AA-8  AA-8  AA-6
Evt4   -     AA-1  AA-8  -     AE-4  AA-8  AA-8  AA-8  AA-8  AA-8  AA-8  AA-8  AA-6
Evt5   AE-5  -     -     -     -     -     -     -     -     -     -     -     -
Evt6   -     AE-6  AA-8  -     AA-8  AA-8  AA-8  AA-8  AA-8  AA-8  AA-8  AA-8  AA-7
Evt7   -     -     AE-7  -     -     -     -     -     -     -     -     -     -
Evt8   -     -     AE-8  -     -     -     -     -     -     -     -     -     -
Evt9   -     -     -     -     -     DT-1  -     AR-7  -     -     -     -     -
Evt10  -     AA-1  AA-8  -     AA-8  DT-2  AR-6  AA-8  AA-8  AA-8  AA-8  AA-8  AA-6
Evt11  -     -     -     -     -     AR-1  -     -     -     -     -     -     -
Evt12  -     AA-1  AA-8  -     AA-8  AR-2  AR-8  AA-8  AA-8  AA-8  AA-8  AA-8  AA-6
Evt13  -     AA-1  AA-8  -     AA-8  AA-8  AR-3  AA-8  AA-8  AR-10 AR-3  AA-8  AA-6
Evt14  -     -     -     -     -     -     -     AR-4  AR-9  -     -     AR-4  -
Evt15  -     -     AA-1  AA-2  AA-1  AA-1  AA-1  AA-1  AA-1  AA-1  AA-1  AA-1  -
Evt16  -     AA-2  AA-3  -     AA-3  AA-3  AA-3  AA-3  AA-3  AA-3  AA-3  AA-3  AA-2
Evt17  -     AA-5  AA-4  AA-4  AA-4  AA-4  AA-4  AA-4  AA-4  AA-4  AA-4  AA-4  AR-5
Evt18  -     AA-2  -     -     -     -     -     -     -     -     -     -     AA-2
Evt19  -     AA-1  AA-8  -     AA-8  AA-8  AA-8  AA-8  AA-8  AA-8  AA-8  AA-8  AA-7
`;

/** `TRANSITIONS[event][state]`; `undefined` where the event cannot happen in the state. */
export type Transitions = Readonly<Record<EventName, Readonly<Record<StateName, ActionName | undefined>>>>;

/**
 * Reads a table written like {@link TRANSITION_TABLE_TEXT}.
 *
 * @throws InvalidArgumentError FSM_TABLE_INVALID unless every state, every event and known actions are there.
 */
export function parseTransitionTable(text: string): Transitions {
  const [header, ...rows] = text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  assertNames(header ?? [], STATE_NAMES);
  assertNames(
    rows.map(([event]) => event ?? ""),
    EVENT_NAMES,
  );
  return Object.fromEntries(
    rows.map(([event, ...cells]) => {
      if (cells.length !== STATE_NAMES.length) throw invalid(`${event} has ${cells.length} cells`);
      return [event, Object.fromEntries(STATE_NAMES.map((state, i) => [state, parseCell(cells[i]!)]))];
    }),
  ) as Transitions;
}

function parseCell(cell: string): ActionName | undefined {
  if (cell === "-") return undefined;
  if (!Object.hasOwn(ACTIONS, cell)) throw invalid(`no action ${cell}`);
  return cell as ActionName;
}

function assertNames(actual: readonly string[], expected: readonly string[]): void {
  if (actual.join() !== expected.join())
    throw invalid(`found ${actual.join()} instead of ${expected.join()}`);
}

function invalid(text: string): InvalidArgumentError {
  return new InvalidArgumentError("FSM_TABLE_INVALID", `state transition table: ${text}`);
}

export const TRANSITIONS = parseTransitionTable(TRANSITION_TABLE_TEXT);
