/** The byte stream below an association: what PS3.8 9.1 asks of TCP, as an interface. */
import type { TransportError } from "../errors.ts";

/** What a transport tells its one listener. `onClose` comes exactly once, and nothing after it. */
export interface TransportListener {
  /** Bytes as they arrived; the listener may keep views of them. */
  onData(chunk: Uint8Array): void;
  /** What was written has left; comes after a `write` that returned false. */
  onDrain(): void;
  /** The connection is gone, with the error that ended it, if one did. */
  onClose(error: TransportError | undefined): void;
}

/** One connection. Nothing is delivered before `listen` was called. */
export interface Transport {
  readonly remoteAddress: string;
  readonly remotePort: number;
  listen(listener: TransportListener): void;
  /** Sends all chunks in one go, without copying them; false asks the caller to wait for `onDrain`. */
  write(chunks: readonly Uint8Array[]): boolean;
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
