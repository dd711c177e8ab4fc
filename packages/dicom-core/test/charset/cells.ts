/**
 * Every code of every character set, read and written by the public functions. Bundled for Chromium too, where the
 * tables come from TextDecoder.
 */
import { hexDigits } from "../../../../tools/test/hex.ts";
import { decodeText, encodeText } from "../../src/charset/text-codec.ts";

export interface CodeSpace {
  name: string;
  specificCharacterSet: readonly string[];
  /** Bytes of one character by its number, escape sequence included; `undefined` past the last. */
  bytesOf(cell: number): readonly number[] | undefined;
}

const upperHalf = (registration: number): CodeSpace => ({
  name: `ISO_IR ${registration}`,
  specificCharacterSet: [`ISO_IR ${registration}`],
  bytesOf: (cell) => (cell < 96 ? [0xa0 + cell] : undefined),
});

/** 94 by 94 cells behind an escape sequence, in G0 or G1, with what ends them. */
const double = (registration: number, designation: string, bit: 0 | 0x80, end: string): CodeSpace => ({
  name: `ISO 2022 IR ${registration}`,
  specificCharacterSet: ["", `ISO 2022 IR ${registration}`],
  bytesOf(cell) {
    if (cell >= 94 * 94) return undefined;
    const codes = [0x21 + Math.floor(cell / 94), 0x21 + (cell % 94)].map((code) => code | bit);
    return [...ascii(designation), ...codes, ...ascii(end)];
  },
});

const ascii = (text: string) => Array.from(text, (character) => character.charCodeAt(0));

const twoByte = (term: "GBK" | "GB18030"): CodeSpace => ({
  name: `${term}, two bytes`,
  specificCharacterSet: [term],
  bytesOf: (cell) => (cell < 126 * 191 ? [0x81 + Math.floor(cell / 191), 0x40 + (cell % 191)] : undefined),
});

/** Every code space; `ISO_IR 13` has its lower half too. */
export const CODE_SPACES: readonly CodeSpace[] = [
  ...[100, 101, 109, 110, 144, 127, 126, 138, 148, 203, 166].map(upperHalf),
  {
    name: "ISO_IR 13",
    specificCharacterSet: ["ISO_IR 13"],
    bytesOf: (cell) => (cell < 224 ? [0x20 + cell] : undefined),
  },
  double(87, "\x1b$B", 0, "\x1b(B"),
  double(159, "\x1b$(D", 0, "\x1b(B"),
  double(149, "\x1b$)C", 0x80, ""),
  double(58, "\x1b$)A", 0x80, ""),
  twoByte("GBK"),
  twoByte("GB18030"),
  {
    name: "GB18030, four bytes",
    specificCharacterSet: ["GB18030"],
    bytesOf: (cell) =>
      cell < 39420
        ? [
            0x81 + Math.floor(cell / 12600),
            0x30 + (Math.floor(cell / 1260) % 10),
            0x81 + (Math.floor(cell / 10) % 126),
            0x30 + (cell % 10),
          ]
        : undefined,
  },
];

/** Returns the text of each cell, `""` where it is none or holds U+FFFD. */
export function readCells({ specificCharacterSet, bytesOf }: CodeSpace): string[] {
  const texts: string[] = [];
  for (let cell = 0; ; cell += 1) {
    const bytes = bytesOf(cell);
    if (bytes === undefined) return texts;
    let isWrong = false;
    const text = decodeText(Uint8Array.from(bytes), specificCharacterSet, "LT", {
      onDiagnostic: ({ code }) => {
        if (code === "CHARSET_BYTES") isWrong = true;
      },
    });
    texts.push(isWrong ? "" : text);
  }
}

/** Returns the bytes of each character of the Basic Multilingual Plane in hex, `""` where the set does not hold it. */
export function writeCharacters(specificCharacterSet: readonly string[]): string[] {
  return Array.from({ length: 0x10000 }, (_, code) => writeCharacter(code, specificCharacterSet));
}

function writeCharacter(code: number, specificCharacterSet: readonly string[]): string {
  let isHeld = true;
  const bytes = encodeText(String.fromCharCode(code), specificCharacterSet, "LT", {
    onUnencodable: "replace",
    onDiagnostic: () => {
      isHeld = false;
    },
  });
  return isHeld ? hexDigits(bytes) : "";
}
