/** Keeps the documents true: links resolve, named files exist, error codes are listed, a test looks at each block of code. */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { codeBlocks, DOCUMENTS, filesBelow } from "./documents/code-blocks.ts";
import { INLINE_COMMANDS, PROGRAMS } from "./documents/inline-commands.ts";
import { OTHER_BLOCKS } from "./documents/other-blocks.ts";
import { PAGES } from "./documents/pages.ts";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/docs", { timeoutMs: 60_000 });

const sources = filesBelow("packages", /\/src\/.*\.tsx?$/);
const read = (path: string) => readFileSync(repositoryPath(path), "utf8");

test("links within the repository lead somewhere, down to the heading", () => {
  let anchorCount = 0;
  for (const file of DOCUMENTS) {
    for (const [, path = "", anchor] of read(file).matchAll(
      /\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]*))?\)/g,
    )) {
      const target = path === "" ? file : join(dirname(file), path);
      assert.ok(existsSync(repositoryPath(target)), `${file}: ${path}`);
      if (anchor === undefined) continue;
      anchorCount += 1;
      assert.ok(anchorsOf(target).has(anchor), `${file}: ${path}#${anchor}`);
    }
  }
  assert.ok(anchorCount > 500, `${anchorCount} anchors`);
});

const anchors = new Map<string, Set<string>>();

/** What a page's headings are linked by: in small letters, dashes for blanks, numbered where they come again. */
function anchorsOf(page: string): Set<string> {
  const known = anchors.get(page);
  if (known) return known;
  const found = new Set<string>();
  for (const [, heading = ""] of read(page)
    .replace(/^```[\s\S]*?^```$/gm, "")
    .matchAll(/^#+ (.*)$/gm)) {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-");
    let unique = anchor;
    for (let i = 1; found.has(unique); i += 1) unique = `${anchor}-${i}`;
    found.add(unique);
  }
  anchors.set(page, found);
  return found;
}

test("README.md says all that it is not to be used for, the packages' READMEs in short", () => {
  const quoteOf = (file: string) => [...read(file).matchAll(/^> (.*)$/gm)].map(([, line]) => line).join(" ");
  for (const words of [
    /not a certified medical device/i,
    /neither CE-marked nor certified under the MDR/,
    /not use it in live clinical environments, for diagnosis or for patient care/,
    /not put data of real patients into it: only anonymised or synthetic data/,
    /\(GDPR\)/,
  ]) {
    assert.match(quoteOf("README.md"), words);
  }
  for (const file of DOCUMENTS.filter((path) => path.startsWith("packages/"))) {
    for (const words of [
      /Not a certified medical device, not CE-marked or MDR-certified/,
      /not for live clinical environments or patient care/,
      /Only anonymised or synthetic data, never that of real patients \(GDPR\)/,
    ]) {
      assert.match(quoteOf(file), words, file);
    }
  }
});

test("every source file that a document names exists", () => {
  for (const file of DOCUMENTS) {
    for (const [, path] of read(file).matchAll(/`((?:packages|tools|docs|test-vectors)\/[\w./-]+\.\w+)`/g)) {
      assert.ok(existsSync(repositoryPath(path ?? "")), `${file}: ${path}`);
    }
  }
});

/** Text of a line in backquotes, blocks left out. */
const inlineCode = (file: string) =>
  [
    ...read(file)
      .replace(/^```[\s\S]*?^```$/gm, "")
      .matchAll(/`([^`\n]+)`/g),
  ].map(([, code = ""]) => code);

test("every script, and every path below tools, that a document names in its text exists", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const [named, paths] = [new Set<string>(), new Set<string>()];
  for (const code of DOCUMENTS.flatMap(inlineCode)) {
    for (const [, script = ""] of code.matchAll(/\bnpm run ([\w:-]+)/g)) named.add(script);
    for (const [path] of code.matchAll(/(?<![\w./-])tools\/[\w./-]+/g)) paths.add(path);
  }
  assert.ok(named.size >= 6 && paths.size >= 10, `${[...named]} ${[...paths]}`);
  assert.equal(
    [
      ...[...named].filter((script) => !Object.hasOwn(scripts, script)),
      ...[...paths].filter((path) => !existsSync(repositoryPath(path))),
    ],
    [],
  );
});

test("the Dockerfile names pages, scripts, options and commands that exist", () => {
  const text = read("Dockerfile");
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const each = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);
  const paths = each(/\b((?:docs|tools|packages)\/[\w./-]+)/g);
  assert.equal(paths, ["docs/use-in-ci.md"]);
  for (const path of paths) assert.ok(existsSync(repositoryPath(path)), path);
  assert.equal(
    each(/\bnpm run ([\w:-]+)/g).filter((script) => !Object.hasOwn(scripts, script)),
    [],
  );
  const commands = each(/"minipacs", "([a-z]+)"/g);
  assert.equal(commands, ["echo"]);
  for (const name of commands) assert.ok(read("README.md").includes(`\`minipacs ${name} `), name);
  const options = each(/^(?:ENTRYPOINT|CMD) .*"(--[a-z-]+)"/gm);
  assert.equal(options, ["--data-dir", "--headless"]);
  for (const option of options) assert.ok(read("docs/configuration.md").includes(`\`${option}`), option);
});

