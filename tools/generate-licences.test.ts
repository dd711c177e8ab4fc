import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { generateLicences, workspaceFolders } from "./generate-licences.ts";
import { readLibraries } from "./licences/libraries.ts";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/generate-licences");
const read = (path: string) => readFileSync(repositoryPath(path), "utf8");

test("licences, notices and the table are what the generator writes", () => {
  const files = generateLicences();
  const stale = [...files].filter(([path, text]) => !existsSync(repositoryPath(path)) || read(path) !== text);
  assert.equal(
    stale.map(([path]) => path),
    [],
    "stale: run npm run generate",
  );
  const expected = [...files.keys()].filter((path) => path.startsWith("licenses/"));
  assert.equal(
    readdirSync(repositoryPath("licenses"))
      .map((name) => `licenses/${name}`)
      .sort(),
    expected.sort(),
  );
});

test("every library names its licence and its holder, and all are free to be passed on", () => {
  const libraries = readLibraries();
  assert.ok(libraries.length > 10);
  for (const { name, license, copyrightHolder } of libraries) {
    assert.ok(["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD"].includes(license), name);
    assert.match(copyrightHolder, /^[A-Z][^\d<>]{3,}$/, name);
  }
  const [version, , text] = read("licenses/nodejs.txt").split("\n");
  assert.is(version, `Node.js ${read(".node-version").trim()}`, "the licence file is of another Node");
  assert.is(text, "Node.js is licensed for use as follows:");
  assert.match(read("licenses/sqlite.txt"), /disclaims copyright[\s\S]*May you do good/);
});

test("all four packages have one version, and need each other in it", () => {
  const packages = workspaceFolders().map((folder) => JSON.parse(read(`${folder}/package.json`)));
  const versions = new Set<string>();
  for (const { version, dependencies, devDependencies } of packages) {
    versions.add(version);
    for (const [name, wanted] of Object.entries({ ...dependencies, ...devDependencies })) {
      if (name.startsWith("@minipacs/")) versions.add(wanted as string);
    }
  }
  assert.is(versions.size, 1, [...versions].join());
  assert.match(read("CHANGELOG.md"), new RegExp(`^## .*${[...versions][0]}`, "m"));
});

/** The libraries whose code is in a build, by its source maps. */
function builtFrom(folder: string): string[] {
  const dist = repositoryPath(folder, "dist");
  if (!existsSync(dist)) throw new Error(`${folder} is not built: npm run build`);
  const names = new Set<string>();
  for (const file of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".map")) continue;
    for (const source of JSON.parse(readFileSync(join(dist, file), "utf8")).sources as string[]) {
      const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source) ?? [];
      if (name !== undefined) names.add(name);
    }
  }
  return [...names].sort();
}

test("the notice of a package names everything that is in its build", () => {
  let count = 0;
  for (const folder of workspaceFolders()) {
    const notice = read(`${folder}/NOTICE.txt`);
    for (const name of builtFrom(folder)) {
      count += 1;
      assert.match(notice, new RegExp(`^-{80}\n${name} \\d`, "m"), folder);
    }
  }
  assert.ok(count >= 5, `only ${count} libraries in builds`);
});
