import fc from "fast-check";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createSource } from "../../src/codec/encoding.ts";
import { decodeValues } from "../../src/dataset/decode-values.ts";
// The main entry puts in what decodes text.
import "../../src/index.ts";
import type { PersonName } from "../../src/value/person-name.ts";
import type { Vr } from "../../src/vr/vr-table.ts";

const test = testSuite("core/decode-values");

function decode(
  text: string | Uint8Array,
  vr: Vr,
  terms: readonly string[] = [],
  isLittleEndian = true,
): unknown[] {
  const value = typeof text === "string" ? Uint8Array.from(text, (c) => c.charCodeAt(0)) : text;
  // What lies around the value is not part of it.
  const bytes = new Uint8Array(value.length + 6).fill(0x58);
  bytes.set(value, 3);
  const decoded = decodeValues(createSource(bytes, true, isLittleEndian), 3, 3 + value.length, vr, terms);
  return Array.isArray(decoded) ? decoded : [decoded];
}

test("padding by VR: spaces and NULs at the end, for most VRs spaces before", () => {
  const texts: [Vr, string, unknown[]][] = [
    ["AE", " CT 1 ", ["CT 1"]],
    ["CS", " A\\ B \\\\", ["A", "B", "", ""]],
    ["SH", "  a  ", ["a"]],
    ["LO", " a \\ b ", ["a", "b"]],
    ["UI", "1.2\0", ["1.2"]],
    ["UI", "1.2\\1.3\0", ["1.2", "1.3"]],
    ["DA", "20260101", ["20260101"]],
    ["TM", "10 ", ["10"]],
    ["DT", "2026\\2027 ", ["2026", "2027"]],
    ["UC", " a\\ b ", [" a", " b"]],
    ["ST", "  a\\b  ", ["  a\\b"]],
    ["LT", " a\r\n ", [" a\r\n"]],
    ["UT", "\ta\\ ", ["\ta\\"]],
    ["UR", "http://a/b\\c ", ["http://a/b\\c"]],
    ["LO", "   ", []],
    ["LO", "", []],
    ["ST", "    ", []],
    ["AS", "045Y", ["045Y"]],
  ];
  for (const [vr, text, values] of texts)
    assert.equal(decode(text, vr), values, `${vr} ${JSON.stringify(text)}`);
});

test("text in its character set, ASCII in any", () => {
  assert.equal(decode(Uint8Array.of(0x4d, 0xfc, 0x20), "LO", ["ISO_IR 100"]), ["Mü"]);
  assert.equal(decode(Uint8Array.of(0x4d, 0xc3, 0xbc, 0x5c, 0x61), "LO", ["ISO_IR 192"]), ["Mü", "a"]);
  assert.equal(decode("a~b", "LO", ["ISO_IR 13"]), ["a\u203Eb"]);
  for (const terms of [[], ["ISO_IR 192"], ["", "ISO 2022 IR 87"], ["GB18030"], ["ISO_IR 13"]])
    assert.equal(decode("Doe^Jane", "LO", terms), ["Doe^Jane"]);
});

test("DS and IS are numbers, what is none is NaN", () => {
  const texts: [string, number[]][] = [
    [" 1.50\\-2E1 ", [1.5, -20]],
    ["1\\2\\", [1, 2, Number.NaN]],
    ["1.5 \\ -.25\\+3.\\-0\0", [1.5, -0.25, 3, -0]],
    ["abc", [Number.NaN]],
    ["1\\\\3", [1, Number.NaN, 3]],
    ["-", [Number.NaN]],
    [".", [Number.NaN]],
    ["1 2", [Number.NaN]],
    ["1.2.3", [Number.NaN]],
    ["--1", [Number.NaN]],
    ["0x10", [Number.NaN]],
    ["  ", []],
    ["\\", [Number.NaN, Number.NaN]],
    // More digits than a double holds, or than fit: rounded once.
    ["9007199254740993", [9007199254740992]],
    ["0.30000000000000004", [0.30000000000000004]],
    ["123456789.1234567", [123456789.1234567]],
    ["0.00000000000000000000000000001", [1e-29]],
    ["1e400", [Number.POSITIVE_INFINITY]],
  ];
  for (const [text, numbers] of texts) {
    const decoded = decode(text, "DS");
    assert.is(decoded.length, numbers.length, text);
    for (const [index, number] of numbers.entries()) {
      assert.ok(Object.is(decoded[index], number), `${text}: ${decoded[index]} is not ${number}`);
    }
  }
  assert.equal(decode("007 ", "IS"), [7]);
});

test("decimal numbers are those that Number makes of them", () => {
  const decimal = fc
    .tuple(fc.constantFrom("", "-", "+"), fc.nat(99_999_999), fc.nat(9_999_999), fc.constantFrom("", " "))
    .map(([sign, whole, part, space]) => `${sign}${whole}.${part}${space}`);
  fc.assert(
    fc.property(fc.array(decimal, { minLength: 1, maxLength: 6 }), (texts) => {
      assert.equal(decode(texts.join("\\"), "DS"), texts.map(Number));
    }),
    { seed: 5, numRuns: 2000 },
  );
});

test("person names: groups and components in any number", () => {
  const names: [string, string[][]][] = [
    ["Doe", [["Doe"]]],
    [" Doe ^Jane^A^Dr^Jr^x ", [["Doe", "Jane", "A", "Dr", "Jr^x"]]],
    [
      "A^B=C^D=E^F=G",
      [
        ["A", "B"],
        ["C", "D"],
        ["E", "F=G"],
      ],
    ],
    ["=C", [[], ["C"]]],
    ["==E^^^^e", [[], [], ["E", "", "", "", "e"]]],
  ];
  const parts = ["familyName", "givenName", "middleName", "prefix", "suffix"] as const;
  for (const [text, groups] of names) {
    const [name] = decode(text, "PN") as [PersonName];
    const { alphabetic, ideographic, phonetic } = name;
    for (const [index, group] of [alphabetic, ideographic, phonetic].entries()) {
      const expected = parts.map((_, at) => groups[index]?.[at] ?? "");
      assert.equal(
        parts.map((part) => group[part]),
        expected,
        text,
      );
    }
    assert.is(String(name), text.trim());
  }
});

test("binary numbers in either byte order, without a rest", () => {
  assert.equal(decode(Uint8Array.of(1, 2, 3, 4), "US"), [0x0201, 0x0403]);
  assert.equal(decode(Uint8Array.of(1, 2, 3, 4), "US", [], false), [0x0102, 0x0304]);
  assert.equal(decode(Uint8Array.of(0xff, 0xff, 7), "SS"), [-1]);
  assert.equal(decode(Uint8Array.of(0xfe, 0xff, 0xff, 0xff), "SL"), [-2]);
  assert.equal(decode(Uint8Array.of(0, 0, 0x80, 0x3f), "FL"), [1]);
  assert.equal(decode(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), "SV"), [-1n]);
  assert.equal(decode(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), "UV"), [2n ** 64n - 1n]);
  assert.equal(decode(Uint8Array.of(0x10, 0, 0x20, 0), "AT"), [0x00100020]);
  assert.equal(decode(Uint8Array.of(1), "US"), []);
});

test("bytes are a view", () => {
  const bytes = Uint8Array.of(9, 1, 2, 9);
  const value = decodeValues(createSource(bytes, true, true), 1, 3, "OB", []) as Uint8Array;
  assert.is(value.buffer, bytes.buffer);
  assert.equal([...value], [1, 2]);
});
