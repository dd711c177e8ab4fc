/** HTTP requests as no browser would send them: any Host, any Origin, any path as it stands. */
import { type IncomingHttpHeaders, request } from "node:http";

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends one request to this machine on a connection of its own. */
export function rawRequest(
  port: number,
  options: {
    method?: string;
    path?: string;
    headers?: Record<string, string>;
    body?: string | Uint8Array;
  } = {},
): Promise<RawAnswer> {
  const { method = "GET", path = "/", headers = {}, body = "" } = options;
  return new Promise((resolve, reject) => {
    const call = request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
      );
    });
    call.on("error", reject);
    call.end(body);
  });
}

/** One message of an event stream. */
export interface SseMessage {
  id: string | undefined;
  event: string;
  data: Record<string, unknown>;
}

/** Listens to an event stream; `next()` waits for the next message, `end()` leaves. */
export async function listenToEvents(url: string, headers: Record<string, string> = {}) {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let isOver = false;
  return {
    response,
    /** Resolves with `undefined` when the server ends the stream. */
    async next(): Promise<SseMessage | undefined> {
      for (;;) {
        const end = text.indexOf("\n\n");
        if (end >= 0) {
          const block = text.slice(0, end);
          text = text.slice(end + 2);
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
          const data = field("data");
          if (data !== undefined) {
            return { id: field("id"), event: field("event") ?? "message", data: JSON.parse(data) };
          }
          continue;
        }
        if (isOver) return undefined;
        const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) isOver = true;
        else text += value;
      }
    },
    end: () => abort.abort(),
  };
}