test("docs/decisions/README.md lists every decision by its heading, which begins with its number", () => {
  const pages = filesBelow("docs/decisions", /^\d.*\.md$/);
  assert.ok(pages.length >= 18);
  const listed = pages.map((page) => {
    const [heading = ""] = read(page).split("\n", 1);
    assert.ok(heading.startsWith(`# ${basename(page).slice(0, 4)} `), page);
    return `- [${heading.slice(2)}](${basename(page)})`;
  });
  assert.equal(
    read("docs/decisions/README.md")
      .split("\n")
      .filter((line) => line.startsWith("- ")),
    listed,
  );
});

/** Every code begins with one of these and stands as a string of its own in the source. */
const CODE =
  /"((?:ARG|ASSOC|CHARSET|CLI|COMMAND|CONFIG|DATASET|DICOMDIR|DIMSE|DISPLAY|ENCODE|FILE|FSM|HANDLER|HTTP|INDEX|JSON|LIMIT|MESSAGE|MPPS|PDU|PDV|PIXEL|RECORDS|RELEASE|SOURCE|STATE|STORE|TIMEOUT|TRACE|TRANSPORT|UNSUPPORTED|VIEWER|WORKLIST)(?:_[A-Z0-9]+)+|TIMEOUT)"/g;

test("docs/errors.md lists every code, and only codes that exist", () => {
  const inCode = new Set<string>();
  for (const file of sources.filter((path) => !path.endsWith(".generated.ts"))) {
    for (const [, code] of read(file).matchAll(CODE)) inCode.add(code ?? "");
  }
  const listed = new Set(
    [...read("docs/errors.md").matchAll(/^\| `([A-Z0-9_]+)`/gm)].map((match) => match[1] ?? ""),
  );
  assert.ok(inCode.size > 60, `only ${inCode.size} codes found`);
  const missing = [...inCode].filter((code) => !listed.has(code)).sort();
  const stale = [...listed].filter((code) => !inCode.has(code)).sort();
  assert.equal({ missing, stale }, { missing: [], stale: [] });
});

/** Pages that are written by a generator from what is in the sources. */
const GENERATED = /^docs\/api\//;

test("a test runs or reads every block of code, or a reason says why it is only shown", () => {
  for (const page of DOCUMENTS.filter((path) => !GENERATED.test(path))) {
    const languages = codeBlocks(page).map(({ language }) => language);
    const others = languages.filter((language) => language !== "ts");
    assert.equal(
      others,
      (OTHER_BLOCKS[page] ?? []).map(({ language }) => language),
      page,
    );
    assert.is(languages.length - others.length, PAGES[page]?.outputs.length ?? 0, page);
  }
  const listed = [...Object.keys(PAGES), ...Object.keys(OTHER_BLOCKS)];
  assert.equal(
    listed.filter((page) => !DOCUMENTS.includes(page)),
    [],
  );
});

test("a command line within a text is run by a test, or is said why not", () => {
  const pages = DOCUMENTS.filter((page) => !/^docs\/(?:decisions|api)\//.test(page));
  const lines = new Set(pages.flatMap(inlineCode).filter((code) => PROGRAMS.test(code)));
  const known = [...lines].map((code) => INLINE_COMMANDS.find(({ line }) => line.test(code)));
  assert.equal(
    [...lines].filter((_, index) => known[index] === undefined),
    [],
  );
  for (const entry of INLINE_COMMANDS) {
    assert.ok(known.includes(entry), `no line is ${entry.line}`);
    assert.ok(
      entry.test === undefined ? entry.shown : existsSync(repositoryPath(entry.test)),
      `${entry.line}`,
    );
  }
});

test("the tests that are said to look at blocks exist and name the page", () => {
  for (const [page, blocks] of Object.entries(OTHER_BLOCKS)) {
    for (const { test: path, shown } of blocks) {
      if (path === undefined) assert.ok(shown, page);
      else {
        const name = page.startsWith("packages/") ? page : basename(page);
        // In a string, with which it is read: a comment does not look at it.
        const strings = read(path).match(/(["`])(?:(?!\1).)*\1/g) ?? [];
        assert.ok(
          strings.some((text) => text.includes(name)),
          `${path}: ${page}`,
        );
      }
    }
  }
});
