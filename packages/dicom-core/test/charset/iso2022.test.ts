import fc from "fast-check";
import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { decodeText, encodeText, isDicomError, normalizeCharacterSet, type Vr } from "../../src/index.ts";
import { createRandom } from "../support/random.ts";
import { CODE_SPACES } from "./cells.ts";

const test = testSuite("core/code extensions");

const JAPANESE = ["", "ISO 2022 IR 87"];
const KATAKANA = ["ISO 2022 IR 13", "ISO 2022 IR 87", "ISO 2022 IR 159"];
const KOREAN = ["", "ISO 2022 IR 149"];
const LATIN_CYRILLIC = ["ISO 2022 IR 100", "ISO 2022 IR 144"];
const LATIN_KOREAN = ["ISO 2022 IR 100", "ISO 2022 IR 149"];
const HEBREW_KANJI = ["", "ISO 2022 IR 138", "ISO 2022 IR 87"];
const HEBREW_KANJI_BYTES = "1b2d48 f9 1b2442 3b33 1b2842 1b2d48 f9";

/** What is written, and what shall stand there. */
const WRITTEN: [what: string, terms: readonly string[], vr: Vr, text: string, hex: string][] = [
  [
    "ASCII before ^, = and at the end",
    JAPANESE,
    "PN",
    "山^田=山",
    "1b2442 3b33 1b2842 5e 1b2442 4544 1b2842 3d 1b2442 3b33 1b2842",
  ],
  ["ASCII before a backslash", JAPANESE, "LO", "山\\田", "1b2442 3b33 1b2842 5c 1b2442 4544 1b2842"],
  ["a backslash as text in LT", KOREAN, "LT", "김\\철", "1b242943 b1e8 5c c3b6"],
  [
    "the set anew behind each backslash that separates",
    KOREAN,
    "LO",
    "김\\철",
    "1b242943 b1e8 5c 1b242943 c3b6",
  ],
  ["the set anew on each line", KOREAN, "LT", "김\r\n철", "1b242943 b1e8 0d0a 1b242943 c3b6"],
  ["^ and = as text outside PN", LATIN_CYRILLIC, "LO", "Ж^Ж=", "1b2d4c b6 5e b6 3d 1b2d41"],
  [
    "value 1 again before delimiters",
    LATIN_CYRILLIC,
    "PN",
    "äЖ^Ж=ä",
    "e4 1b2d4c b6 1b2d41 5e 1b2d4c b6 1b2d41 3d e4",
  ],
  ["ISO-IR 14 behind kanji", KATAKANA, "LO", "亜ｱ", "1b2442 3021 1b284a b1"],
  ["a set of G1 anew where another one of G0 came between", HEBREW_KANJI, "LO", "ש山ש", HEBREW_KANJI_BYTES],
  ["Korean at the head of a line", LATIN_KOREAN, "LT", "a김é", "1b242943 61 b1e8 1b2d41 e9"],
  ["Korean behind G1 of value 1", LATIN_KOREAN, "LT", "aé김é", "61 e9 1b242943 b1e8 1b2d41 e9"],
  ["Korean behind it in each part", LATIN_KOREAN, "PN", "é김^é", "e9 1b242943 b1e8 1b2d41 5e e9"],
  ["C1 controls beside a two-byte set", LATIN_KOREAN, "LT", "김\x85", "1b242943 b1e8 85 1b2d41"],
  ["kanji of both planes", KATAKANA, "LO", "亜丂", "1b2442 3021 1b242844 3021 1b284a"],
  ["yen in text", KATAKANA, "LT", "¥‾", "5c 7e"],
  ["yen in a value, as the fullwidth one", KATAKANA, "LO", "¥", "1b2442 216f 1b284a"],
  [
    "a backslash beside ISO-IR 14",
    ["ISO 2022 IR 13", "ISO 2022 IR 6"],
    "LT",
    "ｱ\\~ｲ",
    "b1 1b2842 5c 7e b2 1b284a",
  ],
  ["one term with code extensions", ["ISO 2022 IR 87"], "LO", "山", "1b2442 3b33 1b2842"],
  ["one Korean term", ["ISO 2022 IR 149"], "LO", "a김", "61 b1e8"],
  ["a space between kanji as ASCII", JAPANESE, "LO", "山 田", "1b2442 3b33 1b2842 20 1b2442 4544 1b2842"],
];

