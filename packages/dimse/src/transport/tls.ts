/**
 * Connections over TLS. PS3.15 Annex B, RFC 8446, RFC 6066 3 (server names).
 *
 * The handshake is the beginning of a transport: a server hands it on at once, so that limits and the ARTIM timer
 * count from the first byte, and a handshake that fails closes it with TRANSPORT_TLS.
 */
import { isIP, type Socket } from "node:net";
import {
  connect as connectSecure,
  createSecureContext,
  createServer,
  type SecureContext,
  type SecureContextOptions,
  type TLSSocket,
} from "node:tls";
import type { TransportError } from "../errors.ts";
import { LONGEST_TIMER_MS } from "../longest-timer.ts";
import {
  addressOf,
  listenSockets,
  openSocket,
  SocketTransport,
  type TcpConnectOptions,
  type TcpListenOptions,
  transportError,
  WRITE_BUFFER_BYTES,
} from "./tcp.ts";
import { closedByServer, isClosedByPeer, isTlsError, tlsError } from "./tls-errors.ts";
import {
  argumentError,
  identityError,
  resolveTlsSettings,
  type TlsClientOptions,
  type TlsIdentity,
  type TlsServerOptions,
  type TlsSettings,
} from "./tls-options.ts";
import type { PeerCertificate, TlsInfo, Transport, TransportListener, TransportServer } from "./transport.ts";

/**
 * Opens a connection; resolves when the handshake is done, which `timeoutMs` and `signal` cover too.
 *
 * @throws TransportError TRANSPORT_CONNECT, TRANSPORT_TLS; TimeoutError (phase `connect`); the signal's reason;
 *   InvalidArgumentError ARG_TLS; UnsupportedError UNSUPPORTED_TLS_PROFILE
 */
export async function connectTls(options: TcpConnectOptions & { tls: TlsClientOptions }): Promise<Transport> {
  const { host, port, tls } = options;
  const settings = resolveTlsSettings(tls, isCipherAvailable);
  const secureContext = createContext(tls, settings);
  const servername = tls.servername ?? (isIP(host) === 0 ? host : undefined);
  const what = `TLS handshake with ${host}:${port}`;
  const hadCertificate = tls.cert !== undefined;
  let isConnected = false;
  const socket = await openSocket(options, {
    open() {
      const opening = connectSecure({
        ...{ host, port, secureContext, highWaterMark: WRITE_BUFFER_BYTES },
        ...(servername !== undefined && { servername }),
        minDHSize: settings.minDhBits,
        rejectUnauthorized: tls.rejectUnauthorized ?? true,
        ...(tls.verifyHostName === false && { checkServerIdentity: () => undefined }),
      });
      return opening.once("connect", () => {
        isConnected = true;
      });
    },
    readyEvent: "secureConnect",
    describe(error) {
      if (!isConnected)
        return transportError("TRANSPORT_CONNECT", `cannot connect to ${host}:${port}`, error);
      return isClosedByPeer(error)
        ? closedByServer(what, "during", hadCertificate, error)
        : tlsError(what, error);
    },
  });
  return new SocketTransport(socket, {
    tls: describeTls(socket, servername),
    explain(cause, receivedBytes) {
      if (isTlsError(cause)) return tlsError(what, cause);
      return receivedBytes === 0 ? closedByServer(what, "after", hadCertificate, cause) : undefined;
    },
  });
}

export interface TlsTransportServer extends TransportServer {
  /** Takes another certificate for the handshakes to come. @throws InvalidArgumentError ARG_TLS */
  setSecureContext(identity: TlsIdentity): void;
}

/**
 * Listens for connections; each is handed on before its handshake.
 *
 * @throws TransportError TRANSPORT_LISTEN, InvalidArgumentError ARG_TLS, UnsupportedError UNSUPPORTED_TLS_PROFILE
 */
