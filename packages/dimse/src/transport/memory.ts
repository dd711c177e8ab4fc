/** Two transports joined in this process: asynchronous delivery and backpressure without a socket, for tests. */
import { TransportError } from "../errors.ts";
import type { Transport, TransportListener } from "./transport.ts";

export interface MemoryTransportOptions {
  /** How many undelivered bytes a side may have before `write` asks for a pause. Default 256 KiB. */
  bufferBytes?: number;
  /** Delivers in pieces of at most this size; 1 = byte by byte. Default: as written. */
  maxChunkBytes?: number;
}

/** Returns both ends of a connection. */
export function createMemoryTransportPair(
  options: MemoryTransportOptions = {},
): [MemoryTransport, MemoryTransport] {
  const first = new MemoryTransport(1, options);
  const second = new MemoryTransport(2, options);
  first.connectTo(second);
  second.connectTo(first);
  return [first, second];
}

/** One end of {@link createMemoryTransportPair}. */
export class MemoryTransport implements Transport {
  readonly remoteAddress = "memory";
  readonly remotePort: number;
  /** Everything this side wrote, in order; each entry is one `write`. */
  readonly writes: Uint8Array[][] = [];
  readonly #options: MemoryTransportOptions;
  #peer!: MemoryTransport;
  #listener: TransportListener | undefined;
  #inbox: Uint8Array[] = [];
  #inboxBytes = 0;
  #isPaused = false;
  #isScheduled = false;
  #peerWaits = false;
  #peerEnded = false;
  #isEnded = false;
  #isClosed = false;

  constructor(remotePort: number, options: MemoryTransportOptions) {
    this.remotePort = remotePort;
    this.#options = options;
  }

  connectTo(peer: MemoryTransport): void {
    this.#peer = peer;
  }

  listen(listener: TransportListener): void {
    this.#listener = listener;
    this.#schedule();
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (this.#isEnded || this.#isClosed) return true;
    this.writes.push([...chunks]);
    const peer = this.#peer;
    for (const chunk of chunks) {
      if (chunk.length === 0) continue;
      peer.#inbox.push(chunk);
      peer.#inboxBytes += chunk.length;
    }
    peer.#schedule();
    const isWritable = peer.#inboxBytes < (this.#options.bufferBytes ?? 256 * 1024);
    if (!isWritable) peer.#peerWaits = true;
    return isWritable;
  }

  /** The other side is given the memory itself. */
  get unsentBytes(): number {
    return Number.POSITIVE_INFINITY;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#schedule();
  }

  end(): void {
    if (this.#isEnded || this.#isClosed) return;
    this.#isEnded = true;
    this.#peer.#peerEnded = true;
    this.#peer.#schedule();
  }

  destroy(): void {
    this.#close(undefined);
    this.#peer.#peerEnded = true;
    this.#peer.#schedule();
  }

  /** Breaks the connection as a lost network does: both sides see an error. */
  reset(): void {
    const error = new TransportError("TRANSPORT_LOST", "connection lost", {
      details: { errno: "ECONNRESET" },
    });
    this.#close(error);
    this.#peer.#close(error);
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isClosed || !this.#listener) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#deliver();
    });
  }

  #deliver(): void {
    const limit = this.#options.maxChunkBytes ?? Number.POSITIVE_INFINITY;
    while (!this.#isPaused && !this.#isClosed) {
      const chunk = this.#inbox.shift();
      if (!chunk) break;
      const piece = chunk.length > limit ? chunk.subarray(0, limit) : chunk;
      if (piece !== chunk) this.#inbox.unshift(chunk.subarray(limit));
      this.#inboxBytes -= piece.length;
      this.#listener?.onData(piece);
    }
    if (this.#isClosed) return;
    if (this.#inbox.length === 0) {
      if (this.#peerWaits) {
        this.#peerWaits = false;
        if (!this.#peer.#isClosed) this.#peer.#listener?.onDrain();
      }
      if (this.#peerEnded && !this.#isPaused) {
        this.#close(undefined);
        this.#peer.#close(undefined);
      }
    }
  }

  #close(error: TransportError | undefined): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#inbox = [];
    setImmediate(() => this.#listener?.onClose(error));
  }
}
