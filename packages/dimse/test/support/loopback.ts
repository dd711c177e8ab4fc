/** A server on a free port of this machine whose events are kept, for tests. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DimseEvent } from "../../src/scp/events.ts";
import { type DimseServer, type ServeOptions, serve } from "../../src/scp/serve.ts";
import { type ConnectOptions, connect } from "../../src/scu/connect.ts";
import { createMemoryTransportPair, type MemoryTransportOptions } from "../../src/transport/memory.ts";

export interface Loopback extends AsyncDisposable {
  server: DimseServer;
  port: number;
  events: DimseEvent[];
  /** Events of one type. */
  of<T extends DimseEvent["type"]>(type: T): Extract<DimseEvent, { type: T }>[];
  /** Waits for the first event of a type. */
  first<T extends DimseEvent["type"]>(type: T): Promise<Extract<DimseEvent, { type: T }>>;
  /** Connects over TCP. */
  connect(options: Omit<ConnectOptions, "host" | "port">): ReturnType<typeof connect>;
  /** Connects without a socket. */
  connectInMemory(
    options: Omit<ConnectOptions, "host" | "port"> & { transport?: MemoryTransportOptions },
  ): ReturnType<typeof connect>;
  close(): Promise<void>;
}

export async function startLoopback(options: Omit<ServeOptions, "aeTitle" | "port">): Promise<Loopback> {
  const events: DimseEvent[] = [];
  const server = await serve({
    aeTitle: "MINIPACS",
    port: 0,
    host: "127.0.0.1",
    ...options,
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
  });
  const of = <T extends DimseEvent["type"]>(type: T) =>
    events.filter((event): event is Extract<DimseEvent, { type: T }> => event.type === type);
  const close = () => server.close({ drainMs: 0 });
  return {
    server,
    port: server.port,
    events,
    of,
    async first(type) {
      for (;;) {
        const [event] = of(type);
        if (event) return event;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    },
    connect: (given) => connect({ host: "127.0.0.1", port: server.port, ...given }),
    connectInMemory: ({ transport, ...given }) =>
      connect({
        host: "memory",
        port: 0,
        ...given,
        openTransport: async () => {
          const [near, far] = createMemoryTransportPair(transport);
          server.take(far);
          return near;
        },
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Runs with a folder that is removed afterwards. */
export async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "dimse-"));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns what a promise rejects with. */
export async function rejection(
  promise: Promise<unknown>,
): Promise<Error & { code?: string; cause?: unknown }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("did not reject");
}
