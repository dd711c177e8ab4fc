/** Builds text from UTF-16 codes without a string operation for each. */

/** From this length on a decoder call costs less than passing the codes as arguments. */
const DECODER_LENGTH = 32;
/** Decoders take much longer for each code of a long text. */
const CHUNK = 4096;
/** Codes lie in memory as this machine has them. */
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const decoder = new TextDecoder(isLittleEndian ? "utf-16le" : "utf-16be", { ignoreBOM: true });
/** Reused by all texts up to this length: decoding never calls itself. */
const SHARED = new Uint16Array(1024);

export class Utf16Writer {
  readonly #codes: Uint16Array;
  #length = 0;

  /** Takes at most so many codes. Only one writer may be in use at a time. */
  constructor(maxLength: number) {
    this.#codes = maxLength <= SHARED.length ? SHARED : new Uint16Array(maxLength);
  }

  code(code: number): void {
    this.#codes[this.#length++] = code;
  }

  codePoint(codePoint: number): void {
    if (codePoint < 0x10000) {
      this.code(codePoint);
    } else {
      this.code(0xd800 + ((codePoint - 0x10000) >> 10));
      this.code(0xdc00 + ((codePoint - 0x10000) & 0x3ff));
    }
  }

  finish(): string {
    const codes = this.#codes;
    const end = this.#length;
    if (end < DECODER_LENGTH)
      return String.fromCharCode.apply(null, codes.subarray(0, end) as unknown as number[]);
    let text = "";
    for (let at = 0; at < end; ) {
      let next = Math.min(at + CHUNK, end);
      // Not between the halves of a character.
      if (next < end && ((codes[next - 1] as number) & 0xfc00) === 0xd800) next -= 1;
      text += decoder.decode(codes.subarray(at, next));
      at = next;
    }
    return text;
  }
}
