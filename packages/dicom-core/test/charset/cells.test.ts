import * as assert from "uvu/assert";
import { hexDigits } from "../../../../tools/test/hex.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { type Diagnostic, decodeText, encodeText } from "../../src/index.ts";
import { CODE_SPACES, type CodeSpace, readCells } from "./cells.ts";

const test = testSuite("core/every cell of every set", { timeoutMs: 60_000 });

/** Number of characters that the standard of each set has. */
const ASSIGNED: Record<string, number> = {
  "ISO_IR 100": 96,
  "ISO_IR 101": 96,
  // Of 96 cells, seven are empty in Latin-3.
  "ISO_IR 109": 89,
  "ISO_IR 110": 96,
  "ISO_IR 144": 96,
  "ISO_IR 127": 51,
  // The editions of 2003 and 1999, which have three and two characters more than the registered ones.
  "ISO_IR 126": 93,
  "ISO_IR 138": 60,
  "ISO_IR 148": 96,
  "ISO_IR 203": 96,
  "ISO_IR 166": 88,
  // 96 below 80, DEL among them, 63 katakana.
  "ISO_IR 13": 159,
  "ISO 2022 IR 87": 6879,
  "ISO 2022 IR 159": 6067,
  // KS X 1001 with the euro and registered signs of 1998.
  "ISO 2022 IR 149": 8226,
  "ISO 2022 IR 58": 7445,
  "GBK, two bytes": 23940,
  "GB18030, two bytes": 23940,
  "GB18030, four bytes": 39420,
};

/** Whether reading tells of a character that only vendors have. */
function isVendors(space: CodeSpace, bytes: Uint8Array): boolean {
  const told: Diagnostic[] = [];
  decodeText(bytes, space.specificCharacterSet, "LT", {
    onDiagnostic: (diagnostic) => told.push(diagnostic),
  });
  return told.some(({ code }) => code === "CHARSET_VENDOR_CHARACTER");
}

for (const space of CODE_SPACES) {
  test(`${space.name}: what is read is written back as the same bytes`, () => {
    const written = new Set<string>();
    let vendorCount = 0;
    let twiceCount = 0;
    for (const [cell, text] of readCells(space).entries()) {
      if (text === "") continue;
      const bytes = Uint8Array.from(space.bytesOf(cell) as number[]);
      assert.is([...text].length, 1, `${hexDigits(bytes)} ${text}`);
      if (isVendors(space, bytes)) {
        vendorCount += 1;
        continue;
      }
      const back = encodeText(text, space.specificCharacterSet, "LT");
      // Of two cells for one character the first one is written.
      if (hexDigits(back) === hexDigits(bytes)) written.add(hexDigits(bytes));
      else if (written.has(hexDigits(back))) twiceCount += 1;
      else assert.is(hexDigits(back), hexDigits(bytes), text);
    }
    process.stdout.write(
      `${space.name}: ${written.size} characters there and back, ${vendorCount} of vendors read only` +
        `${twiceCount > 0 ? `, ${twiceCount} cells a second time` : ""}\n`,
    );
    assert.is(written.size + twiceCount, ASSIGNED[space.name], "characters");
  });
}

test("supplementary planes in GB18030", () => {
  for (let codePoint = 0x10000; codePoint <= 0x10ffff; codePoint += 0x3fb) {
    const text = String.fromCodePoint(codePoint);
    const bytes = encodeText(text, ["GB18030"], "LT");
    assert.is(bytes.length, 4);
    assert.is(decodeText(bytes, ["GB18030"], "LT"), text);
  }
});

test("both Unicode twins of a character are written, as the same bytes", () => {
  for (const [terms, one, other, code] of [
    [["", "ISO 2022 IR 87"], "\u301c", "\uff5e", "2141"],
    [["", "ISO 2022 IR 87"], "\u2016", "\u2225", "2142"],
    [["", "ISO 2022 IR 87"], "\u2212", "\uff0d", "215d"],
    [["", "ISO 2022 IR 87"], "\u00a2", "\uffe0", "2171"],
    [["", "ISO 2022 IR 87"], "\u00a3", "\uffe1", "2172"],
    [["", "ISO 2022 IR 87"], "\u00ac", "\uffe2", "224c"],
    [["", "ISO 2022 IR 87", "ISO 2022 IR 159"], "\u301c", "\uff5e", "2141"],
    [["", "ISO 2022 IR 58"], "\u2014", "\u2015", "a1aa"],
    [["", "ISO 2022 IR 58"], "\u00b7", "\u30fb", "a1a4"],
  ] as const) {
    const bytes = hexDigits(encodeText(one, terms, "LT"));
    assert.is(hexDigits(encodeText(other, terms, "LT")), bytes);
    assert.ok(bytes.includes(code), `${bytes}: ${code}`);
  }
});

test("what platforms write beyond a set is refused", () => {
  for (const [term, text] of [
    ["ISO 2022 IR 87", "①"],
    ["ISO 2022 IR 87", "髙"],
    ["ISO 2022 IR 149", "똠"],
    ["ISO 2022 IR 58", "镕"],
    ["ISO 2022 IR 58", "東"],
    ["GBK", "한"],
    ["GBK", "😀"],
  ] as const) {
    assert.throws(
      () => encodeText(text, ["", term].slice(term === "GBK" ? 1 : 0), "PN"),
      /does not hold/,
      text,
    );
  }
  assert.is(decodeText(encodeText("東", ["GBK"], "PN"), ["GBK"], "PN"), "東");
});
