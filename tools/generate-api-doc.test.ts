import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { readApiEntries } from "./api-doc/read-exports.ts";
import { generateApiDocs } from "./generate-api-doc.ts";
import { workspaceFolders } from "./generate-licences.ts";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/generate-api-doc", { timeoutMs: 60_000 });

test("docs/api is what the generator writes", () => {
  const pages = generateApiDocs();
  for (const [path, text] of pages) {
    assert.ok(existsSync(repositoryPath(path)), `${path} is missing: run npm run generate`);
    assert.ok(readFileSync(repositoryPath(path), "utf8") === text, `${path} is stale: run npm run generate`);
  }
  assert.is(readdirSync(repositoryPath("docs/api")).length, pages.size);
});

test("shows what can be imported, and nothing of what is hidden", async () => {
  const [main] = readApiEntries("packages/dimse");
  const values = main?.exports.filter(({ kind }) => kind !== "type" && kind !== "interface") ?? [];
  const imported = await import("../packages/dimse/src/index.ts");
  assert.equal(values.map(({ name }) => name).sort(), Object.keys(imported).sort());
  for (const { name, declaration } of main?.exports ?? []) {
    assert.not.match(declaration, /^ *(?:#\w|private |static #)/m, name);
  }
});

test("every export has a sentence, types too", () => {
  const entries = workspaceFolders().flatMap((folder) => readApiEntries(folder));
  const silent = entries.flatMap(({ exports }) => exports).filter(({ comment }) => comment === "");
  assert.equal(
    silent.map(({ name, file }) => `${file}: ${name}`),
    [],
  );
});

test("a function with overloads shows these, a class no bodies", () => {
  const [main] = readApiEntries("packages/dicom-core");
  const dataset = main?.exports.find(({ name }) => name === "Dataset")?.declaration ?? "";
  assert.match(
    dataset,
    /\n {2}get<K extends Keyword>\(key: K\): KeywordTypes\[K\] \| undefined;\n {2}get\(key: ElementKey\): unknown;\n/,
  );
  assert.not.match(dataset, /return /);
});
