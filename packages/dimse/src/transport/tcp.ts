/** Connections over TCP, and what TLS shares with them. PS3.8 9.1. */
import { createServer, Socket } from "node:net";
import { TimeoutError, TransportError } from "../errors.ts";
import { LONGEST_TIMER_MS } from "../longest-timer.ts";
import { readIntoSlabs } from "./read-into-slabs.ts";
import type { TlsInfo, Transport, TransportListener, TransportServer } from "./transport.ts";

/** How many bytes may wait in a socket before `write` asks for a pause. */
export const WRITE_BUFFER_BYTES = 256 * 1024;

/** How long `end` waits for a peer that does not read. */
const FLUSH_TIMEOUT_MS = 5000;

export interface TcpConnectOptions {
  host: string;
  port: number;
  /** Limit for name look-up and connection. 0 = none. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Opens a connection.
 *
 * @throws TransportError TRANSPORT_CONNECT, TimeoutError (phase `connect`), or the signal's reason
 */
export async function connectTcp(options: TcpConnectOptions): Promise<Transport> {
  const { host, port } = options;
  return new SocketTransport(
    await openSocket(options, {
      open() {
        const socket = new Socket({ highWaterMark: WRITE_BUFFER_BYTES } as ConstructorParameters<
          typeof Socket
        >[0]);
        return socket.connect({ host, port });
      },
      readyEvent: "connect",
      describe: (error) => transportError("TRANSPORT_CONNECT", `cannot connect to ${host}:${port}`, error),
    }),
  );
}

/** Waits until a socket is ready, no longer than time limit and signal allow. */
export function openSocket<S extends Socket>(
  { timeoutMs, signal }: TcpConnectOptions,
  how: { open(): S; readyEvent: string; describe(error: unknown): TransportError },
): Promise<S> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    let socket: S | undefined;
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      socket?.off("error", onError);
      socket?.off("close", onClose);
      socket?.off(how.readyEvent, onReady);
    };
    const give = (error: unknown) => {
      settle();
      socket?.on("error", () => {});
      socket?.destroy();
      reject(error);
    };
    const onAbort = () => give(signal?.reason);
    const onError = (error: unknown) => give(how.describe(error));
    const onClose = () => onError(undefined);
    const onReady = () => {
      settle();
      socket?.setNoDelay(true);
      resolve(socket!);
    };
    const timer =
      timeoutMs > 0 && timeoutMs <= LONGEST_TIMER_MS
        ? setTimeout(() => give(new TimeoutError("connect", timeoutMs)), timeoutMs)
        : undefined;
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      socket = how.open();
      socket.on("error", onError);
      socket.on("close", onClose);
      socket.on(how.readyEvent, onReady);
    } catch (error) {
      onError(error);
    }
  });
}

export interface TcpListenOptions {
  /** 0 takes a free port. */
  port: number;
  /** Default `::`, IPv4 and IPv6 both; `0.0.0.0` where the machine has no IPv6. */
  host?: string | undefined;
  onConnection(transport: Transport): void;
}

/**
 * Listens for connections.
 *
 * @throws TransportError TRANSPORT_LISTEN; `details.errno` is the system's code, e.g. EADDRINUSE or EACCES
 */
export function listenTcp(options: TcpListenOptions): Promise<TransportServer> {
  return listenSockets(options, (accepted) => {
    options.onConnection(new SocketTransport(readIntoSlabs(accepted, WRITE_BUFFER_BYTES)));
  });
}

/** Listens for sockets, which come paused. */
export async function listenSockets(
  options: Pick<TcpListenOptions, "port" | "host">,
  onSocket: (socket: Socket) => void,
): Promise<TransportServer> {
  if (options.host !== undefined) return listenOn(options.host, options, onSocket);
  try {
    return await listenOn("::", options, onSocket);
  } catch (error) {
    const errno = error instanceof TransportError ? error.details.errno : undefined;
    if (errno === "EAFNOSUPPORT" || errno === "EADDRNOTAVAIL") return listenOn("0.0.0.0", options, onSocket);
    throw error;
  }
}

