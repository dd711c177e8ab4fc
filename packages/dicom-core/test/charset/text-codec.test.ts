import fc from "fast-check";
import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  type Diagnostic,
  decodeText,
  encodeText,
  isDicomError,
  normalizeCharacterSet,
} from "../../src/index.ts";

const test = testSuite("core/text-codec");

/** One name of each set's script with the bytes of the set's own code table. */
const SAMPLES: [term: string, text: string, hex: string][] = [
  ["ISO_IR 100", "Müller", "4d fc 6c 6c 65 72"],
  ["ISO_IR 101", "Wałęsa", "57 61 b3 ea 73 61"],
  ["ISO_IR 109", "ĉaĝo", "e6 61 f8 6f"],
  ["ISO_IR 110", "Ķēniņš", "d3 ba 6e 69 f1 b9"],
  ["ISO_IR 144", "Иванов", "b8 d2 d0 dd de d2"],
  ["ISO_IR 127", "قباني", "e2 c8 c7 e6 ea"],
  ["ISO_IR 126", "Διον", "c4 e9 ef ed"],
  ["ISO_IR 138", "שרון", "f9 f8 e5 ef"],
  ["ISO_IR 148", "Çığ", "c7 fd f0"],
  ["ISO_IR 203", "Œuvre€", "bc 75 76 72 65 a4"],
  ["ISO_IR 166", "นาม", "b9 d2 c1"],
  ["ISO_IR 13", "ﾔﾏﾀﾞ", "d4 cf c0 de"],
  ["ISO_IR 192", "山田", "e5 b1 b1 e7 94 b0"],
  ["GB18030", "王小东", "cd f5 d0 a1 b6 ab"],
  ["GBK", "王小东", "cd f5 d0 a1 b6 ab"],
  ["ISO 2022 IR 100", "Müller", "4d fc 6c 6c 65 72"],
];

for (const [term, text, hex] of SAMPLES) {
  test(`${term} both ways`, () => {
    assert.is(decodeText(bytes(hex), [term], "PN"), text);
    assertBytes(encodeText(text, [term], "PN"), bytes(hex));
  });
}

test("without a term text is ASCII, other bytes become U+FFFD", () => {
  assert.is(decodeText(bytes`4d fc`, [], "LO"), "M\uFFFD");
  assertBytes(encodeText("Mueller", [], "LO"), bytes`4d 75 65 6c 6c 65 72`);
});

test("VRs without a character set stay ASCII", () => {
  assert.is(decodeText(bytes`41 fc`, ["ISO_IR 100"], "CS"), "A\uFFFD");
});

test("ISO 8859-1 keeps the C1 controls that the web's label replaces", () => {
  assert.is(decodeText(bytes`80 9f e4`, ["ISO_IR 100"], "LO"), "\u0080\u009fä");
});

test("JIS X 0201 has yen and overline in place of backslash and tilde", () => {
  assert.is(decodeText(bytes`5c 7e`, ["ISO_IR 13"], "LT"), "¥‾");
  assertBytes(encodeText("¥‾", ["ISO_IR 13"], "LT"), bytes`5c 7e`);
});

test("what a set cannot hold is an error that names set and character", () => {
  assert.throws(
    () => encodeText("Иванов", ["ISO_IR 100"], "PN"),
    (error: Error) =>
      isDicomError(error, "ENCODE_CHARACTER") && /ISO_IR 100 does not hold U\+0418/.test(error.message),
  );
  assert.throws(
    () => encodeText("山", ["ISO_IR 999"], "PN"),
    (error: unknown) => isDicomError(error, "ENCODE_CHARACTER_SET"),
  );
});

test("or a question mark with a diagnostic, when asked for", () => {
  const told: Diagnostic[] = [];
  const out = encodeText("aИ", ["ISO_IR 100"], "PN", {
    onUnencodable: "replace",
    onDiagnostic: (diagnostic) => told.push(diagnostic),
  });
  assertBytes(out, bytes`61 3f`);
  assert.equal(
    told.map(({ code }) => code),
    ["CHARSET_REPLACED"],
  );
});

test("an unknown term is told, its text is read as ASCII", () => {
  const told: string[] = [];
  const onDiagnostic = (diagnostic: Diagnostic) => told.push(diagnostic.code);
  assert.is(decodeText(bytes`41 42`, ["ISO_IR 999"], "LO", { onDiagnostic }), "AB");
  assert.is(decodeText(bytes`41 e4`, ["ISO_IR 999"], "LO", { onDiagnostic }), "A\uFFFD");
  assert.equal(told, ["CHARSET_UNKNOWN_TERM", "CHARSET_UNKNOWN_TERM", "CHARSET_BYTES"]);
});

test("normalises declarations for comparing", () => {
  assert.equal(normalizeCharacterSet("\\ISO 2022 IR 87 "), ["ISO 2022 IR 87"]);
  assert.equal(normalizeCharacterSet(["", "ISO_IR 100"]), ["ISO_IR 100"]);
});

test("what can be encoded comes back, in every set (seeded)", () => {
  const terms = SAMPLES.map(([term]) => term);
  fc.assert(
    fc.property(fc.constantFrom(...terms), fc.string({ unit: "grapheme", maxLength: 30 }), (term, text) => {
      let encoded: Uint8Array;
      try {
        encoded = encodeText(text, [term], "UT");
      } catch (error) {
        return isDicomError(error, "ENCODE_CHARACTER");
      }
      return decodeText(encoded, [term], "UT") === text;
    }),
    { seed: 1, numRuns: 3000 },
  );
});

test("any bytes decode in every set (seeded)", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SAMPLES.map(([term]) => term)),
      fc.uint8Array({ maxLength: 40 }),
      (term, input) => {
        assert.type(decodeText(input, [term], "LT"), "string");
      },
    ),
    { seed: 1, numRuns: 2000 },
  );
});
