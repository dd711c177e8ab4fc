/** Deflates by fflate. */
import { deflateSync } from "fflate";

export { inflateRaw } from "./inflate.browser.ts";
export type { InflateLimits, InflateResult } from "./inflate-raw.ts";

/** Returns the bytes as a raw deflate stream. */
export function deflateRaw(bytes: Uint8Array): Uint8Array {
  return deflateSync(bytes);
}
