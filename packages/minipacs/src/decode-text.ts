/** Text of files that people and their shells write: Windows PowerShell 5.1 redirects into UTF-16. RFC 8259 8.1. */

/** Returns the text of bytes without its byte order mark, which says whether it is UTF-8 or UTF-16; UTF-8 without one. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isLittle = first === 0xff && second === 0xfe;
  const isBig = first === 0xfe && second === 0xff;
  return new TextDecoder(isLittle ? "utf-16le" : isBig ? "utf-16be" : "utf-8").decode(bytes);
}
