/** How many operations may be in flight, each way. PS3.7 D.3.3.3. */
import { InvalidArgumentError } from "@minipacs/dicom-core";
import type { AsyncOperationsWindow } from "../pdu/types.ts";
import { withDefaults } from "./options.ts";

/** The window of one side: at least 1 each; `Infinity` = no limit. */
export interface AsyncWindow {
  /** Operations that this side may have invoked and not yet seen answered. */
  maxInvoked: number;
  /** Operations that the peer may have invoked and this side not yet answered. */
  maxPerformed: number;
}

const MAX_FIELD = 0xffff;

/** One operation at a time both ways: what holds unless both sides sent item 53H. PS3.7 D.3.3.3. */
export const SYNCHRONOUS: Readonly<AsyncWindow> = { maxInvoked: 1, maxPerformed: 1 };

/**
 * Returns a whole window; what is not given is 1.
 *
 * @throws InvalidArgumentError ARG_ASYNC_OPERATIONS unless both are whole numbers that item 53H holds, or Infinity
 */
export function toWindow(given: Partial<AsyncWindow>): AsyncWindow {
  const window = withDefaults(SYNCHRONOUS, given);
  for (const count of [window.maxInvoked, window.maxPerformed]) {
    if (count === Number.POSITIVE_INFINITY) continue;
    if (Number.isInteger(count) && count >= 1 && count <= MAX_FIELD) continue;
    throw new InvalidArgumentError(
      "ARG_ASYNC_OPERATIONS",
      `asyncOperations: numbers from 1 to ${MAX_FIELD} are expected, Infinity for no limit`,
    );
  }
  return window;
}

/** Returns item 53H of a requestor. Both fields are seen from the requestor in the answer too, where they may only shrink. */
export function proposeWindow(own: AsyncWindow): AsyncOperationsWindow {
  return { maximumInvoked: toField(own.maxInvoked), maximumPerformed: toField(own.maxPerformed) };
}

/** Returns the acceptor's answer to a proposed item 53H and the window that it stands for on the acceptor's side. */
export function answerWindow(
  proposed: AsyncOperationsWindow,
  own: AsyncWindow,
): { item: AsyncOperationsWindow; window: AsyncWindow } {
  const window = {
    maxInvoked: Math.min(own.maxInvoked, fromField(proposed.maximumPerformed)),
    maxPerformed: Math.min(own.maxPerformed, fromField(proposed.maximumInvoked)),
  };
  const item = { maximumInvoked: toField(window.maxPerformed), maximumPerformed: toField(window.maxInvoked) };
  return { item, window };
}

/** Returns the requestor's window; an answer that grants more than was asked for grants what was asked for. */
export function readAnsweredWindow(
  own: AsyncWindow | undefined,
  answered: AsyncOperationsWindow | undefined,
): AsyncWindow {
  if (!own || !answered) return SYNCHRONOUS;
  return {
    maxInvoked: Math.min(own.maxInvoked, fromField(answered.maximumInvoked)),
    maxPerformed: Math.min(own.maxPerformed, fromField(answered.maximumPerformed)),
  };
}

/** Returns the window that a proposed item 53H stands for on the requestor's side. */
export function windowOf(proposed: AsyncOperationsWindow | undefined): AsyncWindow | undefined {
  return (
    proposed && {
      maxInvoked: fromField(proposed.maximumInvoked),
      maxPerformed: fromField(proposed.maximumPerformed),
    }
  );
}

/** 0 stands for no limit. */
function toField(count: number): number {
  return count > MAX_FIELD ? 0 : count;
}

function fromField(field: number): number {
  return field === 0 ? Number.POSITIVE_INFINITY : field;
}
