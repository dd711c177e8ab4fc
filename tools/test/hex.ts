/** Bytes as hex digits, in Node and in what is bundled for a browser. */
export function hexDigits(bytes: Uint8Array, separator = ""): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(separator);
}
