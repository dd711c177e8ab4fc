import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createPdf } from "../../src/phantom/pdf-document.ts";

const test = testSuite("minipacs/phantom PDF");

const text = new TextDecoder("latin1").decode(createPdf("A (title) \\ é", ["first", "second)"]));

test("the table of offsets points at the objects, and the end at the table", () => {
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
  assert.is(text.slice(start, start + 5), "xref\n");
  const rows = [...text.slice(start).matchAll(/^(\d{10}) (\d{5}) ([nf]) \n/gm)];
  assert.is(rows.length, 7);
  assert.equal(rows[0]?.slice(1), ["0000000000", "65535", "f"]);
  for (const [number, row] of rows.entries()) {
    if (number === 0) continue;
    assert.ok(text.slice(Number(row[1])).startsWith(`${number} 0 obj\n`), `object ${number}`);
  }
  assert.match(text, /^%PDF-1\.4\n/);
  assert.match(text, /trailer\n<< \/Size 7 \/Root 1 0 R \/Info 6 0 R >>/);
});

test("the stream is as long as it says, and text is escaped", () => {
  const [, length, content] = /\/Length (\d+) >>\nstream\n(.*)\nendstream/s.exec(text) ?? [];
  assert.is(content?.length, Number(length));
  assert.ok(text.includes("(A \\(title\\) \\\\ ?) Tj"));
  assert.ok(text.includes("(second\\)) Tj"));
});
