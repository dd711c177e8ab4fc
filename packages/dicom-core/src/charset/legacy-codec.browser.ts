/** Legacy character sets in browsers, by TextDecoder; encoders are its tables turned round on first use. */
import type { LegacyLabel } from "./defined-terms.ts";

const decoders = new Map<LegacyLabel, TextDecoder>();
const reverse = new Map<LegacyLabel, Map<string, Uint8Array>>();

/** Decodes bytes of a legacy set; what the set does not assign becomes U+FFFD. */
export function decodeLegacy(label: LegacyLabel, bytes: Uint8Array): string {
  let decoder = decoders.get(label);
  if (decoder === undefined) {
    decoder = new TextDecoder(label);
    decoders.set(label, decoder);
  }
  return decoder.decode(bytes);
}

/** Returns the bytes of one character of a multi-byte set, `undefined` where the set does not hold it. */
export function encodeLegacyCharacter(label: LegacyLabel, character: string): Uint8Array | undefined {
  let table = reverse.get(label);
  if (table === undefined) {
    table = reverseTable(label);
    reverse.set(label, table);
  }
  return table.get(character) ?? (label === "gb18030" ? encodeFourBytes(character) : undefined);
}

function reverseTable(label: LegacyLabel): Map<string, Uint8Array> {
  const table = new Map<string, Uint8Array>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const bytes = Uint8Array.of(lead, trail);
      const character = decodeLegacy(label, bytes);
      if (!character.includes("\uFFFD") && [...character].length === 1 && !table.has(character)) {
        table.set(character, bytes);
      }
    }
  }
  return table;
}

/** GB18030 four-byte codes of the supplementary planes are linear; those of the BMP are found by halving. */
function encodeFourBytes(character: string): Uint8Array | undefined {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x10000) return fourBytes(189000 + code - 0x10000);
  let low = 0;
  let high = 39419;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = decodeLegacy("gb18030", fourBytes(middle)).codePointAt(0) ?? 0;
    if (found === code) return fourBytes(middle);
    if (found < code) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

function fourBytes(index: number): Uint8Array {
  return Uint8Array.of(
    0x81 + Math.floor(index / 12600),
    0x30 + (Math.floor(index / 1260) % 10),
    0x81 + (Math.floor(index / 10) % 126),
    0x30 + (index % 10),
  );
}
