/** Legacy character sets in Node, by iconv-lite. */
/// <reference path="./node-module.d.ts" />
// biome-ignore lint/correctness/noNodejsModules: the Node side of #legacy-codec
import { createRequire } from "node:module";
import type iconvLite from "iconv-lite";
import type { LegacyLabel } from "./defined-terms.ts";

/** Loaded when the first text needs it: most never do, and it is as large as this package. */
let loaded: typeof iconvLite | undefined;

function iconv(): typeof iconvLite {
  loaded ??= createRequire(import.meta.url)("iconv-lite") as typeof iconvLite;
  return loaded;
}

/** Decodes bytes of a legacy set; what the set does not assign becomes U+FFFD. */
export function decodeLegacy(label: LegacyLabel, bytes: Uint8Array): string {
  return iconv().decode(bytes as Parameters<typeof iconvLite.decode>[0], label);
}

/** Returns the bytes of one character of a multi-byte set, `undefined` where the set does not hold it. */
export function encodeLegacyCharacter(label: LegacyLabel, character: string): Uint8Array | undefined {
  // iconv-lite answers `?` for what it cannot encode, without saying so: only what decodes back was encoded.
  const bytes = iconv().encode(character, label);
  return iconv().decode(bytes, label) === character ? new Uint8Array(bytes) : undefined;
}
