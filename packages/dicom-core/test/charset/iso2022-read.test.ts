/** Text with code extensions as it is read. PS3.5 6.1.2.5. */
import * as assert from "uvu/assert";
import { bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { decodeText, isDicomError, type Vr } from "../../src/index.ts";

const test = testSuite("core/code extensions read");

const JAPANESE = ["", "ISO 2022 IR 87"];
const KATAKANA = ["ISO 2022 IR 13", "ISO 2022 IR 87", "ISO 2022 IR 159"];
const KOREAN = ["", "ISO 2022 IR 149"];
const LATIN_CYRILLIC = ["ISO 2022 IR 100", "ISO 2022 IR 144"];

/** Returns the text and the codes of what was told. */
function decoded(hex: string, terms: readonly string[], vr: Vr = "LO"): [string, string[]] {
  const told: string[] = [];
  const text = decodeText(bytes(hex), terms, vr, { onDiagnostic: ({ code }) => told.push(code) });
  return [text, told];
}

/** What is read, from what, and what is told. */
const READ: [what: string, terms: readonly string[], vr: Vr, hex: string, text: string, told?: string[]][] = [
  ["bytes of delimiters within characters", JAPANESE, "PN", "1b2442 445c 3b5c 3d3d 5e5e 1b2842", "嬬施十湎"],
  ["Latin again behind ^", LATIN_CYRILLIC, "PN", "1b2d4c b6 5e e4", "Ж^ä"],
  ["Latin again behind =", LATIN_CYRILLIC, "PN", "1b2d4c b6 3d e4", "Ж=ä"],
  ["^ and = mean nothing outside PN", LATIN_CYRILLIC, "LO", "1b2d4c b6 5e b6 3d b6", "Ж^Ж=Ж"],
  ["Latin again behind a backslash", LATIN_CYRILLIC, "UC", "1b2d4c b6 5c e4", "Ж\\ä"],
  ["Latin again behind a backslash in SH", LATIN_CYRILLIC, "SH", "1b2d4c b6 5c e4", "Ж\\ä"],
  ["a backslash means nothing in ST", LATIN_CYRILLIC, "ST", "1b2d4c b6 5c b6", "Ж\\Ж"],
  ["a backslash means nothing in LT", LATIN_CYRILLIC, "LT", "1b2d4c b6 5c b6", "Ж\\Ж"],
  ["a backslash means nothing in UT", LATIN_CYRILLIC, "UT", "1b2d4c b6 5c b6", "Ж\\Ж"],
  ["Latin again behind line ends", LATIN_CYRILLIC, "LT", "1b2d4c b6 0d 0a e4 1b2d4c b6 0c e4", "Ж\r\näЖ\fä"],
  ["Latin again behind a tab", LATIN_CYRILLIC, "LT", "1b2d4c b6 09 e4", "Ж\tä"],
  ["yen and overline", KATAKANA, "LT", "5c 7e 1b2842 5c 7e", "¥‾\\~"],
  ["a yen sign that separates values", KATAKANA, "LO", "b1 5c b2", "ｱ\\ｲ"],
  ["katakana beside kanji, each in its half", KATAKANA, "LO", "1b2442 3021 b1 b2 3021 1b284a", "亜ｱｲ亜"],
  ["JIS X 0212", KATAKANA, "LO", "1b242844 3021 1b284a", "丂"],
  ["spaces within a two-byte set", JAPANESE, "LO", "1b2442 3b33 20 4544 1b2842", "山 田"],
  ["Korean without an escape sequence", KOREAN, "LO", "b1e8", "김", ["CHARSET_NOT_DESIGNATED"]],
  ["Korean without one behind ^", KOREAN, "PN", "1b242943 b1e8 5e c3b6", "김^철", ["CHARSET_NOT_DESIGNATED"]],
  ["Korean as the only term", ["ISO 2022 IR 149"], "LO", "b1e8", "김", ["CHARSET_TERM_COMBINATION"]],
  ["a set that is not declared", ["ISO_IR 100"], "LO", "1b2442 3b33 1b2842", "山", ["CHARSET_NOT_DECLARED"]],
  ["a set that is not declared at all", [], "LO", "1b242943 b1e8", "김", ["CHARSET_NOT_DECLARED"]],
  ["an escape sequence cut after ESC", JAPANESE, "LO", "41 1b", "A\uFFFD", ["CHARSET_ESCAPE_UNKNOWN"]],
  ["one cut in half", JAPANESE, "LO", "41 1b24", "A\uFFFD$", ["CHARSET_ESCAPE_UNKNOWN"]],
  ["one cut before its end", KOREAN, "LO", "1b2429 5c 41", "\uFFFD$)\\A", ["CHARSET_ESCAPE_UNKNOWN"]],
  [
    "an unknown one",
    JAPANESE,
    "LO",
    "1b2d5a 41 1b2442 3b33 1b2842",
    "\uFFFD-ZA山",
    ["CHARSET_ESCAPE_UNKNOWN"],
  ],
  [
    "half a character at the end",
    JAPANESE,
    "LO",
    "1b2442 3b33 3b",
    "山\uFFFD",
    ["CHARSET_BYTES", "CHARSET_NOT_RESET"],
  ],
  ["half a character before ESC", JAPANESE, "LO", "1b2442 3b 1b2842 41", "\uFFFDA", ["CHARSET_BYTES"]],
  ["a line end in a two-byte set", JAPANESE, "LT", "1b2442 3b33 0d0a 41", "山\r\nA", ["CHARSET_NOT_RESET"]],
  [
    "a delimiter in a two-byte set",
    JAPANESE,
    "PN",
    "1b2442 3b33 5e 1b2442 4544 1b2842",
    "山^田",
    ["CHARSET_NOT_RESET"],
  ],
  ["a lone trail byte", KOREAN, "LO", "1b242943 b1e8 b1 41", "김\uFFFDA", ["CHARSET_BYTES"]],
  ["a cell that is empty", JAPANESE, "LO", "1b2442 2921 3b33 1b2842", "\uFFFD山", ["CHARSET_BYTES"]],
  ["a character of vendors", JAPANESE, "LO", "1b2442 2d21 1b2842", "①", ["CHARSET_VENDOR_CHARACTER"]],
  ["bytes outside ASCII", [], "LO", "41 e4 42", "A\uFFFDB", ["CHARSET_BYTES"]],
  ["C1 controls in a two-byte set", KOREAN, "LO", "1b242943 85 b1e8", "\uFFFD김", ["CHARSET_BYTES"]],
  [
    "a lead byte of GB18030 before a delimiter",
    ["GB18030"],
    "LO",
    "81 5c 81 ff 41",
    "乗\uFFFD\uFFFDA",
    ["CHARSET_BYTES"],
  ],
  ["a cut four-byte code", ["GB18030"], "LO", "41 81 30 81", "A\uFFFD0\uFFFD", ["CHARSET_BYTES"]],
  ["a cut character of UTF-8", ["ISO_IR 192"], "LO", "e5 b1 41 e4", "\uFFFDA\uFFFD", ["CHARSET_BYTES"]],
  [
    "an escape sequence in UTF-8",
    ["ISO_IR 192"],
    "LO",
    "c3a4 1b2442 3b",
    "ä\uFFFD$B;",
    ["CHARSET_ESCAPE_UNKNOWN"],
  ],
  [
    "an escape sequence in GB18030",
    ["GB18030"],
    "LO",
    "41 1b2842 d6d0",
    "A\uFFFD(B中",
    ["CHARSET_ESCAPE_UNKNOWN"],
  ],
  ["ESC in ASCII text in UTF-8", ["ISO_IR 192"], "LO", "1b", "\uFFFD", ["CHARSET_ESCAPE_UNKNOWN"]],
  [
    "U+FFFD beside a cut character",
    ["ISO_IR 192"],
    "LO",
    "efbfbd efbf 41",
    "\uFFFD\uFFFDA",
    ["CHARSET_BYTES"],
  ],
  ["U+FFFD itself in UTF-8", ["ISO_IR 192"], "LO", "ef bf bd", "\uFFFD"],
  ["U+FFFD itself in GB18030", ["GB18030"], "LO", "84 31 a4 37", "\uFFFD"],
  ["UTF-8 among others", ["ISO_IR 192", "ISO 2022 IR 87"], "LO", "c3 a4", "ä", ["CHARSET_TERM_COMBINATION"]],
  [
    "an unknown term among others",
    ["", "X", "ISO 2022 IR 87"],
    "LO",
    "1b2442 3b33 1b2842",
    "山",
    ["CHARSET_UNKNOWN_TERM"],
  ],
  [
    "terms without code extensions, several",
    ["ISO_IR 100", "ISO_IR 144"],
    "LO",
    "e4 1b2d4c b6",
    "äЖ",
    ["CHARSET_TERM_COMBINATION"],
  ],
];

for (const [what, terms, vr, hex, text, told = []] of READ) {
  test(`reads ${what}`, () => assert.equal(decoded(hex, terms, vr), [text, told]));
}

test("strict reading throws the first problem, with its offset", () => {
  for (const [, terms, vr, hex, , told] of READ) {
    const read = () => decodeText(bytes(hex), terms, vr, { strict: true });
    if (told === undefined) read();
    else assert.throws(read, (error: unknown) => isDicomError(error, told[0]));
  }
  for (const [hex, terms, offset] of [
    ["41 42 1b 24", JAPANESE, 2],
    ["41 42 e5 b1", ["ISO_IR 192"], 2],
    ["ef bf bd ef bf 41", ["ISO_IR 192"], 3],
    ["c3 a4 80 41", ["ISO_IR 192"], 2],
    ["e5 b1 b1 1b", ["ISO_IR 192"], 3],
    ["41 d6 d0 ff", ["GB18030"], 3],
  ] as const) {
    try {
      decodeText(bytes(hex), terms, "LO", { strict: true });
      assert.unreachable();
    } catch (error) {
      assert.is((error as { offsetBytes?: number }).offsetBytes, offset, hex);
    }
  }
});