for (const [what, terms, vr, text, hex] of WRITTEN) {
  test(`writes ${what}`, () => {
    assertBytes(encodeText(text, terms, vr), bytes(hex));
    assert.is(decodeText(bytes(hex), terms, vr), text.replace(/^¥$/, vr === "LO" ? "￥" : "¥"));
  });
}

test("refuses what would be read as something else", () => {
  for (const [text, terms, vr] of [
    ["\x1b$B", JAPANESE, "LO"],
    ["\x1b", [], "LO"],
    ["\x1b", ["ISO_IR 192"], "LO"],
    ["ä\x1b", ["ISO_IR 192"], "UT"],
    ["中\x1b", ["GB18030"], "LO"],
    ["\\", ["ISO_IR 13"], "LT"],
    ["¥", ["ISO_IR 13"], "LO"],
    ["~", ["ISO_IR 13"], "LO"],
    ["\uD83D", ["ISO_IR 192"], "LO"],
    ["\uD83D", ["GB18030"], "LO"],
    ["\uFFFD", ["ISO_IR 100"], "LO"],
  ] as const) {
    assert.throws(
      () => encodeText(text, terms, vr),
      (error: unknown) => isDicomError(error, "ENCODE_CHARACTER"),
      JSON.stringify(text),
    );
  }
});

test("declarations are compared by what they mean", () => {
  assert.equal(normalizeCharacterSet("UTF-8"), ["ISO_IR 192"]);
  assert.equal(normalizeCharacterSet("ISO_IR 6\\ISO 2022-IR 87"), ["ISO 2022 IR 87"]);
  assert.equal(normalizeCharacterSet("LATIN"), ["LATIN"]);
});

const DECLARATIONS: readonly (readonly string[])[] = [
  JAPANESE,
  KATAKANA,
  KOREAN,
  LATIN_CYRILLIC,
  LATIN_KOREAN,
  ["ISO 2022 IR 148", "ISO 2022 IR 149", "ISO 2022 IR 58", "ISO 2022 IR 87"],
  ["", "ISO 2022 IR 58"],
  [
    "ISO 2022 IR 6",
    "ISO 2022 IR 126",
    "ISO 2022 IR 138",
    "ISO 2022 IR 87",
    "ISO 2022 IR 149",
    "ISO 2022 IR 58",
  ],
  ["ISO 2022 IR 101", "ISO 2022 IR 13", "ISO 2022 IR 166", "ISO 2022 IR 203"],
  ["GB18030"],
  ["GBK"],
  ["ISO_IR 192"],
  [],
];

/** Texts of characters that the sets have, with delimiters. */
const TEXT = fc
  .array(
    fc.oneof(
      fc.constantFrom("\\", "^", "=", "\r\n", "\t", " ", "a", "¥", "~", "\x85"),
      fc.constantFrom(...CODE_SPACES.keys()).chain((index) => {
        const space = CODE_SPACES[index] as (typeof CODE_SPACES)[number];
        return fc
          .nat(
            space.name.includes("four")
              ? 39419
              : space.name.includes("two")
                ? 24065
                : space.name.includes("2022")
                  ? 8835
                  : 95,
          )
          .map((cell) =>
            decodeText(Uint8Array.from(space.bytesOf(cell) ?? []), space.specificCharacterSet, "LT"),
          );
      }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

test("what can be written comes back, in every declaration and VR (seeded)", () => {
  let writtenCount = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...DECLARATIONS),
      fc.constantFrom<Vr>("PN", "LO", "UC", "LT", "UT"),
      TEXT,
      (terms, vr, text) => {
        let encoded: Uint8Array;
        try {
          encoded = encodeText(text, terms, vr);
        } catch (error) {
          return isDicomError(error, "ENCODE_CHARACTER");
        }
        writtenCount += 1;
        const told: string[] = [];
        const back = decodeText(encoded, terms, vr, { onDiagnostic: ({ code }) => told.push(code) });
        // A twin may come back for the other; written again it gives the same bytes.
        assert.equal(told, []);
        assertBytes(encodeText(back, terms, vr), encoded);
        return back.length === text.length;
      },
    ),
    { seed: 4, numRuns: 4000 },
  );
  assert.ok(writtenCount > 500, `${writtenCount}`);
});

