/** Live events as Server-Sent Events: numbered, resumed where a client left off, kept alive, limited. */
import type { Context } from "hono";
import type { PacsEvent } from "../events/event-types.ts";
import type { Pacs } from "../pacs.ts";
import { problem } from "./problem.ts";
import { representEvent } from "./represent.ts";

export interface EventStreamLimits {
  /** How many clients may listen at a time. Default 64. */
  maxStreamCount?: number;
  /** A client that leaves so much unread is dropped; it comes back and goes on where it was. Default 4 MiB. */
  maxWaitingBytes?: number;
  /** Shows proxies and browsers that the stream lives. Default 15 s. */
  heartbeatMs?: number;
}

/** A browser waits so long before it connects again. */
const RETRY_MS = 1000;

/** All streams of a server. */
export class EventStreams {
  readonly #pacs: Pacs;
  readonly #limits: Required<EventStreamLimits>;
  readonly #open = new Set<() => void>();
  /** Each event is put into words once, however many listen. */
  readonly #encoded = new WeakMap<PacsEvent, Uint8Array>();
  readonly #encoder = new TextEncoder();

  constructor(pacs: Pacs, limits: EventStreamLimits = {}) {
    this.#pacs = pacs;
    this.#limits = {
      maxStreamCount: limits.maxStreamCount ?? 64,
      maxWaitingBytes: limits.maxWaitingBytes ?? 4 * 1024 * 1024,
      heartbeatMs: limits.heartbeatMs ?? 15_000,
    };
  }

  /** Where the events are now: what `?after=` and `Last-Event-ID` take. Ids of another run of the server are told apart. */
  get cursor(): string {
    return this.#cursorOf(this.#pacs.events.lastId);
  }

  /**
   * Answers with a stream of the events from now on, or after the one that `Last-Event-ID` or `?after=` names, by its
   * cursor or as `after=0` by its number. Where
   * those in between are not kept any more, an event `reset` comes first: the client has to read the lists again.
   */
  respond(context: Context): Response {
    if (this.#open.size >= this.#limits.maxStreamCount) {
      return problem(context, 503, "HTTP_TOO_MANY_STREAMS", "Too many clients listen to the live events.");
    }
    const after = context.req.header("last-event-id") ?? context.req.query("after");
    return context.body(this.#createStream(after), 200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
  }

  /** Ends all streams. */
  close(): void {
    for (const end of [...this.#open]) end();
  }

  #createStream(after: string | undefined): ReadableStream<Uint8Array> {
    const { heartbeatMs, maxWaitingBytes } = this.#limits;
    let end = () => {};
    let isOpen = true;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const send = (bytes: Uint8Array) => {
            if (!isOpen) return;
            controller.enqueue(bytes);
            if ((controller.desiredSize ?? 0) <= 0) end();
          };
          const unsubscribe = this.#pacs.events.subscribe((event) => send(this.#encodeEvent(event)));
          const heartbeat = setInterval(() => send(this.#encoder.encode(": alive\n\n")), heartbeatMs);
          end = () => {
            this.#open.delete(end);
            clearInterval(heartbeat);
            unsubscribe();
            if (isOpen) controller.close();
            isOpen = false;
          };
          this.#open.add(end);
          send(this.#encoder.encode(`retry: ${RETRY_MS}\n: connected\n\n`));
          for (const bytes of this.#catchUp(after)) send(bytes);
        },
        cancel: () => {
          isOpen = false;
          end();
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: maxWaitingBytes }),
    );
  }

  /** Returns what a client missed; nothing for one that is new. */
  #catchUp(after: string | undefined): Uint8Array[] {
    if (after === undefined) return [];
    // A mere number, of whatever run this is: what is kept after it, so that a script can ask for all.
    if (/^\d{1,15}$/.test(after)) {
      return this.#pacs.events.recent({ afterId: Number(after) }).map((event) => this.#encodeEvent(event));
    }
    const afterId = this.#idOf(after);
    const missed = afterId === undefined ? [] : this.#pacs.events.recent({ afterId });
    const missedCount = afterId === undefined ? Number.NaN : this.#pacs.events.lastId - afterId;
    if (missed.length === missedCount) return missed.map((event) => this.#encodeEvent(event));
    return [this.#encoder.encode(`id: ${this.cursor}\nevent: reset\ndata: {}\n\n`)];
  }

  #encodeEvent(event: PacsEvent): Uint8Array {
    let bytes = this.#encoded.get(event);
    if (bytes === undefined) {
      const data = JSON.stringify(representEvent(event));
      bytes = this.#encoder.encode(`id: ${this.#cursorOf(event.id)}\ndata: ${data}\n\n`);
      this.#encoded.set(event, bytes);
    }
    return bytes;
  }

  #cursorOf(id: number): string {
    return `${Date.parse(this.#pacs.startedAt).toString(36)}-${id}`;
  }

  /** Returns the number in a cursor of this run, `undefined` for anything else. */
  #idOf(cursor: string): number | undefined {
    const id = Number(/-(\d{1,15})$/.exec(cursor)?.[1]);
    return cursor === this.#cursorOf(id) && id <= this.#pacs.events.lastId ? id : undefined;
  }
}
