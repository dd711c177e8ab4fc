import type { EventName } from "../../src/fsm/events.ts";

/** What the bytes of a peer can cause. */
export const PEER_EVENT_NAMES = [
  "Evt3",
  "Evt4",
  "Evt6",
  "Evt10",
  "Evt12",
  "Evt13",
  "Evt16",
  "Evt19",
] as const satisfies readonly EventName[];
