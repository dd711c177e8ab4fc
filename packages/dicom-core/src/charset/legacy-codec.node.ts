/** Legacy character sets in Node, by iconv-lite. */
import iconv from "iconv-lite";
import type { LegacyLabel } from "./defined-terms.ts";

/** Decodes bytes of a legacy set; what the set does not assign becomes U+FFFD. */
export function decodeLegacy(label: LegacyLabel, bytes: Uint8Array): string {
  return iconv.decode(bytes as Parameters<typeof iconv.decode>[0], label);
}

/** Returns the bytes of one character of a multi-byte set, `undefined` where the set does not hold it. */
export function encodeLegacyCharacter(label: LegacyLabel, character: string): Uint8Array | undefined {
  // iconv-lite answers `?` for what it cannot encode, without saying so: only what decodes back was encoded.
  const bytes = iconv.encode(character, label);
  return iconv.decode(bytes, label) === character ? new Uint8Array(bytes) : undefined;
}
