/** The page's words: none is left over. That both languages have the same ones is the compiler's to see. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { en } from "../../src/ui/i18n/en/index.ts";

const test = testSuite("minipacs/page words");

const FOLDER = repositoryPath("packages/minipacs/src/ui");

/** A word whose name also stands for something else in the sources is not noticed. */
test("the name of every word stands in a view", () => {
  const sources = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith("i18n"))
    .map((path) => readFileSync(join(FOLDER, path), "utf8"))
    .join("\n");
  const names = Object.entries(en).flatMap(([section, words]) =>
    Object.keys(words).map((name) => [name, `${section}.${name}`] as const),
  );
  assert.ok(names.length > 200, String(names.length));
  const unused = names.filter(([name]) => !new RegExp(`\\b${name}\\b`).test(sources));
  assert.equal(
    unused.map(([, path]) => path),
    [],
  );
});
