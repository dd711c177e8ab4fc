/** Waits for one event. */
import { InvalidArgumentError, InvalidStateError } from "@minipacs/dicom-core";
import { TimeoutError } from "@minipacs/dimse";
import type { EventBus } from "./event-bus.ts";
import type { PacsEvent, PacsEventOf, PacsEventType } from "./event-types.ts";

/** How long an event is waited for. */
export interface NextEventOptions {
  /** Default 10,000; Infinity waits without limit. */
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

/** Node takes no more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Resolves with the first event of a type from now on that `fits`.
 *
 * @throws TimeoutError, InvalidArgumentError ARG_TIMEOUT, InvalidStateError STATE_CLOSED, the signal's reason, what `fits` throws
 */
export async function nextEvent<T extends PacsEventType>(
  events: EventBus,
  type: T,
  fits: (event: PacsEventOf<T>) => boolean = () => true,
  options: NextEventOptions = {},
): Promise<PacsEventOf<T>> {
  const { timeoutMs = 10_000, signal } = options;
  if (!(timeoutMs >= 0)) {
    throw new InvalidArgumentError("ARG_TIMEOUT", "timeoutMs: a number of milliseconds is expected");
  }
  signal?.throwIfAborted();
  const seen = new Map<string, number>();
  const ends: (() => void)[] = [];
  try {
    return await new Promise((resolve, reject) => {
      const look = (event: PacsEvent) => {
        if (isOf(event, type) && fits(event)) resolve(event);
        else seen.set(event.type, (seen.get(event.type) ?? 0) + 1);
      };
      ends.push(
        events.subscribe((event) => {
          try {
            look(event);
          } catch (error) {
            reject(error);
          }
        }),
        events.onClose(() => {
          const message = `the server closed before an event ${type} came; seen: ${describeSeen(seen)}`;
          reject(new InvalidStateError("STATE_CLOSED", message));
        }),
      );
      if (timeoutMs <= LONGEST_TIMER_MS) {
        const timer = setTimeout(() => {
          const what = `no event ${type}${seen.has(type) ? " that fits" : ""} within ${timeoutMs} ms`;
          reject(new TimeoutError("response", timeoutMs, `${what}; seen: ${describeSeen(seen)}`));
        }, timeoutMs);
        ends.push(() => clearTimeout(timer));
      }
      const onAbort = () => reject(signal?.reason);
      signal?.addEventListener("abort", onAbort);
      ends.push(() => signal?.removeEventListener("abort", onAbort));
    });
  } finally {
    for (const end of ends) end();
  }
}

/** Returns what came and was not waited for: `2 × echo, 1 × store`, or `nothing`. */
export function describeSeen(seen: ReadonlyMap<string, number>): string {
  return [...seen].map(([type, count]) => `${count} × ${type}`).join(", ") || "nothing";
}

function isOf<T extends PacsEventType>(event: PacsEvent, type: T): event is PacsEventOf<T> {
  return event.type === type;
}
