/** Builds text from UTF-16 codes without a string operation for each. */

/** As many arguments as `fromCharCode` takes safely. */
const CHUNK = 4096;
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
    let text = "";
    for (let at = 0; at < this.#length; at += CHUNK) {
      const part = codes.subarray(at, Math.min(at + CHUNK, this.#length));
      text += String.fromCharCode.apply(null, part as unknown as number[]);
    }
    return text;
  }
}
