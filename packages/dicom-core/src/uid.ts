/** Unique identifiers: grammar, creation, and this implementation's own. PS3.5 9 and Annex B. */

/** (0002,0012) of files and sub-item 52H of associations that this implementation writes. */
export const IMPLEMENTATION_CLASS_UID = "2.25.201713460917385026913720934601182744105";

/** (0002,0013) and sub-item 55H, at most 16 characters. */
export const IMPLEMENTATION_VERSION_NAME = "MINIPACS_0_1_0";

/** Tells whether a text is a UID: digits and dots, at most 64 characters, no empty component, no leading zero. PS3.5 9.1. */
export function isValidUid(text: string): boolean {
  return text.length <= 64 && /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+$/.test(text);
}

/** Returns a new UID made from a random UUID: `2.25.` and its 128 bits as a decimal number. PS3.5 B.2. */
export function createUid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  let number = 0n;
  for (const byte of bytes) number = (number << 8n) | BigInt(byte);
  return `2.25.${number}`;
}
