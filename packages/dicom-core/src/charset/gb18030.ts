/** GB18030 and GBK both ways, by tables made from the platform's codec on first use. PS3.5 Annex J. */
import { decodeLegacy } from "#legacy-codec";
import { NO_CHARACTER } from "./code-table.ts";
import type { Problems } from "./problems.ts";
import { utf16Buffer, utf16Text } from "./utf16.ts";

export type GbLabel = "gb18030" | "gbk";

/** Lead bytes 81 to FE, trail bytes 40 to FE. */
const TRAILS = 0xfe - 0x40 + 1;
/** Four-byte codes of the Basic Multilingual Plane: 81308130 to 8431A439. */
const BMP_COUNT = 39420;
/** Linear number of 90308130, which is U+10000. */
const SUPPLEMENTARY = 189000;

/** Characters of two bytes, lead by lead. */
class TwoByteTable {
  readonly characters: Uint16Array;
  #codes: Uint16Array | undefined;

  constructor(label: GbLabel) {
    const bytes = new Uint8Array((0xfe - 0x81 + 1) * TRAILS * 3);
    for (let lead = 0x81, at = 0; lead <= 0xfe; lead += 1) {
      for (let trail = 0x40; trail <= 0xfe; trail += 1, at += 3) {
        bytes[at] = lead;
        bytes[at + 1] = trail;
        bytes[at + 2] = 0x0a;
      }
    }
    const texts = decodeLegacy(label, bytes).split("\n");
    this.characters = Uint16Array.from({ length: texts.length - 1 }, (_, cell) => {
      const text = texts[cell] as string;
      return text.length === 1 ? text.charCodeAt(0) : NO_CHARACTER;
    });
  }

  /** Returns lead and trail as one number, 0 where there is none. */
  codeOf(codePoint: number): number {
    if (this.#codes === undefined) {
      const codes = new Uint16Array(0x10000);
      for (const [cell, character] of this.characters.entries()) {
        if (character === NO_CHARACTER || codes[character] !== 0) continue;
        codes[character] = ((0x81 + Math.floor(cell / TRAILS)) << 8) | (0x40 + (cell % TRAILS));
      }
      this.#codes = codes;
    }
    return this.#codes[codePoint] ?? 0;
  }
}

const twoByteTables = new Map<GbLabel, TwoByteTable>();

function twoBytes(label: GbLabel): TwoByteTable {
  let table = twoByteTables.get(label);
  if (table === undefined) {
    table = new TwoByteTable(label);
    twoByteTables.set(label, table);
  }
  return table;
}

/** Characters by linear number of their four-byte code, and back (number plus one). */
let fourByteCharacters: Uint16Array | undefined;
let fourByteNumbers: Uint16Array | undefined;

function fourByteTable(): Uint16Array {
  if (fourByteCharacters === undefined) {
    const bytes = new Uint8Array(BMP_COUNT * 5);
    for (let number = 0; number < BMP_COUNT; number += 1) {
      bytes.set(fourBytes(number), number * 5);
      bytes[number * 5 + 4] = 0x0a;
    }
    const texts = decodeLegacy("gb18030", bytes).split("\n");
    fourByteCharacters = Uint16Array.from({ length: BMP_COUNT }, (_, number) => {
      const text = texts[number] as string;
      return text.length === 1 ? text.charCodeAt(0) : NO_CHARACTER;
    });
  }
  return fourByteCharacters;
}

function fourByteNumber(codePoint: number): number | undefined {
  if (codePoint >= 0x10000) return SUPPLEMENTARY + codePoint - 0x10000;
  if (fourByteNumbers === undefined) {
    fourByteNumbers = new Uint16Array(0x10000);
    for (const [number, character] of fourByteTable().entries()) {
      if (fourByteNumbers[character] === 0) fourByteNumbers[character] = number + 1;
    }
  }
  const found = fourByteNumbers[codePoint] as number;
  return found === 0 ? undefined : found - 1;
}

function fourBytes(number: number): [number, number, number, number] {
  return [
    0x81 + Math.floor(number / 12600),
    0x30 + (Math.floor(number / 1260) % 10),
    0x81 + (Math.floor(number / 10) % 126),
    0x30 + (number % 10),
  ];
}

/** Returns the text; what cannot be read becomes U+FFFD, and the byte behind it is read on. */
export function decodeGb(label: GbLabel, bytes: Uint8Array, problems: Problems): string {
  const { characters } = twoBytes(label);
  const end = bytes.length;
  const out = utf16Buffer(end);
  let length = 0;
  let at = 0;
  while (at < end) {
    const lead = bytes[at] as number;
    if (lead < 0x80) {
      out[length++] = lead;
      at += 1;
      continue;
    }
    const trail = at + 1 < end ? (bytes[at + 1] as number) : 0;
    if (lead > 0x80 && lead < 0xff) {
      if (trail >= 0x40 && trail < 0xff && trail !== 0x7f) {
        const code = characters[(lead - 0x81) * TRAILS + trail - 0x40] as number;
        if (code === NO_CHARACTER) problems.note("CHARSET_BYTES", at);
        out[length++] = code;
        // A trail byte of ASCII may be a delimiter: it is not taken along with a lead byte that is wrong.
        at += code === NO_CHARACTER && trail < 0x80 ? 1 : 2;
        continue;
      }
      const codePoint = label === "gb18030" ? fourByteCodePoint(bytes, at, end) : NO_CHARACTER;
      if (codePoint !== NO_CHARACTER) {
        if (codePoint >= 0x10000) out[length++] = 0xd7c0 + (codePoint >> 10);
        out[length++] = codePoint < 0x10000 ? codePoint : 0xdc00 | (codePoint & 0x3ff);
        at += 4;
        continue;
      }
      if (label === "gb18030" && isReplacementCharacter(bytes, at)) {
        out[length++] = NO_CHARACTER;
        at += 4;
        continue;
      }
    }
    problems.note("CHARSET_BYTES", at);
    out[length++] = NO_CHARACTER;
    at += 1;
  }
  return utf16Text(out, length);
}

/** Returns U+FFFD where there is no four-byte code. */
function fourByteCodePoint(bytes: Uint8Array, at: number, end: number): number {
  if (at + 3 >= end) return NO_CHARACTER;
  const [a, b, c, d] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]] as [
    number,
    number,
    number,
    number,
  ];
  if (b < 0x30 || b > 0x39 || c < 0x81 || c > 0xfe || d < 0x30 || d > 0x39) return NO_CHARACTER;
  const number = (((a - 0x81) * 10 + b - 0x30) * 126 + c - 0x81) * 10 + d - 0x30;
  if (number < BMP_COUNT) return fourByteTable()[number] as number;
  const codePoint = number - SUPPLEMENTARY + 0x10000;
  return codePoint >= 0x10000 && codePoint <= 0x10ffff ? codePoint : NO_CHARACTER;
}

/** 8431A437 is the character U+FFFD itself. */
function isReplacementCharacter(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x84 && bytes[at + 1] === 0x31 && bytes[at + 2] === 0xa4 && bytes[at + 3] === 0x37;
}

/** Appends the bytes of a character; tells whether the set holds it. */
export function encodeGb(label: GbLabel, codePoint: number, out: number[]): boolean {
  if (codePoint < 0x80) {
    out.push(codePoint);
    return true;
  }
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return false;
  const code = twoBytes(label).codeOf(codePoint);
  if (code !== 0) {
    out.push(code >> 8, code & 0xff);
    return true;
  }
  const number = label === "gb18030" ? fourByteNumber(codePoint) : undefined;
  if (number === undefined) return false;
  out.push(...fourBytes(number));
  return true;
}
