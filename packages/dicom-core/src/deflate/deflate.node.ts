/** Inflates and deflates by Node's zlib; streams that it refuses are read as far as they go. */
/// <reference path="./node-zlib.d.ts" />
import type * as Zlib from "node:zlib";
import { type InflateLimits, type InflateResult, inflateWith } from "./inflate-raw.ts";
import { type InflatedStream, inflateStream } from "./inflate-stream.ts";

export type { InflateLimits, InflateResult } from "./inflate-raw.ts";

declare const process: { getBuiltinModule(name: "node:zlib"): typeof Zlib };

/** Zlib with its streams takes milliseconds to load, and few files are deflated. */
const zlib = () => process.getBuiltinModule("node:zlib");

/**
 * Returns what a raw deflate stream inflates to, as far as it can be read.
 *
 * @throws LimitExceededError LIMIT_EXCEEDED naming `maxInflatedBytes` or `maxInflateRatio`
 */
export function inflateRaw(bytes: Uint8Array, limits: InflateLimits): InflateResult {
  return inflateWith(inflateByZlib, bytes, limits);
}

/** Returns the bytes as a raw deflate stream. */
export function deflateRaw(bytes: Uint8Array): Uint8Array {
  return withoutBuffer(zlib().deflateRawSync(bytes));
}

/** Zlib's output comes in pieces of this size, which are then put together. */
function pieceSize(inputLength: number): number {
  return Math.min(Math.max(4 * inputLength, 16 * 1024), 1024 * 1024);
}

function inflateByZlib(input: Uint8Array, maxBytes: number): InflatedStream {
  try {
    // With `info` the result also tells the engine, which knows how much of the input was used.
    const { buffer, engine } = zlib().inflateRawSync(input, {
      info: true,
      chunkSize: pieceSize(input.length),
      maxOutputLength: Math.max(1, maxBytes),
    }) as unknown as { buffer: Uint8Array; engine: { bytesWritten: number } };
    if (buffer.length > maxBytes) return { bytes: buffer, consumedBytes: 0, end: "limit" };
    return { bytes: withoutBuffer(buffer), consumedBytes: engine.bytesWritten, end: "complete" };
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE") {
      return { bytes: new Uint8Array(0), consumedBytes: 0, end: "limit" };
    }
    // Zlib gives nothing of a stream that ends early or is damaged.
    return inflateStream(input, maxBytes);
  }
}

/** A plain Uint8Array over memory of its own. */
function withoutBuffer(buffer: Uint8Array): Uint8Array {
  const isAlone = buffer.byteLength === buffer.buffer.byteLength;
  return isAlone ? new Uint8Array(buffer.buffer) : new Uint8Array(buffer);
}