function listenOn(
  host: string,
  options: Pick<TcpListenOptions, "port">,
  onSocket: (socket: Socket) => void,
): Promise<TransportServer> {
  const server = createServer({ noDelay: true, highWaterMark: WRITE_BUFFER_BYTES, pauseOnConnect: true });
  server.on("connection", onSocket);
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(transportError("TRANSPORT_LISTEN", `cannot listen on port ${options.port}`, error));
    });
    try {
      server.listen({ port: options.port, host, ipv6Only: false }, () => {
        // A failed accept, e.g. for want of file descriptors, costs that connection alone.
        server.on("error", () => {});
        const address = server.address();
        resolve({
          port: typeof address === "object" && address ? address.port : options.port,
          host,
          // The callback of `server.close` waits for open connections as well; the port is free at once.
          close: async () => {
            server.close();
          },
        });
      });
    } catch (error) {
      reject(transportError("TRANSPORT_LISTEN", `cannot listen on port ${options.port}`, error));
    }
  });
}

/** What people can do about the usual system errors. */
const HINTS: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is taken",
  EACCES: "no right to use this port",
  EADDRNOTAVAIL: "the address is not one of this machine",
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the peer reset the connection",
  EPIPE: "the peer closed the connection",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "no name server answers for the host name",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ETIMEDOUT: "the host does not answer",
};

/** Returns what a system error code of the network means, where that is known. */
export function describeErrno(errno: string): string | undefined {
  return HINTS[errno];
}

/** Returns an error that says what the system said, in words. */
export function transportError(code: string, message: string, cause: unknown): TransportError {
  const errno = errnoOf(cause);
  const hint = errno === undefined ? undefined : (describeErrno(errno) ?? errno);
  return new TransportError(code, hint ? `${message}: ${hint}` : message, { cause, details: { errno } });
}

function errnoOf(cause: unknown): string | undefined {
  // A name with several addresses fails with an AggregateError of which each member has a code.
  const error = cause as { code?: unknown; errors?: { code?: unknown }[] } | undefined;
  const code = error?.code ?? error?.errors?.[0]?.code;
  return typeof code === "string" ? code : undefined;
}

/** Returns an address as people write it: IPv4 stays IPv4 on a socket for both. */
export function addressOf(socket: Socket): string {
  return (socket.remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/, "");
}

/** What TLS adds to a connected socket. */
export interface SocketTransportOptions {
  tls?: TlsInfo;
  /** Says what an error or, before any byte came, a mere close means. */
  explain?(cause: unknown, receivedBytes: number): TransportError | undefined;
}

/** A connected socket, with TLS or without. */
export class SocketTransport implements Transport {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly tls: TlsInfo | undefined;
  readonly #socket: Socket;
  #listener: TransportListener | undefined;
  #error: TransportError | undefined;
  #isClosed = false;
  #isEnded = false;

  constructor(socket: Socket, { tls, explain }: SocketTransportOptions = {}) {
    this.#socket = socket;
    this.tls = tls;
    this.remoteAddress = addressOf(socket);
    this.remotePort = socket.remotePort ?? 0;
    const errorOf = (cause: unknown) => (this.#isEnded ? undefined : explain?.(cause, socket.bytesRead));
    socket.on("error", (error) => {
      this.#error ??= errorOf(error) ?? transportError("TRANSPORT_LOST", "connection lost", error);
    });
    socket.on("close", () => {
      this.#isClosed = true;
      this.#error ??= errorOf(undefined);
      this.#listener?.onClose(this.#error);
    });
  }

  listen(listener: TransportListener): void {
    this.#listener = listener;
    if (this.#isClosed) {
      queueMicrotask(() => listener.onClose(this.#error));
      return;
    }
    this.#socket.on("drain", () => listener.onDrain());
    this.#socket.on("data", ({ buffer, byteOffset, length }: Buffer) => {
      listener.onData(new Uint8Array(buffer, byteOffset, length));
    });
    this.#socket.resume();
  }

  write(chunks: readonly Uint8Array[]): boolean {
    const socket = this.#socket;
    if (this.#isClosed || socket.destroyed || socket.writableEnded) return true;
    if (chunks.length === 1) return socket.write(chunks[0]!);
    socket.cork();
    let isWritable = true;
    for (const chunk of chunks) isWritable = socket.write(chunk);
    socket.uncork();
    return isWritable;
  }

  get unsentBytes(): number {
    return this.#socket.writableLength;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    if (this.#isClosed) return;
    this.#isEnded = true;
    this.#socket.destroySoon();
    const timer = setTimeout(() => this.#socket.destroy(), FLUSH_TIMEOUT_MS);
    this.#socket.once("close", () => clearTimeout(timer));
  }

  destroy(): void {
    this.#isEnded = true;
    this.#socket.destroy();
  }
}
