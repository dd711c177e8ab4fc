/** Short ASCII text from bytes, quickly: one scan, no decoder call and no text built a character at a time. */

const utf8Decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** From this length on a decoder call costs less than passing the codes as arguments. */
const DECODER_LENGTH = 40;

/** One array of codes a length, filled anew by each call. */
const codesByLength = Array.from({ length: DECODER_LENGTH }, (_, length) =>
  new Array<number>(length).fill(0),
);

const ESCAPE = 0x1b;
/** No byte. */
const NONE = 0x100;

/** Returns the bytes as text when all are below 80, else `undefined`. */
export function asciiText(bytes: Uint8Array): string | undefined {
  return textBelow(0x80, bytes, 0, bytes.length, NONE, NONE);
}

/**
 * Returns the bytes as text when every defined character set reads them alike: below 7E (JIS X 0201 has an overline
 * there) and no escape; with `isSingle` no backslash either (a yen sign there). Otherwise `undefined`.
 */
export function plainText(
  bytes: Uint8Array,
  start: number,
  end: number,
  isSingle: boolean,
): string | undefined {
  return textBelow(0x7e, bytes, start, end, ESCAPE, isSingle ? 0x5c : NONE);
}

function textBelow(
  limit: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  refused: number,
  refusedToo: number,
): string | undefined {
  const length = end - start;
  const codes = codesByLength[length];
  for (let i = 0; i < length; i += 1) {
    const byte = bytes[start + i] as number;
    if (byte >= limit || byte === refused || byte === refusedToo) return undefined;
    if (codes !== undefined) codes[i] = byte;
  }
  return codes !== undefined
    ? String.fromCharCode.apply(null, codes)
    : utf8Decoder.decode(bytes.subarray(start, end));
}
