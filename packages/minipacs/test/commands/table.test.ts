import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { displayWidth, tableLines } from "../../src/commands/table.ts";

const test = testSuite("minipacs/commands/table");

test("counts the columns of a terminal", () => {
  for (const [text, width] of [
    ["", 0],
    ["Müller^Jörg", 11],
    ["Mu\u0308ller", 6],
    ["山田^太郎", 9],
    ["やまだ", 6],
    ["ﾔﾏﾀﾞ", 4],
    ["金^희중", 7],
    ["ＡＢ", 4],
    ["\u{20bb7}野家", 6],
    ["😀", 2],
    ["a\u200db", 2],
  ] as const) {
    assert.is(displayWidth(text), width, text);
  }
});

test("columns stand below each other whatever is in them", () => {
  assert.equal(
    tableLines([
      ["Name", "Modality", "Date"],
      ["山田^太郎", "CT", "20261129"],
      ["Doe", "MR", ""],
    ]),
    ["Name       Modality  Date", "山田^太郎  CT        20261129", "Doe        MR"],
  );
});
