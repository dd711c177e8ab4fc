/** The upper layer state machine as a pure function: state and event in, effects and next state out. PS3.8 9.2. */
import { InvalidStateError } from "@minipacs/dicom-core";
import { ACTIONS, type ActionName, type Condition, type Effect, type Outcome } from "./actions.ts";
import type { EventName } from "./events.ts";
import type { StateName } from "./states.ts";
import { TRANSITIONS } from "./transition-table.ts";

export type { ActionName, Effect, Primitive } from "./actions.ts";
export type { EventName } from "./events.ts";
export type { StateName } from "./states.ts";

/** What an action needs to know beyond state and event. */
export interface StepContext {
  /** Whether this side asked for the association; decides AR-8. */
  isRequestor: boolean;
  /** Whether the upper layer itself can take the A-ASSOCIATE-RQ; decides AE-6. Absent = it can. */
  isAcceptable?: boolean;
  /** Source field of the A-ABORT that came; decides which indication AA-3 issues. Absent = service user. */
  abortSource?: number;
}

export interface Step {
  action: ActionName;
  /** To be carried out in this order. */
  effects: readonly Effect[];
  next: StateName;
}

const SERVICE_PROVIDER = 2;

/**
 * Returns what an event causes in a state. Changes nothing and does nothing: the caller carries out the effects.
 *
 * @throws InvalidStateError STATE_EVENT_IMPOSSIBLE where Table 9-10 has no action.
 * @see PS3.8 Table 9-10
 */
export function step(state: StateName, event: EventName, context: StepContext): Step {
  const action = TRANSITIONS[event][state];
  if (action === undefined) {
    throw new InvalidStateError("STATE_EVENT_IMPOSSIBLE", `${event} cannot happen in ${state}`, {
      details: { state, event },
    });
  }
  const outcomes: readonly Outcome[] = ACTIONS[action];
  const { effects, next } = outcomes.find(({ when }) => when === undefined || holds(when, context))!;
  return { action, effects, next };
}

function holds(condition: Condition, context: StepContext): boolean {
  const isAcceptable = context.isAcceptable !== false;
  const isProviderAbort = context.abortSource === SERVICE_PROVIDER;
  switch (condition) {
    case "acceptable":
      return isAcceptable;
    case "not acceptable":
      return !isAcceptable;
    case "requestor":
      return context.isRequestor;
    case "acceptor":
      return !context.isRequestor;
    case "user abort":
      return !isProviderAbort;
    case "provider abort":
      return isProviderAbort;
  }
}
