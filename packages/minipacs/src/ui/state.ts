/** What the page knows, as signals: read once, then kept up by live events. */
import { batch, computed, signal } from "@preact/signals";
import {
  ApiError,
  type ApiEvent,
  type ApiInstance,
  type ApiMppsStepState,
  type ApiStatus,
  type ApiWorklistEntry,
  getInstances,
  getLog,
  getMpps,
  getStatus,
  getWorklist,
  listen,
  MAX_ROWS,
  postSamples,
} from "./api.ts";
import { appendById, upsert } from "./lists.ts";
import { formatRoute, parseRoute } from "./routes.ts";
import { needsToken, useTokenOfAddress } from "./session.ts";

export const status = signal<ApiStatus | undefined>(undefined);
export const worklist = signal<readonly ApiWorklistEntry[]>([]);
export const mpps = signal<readonly ApiMppsStepState[]>([]);
export const instances = signal<readonly ApiInstance[]>([]);
export const log = signal<readonly ApiEvent[]>([]);
export const connection = signal<"connecting" | "live" | "lost">("connecting");
export const route = signal(parseRoute(location.hash));
/** What the viewer shows, also while another view is open. */
export const shown = signal<{ sopInstanceUid: string } | { file: File } | undefined>(undefined);
/** What came while the page was open, for a moment of attention; by id or UID. */
export const fresh = signal<ReadonlySet<string>>(new Set());
/** Whether the lists have been read once. */
export const isReady = computed(() => status.value !== undefined);

/** As long as a row that arrives is lit, with some to spare. */
const FRESH_MS = 3000;
const RETRY_MS = 1500;
const REFRESH_MS = 250;

/** Reads everything, then follows the events; tries again until the server answers. */
export async function start(): Promise<void> {
  await useTokenOfAddress();
  addEventListener("hashchange", followAddress);
  addEventListener("hashchange", () => void useTokenOfAddress());
  followAddress();
  for (;;) {
    try {
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

/** Opens a file from disk in the viewer. */
export function openFile(file: File): void {
  shown.value = { file };
  location.hash = formatRoute({ view: "viewer", sopInstanceUid: undefined });
}

function followAddress(): void {
  const next = parseRoute(location.hash);
  route.value = next;
  if (next.sopInstanceUid !== undefined) shown.value = { sopInstanceUid: next.sopInstanceUid };
}

/** Returns the cursor that was there before the lists: an event between is applied twice rather than never. */
async function readAll(): Promise<string> {
  const current = await getStatus();
  const [entries, steps, received, events] = await Promise.all([
    getWorklist(),
    getMpps(),
    getInstances(),
    getLog(),
  ]);
  batch(() => {
    worklist.value = entries.items;
    mpps.value = steps.items;
    instances.value = received.items;
    log.value = events.items;
    status.value = current;
  });
  return current.lastEventId;
}

function onConnection(isLive: boolean): void {
  const wasLost = connection.value === "lost";
  connection.value = isLive ? "live" : "lost";
  if (isLive && wasLost) refreshStatus();
}

function applyEvents(events: readonly ApiEvent[]): void {
  const arrived: string[] = [];
  batch(() => {
    log.value = appendById(log.value, events, MAX_ROWS);
    for (const { type, instance, step, sopInstanceUid } of events) {
      if (instance) {
        instances.value = upsert(instances.value, instance, ({ SOPInstanceUID }) => SOPInstanceUID, MAX_ROWS);
        arrived.push(instance.SOPInstanceUID);
      }
      if (step) {
        mpps.value = upsert(mpps.value, step, ({ SOPInstanceUID }) => SOPInstanceUID, MAX_ROWS);
        arrived.push(step.SOPInstanceUID);
      }
      if (type === "mpps.removed") {
        mpps.value = mpps.value.filter(({ SOPInstanceUID }) => SOPInstanceUID !== sopInstanceUid);
      }
      if (type === "worklist.changed") refreshWorklist();
      if (type === "storage.deleted") refreshInstances();
    }
    markFresh(arrived);
  });
  refreshStatus();
}

/** For a moment only: a look at another view and back does not light old rows again. */
function markFresh(ids: readonly string[]): void {
  if (ids.length === 0) return;
  fresh.value = new Set([...fresh.value, ...ids]);
  setTimeout(() => {
    const passed = new Set(ids);
    fresh.value = new Set([...fresh.value].filter((id) => !passed.has(id)));
  }, FRESH_MS);
}

const refreshStatus = throttled(async () => {
  status.value = await getStatus();
});

const refreshWorklist = throttled(async () => {
  const known = new Set(worklist.value.map(({ id }) => id));
  const { items } = await getWorklist();
  batch(() => {
    worklist.value = items;
    markFresh(items.map(({ id }) => id).filter((id) => !known.has(id)));
  });
});

const refreshInstances = throttled(async () => {
  instances.value = (await getInstances()).items;
});

/** Loads the six samples; returns how many were new. The rows come by their event. */
export async function loadSamples(): Promise<number> {
  return (await postSamples()).added.length;
}

/** Many calls in a short time are one, at its end. A failure waits for the next event. */
function throttled(run: () => Promise<void>): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      run().catch(() => {});
    }, REFRESH_MS);
  };
}
