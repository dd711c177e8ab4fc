/**
 * No source exports what tests alone name; what its own file uses may be exported for a test. Tools and tests export
 * nothing that nobody imports.
 */
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { filesBelow } from "./documents/code-blocks.ts";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/exports");

const files = ["packages", "tools", "test-vectors"].flatMap((folder) =>
  filesBelow(folder, /\.(tsx?|mjs|html)$/),
);
/** Tests and what they stand on. */
const TESTS = /\.test\.ts$|^packages\/[\w-]+\/test\/|^tools\/test\//;
/** Without what only speaks of the code. */
const textOf = (path: string) =>
  readFileSync(repositoryPath(path), "utf8").replace(/^\s*(\/\*\*[\s\S]*?\*\/|\/\/.*)$/gm, "");
const texts = new Map(files.map((path) => [path, textOf(path)]));

/** How often a word stands in all that is no test, and in how many of the files, tests too. */
function countWords(): { uses: Map<string, number>; places: Map<string, number> } {
  const uses = new Map<string, number>();
  const places = new Map<string, number>();
  for (const [path, text] of texts) {
    const words = text.match(/[\w$]+/g) ?? [];
    for (const word of new Set(words)) places.set(word, (places.get(word) ?? 0) + 1);
    if (TESTS.test(path)) continue;
    for (const word of words) uses.set(word, (uses.get(word) ?? 0) + 1);
  }
  return { uses, places };
}

test("what is exported is used, functions, classes and values by another file too", () => {
  const { uses, places } = countWords();
  const unneeded: string[] = [];
  let count = 0;
  for (const [path, text] of texts) {
    if (path.endsWith(".generated.ts")) continue;
    const isSource = path.includes("/src/");
    for (const [, kind = "", name = ""] of text.matchAll(
      /^export (?:async |abstract )*(function\*?|class|const|interface|type) (\w+)/gm,
    )) {
      count += 1;
      // A type may be exported because a declaration of its own file needs it.
      const isType = kind === "interface" || kind === "type";
      const isUnneeded = isSource && uses.get(name) === 1;
      if (isUnneeded || (places.get(name) === 1 && !isType)) unneeded.push(`${path}: ${name}`);
    }
  }
  assert.ok(count > 1000, `${count} exports`);
  assert.equal(unneeded, []);
});

test("what internal.ts of a package names is imported from there", () => {
  for (const folder of ["dicom-core", "dimse"]) {
    const entry = `@minipacs/${folder}/internal`;
    const named = (pattern: RegExp, text: string) =>
      [...text.matchAll(pattern)].flatMap(([, names = ""]) =>
        names.split(",").map((name) => name.trim().replace(/^type /, "")),
      );
    const imported = new Set(
      [...texts.values()].flatMap((text) =>
        named(new RegExp(`import (?:type )?\\{([^}]*)\\} from "${entry}"`, "g"), text),
      ),
    );
    // Those of the transport are for tests of whoever builds on associations.
    const offered = named(
      /export (?:type )?\{([^}]*)\} from "\.\/(?!transport\/)/g,
      texts.get(`packages/${folder}/src/internal.ts`)!,
    );
    assert.ok(offered.length > 1);
    assert.equal(
      offered.filter((name) => !imported.has(name)),
      [],
    );
  }
});
