/**
 * Code tables of graphic character sets, made from the platform's legacy codec on first use: one table to read by, and
 * the same turned round to write by, so that both always agree.
 */
import { decodeLegacy } from "#legacy-codec";
import { cellsIn, GB_2312, JIS_X_0208 } from "./repertoires.ts";

/** Encodings that the platforms know by these names (WHATWG). */
export type LegacyLabel =
  | "iso-8859-1"
  | "iso-8859-2"
  | "iso-8859-3"
  | "iso-8859-4"
  | "iso-8859-5"
  | "iso-8859-6"
  | "iso-8859-7"
  | "iso-8859-8"
  | "iso-8859-9"
  | "iso-8859-11"
  | "iso-8859-15"
  | "euc-jp"
  | "euc-kr"
  | "gbk"
  | "gb18030";

export const NO_CHARACTER = 0xfffd;

/** A set of one or two bytes a character, seen in 7 bits. */
export class CodeTable {
  readonly width: 1 | 2;
  /**
   * UTF-16 codes, U+FFFD where there is none: of one byte by its 7 bits (128), of two row by row (94 x 94). Characters
   * that only vendors have are among them.
   */
  readonly characters: Uint16Array;
  /** 1 for the cells of {@link characters} that the set's standard assigns; absent where it assigns all of them. */
  readonly assigned: Uint8Array | undefined;
  #codes: Uint16Array | undefined;

  constructor(width: 1 | 2, characters: Uint16Array, assigned?: Uint8Array) {
    this.width = width;
    this.characters = characters;
    this.assigned = assigned;
  }

  /** Returns the code of a character in 7 bits a byte (`0x21`, `0x3021`), 0 where the set does not hold it. */
  codeOf(codePoint: number): number {
    this.#codes ??= this.#turnedRound();
    return this.#codes[codePoint] ?? 0;
  }

  /** Number of characters that can be written. */
  get size(): number {
    const { characters, assigned } = this;
    const written = characters.filter((code, cell) => code !== NO_CHARACTER && assigned?.[cell] !== 0);
    return new Set(written).size;
  }

  #turnedRound(): Uint16Array {
    const { characters, assigned, width } = this;
    const codes = new Uint16Array(0x10000);
    for (let cell = 0; cell < characters.length; cell += 1) {
      const character = characters[cell] as number;
      if (character === NO_CHARACTER || (assigned !== undefined && assigned[cell] === 0)) continue;
      const code = width === 1 ? cell : ((Math.floor(cell / 94) + 0x21) << 8) | ((cell % 94) + 0x21);
      // Of two cells for one character the first is written.
      if (codes[character] === 0) codes[character] = code;
    }
    return codes;
  }
}

/** Returns ASCII, or ISO-IR 14, which has yen and overline in the places of backslash and tilde. */
export function latinTable(isJapanese = false): CodeTable {
  const characters = new Uint16Array(128).fill(NO_CHARACTER);
  for (let byte = 0x20; byte <= 0x7f; byte += 1) characters[byte] = byte;
  if (isJapanese) {
    characters[0x5c] = 0x00a5;
    characters[0x7e] = 0x203e;
  }
  return new CodeTable(1, characters);
}

/** Returns ISO-IR 13: halfwidth katakana at 21 to 5F. */
export function katakanaTable(): CodeTable {
  const characters = new Uint16Array(128).fill(NO_CHARACTER);
  for (let byte = 0x21; byte <= 0x5f; byte += 1) characters[byte] = 0xff61 + byte - 0x21;
  return new CodeTable(1, characters);
}

/** Returns the upper half (A0 to FF) of an 8-bit encoding. */
export function upperHalfTable(label: LegacyLabel): CodeTable {
  const characters = new Uint16Array(128).fill(NO_CHARACTER);
  for (let byte = 0x20; byte < 0x80; byte += 1) {
    const isLatin1 = label === "iso-8859-1";
    const text = isLatin1
      ? String.fromCharCode(byte | 0x80)
      : decodeLegacy(label, Uint8Array.of(byte | 0x80));
    if (text.length === 1 && !isPrivateUse(text.charCodeAt(0))) characters[byte] = text.charCodeAt(0);
  }
  return new CodeTable(1, characters);
}

/** Returns the 94 by 94 characters that an encoding has at A1A1 to FEFE, behind a lead byte where it needs one. */
export function doubleByteTable(label: LegacyLabel, lead?: number): CodeTable {
  const width = lead === undefined ? 3 : 4;
  // A line feed behind each cell keeps a cell that is not assigned from taking the next one with it.
  const bytes = new Uint8Array(94 * 94 * width);
  for (let cell = 0, at = 0; cell < 94 * 94; cell += 1) {
    if (lead !== undefined) bytes[at++] = lead;
    bytes[at++] = 0xa1 + Math.floor(cell / 94);
    bytes[at++] = 0xa1 + (cell % 94);
    bytes[at++] = 0x0a;
  }
  const characters = new Uint16Array(94 * 94).fill(NO_CHARACTER);
  for (const [cell, text] of decodeLegacy(label, bytes).split("\n").entries()) {
    if (text.length === 1 && !isPrivateUse(text.charCodeAt(0))) characters[cell] = text.charCodeAt(0);
  }
  return new CodeTable(2, characters, lead === undefined ? ASSIGNED[label]?.() : undefined);
}

/** Of encodings whose tables hold vendors' characters too. */
const ASSIGNED: { readonly [label: string]: () => Uint8Array } = {
  "euc-jp": () => cellsIn(JIS_X_0208),
  gb18030: () => cellsIn(GB_2312),
};

function isPrivateUse(code: number): boolean {
  return code >= 0xe000 && code <= 0xf8ff;
}
