/** Keeps the documents true: links resolve, named files exist, every error code is listed, snippets type-check. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";
import * as assert from "uvu/assert";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/docs", { timeoutMs: 60_000 });

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(repositoryPath(folder), { recursive: true, encoding: "utf8" })
    .filter((path) => ending.test(path) && !/(^|\/)(node_modules|dist|coverage)\//.test(path))
    .map((path) => join(folder, path));
}

const markdown = [
  "README.md",
  "CHANGELOG.md",
  ...filesBelow("docs", /\.md$/),
  ...filesBelow("packages", /\.md$/),
];
const sources = filesBelow("packages", /\/src\/.*\.tsx?$/);
const read = (path: string) => readFileSync(repositoryPath(path), "utf8");

test("relative links lead somewhere", () => {
  for (const file of markdown) {
    for (const [, target] of read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)/g)) {
      assert.ok(existsSync(resolve(repositoryPath(dirname(file)), target ?? "")), `${file}: ${target}`);
    }
  }
});

test("every source file that a document names exists", () => {
  for (const file of markdown) {
    for (const [, path] of read(file).matchAll(/`((?:packages|tools|docs|test-vectors)\/[\w./-]+\.\w+)`/g)) {
      assert.ok(existsSync(repositoryPath(path ?? "")), `${file}: ${path}`);
    }
  }
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

test("TypeScript snippets of the READMEs and of the pages on use type-check", () => {
  const snippets = new Map<string, string>();
  for (const file of markdown.filter((path) => /README\.md$|^docs\/use-/.test(path))) {
    let count = 0;
    for (const [, code] of read(file).matchAll(/^```ts\n([\s\S]*?)^```$/gm)) {
      count += 1;
      const name = file.replace(/\W/g, "_");
      snippets.set(repositoryPath("packages/minipacs/test", `${name}_${count}.ts`), `${code}\nexport {};\n`);
    }
  }
  assert.ok(snippets.size >= 3);
  const config = ts.readConfigFile(repositoryPath("packages/minipacs/test/tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    config.config,
    ts.sys,
    repositoryPath("packages/minipacs/test"),
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => snippets.has(path) || fileExists(path);
  host.readFile = (path) => snippets.get(path) ?? readFile(path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = snippets.get(path);
    return text === undefined
      ? getSourceFile.call(host, path, target, ...rest)
      : ts.createSourceFile(path, text, target);
  };
  const program = ts.createProgram([...snippets.keys()], options, host);
  const problems = [...snippets.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      (problem) => `${path}: ${ts.flattenDiagnosticMessageText(problem.messageText, "\n")}`,
    );
  });
  assert.equal(problems, []);
});
