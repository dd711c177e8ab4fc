/** Which events are shown: by kind, AE title, level and text, as the server's log is filtered; paused or cleared. */
import { computed, signal } from "@preact/signals";
import type { ApiEvent } from "../../api.ts";
import { log } from "../../live.ts";
import { withQuery } from "../../request.ts";

/** Types of events, docs/events.md, as people tell them apart. */
export const KINDS = {
  associations: ["association.opened", "association.closed", "association.rejected", "connection.refused"],
  echo: ["echo"],
  worklist: ["worklist.query", "worklist.changed"],
  store: ["store", "storage.imported", "storage.deleted"],
  mpps: ["mpps.create", "mpps.set", "mpps.get", "mpps.removed"],
  requests: ["request.answered", "request.unsupported"],
  storage: ["storage.changed", "index.progress", "index.reconciled"],
  send: ["send.started", "send.progress", "send.refused", "send.finished"],
  server: ["ready", "closing", "listener.started", "listener.stopped", "settings.changed"],
  remarks: ["warning", "error"],
} as const;

export type Kind = keyof typeof KINDS;
export type Level = ApiEvent["line"]["level"];

export const kind = signal<Kind | "">("");
export const aeTitle = signal("");
export const level = signal<Level | "">("");
export const wanted = signal("");
/** Events after this one wait while the view is paused. */
export const pausedAfter = signal<number | undefined>(undefined);
/** Events up to this one are cleared away. */
export const clearedTo = signal(0);

const fitting = computed(() => {
  const types: readonly string[] | undefined = kind.value === "" ? undefined : KINDS[kind.value];
  const text = wanted.value.trim().toLowerCase();
  return log.value.filter(
    (event) =>
      event.id > clearedTo.value &&
      (types === undefined || types.includes(event.type)) &&
      (level.value === "" || event.line.level === level.value) &&
      (aeTitle.value === "" || titlesOf(event).includes(aeTitle.value)) &&
      (text === "" || event.line.text.toLowerCase().includes(text)),
  );
});

/** In the order of their times. */
export const shownEvents = computed(() => {
  const after = pausedAfter.value;
  return after === undefined ? fitting.value : fitting.value.filter(({ id }) => id <= after);
});

/** Of those that fit, how many came since the pause. */
export const waitingCount = computed(() => fitting.value.length - shownEvents.value.length);

/** All that were heard of, for the choice. */
export const knownTitles = computed(() =>
  [...new Set(log.value.flatMap(titlesOf))].sort((a, b) => a.localeCompare(b)),
);

/** Where the server has what is chosen, as a file. */
export const downloadPath = computed(() =>
  withQuery("/api/log/download", {
    type: kind.value === "" ? undefined : KINDS[kind.value].join(","),
    level: level.value,
    aeTitle: aeTitle.value,
    q: wanted.value.trim(),
  }),
);

export function togglePause(): void {
  pausedAfter.value = pausedAfter.peek() === undefined ? (log.peek().at(-1)?.id ?? 0) : undefined;
}

/** Empties the view only. */
export function clear(): void {
  clearedTo.value = log.peek().at(-1)?.id ?? 0;
  if (pausedAfter.peek() !== undefined) pausedAfter.value = clearedTo.peek();
}

/** Returns the AE titles that an event names, calling and called. */
function titlesOf(event: ApiEvent): string[] {
  const { callingAeTitle, calledAeTitle } = peerOf(event);
  return [callingAeTitle ?? "", calledAeTitle ?? ""].filter((title) => title !== "");
}

interface PeerMembers {
  associationId?: number;
  callingAeTitle?: string;
  calledAeTitle?: string;
}

/** Returns who an event is about: in its `peer`, or itself. */
export function peerOf(event: ApiEvent): PeerMembers {
  return (typeof event.peer === "object" && event.peer !== null ? event.peer : event) as PeerMembers;
}
