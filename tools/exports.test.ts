/** Nothing is exported that no other file needs. */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { filesBelow } from "./documents/code-blocks.ts";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/exports");

const files = ["packages", "tools", "test-vectors"].flatMap((folder) =>
  filesBelow(folder, /\.(tsx?|mjs|html)$/),
);
const texts = new Map(files.map((path) => [path, readFileSync(repositoryPath(path), "utf8")]));

test("every function, class and value that a source exports is named by another file", () => {
  const places = new Map<string, number>();
  for (const text of texts.values()) {
    for (const word of new Set(text.match(/[\w$]+/g))) places.set(word, (places.get(word) ?? 0) + 1);
  }
  const unneeded: string[] = [];
  let count = 0;
  for (const [path, text] of texts) {
    if (!path.includes("/src/") || path.endsWith(".generated.ts")) continue;
    for (const [, name = ""] of text.matchAll(
      /^export (?:async |abstract )*(?:function\*?|class|const) (\w+)/gm,
    )) {
      count += 1;
      if (places.get(name) === 1) unneeded.push(`${path}: ${name}`);
    }
  }
  assert.ok(count > 1000, `${count} exports`);
  assert.equal(unneeded, []);
});
