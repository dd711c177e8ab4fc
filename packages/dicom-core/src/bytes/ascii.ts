/** Short ASCII text from bytes, quickly: one scan, no decoder call and no text built a character at a time. */

const utf8Decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** From this length on a decoder call costs less than passing the codes as arguments. */
const DECODER_LENGTH = 40;

/** One array of codes a length, filled anew by each call. */
const codesByLength = Array.from({ length: DECODER_LENGTH }, (_, length) =>
  new Array<number>(length).fill(0),
);

/** Returns the bytes from `start` to before `end` as text when all are below 80, else `undefined`. */
export function asciiText(bytes: Uint8Array, start = 0, end = bytes.length): string | undefined {
  const length = end - start;
  const codes = codesByLength[length];
  if (codes === undefined) return longText(bytes, start, end, 0x7f);
  for (let i = 0; i < length; i += 1) {
    const byte = bytes[start + i] as number;
    if (byte > 0x7f) return undefined;
    codes[i] = byte;
  }
  return String.fromCharCode.apply(null, codes);
}

/**
 * Returns the bytes as text when every defined character set reads them alike and they are a single value: below 7E
 * (JIS X 0201 has an overline there), neither a backslash (a yen sign there) nor an escape. Otherwise `undefined`.
 */
export function plainText(bytes: Uint8Array, start: number, end: number): string | undefined {
  const length = end - start;
  const codes = codesByLength[length];
  if (codes === undefined) return longText(bytes, start, end, 0x7d);
  for (let i = 0; i < length; i += 1) {
    const byte = bytes[start + i] as number;
    if (byte > 0x7d || byte === 0x5c || byte === 0x1b) return undefined;
    codes[i] = byte;
  }
  return String.fromCharCode.apply(null, codes);
}

function longText(bytes: Uint8Array, start: number, end: number, highest: number): string | undefined {
  const isPlain = highest < 0x7f;
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i] as number;
    if (byte > highest || (isPlain && (byte === 0x5c || byte === 0x1b))) return undefined;
  }
  return utf8Decoder.decode(bytes.subarray(start, end));
}
