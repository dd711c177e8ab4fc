import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import type { NamedType } from "./api-doc/named-types.ts";
import { readApiEntries } from "./api-doc/read-exports.ts";
import { generateApiDocs } from "./generate-api-doc.ts";
import { workspaceFolders } from "./generate-licences.ts";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/generate-api-doc", { timeoutMs: 60_000 });

const folders = workspaceFolders();
const byFolder = new Map(folders.map((folder) => [folder, readApiEntries(folder)]));
const entries = [...byFolder.values()].flat();
const entriesOf = (folder: string) => byFolder.get(folder) ?? [];

test("docs/api is what the generator writes", () => {
  const pages = generateApiDocs();
  for (const [path, text] of pages) {
    assert.ok(existsSync(repositoryPath(path)), `${path} is missing: run npm run generate`);
    assert.ok(readFileSync(repositoryPath(path), "utf8") === text, `${path} is stale: run npm run generate`);
  }
  assert.is(readdirSync(repositoryPath("docs/api")).length, pages.size);
});

test("shows what can be imported, and nothing of what is hidden", async () => {
  for (const { specifier, exports } of entries) {
    const values = exports.filter(({ kind }) => kind !== "type" && kind !== "interface");
    const imported = await import(specifier);
    assert.equal(values.map(({ name }) => name).sort(), Object.keys(imported).sort(), specifier);
    for (const { name, declaration } of exports) {
      assert.not.match(declaration, /^ *(?:#\w|private |protected |static #)/m, name);
    }
  }
});

test("every type that a declaration names can be looked up", () => {
  const unknown = folders.flatMap((folder) => {
    const own = entriesOf(folder);
    const names = new Set(own.flatMap(({ exports }) => exports.map(({ name }) => name)));
    const isKnown = ({ name, from }: NamedType) => {
      if (from.startsWith("packages/")) return names.has(name);
      // What is imported from a sibling has to be public there, and not of its `internal`.
      const isSibling = entries.some(({ specifier }) => from.startsWith(specifier));
      const entry = entries.find(({ specifier }) => specifier === from);
      return !isSibling || entry?.exports.some((each) => each.name === name) === true;
    };
    return own.flatMap(({ specifier, exports }) =>
      exports.flatMap(({ name, typesNamed }) =>
        typesNamed.filter((type) => !isKnown(type)).map((type) => `${specifier} ${name}: ${type.name}`),
      ),
    );
  });
  assert.equal(unknown, []);
});

test("every export has a sentence, types too", () => {
  const silent = entries.flatMap(({ exports }) => exports).filter(({ comment }) => comment === "");
  assert.equal(
    silent.map(({ name, file }) => `${file}: ${name}`),
    [],
  );
});

test("a function with overloads shows these, a class no bodies", () => {
  const [main] = entriesOf("packages/dicom-core");
  const dataset = main?.exports.find(({ name }) => name === "Dataset")?.declaration ?? "";
  assert.match(
    dataset,
    /\n {2}get<K extends Keyword>\(key: K\): KeywordTypes\[K\] \| undefined;\n {2}get\(key: ElementKey\): unknown;\n/,
  );
  assert.not.match(dataset, /return /);
});
