import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { findJsonError, positionOf } from "../../src/config/json-position.ts";
import { nearestTo } from "../../src/config/nearest.ts";

const test = testSuite("minipacs/json position");

/** The character that is wrong stands behind a `^`. */
const WRONG = [
  "^",
  "{^",
  "[1,^]",
  '{"a":1,^}',
  "{^a:1}",
  '{"a" ^1}',
  "[1 ^2]",
  "^01",
  "[^1.]",
  "^nul",
  "^'a'",
  "{} ^{}",
  '[^"a\nb"]',
  '[^"\\x"]',
  '{"a":[true,^tru]}',
  "[^-]",
  "[^1e]",
  "[^NaN]",
  '{"a":{}^]',
];
const RIGHT = ["{}", " [ ] ", '{"a":[1,-2.5e+3,"\\u00e4\\n",{"b":null}], "c":false}', "0", '""', "true"];

test("finds the first character that cannot stand where it is, as JSON.parse does", () => {
  for (const marked of WRONG) {
    const text = marked.replace("^", "");
    assert.is(findJsonError(text), marked.indexOf("^"), marked);
    assert.throws(() => JSON.parse(text), undefined, marked);
  }
  for (const text of RIGHT) {
    assert.is(findJsonError(text), undefined, text);
    JSON.parse(text);
  }
});

test("what is cut anywhere is wrong at its end, or at the word that is cut", () => {
  const text = RIGHT[2] as string;
  for (let length = 0; length < text.length; length += 1) {
    const part = text.slice(0, length);
    assert.ok((findJsonError(part) ?? Number.NaN) <= length, part);
  }
});

test("lines and columns count from 1", () => {
  assert.equal(positionOf("", 0), { line: 1, column: 1 });
  assert.equal(positionOf("a\nbc\n", 4), { line: 2, column: 3 });
  assert.equal(positionOf("a\nbc\n", 5), { line: 3, column: 1 });
});

test("the nearest word, whatever its case", () => {
  const words = ["port", "host", "httpPort", "aeTitle"];
  for (const [text, word] of [
    ["prot", "port"],
    ["HOST", "host"],
    ["http_port", "httpPort"],
    ["aetitel", "aeTitle"],
  ]) {
    assert.is(nearestTo(text as string, words), word);
  }
  assert.is(nearestTo("x", []), undefined);
});
