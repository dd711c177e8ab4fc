/** What a server has done since its start, in figures. */
import type { EventBus } from "../events/event-bus.ts";
import type { PacsEvent } from "../events/event-types.ts";

/** Counts what is told; begins with the server. */
export class Figures {
  readonly eventCounts: Record<string, number> = {};
  readonly associations = { opened: 0, released: 0, aborted: 0, rejected: 0 };
  /** Requests that were answered with anything but Success. */
  failedRequestCount = 0;
  warningCount = 0;
  errorCount = 0;
  /** Of associations that have ended. */
  receivedBytes = 0;
  sentBytes = 0;
  /** Of the data sets of stored objects. */
  storedBytes = 0;

  constructor(events: EventBus) {
    events.subscribe((event) => this.#count(event));
  }

  #count(event: PacsEvent): void {
    this.eventCounts[event.type] = (this.eventCounts[event.type] ?? 0) + 1;
    if ("status" in event && event.status !== 0) this.failedRequestCount += 1;
    switch (event.type) {
      case "association.opened":
        this.associations.opened += 1;
        break;
      case "association.closed":
        this.associations[event.end] += 1;
        this.receivedBytes += event.receivedBytes;
        this.sentBytes += event.sentBytes;
        break;
      case "association.rejected":
        this.associations.rejected += 1;
        break;
      case "store":
        if (event.instance) this.storedBytes += event.byteCount;
        break;
      case "warning":
        this.warningCount += 1;
        break;
      case "error":
        this.errorCount += 1;
        break;
    }
  }
}
