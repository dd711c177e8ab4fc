/** The inflater of the platform, put in by the main entry and by `loadDictionary()`: few readers ever need it. */
import { InvalidStateError } from "../errors.ts";
import type { InflateLimits, InflateResult } from "./inflate-raw.ts";

type Inflater = (bytes: Uint8Array, limits: InflateLimits) => InflateResult;

let installed: Inflater | undefined;

/** Used by `install.ts` and `load.ts`. */
export function installInflater(inflater: Inflater): void {
  installed = inflater;
}

/**
 * Returns what a raw deflate stream inflates to.
 *
 * @throws InvalidStateError STATE_DICTIONARY_MISSING with the `reader` entry before `loadDictionary()`
 * @throws LimitExceededError LIMIT_EXCEEDED naming `maxInflatedBytes` or `maxInflateRatio`
 */
export function inflate(bytes: Uint8Array, limits: InflateLimits): InflateResult {
  if (installed !== undefined) return installed(bytes, limits);
  throw new InvalidStateError("STATE_DICTIONARY_MISSING", "inflating needs `await loadDictionary()`");
}
