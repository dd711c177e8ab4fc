/** The byte stream below an association: what PS3.8 9.1 asks of TCP, as an interface. */
import type { TransportError } from "../errors.ts";

/** What a transport tells its one listener. `onClose` comes exactly once, and nothing after it. */
export interface TransportListener {
  /** Bytes as they arrived, no `Buffer`, whose slices are no copies; the listener may keep views of them. */
  onData(chunk: Uint8Array): void;
  /** What was written has left; comes after a `write` that returned false. */
  onDrain(): void;
  /** The connection is gone, with the error that ended it, if one did. */
  onClose(error: TransportError | undefined): void;
}

/** What a TLS handshake came to. */
export interface TlsInfo {
  /** `TLSv1.3` */
  readonly protocol: string;
  /** The cipher suite in the name that the RFCs give it. */
  readonly cipher: string;
  /** The host name that the client asked for. */
  readonly servername: string | undefined;
  /** `undefined` where the peer sent none. */
  readonly peerCertificate: PeerCertificate | undefined;
  /** Whether the certificate was checked and found good. */
  readonly isPeerTrusted: boolean;
}

/** The certificate that a peer has shown. */
export interface PeerCertificate {
  /** `CN=ct1, O=Hospital` */
  readonly subject: string;
  readonly issuer: string;
  /** `DNS:ct1.example, IP Address:10.0.0.1` */
  readonly subjectAltName: string | undefined;
  /** SHA-256, hex pairs with colons. */
  readonly fingerprint256: string;
  readonly validFrom: string;
  readonly validTo: string;
}

/** One connection. Nothing is delivered before `listen` was called. */
export interface Transport {
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Set where the connection is secured, once its handshake is done. */
  readonly tls?: TlsInfo | undefined;
  listen(listener: TransportListener): void;
  /** Sends all chunks in one go, without copying them; false asks the caller to wait for `onDrain`. */
  write(chunks: readonly Uint8Array[]): boolean;
  /** Of how many bytes that were written the memory is still in use. */
  readonly unsentBytes: number;
  /** Stops `onData` until `resume`; the peer feels it once the buffers between are full. */
  pause(): void;
  resume(): void;
  /** Closes once everything written has left. */
  end(): void;
  /** Closes at once; what has not left is lost. */
  destroy(): void;
}

/** Something that accepts connections. */
export interface TransportServer {
  readonly port: number;
  /** The address that is listened on, `::` for IPv4 and IPv6. */
  readonly host: string;
  /** Accepts no more connections; those that are open stay. */
  close(): Promise<void>;
}