export async function listenTls(
  options: TcpListenOptions & { tls: TlsServerOptions },
): Promise<TlsTransportServer> {
  const { tls } = options;
  const settings = resolveTlsSettings(tls, isCipherAvailable);
  const clients = tls.requireClientCertificate ?? (tls.ca === undefined ? "no" : "require");
  if (!tls.cert || !tls.key) throw argumentError("a server needs cert and key");
  if (clients !== "no" && tls.ca === undefined) {
    throw argumentError("client certificates are checked against ca, which is not given");
  }
  createContext(tls, settings);
  const names = new Map<string, SecureContext>();
  for (const [name, identity] of Object.entries(tls.contexts ?? {})) {
    names.set(name.toLowerCase(), createContext({ ca: tls.ca, ...identity }, settings));
  }
  const findContext = async (servername: string): Promise<SecureContext | undefined> => {
    const known = names.get(servername.toLowerCase());
    if (known) return known;
    const identity = await tls.sniCallback?.(servername);
    return identity && createContext({ ca: tls.ca, ...identity }, settings);
  };
  const handshakes = new Map<Socket, HandshakeTransport>();
  // Never listens itself: a transport is to be there before the handshake.
  const secureServer = createServer({
    ...contextOptions(tls, settings),
    requestCert: clients !== "no",
    rejectUnauthorized: clients === "require",
    // The ARTIM timer ends handshakes, no other.
    handshakeTimeout: LONGEST_TIMER_MS,
    SNICallback: (servername, done) => {
      findContext(servername).then(
        (context) => done(null, context),
        (error) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  secureServer.on("secureConnection", (socket) => handshakes.get(belowOf(socket))?.secure(socket));
  secureServer.on("tlsClientError", (error, socket) => {
    const code = socket.authorizationError as unknown;
    const cause = typeof code === "string" ? Object.assign(new Error(code), { code }) : error;
    handshakes.get(belowOf(socket))?.fail(tlsError("TLS handshake", cause));
  });
  const server = await listenSockets(options, (socket) => {
    const transport = new HandshakeTransport(socket, () => handshakes.delete(socket));
    handshakes.set(socket, transport);
    options.onConnection(transport);
    if (!socket.destroyed) secureServer.emit("connection", socket);
  });
  return {
    port: server.port,
    host: server.host,
    close: () => server.close(),
    setSecureContext(identity) {
      const changed = { ca: tls.ca, ...identity };
      createContext(changed, settings);
      secureServer.setSecureContext(contextOptions(changed, settings));
    },
  };
}

/** Returns the socket that a TLSSocket was made over; node:tls has no public way to tell. */
function belowOf(socket: TLSSocket): Socket {
  return Reflect.get(socket, "_parent") as Socket;
}

/** A server's side of a connection, from before the handshake. */
class HandshakeTransport implements Transport {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly #socket: Socket;
  readonly #onSettled: () => void;
  /** Once the handshake is done. */
  #secured: SocketTransport | undefined;
  #listener: TransportListener | undefined;
  #error: TransportError | undefined;
  /** Written before the handshake was done. */
  #early: (readonly Uint8Array[])[] = [];
  #isPaused = false;
  #isEnded = false;
  #isClosed = false;

  constructor(socket: Socket, onSettled: () => void) {
    this.#socket = socket;
    this.#onSettled = onSettled;
    this.remoteAddress = addressOf(socket);
    this.remotePort = socket.remotePort ?? 0;
    socket.on("error", () => {});
    // node:tls tells why after this, but in the same turn.
    socket.on("close", () => setImmediate(() => this.#close()));
  }

  get tls(): TlsInfo | undefined {
    return this.#secured?.tls;
  }

  /** What was written early is not told apart. */
  get unsentBytes(): number {
    return this.#secured?.unsentBytes ?? Number.POSITIVE_INFINITY;
  }

  secure(socket: TLSSocket): void {
    this.#onSettled();
    // An unknown certificate is worse than none, also where none is needed.
    const info = describeTls(socket, socket.servername || undefined);
    if (info.peerCertificate && !info.isPeerTrusted) {
      const code = String(socket.authorizationError);
      this.#error = tlsError("TLS handshake", Object.assign(new Error(code), { code }));
      socket.on("error", () => {});
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    this.#secured = new SocketTransport(socket, {
      tls: info,
      explain: (cause) => (isTlsError(cause) ? tlsError("TLS", cause) : undefined),
    });
    if (this.#listener) this.#secured.listen(this.#listener);
    if (this.#isPaused) this.#secured.pause();
    for (const chunks of this.#early.splice(0)) this.#secured.write(chunks);
    if (this.#isEnded) this.#secured.end();
  }

  fail(error: TransportError): void {
    this.#error ??= error;
  }

  listen(listener: TransportListener): void {
    this.#listener = listener;
    this.#secured?.listen(listener);
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (this.#secured) return this.#secured.write(chunks);
    if (!this.#isEnded) this.#early.push(chunks);
    return true;
  }

  pause(): void {
    this.#isPaused = true;
    this.#secured?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#secured?.resume();
  }

  end(): void {
    this.#isEnded = true;
    if (this.#secured) this.#secured.end();
    else if (this.#early.length === 0) this.#socket.destroy();
  }

  destroy(): void {
    if (this.#secured) this.#secured.destroy();
    else this.#socket.destroy();
  }

  #close(): void {
    if (this.#isClosed || this.#secured) return;
    this.#isClosed = true;
    this.#onSettled();
    this.#listener?.onClose(this.#error);
  }
}

function describeTls(socket: TLSSocket, servername: string | undefined): TlsInfo {
  return {
    protocol: socket.getProtocol() ?? "",
    cipher: socket.getCipher().standardName,
    servername,
    peerCertificate: describeCertificate(socket),
    isPeerTrusted: socket.authorized,
  };
}

function describeCertificate(socket: TLSSocket): PeerCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return undefined;
  const oneLine = (name: string) => name.split("\n").join(", ");
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    subjectAltName: certificate.subjectAltName,
    fingerprint256: certificate.fingerprint256,
    validFrom: certificate.validFrom,
    validTo: certificate.validTo,
  };
}

function contextOptions(identity: TlsIdentity, settings: TlsSettings): SecureContextOptions {
  const { cert, key, passphrase, ca } = identity;
  const { minVersion, maxVersion, ciphers, ecdhCurve } = settings;
  const pem = (value: string | Uint8Array) => (typeof value === "string" ? value : Buffer.from(value));
  return {
    ...{ minVersion, maxVersion, ciphers, ecdhCurve, dhparam: "auto", honorCipherOrder: true },
    ...(cert !== undefined && { cert: pem(cert) }),
    ...(key !== undefined && { key: pem(key) }),
    ...(passphrase !== undefined && { passphrase }),
    ...(ca !== undefined && {
      ca: typeof ca === "string" || ca instanceof Uint8Array ? pem(ca) : ca.map(pem),
    }),
  };
}

function createContext(identity: TlsIdentity, settings: TlsSettings): SecureContext {
  if ((identity.cert === undefined) !== (identity.key === undefined)) {
    throw argumentError("cert and key are given together");
  }
  try {
    return createSecureContext(contextOptions(identity, settings));
  } catch (error) {
    throw identityError(error, identity.passphrase !== undefined);
  }
}

const availability = new Map<string, boolean>();

/** Asks OpenSSL: its list of names leaves out what it takes when named. */
export function isCipherAvailable(cipher: string): boolean {
  let isAvailable = availability.get(cipher);
  if (isAvailable === undefined) {
    try {
      createSecureContext({ ciphers: cipher });
      isAvailable = true;
    } catch {
      isAvailable = false;
    }
    availability.set(cipher, isAvailable);
  }
  return isAvailable;
}