test("replacing writes every text, and tells each loss", () => {
  fc.assert(
    fc.property(fc.constantFrom(...DECLARATIONS), TEXT, (terms, text) => {
      let count = 0;
      const encoded = encodeText(text, terms, "LT", {
        onUnencodable: "replace",
        onDiagnostic: ({ code }) => {
          if (code === "CHARSET_REPLACED") count += 1;
        },
      });
      const back = decodeText(encoded, terms, "LT");
      return (
        [...back].length === [...text].length && (count > 0 || !back.includes("?") || text.includes("?"))
      );
    }),
    { seed: 5, numRuns: 2000 },
  );
});

const MUTATION_COUNT = 100_000;

test(`${MUTATION_COUNT} mutations: text, never a foreign error, never a lost remainder`, () => {
  const seeds = WRITTEN.map(([, terms, vr, , hex]) => ({ terms, vr, input: bytes(hex) }));
  for (const terms of DECLARATIONS)
    seeds.push({ terms, vr: "PN", input: bytes`41 5e b1 e8 81 30 81 30 3d e5 b1 b1` });
  const { below } = createRandom(4);
  const startedMs = performance.now();
  const options = { onDiagnostic: ({ code }: { code: string }) => assert.match(code, /^CHARSET_/) };
  for (let run = 0; run < MUTATION_COUNT; run += 1) {
    const { terms, vr, input } = seeds[run % seeds.length] as (typeof seeds)[number];
    const mutated = Uint8Array.from([
      ...input.subarray(0, 1 + below(input.length)),
      0x1b,
      0x28,
      0x42,
      0x0a,
      0x45,
      0x4e,
      0x44,
    ]);
    for (let count = below(4); count > 0; count -= 1) mutated[below(mutated.length - 7)] = below(256);
    const text = decodeText(mutated, terms, vr, options);
    // A marker behind a line end is read whatever stands before it.
    if (!text.endsWith("END")) assert.unreachable(`${terms.join("\\")} ${vr}: ${mutated}`);
  }
  assert.ok(performance.now() - startedMs < 15_000, "no hang");
});

test(`${MUTATION_COUNT} mutations of a line, strict too: the lines around it are read to the last character`, () => {
  const { below } = createRandom(9);
  const lines = WRITTEN.map(([, terms, vr, , hex]) => ({ terms, vr, line: bytes(hex) }));
  for (const terms of [["ISO_IR 192"], ["GB18030"], ["GBK"]])
    lines.push({ terms, vr: "PN", line: encodeText("Wang^小=王^东A", terms, "PN") });
  let refusedCount = 0;
  for (let run = 0; run < MUTATION_COUNT; run += 1) {
    const { terms, vr, line } = lines[run % lines.length] as (typeof lines)[number];
    const at = below(line.length);
    // Bytes overwritten, or the rest cut off: within an escape sequence and within a character too.
    const damaged = below(4) === 0 ? line.slice(0, at) : line.slice();
    if (at < damaged.length) damaged[at] = below(256);
    if (below(2) === 0 && at + 1 < damaged.length) damaged[at + 1] = below(256);
    const input = Uint8Array.of(...line, 0x0d, 0x0a, ...damaged, 0x0d, 0x0a, ...line);
    const clean = decodeText(line, terms, vr);
    const text = decodeText(input, terms, vr);
    const what = `${terms.join("\\")} ${vr}: ${damaged}`;
    if (!text.startsWith(`${clean}\r\n`) || !text.endsWith(`\r\n${clean}`)) assert.unreachable(what);
    try {
      assert.is(decodeText(input, terms, vr, { strict: true }), text);
    } catch (error) {
      const { name, code, offsetBytes } = error as { name: string; code: string; offsetBytes: number };
      if (name !== "DecodeError" || !code.startsWith("CHARSET_")) throw error;
      if (code.startsWith("CHARSET_TERM_")) continue;
      refusedCount += 1;
      // A two-byte set that is not ended is told at the line end behind it.
      const isInLine = offsetBytes >= line.length + 2 && offsetBytes <= line.length + 2 + damaged.length;
      if (!isInLine) assert.unreachable(`${what} at ${offsetBytes}`);
    }
  }
  assert.ok(refusedCount > MUTATION_COUNT / 20, `${refusedCount} refused`);
});
