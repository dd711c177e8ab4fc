/** Inflates by our own reader, which keeps what a damaged stream holds. Apart from deflating, which few pages need. */
import { type InflateLimits, type InflateResult, inflateWith } from "./inflate-raw.ts";
import { inflateStream } from "./inflate-stream.ts";

/**
 * Returns what a raw deflate stream inflates to, as far as it can be read.
 *
 * @throws LimitExceededError LIMIT_EXCEEDED naming `maxInflatedBytes` or `maxInflateRatio`
 */
export function inflateRaw(bytes: Uint8Array, limits: InflateLimits): InflateResult {
  return inflateWith(inflateStream, bytes, limits);
}
