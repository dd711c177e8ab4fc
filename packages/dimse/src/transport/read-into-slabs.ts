/**
 * Reads from accepted connections into few large buffers. Node makes one of 64 KiB for each read, and collecting these is a
 * large part of the work of receiving large objects. Clients may give `onread` a buffer, servers have no such option: it
 * is given to a second socket that takes the connection over.
 */
import { Socket, type SocketConstructorOpts } from "node:net";

/** Enough for most proposals: a connection on which little comes costs little. */
const FIRST_SLAB_BYTES = 8192;
/** Each slab is twice as large as the one before it, up to this. */
const MAX_SLAB_BYTES = 262_144;
/** A slab is no more than the part of this that each connection has which is open when it is made, or as the first one. */
const SHARED_BYTES = 33_554_432;
/** What is left of a slab is not read into where it is a smaller part of it. */
const SMALLEST_PART = 1 / 8;

let openCount = 0;

/** Gives the connection that has read last another buffer. */
let renewLast: (() => void) | undefined;

/**
 * Where a listener throws, or something else in the same tick, Node does not take the buffer for the next read and would read
 * over what was given out: for a program that lives on after an exception that nobody caught.
 */
function onUncaughtException(): void {
  renewLast?.();
}

/** What Node passes to the sockets of its servers. */
interface TakeOverOptions extends SocketConstructorOpts {
  handle: object;
  onread: { buffer: () => Uint8Array; callback: (length: number) => boolean };
  pauseOnCreate: boolean;
  highWaterMark: number;
}

/**
 * Returns a paused socket in the place of an accepted one that is paused too. Its `data` events give views of the slabs, as
 * buffers, which are written once and never change. Where Node does not let the connection be taken over it is the accepted
 * socket itself.
 */
export function readIntoSlabs(accepted: Socket, highWaterMark: number): Socket {
  const owner = accepted as unknown as { _handle: { useUserBuffer?: unknown } | null };
  const handle = owner._handle;
  if (typeof handle?.useUserBuffer !== "function") return accepted;
  const { useUserBuffer } = handle;
  process.off("uncaughtExceptionMonitor", onUncaughtException);
  process.on("uncaughtExceptionMonitor", onUncaughtException);
  owner._handle = null;
  // Takes it off the connections that its server counts.
  accepted.destroy();
  let slab = Buffer.allocUnsafeSlow(FIRST_SLAB_BYTES);
  let usedBytes = 0;
  const renew = () => {
    if (socket.destroyed) return;
    slab = Buffer.allocUnsafeSlow(FIRST_SLAB_BYTES);
    usedBytes = 0;
    useUserBuffer.call(handle, slab);
  };
  const options: TakeOverOptions = {
    ...{ handle, highWaterMark, pauseOnCreate: true },
    onread: {
      buffer() {
        if (slab.length - usedBytes < slab.length * SMALLEST_PART) {
          const part = Math.max(FIRST_SLAB_BYTES, Math.floor(SHARED_BYTES / openCount));
          slab = Buffer.allocUnsafeSlow(Math.min(2 * slab.length, part, MAX_SLAB_BYTES));
          usedBytes = 0;
        }
        return slab.subarray(usedBytes);
      },
      callback(length) {
        const chunk = slab.subarray(usedBytes, usedBytes + length);
        usedBytes += length;
        renewLast = renew;
        // One that is paused in the tick in which it was resumed reads once more.
        if (socket.isPaused()) socket.once("resume", () => socket.emit("data", chunk));
        else socket.emit("data", chunk);
        return !socket.isPaused();
      },
    },
  };
  const socket = new Socket(options);
  openCount += 1;
  socket.once("close", () => {
    openCount -= 1;
  });
  return socket;
}
