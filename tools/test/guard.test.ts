/** The guard itself: what uvu lets pass must fail here. */

import { fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as assert from "uvu/assert";
import { repositoryPath } from "./data.ts";
import { runTool, type ToolResult } from "./foreign-tools.ts";
import { modulePath, SOURCE_OPTIONS } from "./source-process.ts";
import { testSuite } from "./suite.ts";

const test = testSuite("tools/guard", { timeoutMs: 30_000 });
const SUITE = pathToFileURL(modulePath(repositoryPath("tools/test/suite.ts"))).href;
let folder = "";

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), "minipacs-guard-"));
});
test.after(() => rm(folder, { recursive: true }));

const RUNNER = modulePath(repositoryPath("tools/test/run-file.ts"));

async function writeSample(name: string, body: string): Promise<string> {
  const file = join(folder, `${name}.test.mjs`);
  await writeFile(file, `import { testSuite } from "${SUITE}";\n${body}`);
  return file;
}

async function run(body: string, env: Record<string, string> = {}): Promise<ToolResult> {
  const file = await writeSample("sample", body);
  return runTool(process.execPath, [...SOURCE_OPTIONS, RUNNER, file], {
    cwd: repositoryPath(),
    env,
  });
}

test("a suite that passes ends with 0, without run()", async () => {
  const { code, stdout } = await run(`testSuite("a")("b", () => {});`);
  assert.is(code, 0);
  assert.match(stdout, /\(1 \/ 1\)/);
});

test("a failing assertion ends with 1 and names the test", async () => {
  const { code, output } = await run(`testSuite("a")("falls over", () => { throw new Error("why"); });`);
  assert.is(code, 1);
  assert.match(output, /falls over/);
});

test("a file without a suite fails", async () => {
  const { code, output } = await run("void testSuite;");
  assert.is(code, 1);
  assert.match(output, /creates no suite/);
});

test("a suite without a test fails", async () => {
  const { code, output } = await run(`testSuite("empty");`);
  assert.is(code, 1);
  assert.match(output, /ran no test/);
});

test("a test that never settles fails by its time limit", async () => {
  const { code, output } = await run(
    `testSuite("slow", { timeoutMs: 50 })("waits", () => new Promise((done) => setTimeout(done, 1000)));`,
  );
  assert.is(code, 1);
  assert.match(output, /waits: no result after 50 ms/);
});

test("a file that leaves a server open fails and names the resource", async () => {
  const { code, output } = await run(
    `import { createServer } from "node:net";
     testSuite("leak")("listens", () => { createServer().listen(0, "127.0.0.1"); });`,
  );
  assert.is(code, 1);
  assert.match(output, /left open: .*TCPServerWrap/);
});

test("an unhandled rejection fails", async () => {
  const { code, output } = await run(
    `testSuite("floating")("rejects", async () => { Promise.reject(new Error("lost")); });`,
  );
  assert.is(code, 1);
  assert.match(output, /unhandled rejection: Error: lost/);
});

test("a missing tool skips on a user's machine and fails in CI", async () => {
  const body = `testSuite("foreign", { tools: ["no-such-tool"] })("uses it", () => {});`;
  const here = await run(body, { CI: "" });
  assert.is(here.code, 0);
  assert.match(here.output, /skipped: foreign: not installed: no-such-tool/);
  const ci = await run(body, { CI: "true" });
  assert.is(ci.code, 1);
  assert.match(ci.output, /not installed: no-such-tool/);
});

test("absent data skips, and fails where it is required", async () => {
  const body = `testSuite("corpus", { data: true })("reads it", () => {});`;
  const absent = { MINIPACS_DATA: "/no/such/folder", MINIPACS_DATA_REQUIRED: "" };
  assert.is((await run(body, absent)).code, 0);
  assert.is((await run(body, { ...absent, MINIPACS_DATA_REQUIRED: "1" })).code, 1);
});

test("a test that cannot run here is skipped with a line, and counted", async () => {
  const { code, output } = await run(
    `testSuite("where")("opens", () => { throw new Error(); }, { skip: "needs another system" });`,
  );
  assert.is(code, 0, output);
  assert.match(output, /skipped: where: opens: needs another system/);
});

test("only() fails in CI", async () => {
  const body = `testSuite("a").only("b", () => {});`;
  assert.is((await run(body, { CI: "" })).code, 0);
  assert.is((await run(body, { CI: "true" })).code, 1);
});

test("a process runs one file after the other, until one leaves something open", async () => {
  const bodies = [
    `testSuite("a")("b", () => { process.env.MINIPACS_SAMPLE = "1"; process.env.PATH = ""; });`,
    `testSuite("a")("b", () => { if (process.env.MINIPACS_SAMPLE || !process.env.PATH) throw new Error(); });
     testSuite("c")("falls over", () => { throw new Error("why"); });`,
    `Promise.reject(new Error("lost")); testSuite("a")("b", () => {});`,
    `testSuite("a")("b", () => {});`,
    `import { createServer } from "node:net";
     testSuite("leak")("listens", () => { createServer().listen(0, "127.0.0.1"); });`,
  ];
  const child = fork(RUNNER, [], {
    cwd: repositoryPath(),
    execArgv: [...SOURCE_OPTIONS],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const seen: unknown[] = [];
  for (const [index, body] of bodies.entries()) {
    child.send(await writeSample(`sample-${index}`, body));
    const [{ passed, failed, problem, isSpoilt }] = await once(child, "message");
    seen.push([passed, failed, problem?.split(/[\n,]/)[0], isSpoilt]);
  }
  child.send("");
  assert.equal(await once(child, "close"), [0, null]);
  assert.equal(seen, [
    [1, 0, undefined, false],
    [1, 1, undefined, false],
    [1, 0, "unhandled rejection: Error: lost", false],
    [1, 0, undefined, false],
    [1, 0, "left open: TCPServerWrap", true],
  ]);
});

test("a pattern that matches no file fails", async () => {
  const { code, output } = await runTool(
    process.execPath,
    [
      "-e",
      `import("./tools/test/run.mjs").then(async (m) => process.exit((await m.runTests(["no-such-path"])).failed))`,
    ],
    { cwd: repositoryPath() },
  );
  assert.is(code, 1);
  assert.match(output, /no test file matches no-such-path/);
});

test("every test file uses testSuite, none uvu's own suites", async () => {
  const files = ["packages", "tools"]
    .flatMap((folder) =>
      readdirSync(repositoryPath(folder), { recursive: true, encoding: "utf8" }).map((path) =>
        join(folder, path),
      ),
    )
    .filter((path) => /\.test\.[cm]?[jt]sx?$/.test(path) && !/node_modules|dist/.test(path));
  assert.ok(files.length > 0);
  for (const file of files) {
    assert.match(file, /\.test\.ts$/, `${file}: the runner looks for *.test.ts only`);
    const text = await readFile(repositoryPath(file), "utf8");
    assert.match(text, /testSuite\(/, file);
    assert.not.match(text, /^import .* from "uvu";$/m, file);
  }
});
