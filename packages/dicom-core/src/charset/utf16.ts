/** Text from UTF-16 codes without a string operation for each. */

/** From this length on a decoder call costs less than passing the codes as arguments. */
const DECODER_LENGTH = 32;
/** Decoders take much longer for each code of a long text. */
const CHUNK = 4096;
/** Codes lie in memory as this machine has them. */
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const decoder = new TextDecoder(isLittleEndian ? "utf-16le" : "utf-16be", { ignoreBOM: true });
/** Reused by all texts up to this length: decoding never calls itself. */
const SHARED = new Uint16Array(1024);

/** Returns room for so many codes; only until the next call, decoding never calls itself. */
export function utf16Buffer(maxLength: number): Uint16Array {
  return maxLength <= SHARED.length ? SHARED : new Uint16Array(maxLength);
}

/** Returns the first codes of a buffer as text. */
export function utf16Text(codes: Uint16Array, length: number): string {
  if (length < DECODER_LENGTH)
    return String.fromCharCode.apply(null, codes.subarray(0, length) as unknown as number[]);
  let text = "";
  for (let at = 0; at < length; ) {
    let next = Math.min(at + CHUNK, length);
    // Not between the halves of a character.
    if (next < length && ((codes[next - 1] as number) & 0xfc00) === 0xd800) next -= 1;
    text += decoder.decode(codes.subarray(at, next));
    at = next;
  }
  return text;
}
