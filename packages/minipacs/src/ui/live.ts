/** What the page knows of the server as a whole: its state, the connection, the latest events. */
import { batch, computed, signal } from "@preact/signals";
import { type ApiEvent, type ApiListener, type ApiStatus, getListener, getStatus } from "./api.ts";
import { readCharacterSets } from "./character-sets.ts";
import { listen } from "./events.ts";
import { LISTS, listOf } from "./lists.ts";
import { ApiError, ask } from "./request.ts";
import { route } from "./routes.ts";
import { needsToken, useTokenOfAddress } from "./session.ts";
import { throttled } from "./throttled.ts";

export const status = signal<ApiStatus | undefined>(undefined);
export const listener = signal<ApiListener | undefined>(undefined);
export const connection = signal<"connecting" | "live" | "lost">("connecting");
/** The latest events, for the log and the footer. */
export const log = signal<readonly ApiEvent[]>([]);
/** Whether what happened before the page came is in it. */
export const isLogRead = signal(false);
/** Whether the server has answered once. */
export const isReady = computed(() => status.value !== undefined);

/** So many events are kept. */
const MAX_EVENTS = 5000;
const RETRY_MS = 1500;
const REFRESH_MS = 250;

type Follower = (events: readonly ApiEvent[]) => void;
const followers = new Set<Follower>();

/** Calls for each lot of events; returns what ends it. */
export function onEvents(follower: Follower): () => void {
  followers.add(follower);
  return () => followers.delete(follower);
}

/** Reads everything, then follows the events; tries again until the server answers. */
export async function start(): Promise<void> {
  await useTokenOfAddress();
  addEventListener("hashchange", () => void useTokenOfAddress());
  for (;;) {
    try {
      // The rows that are to be seen first do not wait for anything else.
      listOf(route.peek().view)?.show(0, 0);
      const cursor = await readAll();
      listen(cursor, { onEvents: applyEvents, onReset: () => void readAll().catch(() => {}), onConnection });
      return;
    } catch (error) {
      needsToken.value = error instanceof ApiError && error.status === 401;
      connection.value = "lost";
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Returns the cursor that was there before the lists: an event between is applied twice rather than never. */
async function readAll(): Promise<string> {
  const current = await getStatus();
  status.value = current;
  const [listening, events] = await Promise.all([
    getListener(),
    ask<{ items: readonly ApiEvent[] }>(`/api/log?limit=${MAX_EVENTS}`),
    readCharacterSets(),
  ]);
  batch(() => {
    listener.value = listening;
    log.value = events.items;
    isLogRead.value = true;
    for (const list of LISTS) if (list.isStarted) list.refresh();
  });
  return current.lastEventId;
}

function onConnection(isLive: boolean): void {
  const wasLost = connection.value === "lost";
  connection.value = isLive ? "live" : "lost";
  if (isLive && wasLost) refreshStatus();
}

function applyEvents(events: readonly ApiEvent[]): void {
  batch(() => {
    const lastId = log.peek().at(-1)?.id ?? 0;
    const later = events.filter(({ id }) => id > lastId);
    log.value = [...log.peek(), ...later].slice(-MAX_EVENTS);
    for (const list of LISTS) list.follow(events);
    for (const follower of followers) follower(events);
  });
  refreshStatus();
}

/** Reads the server's state again, soon. */
export const refreshStatus = throttled(async () => {
  const [current, listening] = await Promise.all([getStatus(), getListener()]);
  batch(() => {
    status.value = current;
    listener.value = listening;
  });
}, REFRESH_MS);
