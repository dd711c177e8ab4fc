/** Code tables of legacy character sets in browsers, by TextDecoder. */
import type { LegacyLabel } from "./code-table.ts";

/** Decodes bytes of a legacy set; what the set does not assign becomes U+FFFD. */
export function decodeLegacy(label: LegacyLabel, bytes: Uint8Array): string {
  return new TextDecoder(label).decode(bytes);
}
