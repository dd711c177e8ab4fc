import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import * as assert from "uvu/assert";
import { WORDS } from "../packages/dicom-core/src/dictionary/elements.generated.ts";
import { PRIVATE_ROWS } from "../packages/dicom-core/src/dictionary/private.generated.ts";
import { UID_ROWS } from "../packages/dicom-core/src/dictionary/uids.generated.ts";
import { bundleCommand } from "./build-exe/bundle.ts";
import { generateLicences, workspaceFolders } from "./generate-licences.ts";
import { readDictionarySources } from "./licences/foreign-code.ts";
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

/** The files of our builds without a source map: tables alone, and the viewer's worker, which has its map there. */
const UNMAPPED = ["decode-worker.js", "private-dictionary.cjs", "private-dictionary.js"];

const distOf = (folder: string) => repositoryPath(folder, "dist");

/** The scripts of a build. */
function scriptsOf(folder: string): string[] {
  if (!existsSync(distOf(folder))) throw new Error(`${folder} is not built: npm run build`);
  return readdirSync(distOf(folder), { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.c?js$/.test(file),
  );
}

/** The libraries that modules are of. */
function librariesOf(modules: readonly string[]): string[] {
  const names = modules.flatMap(
    (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.slice(1, 2) ?? [],
  );
  return [...new Set(names)].sort();
}

/** The libraries whose code is in a build, by its source maps. */
function builtFrom(folder: string): string[] {
  return librariesOf(
    scriptsOf(folder).flatMap((file): string[] => {
      const map = join(distOf(folder), `${file}.map`);
      if (existsSync(map)) return JSON.parse(readFileSync(map, "utf8")).sources;
      assert.ok(UNMAPPED.includes(basename(file)), `${folder}/dist/${file} has no source map`);
      return [];
    }),
  );
}

const noticeOf = (folder: string) => read(`${folder}/NOTICE.txt`);

test("the notice of a package names the libraries that are in its build, no more and no fewer", () => {
  for (const folder of workspaceFolders()) {
    const named = [...noticeOf(folder).matchAll(/^-{80}\n(\S+) \d[\d.]*\n-{80}$/gm)];
    const built = builtFrom(folder);
    assert.equal(
      named.map(([, name]) => name),
      built,
      folder,
    );
    assert.is(noticeOf(folder).includes("No third-party code is in this package."), built.length === 0);
  }
  assert.ok(builtFrom("packages/minipacs").includes("preact"));
});

test("NOTICE.txt names what the executable is without", async () => {
  const folder = await mkdtemp(join(tmpdir(), "minipacs-bundle-"));
  try {
    // The page is in it as well, and SQLite's native part, which is compiled with node-addon-api.
    const held = [
      ...librariesOf(await bundleCommand(join(folder, "minipacs.cjs"))),
      ...builtFrom("packages/minipacs"),
      "node-addon-api",
    ];
    const names = readLibraries().map(({ name }) => name);
    assert.equal(
      held.filter((name) => !names.includes(name)),
      [],
    );
    const others = names.filter((name) => !held.includes(name));
    assert.ok(read("NOTICE.txt").includes(`all of them, except\n${others.join(" and ")}.\n`), others.join());
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** The longest run of words in a table, which stands nowhere else. */
const longestWords = (table: string) =>
  table.match(/[A-Za-z ]+/g)!.reduce((longest, words) => (words.length > longest.length ? words : longest));

test("whose dictionaries the tables come from stands with each package that holds them, and with no other", () => {
  const marks = [WORDS, UID_ROWS, PRIVATE_ROWS].map(longestWords);
  for (const folder of workspaceFolders()) {
    const texts = scriptsOf(folder).map((file) => readFileSync(join(distOf(folder), file), "utf8"));
    const held = marks.filter((mark) => texts.some((text) => text.includes(mark)));
    const notice = noticeOf(folder);
    const named = [...notice.matchAll(/^-{80}\n(pydicom|DCMTK|GDCM): .*\n-{80}$/gm)].map(([, name]) => name);
    assert.equal(named, folder === "packages/dimse" ? [] : ["pydicom", "DCMTK", "GDCM"]);
    assert.is(held.length, named.length, folder);
  }
  for (const { name, copyrightHolder, text } of readDictionarySources()) {
    for (const holder of copyrightHolder.split(", "))
      assert.match(text, new RegExp(`Copyright \\(c\\).*${holder}`, "i"), name);
    assert.match(
      text,
      /Permission is hereby granted|Redistribution and use in source and binary forms/,
      name,
    );
  }
});
