/** The server's API as the page uses it: lists, the samples, live events. */
import type {
  ApiEvent,
  ApiInstance,
  ApiList,
  ApiMppsStepState,
  ApiStatus,
  ApiWorklistEntry,
} from "../http/api-types.ts";

export type { ApiEvent, ApiInstance, ApiMppsStepState, ApiStatus, ApiWorklistEntry };

/** How many rows a list of the page holds. */
export const MAX_ROWS = 1000;

export const getStatus = () => ask<ApiStatus>("/api/status");
export const getWorklist = () => ask<ApiList<ApiWorklistEntry>>(`/api/worklist?limit=${MAX_ROWS}`);
export const getMpps = () => ask<ApiList<ApiMppsStepState>>(`/api/mpps?limit=${MAX_ROWS}`);
export const getInstances = () => ask<ApiList<ApiInstance>>(`/api/instances?limit=${MAX_ROWS}`);
export const getLog = () => ask<ApiList<ApiEvent>>(`/api/log?limit=${MAX_ROWS}`);
export const postSamples = () => ask<{ added: ApiWorklistEntry[] }>("/api/worklist/samples", "POST");

/** Returns where the file of an instance is. */
export function fileUrl(sopInstanceUid: string): string {
  return `/api/instances/${encodeURIComponent(sopInstanceUid)}/file`;
}

/** Changes the token into a cookie. */
export async function postSession(token: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ token });
  await check(await fetch("/api/session", { method: "POST", headers, body }));
}

/** The server's answer to a request that it refused. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, title: string) {
    super(title);
    this.status = status;
  }
}

async function ask<T>(path: string, method = "GET"): Promise<T> {
  const response = await check(await fetch(path, { method }));
  return (await response.json()) as T;
}

async function check(response: Response): Promise<Response> {
  if (response.ok) return response;
  const { title = `HTTP status ${response.status}` } = (await response.json()) as { title?: string };
  throw new ApiError(response.status, title);
}

export interface EventListener {
  /** Events come in lots: a sender that is fast must not make the page draw for each. */
  onEvents(events: ApiEvent[]): void;
  /** Some were missed: everything has to be read again. */
  onReset(): void;
  onConnection(isLive: boolean): void;
}

const COLLECT_MS = 40;
const RECONNECT_MS = 2000;

/** Listens to the events after a cursor, for as long as the page lives, through lost connections and restarts. */
export function listen(after: string, listener: EventListener): void {
  let cursor = after;
  let waiting: ApiEvent[] = [];
  const source = new EventSource(`/api/events?after=${encodeURIComponent(after)}`);
  source.onopen = () => listener.onConnection(true);
  source.onmessage = ({ data, lastEventId }) => {
    cursor = lastEventId;
    waiting.push(JSON.parse(data) as ApiEvent);
    if (waiting.length > 1) return;
    setTimeout(() => {
      const events = waiting;
      waiting = [];
      listener.onEvents(events);
    }, COLLECT_MS);
  };
  source.addEventListener("reset", ({ lastEventId }) => {
    cursor = lastEventId;
    listener.onReset();
  });
  source.onerror = () => {
    listener.onConnection(false);
    // The browser comes back by itself after a cut, but not after an answer that is no stream.
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => listen(cursor, listener), RECONNECT_MS);
  };
}
