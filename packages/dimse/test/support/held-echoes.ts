/** Echoes that a test answers when it wants to. */
import type { DimseHandlers } from "../../src/scp/handler-types.ts";

/** Echo handlers that end only when they are let go, in any order. */
export function heldEchoes() {
  const held: (() => void)[] = [];
  let most = 0;
  let running = 0;
  const handlers: DimseHandlers = {
    async echo() {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => held.push(resolve));
      running -= 1;
    },
  };
  return { held, handlers, most: () => most, running: () => running };
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

export const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
