/** The connection of a replay: PDUs out as they stand, PDUs in one after the other, each wait bounded. */
import { isDicomError } from "@minipacs/dicom-core";
import { LONGEST_TIMER_MS } from "../longest-timer.ts";
import { encodePdu } from "../pdu/encode-pdu.ts";
import { PduFramer } from "../pdu/framer.ts";
import type { Transport } from "../transport/transport.ts";

/** What comes next from the other side. */
export type Arrival =
  | { kind: "pdu"; bytes: Uint8Array }
  /** Bytes that are no PDU. */
  | { kind: "garbage"; text: string }
  | { kind: "closed" }
  | { kind: "timeout" };

/** How many PDUs may wait before the peer is made to. */
const MAX_QUEUED_PDUS = 64;
const UNLIMITED = { maxPduLengthBytes: 0, maxAssociatePduLengthBytes: 16_777_216 };

export class ReplayPeer {
  readonly closed: Promise<void>;
  readonly #transport: Transport;
  readonly #framer = new PduFramer({ limits: UNLIMITED });
  readonly #signal: AbortSignal | undefined;
  readonly #queue: Arrival[] = [];
  #isDeaf = false;
  #isClosed = false;
  #wake: () => void = () => {};
  #onDrain: () => void = () => {};
  #resolveClosed!: () => void;

  constructor(transport: Transport, signal: AbortSignal | undefined) {
    this.#transport = transport;
    this.#signal = signal;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    transport.listen({
      onData: (chunk) => this.#onData(chunk),
      onDrain: () => this.#onDrain(),
      onClose: () => this.#onClose(),
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends, and waits while the other side does not read: no longer than given. */
  async send(chunks: readonly Uint8Array[], timeoutMs: number): Promise<boolean> {
    if (this.#isClosed) return false;
    if (this.#transport.write(chunks)) return true;
    return this.#waitUntil((resolve) => {
      this.#onDrain = resolve;
      this.#wake = resolve;
    }, timeoutMs);
  }

  /** Returns what came, or comes within the time. @throws the signal's reason */
  async next(timeoutMs: number): Promise<Arrival> {
    const deadlineMs = performance.now() + timeoutMs;
    for (;;) {
      const arrival = this.#queue.shift();
      if (arrival) {
        if (this.#queue.length < MAX_QUEUED_PDUS) this.#transport.resume();
        return arrival;
      }
      if (this.#isClosed) return { kind: "closed" };
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) return { kind: "timeout" };
      await this.#waitUntil((resolve) => {
        this.#wake = resolve;
      }, leftMs);
    }
  }

  /** Closes in peace, with an A-ABORT before if the association is not over; resolves when it is closed. */
  async end(isOver: boolean): Promise<void> {
    if (!this.#isClosed) {
      if (!isOver) this.#transport.write([encodePdu({ type: "A-ABORT", source: 0, reason: 0 })]);
      this.#transport.resume();
      this.#transport.end();
    }
    await this.closed;
  }

  destroy(): void {
    this.#transport.destroy();
  }

  #onData(chunk: Uint8Array): void {
    if (this.#isDeaf) return;
    try {
      for (const { body } of this.#framer.push(chunk)) this.#queue.push({ kind: "pdu", bytes: body });
    } catch (error) {
      this.#isDeaf = true;
      this.#queue.push({ kind: "garbage", text: isDicomError(error) ? error.message : "no PDU" });
    }
    if (this.#queue.length >= MAX_QUEUED_PDUS) this.#transport.pause();
    this.#wake();
  }

  #onClose(): void {
    this.#isClosed = true;
    this.#resolveClosed();
    this.#wake();
  }

  #waitUntil(arm: (resolve: () => void) => void, timeoutMs: number): Promise<boolean> {
    return waitUntil((resolve) => arm(() => resolve()), timeoutMs, this.#signal);
  }
}

/** Resolves with true when told, with false when the time is over. @throws the signal's reason */
export function waitUntil(
  arm: (resolve: () => void) => void,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      act();
    };
    const onAbort = () => settle(() => reject(signal?.reason));
    // Longer ones overflow: setTimeout takes 31 bits.
    const timer = setTimeout(() => settle(() => resolve(false)), Math.min(timeoutMs, LONGEST_TIMER_MS));
    if (signal?.aborted) {
      onAbort();
      return;
    }
    signal?.addEventListener("abort", onAbort, { once: true });
    arm(() => settle(() => resolve(true)));
  });
}
