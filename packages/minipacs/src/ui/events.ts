/** Live events of the server: one stream for the page, through lost connections and restarts. */
import type { ApiEvent } from "./api.ts";

export interface EventListener {
  /** Events come in lots: a sender that is fast must not make the page draw for each. */
  onEvents(events: ApiEvent[]): void;
  /** Some were missed: everything has to be read again. */
  onReset(): void;
  onConnection(isLive: boolean): void;
}

const COLLECT_MS = 40;
const RECONNECT_MS = 2000;

/** Listens to the events after a cursor, for as long as the page lives. */
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
