/** Code tables of legacy character sets in Node, by iconv-lite. */
/// <reference path="./node-module.d.ts" />
// biome-ignore lint/correctness/noNodejsModules: the Node side of #legacy-codec
import { createRequire } from "node:module";
import type iconvLite from "iconv-lite";
import type { LegacyLabel } from "./code-table.ts";

/** Loaded when the first text needs it: most never do, and it is as large as this package. */
let loaded: typeof iconvLite | undefined;

/** Decodes bytes of a legacy set; what the set does not assign becomes U+FFFD. */
export function decodeLegacy(label: LegacyLabel, bytes: Uint8Array): string {
  loaded ??= createRequire(import.meta.url)("iconv-lite") as typeof iconvLite;
  return loaded.decode(bytes as Parameters<typeof iconvLite.decode>[0], label);
}
