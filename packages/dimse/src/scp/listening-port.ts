/** The port of a server: opened, moved to another one while connections live on, closed, opened again. */
import { InvalidArgumentError } from "@minipacs/dicom-core";
import { TransportError } from "../errors.ts";
import { listenTcp } from "../transport/tcp.ts";
import { listenTls, type TlsTransportServer } from "../transport/tls.ts";
import type { TlsIdentity, TlsServerOptions } from "../transport/tls-options.ts";
import type { Transport, TransportServer } from "../transport/transport.ts";

/** Where a server listens. */
export interface ListenAddress {
  /** 0 takes a free port. */
  port: number;
  /** Default: IPv4 and IPv6. An address, e.g. `127.0.0.1` or `0.0.0.0`, listens on that alone. */
  host?: string | undefined;
}

/**
 * How long the port before is still listened at when another one is open. Who has connected is taken one by one, and
 * who was not taken yet is cut off by the close.
 */
const LINGER_MS = 100;

/** @throws InvalidArgumentError ARG_PORT */
export function assertPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  throw new InvalidArgumentError("ARG_PORT", "port: a number from 0 to 65535 is expected");
}

export class ListeningPort {
  readonly #tls: TlsServerOptions | undefined;
  readonly #onConnection: (transport: Transport) => void;
  #server: TransportServer | TlsTransportServer | undefined;
  #last: Pick<TransportServer, "port" | "host"> = { port: 0, host: "" };
  /** The certificate that has taken the place of the first one. */
  #identity: TlsIdentity | undefined;

  constructor(tls: TlsServerOptions | undefined, onConnection: (transport: Transport) => void) {
    this.#tls = tls;
    this.#onConnection = onConnection;
  }

  get isOpen(): boolean {
    return this.#server !== undefined;
  }

  /** The last one where it is closed. */
  get port(): number {
    return this.#last.port;
  }

  get host(): string {
    return this.#last.host;
  }

  /** Opens the port; where one is open, the new one comes first, and the old one stays if that fails. */
  async open(address: ListenAddress): Promise<void> {
    const before = this.#server;
    try {
      this.#put(await this.#listen(address));
    } catch (error) {
      // The same port at another address: the system does not give both at a time.
      if (!before || address.port !== before.port || !isTaken(error)) throw error;
      await this.#reopen(address, before);
      return;
    }
    if (!before) return;
    await new Promise((resolve) => setTimeout(resolve, LINGER_MS));
    await before.close();
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.close();
  }

  /** @throws InvalidArgumentError ARG_TLS */
  setSecureContext(identity: TlsIdentity): void {
    const server = this.#server;
    if (!server || !("setSecureContext" in server)) {
      throw new InvalidArgumentError("ARG_TLS", "tls: this server listens without TLS");
    }
    server.setSecureContext(identity);
    this.#identity = identity;
  }

  async #listen({ port, host }: ListenAddress): Promise<TransportServer> {
    const onConnection = this.#onConnection;
    if (!this.#tls) return listenTcp({ port, host, onConnection });
    const server = await listenTls({ port, host, tls: this.#tls, onConnection });
    if (this.#identity) server.setSecureContext(this.#identity);
    return server;
  }

  async #reopen(address: ListenAddress, before: TransportServer): Promise<void> {
    await before.close();
    this.#server = undefined;
    try {
      this.#put(await this.#listen(address));
    } catch (error) {
      const restored = await this.#listen(before).catch(() => undefined);
      if (restored) this.#put(restored);
      throw error;
    }
  }

  #put(server: TransportServer): void {
    this.#server = server;
    this.#last = server;
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof TransportError && error.details.errno === "EADDRINUSE";
}
