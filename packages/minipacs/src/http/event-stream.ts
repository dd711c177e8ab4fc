/** Live events as Server-Sent Events: numbered, resumed after `Last-Event-ID`, kept alive. */
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Pacs } from "../pacs.ts";
import { representEvent } from "./represent.ts";

const HEARTBEAT_MS = 15_000;
/** The browser waits so long before it connects again. */
const RETRY_MS = 1000;

/** Streams events from now on, or from the one after `Last-Event-ID`, until client or server ends it. */
export function streamEvents(context: Context, pacs: Pacs, closed: AbortSignal): Response {
  const lastSeen = context.req.header("last-event-id");
  return streamSSE(context, async (stream) => {
    const events = pacs.events[Symbol.asyncIterator]();
    const end = () => void events.return?.();
    stream.onAbort(end);
    closed.addEventListener("abort", end, { once: true });
    const heartbeat = setInterval(() => void stream.write(": alive\n\n"), HEARTBEAT_MS);
    const send = async (event: Parameters<typeof representEvent>[0]) =>
      stream.writeSSE({ id: String(event.id), data: JSON.stringify(representEvent(event)), retry: RETRY_MS });
    try {
      await stream.write(": connected\n\n");
      const afterId = lastSeen !== undefined && /^\d{1,15}$/.test(lastSeen) ? Number(lastSeen) : undefined;
      if (afterId !== undefined) for (const event of pacs.events.recent({ afterId })) await send(event);
      for (;;) {
        const { done, value } = await events.next();
        if (done) break;
        await send(value);
      }
    } finally {
      clearInterval(heartbeat);
      closed.removeEventListener("abort", end);
      end();
    }
  });
}
