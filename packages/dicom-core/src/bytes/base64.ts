/** Base64 with `+`, `/` and padding, without Buffer or btoa. RFC 4648 4. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PADDING = 0x3d;
const NO_DIGIT = 0xff;

/** Two characters for each 12 bits, and six bits for each character; built on first use. */
let pairs: Uint16Array | undefined;
let digits: Uint8Array | undefined;
const decoder = new TextDecoder();

/** Returns the Base64 text of bytes; by the platform's own method where it has one, which is faster. */
export function encodeBase64(bytes: Uint8Array): string {
  const { toBase64 } = bytes as { toBase64?: () => string };
  return toBase64 ? toBase64.call(bytes) : encodeByTable(bytes);
}

function encodeByTable(bytes: Uint8Array): string {
  pairs ??= Uint16Array.from({ length: 4096 }, (_, i) => code(i >> 6) | (code(i & 63) << 8));
  const { length } = bytes;
  const whole = length - (length % 3);
  const out = new Uint8Array(4 * Math.ceil(length / 3));
  let at = 0;
  for (let i = 0; i < whole; i += 3) {
    const middle = bytes[i + 1] as number;
    const first = pairs[((bytes[i] as number) << 4) | (middle >> 4)] as number;
    const second = pairs[((middle & 15) << 8) | (bytes[i + 2] as number)] as number;
    out[at] = first;
    out[at + 1] = first >> 8;
    out[at + 2] = second;
    out[at + 3] = second >> 8;
    at += 4;
  }
  if (whole < length) {
    const hasTwo = length - whole === 2;
    const rest = ((bytes[whole] as number) << 16) | (hasTwo ? (bytes[whole + 1] as number) << 8 : 0);
    out[at] = code(rest >> 18);
    out[at + 1] = code((rest >> 12) & 63);
    out[at + 2] = hasTwo ? code((rest >> 6) & 63) : PADDING;
    out[at + 3] = PADDING;
  }
  return decoder.decode(out);
}

/**
 * Returns the bytes of a Base64 text, `undefined` where it is none: a foreign character (blanks and line ends too),
 * missing or misplaced padding, or bits set beyond the last byte.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const { length } = text;
  if (length % 4 !== 0) return undefined;
  if (length === 0) return new Uint8Array(0);
  digits ??= digitTable();
  const paddingCount =
    text.charCodeAt(length - 1) !== PADDING ? 0 : text.charCodeAt(length - 2) !== PADDING ? 1 : 2;
  const whole = paddingCount === 0 ? length : length - 4;
  const out = new Uint8Array((length / 4) * 3 - paddingCount);
  // Checked once at the end: every digit is below 64, every character within the table.
  let seen = 0;
  let largest = 0;
  let at = 0;
  for (let i = 0; i < whole; i += 4) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    largest |= a | b | c | d;
    const first = digits[a & 0xff] as number;
    const second = digits[b & 0xff] as number;
    const third = digits[c & 0xff] as number;
    const fourth = digits[d & 0xff] as number;
    seen |= first | second | third | fourth;
    out[at] = (first << 2) | (second >> 4);
    out[at + 1] = (second << 4) | (third >> 2);
    out[at + 2] = (third << 6) | fourth;
    at += 3;
  }
  if (paddingCount > 0) {
    const first = digitAt(text, whole);
    const second = digitAt(text, whole + 1);
    const third = paddingCount === 1 ? digitAt(text, whole + 2) : 0;
    seen |= first | second | third;
    if ((paddingCount === 1 ? third & 3 : second & 15) !== 0) return undefined;
    out[at] = (first << 2) | (second >> 4);
    if (paddingCount === 1) out[at + 1] = (second << 4) | (third >> 2);
  }
  return seen > 63 || largest > 0xff ? undefined : out;
}

function digitAt(text: string, index: number): number {
  return (digits as Uint8Array)[text.charCodeAt(index)] ?? NO_DIGIT;
}

function digitTable(): Uint8Array {
  const table = new Uint8Array(256).fill(NO_DIGIT);
  for (let i = 0; i < 64; i += 1) table[code(i)] = i;
  return table;
}

function code(digit: number): number {
  return ALPHABET.charCodeAt(digit);
}
