/** Hands every event to all listeners in order, and keeps the latest ones for who comes later. */
import type { PacsEvent, PacsEventInit, PacsEventListener } from "./event-types.ts";

/** How much is kept. */
export interface EventBusOptions {
  /** How many events are kept. Default 1000. */
  recentCount?: number;
  /** How many events may wait for one slow `for await` loop; the oldest are dropped. Default 10,000. */
  backlogCount?: number;
}

/** The events of one server: `subscribe()` for listeners, `for await` for loops, `recent()` for what was. */
export class EventBus implements AsyncIterable<PacsEvent> {
  readonly #recentCount: number;
  readonly #backlogCount: number;
  readonly #listeners = new Set<PacsEventListener>();
  readonly #closeListeners = new Set<() => void>();
  readonly #recent: PacsEvent[] = [];
  #lastId = 0;
  #isClosed = false;

  constructor(options: EventBusOptions = {}) {
    this.#recentCount = options.recentCount ?? 1000;
    this.#backlogCount = options.backlogCount ?? 10_000;
  }

  /** Number of the latest event, 0 before the first. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Gives an event its number and time and tells it; returns it. */
  publish(init: PacsEventInit): PacsEvent {
    this.#lastId += 1;
    const event: PacsEvent = { ...init, id: this.#lastId, time: new Date().toISOString() };
    this.#recent.push(event);
    // Cut in lots: removing the first of a thousand for each event would move them all each time.
    if (this.#recent.length >= this.#recentCount * 2) {
      this.#recent.splice(0, this.#recent.length - this.#recentCount);
    }
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch {
        // A listener that throws must not keep the others, or the association, from going on.
      }
    }
    return event;
  }

  /** Calls the listener for each event from now on; returns the way to stop it. */
  subscribe(listener: PacsEventListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Returns the latest events that are kept, oldest first; with `afterId` only those that follow it. */
  recent(options: { afterId?: number } = {}): PacsEvent[] {
    const { afterId = 0 } = options;
    return this.#recent.slice(-this.#recentCount).filter((event) => event.id > afterId);
  }

  /** Ends all loops; what was published is still handed to them. */
  close(): void {
    this.#isClosed = true;
    for (const onClose of [...this.#closeListeners]) onClose();
  }

  /** Calls the listener when the bus closes, at once where it is closed; returns the way to stop it. */
  onClose(listener: () => void): () => void {
    if (this.#isClosed) listener();
    else this.#closeListeners.add(listener);
    return () => {
      this.#closeListeners.delete(listener);
    };
  }

  /** Events from now on, until the bus closes or the loop is left. */
  [Symbol.asyncIterator](): AsyncIterator<PacsEvent> {
    const waiting: PacsEvent[] = [];
    let isOver = false;
    let forgetClose = () => {};
    /** Calls of `next` that wait, in their order. */
    const asleep: (() => void)[] = [];
    const wake = () => {
      for (const go of asleep.splice(0)) go();
    };
    const unsubscribe = this.subscribe((event) => {
      waiting.push(event);
      if (waiting.length > this.#backlogCount) waiting.shift();
      wake();
    });
    const stop = () => {
      isOver = true;
      unsubscribe();
      forgetClose();
      wake();
    };
    forgetClose = this.onClose(stop);
    return {
      next: async () => {
        while (waiting.length === 0 && !isOver) {
          await new Promise<void>((resolve) => asleep.push(resolve));
        }
        const value = waiting.shift();
        return value ? { done: false, value } : { done: true, value: undefined };
      },
      return: async () => {
        waiting.length = 0;
        stop();
        return { done: true, value: undefined };
      },
    };
  }
}
