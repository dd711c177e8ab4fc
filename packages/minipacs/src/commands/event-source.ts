/** Reads the live events of a running server, over losses of the connection. */
import { setTimeout as sleep } from "node:timers/promises";
import { type HttpServer, HttpUnreachable } from "./http-server.ts";

export interface ServerEvent extends Record<string, unknown> {
  id: number;
  type: string;
}

/** Between attempts to connect. */
const RETRY_MS = 250;

/**
 * Yields the events after number `since`, or from the connection on, until the signal fires. Waits for a server that is
 * not there, or not any more; one that comes back as a new run is read from its first event.
 *
 * @throws the signal's reason; CliError where the server refuses; `onLost` gets why it cannot be reached
 */
export async function* readEvents(
  server: HttpServer,
  since: number | undefined,
  signal: AbortSignal,
  onLost: (error: HttpUnreachable) => void,
): AsyncGenerator<ServerEvent, void, undefined> {
  let after = since === undefined ? undefined : String(since);
  let run = "";
  let lastId = 0;
  for (;;) {
    try {
      const query = after === undefined ? "" : `?after=${encodeURIComponent(after)}`;
      const response = await server.request(`/api/events${query}`, { signal });
      for await (const { id, event, data } of readMessages(response)) {
        if (event === "reset") {
          // What was missed cannot be told in order: what is kept is read from the start.
          after = "0";
          break;
        }
        const runOfId = id.replace(/-\d+$/, "");
        if (runOfId !== run) lastId = 0;
        run = runOfId;
        after = id;
        const told = JSON.parse(data) as ServerEvent;
        if (told.id <= lastId) continue;
        lastId = told.id;
        yield told;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof HttpUnreachable) onLost(error);
      else if (!isLoss(error)) throw error;
      // A server that comes only now has told nothing that is not to be heard.
      if (run === "") after ??= "0";
    }
    await sleep(RETRY_MS, undefined, { signal });
  }
}

/** What fetch throws where a connection breaks off. */
function isLoss(error: unknown): boolean {
  return error instanceof TypeError;
}

interface Message {
  id: string;
  event: string;
  data: string;
}

async function* readMessages(response: Response): AsyncGenerator<Message, void, undefined> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = new Map(
        block.split("\n").map((line) => {
          const at = line.indexOf(": ");
          return [line.slice(0, at), line.slice(at + 2)] as const;
        }),
      );
      const data = fields.get("data");
      if (data !== undefined) yield { id: fields.get("id") ?? "", event: fields.get("event") ?? "", data };
    }
  }
}
