/** Inflates by our own reader, which keeps what a damaged stream holds, and deflates by fflate. */
import { deflateSync } from "fflate";
import { type InflateLimits, type InflateResult, inflateWith } from "./inflate-raw.ts";
import { inflateStream } from "./inflate-stream.ts";

export type { InflateLimits, InflateResult } from "./inflate-raw.ts";

/**
 * Returns what a raw deflate stream inflates to, as far as it can be read.
 *
 * @throws LimitExceededError LIMIT_EXCEEDED naming `maxInflatedBytes` or `maxInflateRatio`
 */
export function inflateRaw(bytes: Uint8Array, limits: InflateLimits): InflateResult {
  return inflateWith(inflateStream, bytes, limits);
}

/** Returns the bytes as a raw deflate stream. */
export function deflateRaw(bytes: Uint8Array): Uint8Array {
  return deflateSync(bytes);
}
