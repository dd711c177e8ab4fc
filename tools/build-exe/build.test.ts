/** The executable: run from an empty folder on this system; the one for Windows is looked at, not run. */
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { isPageFile } from "../../packages/minipacs/src/http/assets.ts";
import { BuiltServer, originOf, runMinipacs } from "../../packages/minipacs/test/support/built-server.ts";
import { repositoryPath } from "../test/data.ts";
import { runTool } from "../test/foreign-tools.ts";
import { testSuite } from "../test/suite.ts";
import { SEA_FUSE, sqliteAddonPath } from "./build.ts";
import { certificateTable, removeSignature } from "./unsigned.ts";
import { fetchWindowsNode } from "./windows-node.ts";

const test = testSuite("tools/build-exe", { timeoutMs: 200_000 });

const PAGE = repositoryPath("packages/minipacs/dist/ui");
/** In front of a blob: its magic number, and flags that say no warning and assets; no snapshot, no code cache. */
const BLOB_HEAD = Buffer.from("20da430109000000", "hex");

let folder = "";
let executable = "";
/** `undefined` where npm's registry gives no node.exe. */
let windows: Buffer | undefined;

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), "minipacs-executable-"));
  // What is in an executable covers no source.
  delete process.env.NODE_V8_COVERAGE;
  process.env.XDG_CACHE_HOME = join(folder, "cache");
  executable = join(folder, "bin/minipacs");
  const windowsPath = join(folder, "bin/MiniPACS.exe");
  const args = ["run", "--silent", "build:exe", "--", join(folder, "bin")];
  const built = await runTool("npm", args, { cwd: repositoryPath("."), timeoutMs: 190_000 });
  assert.is(built.code, 0, built.output);
  assert.not.match(built.output, /^warning: /m);
  process.stdout.write(built.stderr.replace(/^MiniPACS\.exe is left out/m, "skipped: $&"));
  if (existsSync(windowsPath)) windows = await readFile(windowsPath);
});
test.after(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runMinipacs(args, { cwd: folder, executable });

test("tells version and commands, makes test objects and shows one", async () => {
  const { version } = JSON.parse(await readFile(repositoryPath("packages/minipacs/package.json"), "utf8"));
  assert.is((await run("--version")).stdout, `${version}\n`);
  assert.match((await run("--help")).stdout, /phantom/);
  const made = await run("phantom", "objects", "--kind", "ct", "--count", "2");
  assert.is(made.code, 0, made.output);
  const [name] = (await readdir(join(folder, "objects"), { recursive: true })).filter((path) =>
    path.endsWith(".dcm"),
  );
  assert.match((await run("dump", join("objects", name!))).stdout, /PatientName/);
  const unknown = await run("no-such-command");
  assert.is(unknown.code, 2, unknown.output);
});

test("serves: protocol, index, API and every file of the page, from an empty folder", async () => {
  const args = ["--port", "0", "--http-port", "0", "--data-dir", "data", "--log-format", "json"];
  const server = await BuiltServer.start(args, { cwd: folder, executable });
  try {
    const node = `127.0.0.1:${server.port}`;
    const echo = await run("echo", node);
    assert.is(echo.code, 0, echo.output);
    const store = await run("store", node, "objects");
    assert.is(store.code, 0, store.output);
    assert.ok(existsSync(join(folder, "data/index.sqlite")));
    const origin = originOf(server);
    const studies = (await (await fetch(`${origin}/api/studies`)).json()) as { totalCount: number };
    assert.is(studies.totalCount, 1);
    const names = (await readdir(PAGE)).filter(isPageFile);
    assert.ok(names.length > 4, "the page has chunks");
    for (const name of names) {
      const response = await fetch(`${origin}/${name === "index.html" ? "" : `assets/${name}`}`);
      assert.is(response.status, 200, name);
      const served = Buffer.from(await response.arrayBuffer());
      assert.ok(served.equals(await readFile(join(PAGE, name))), name);
    }
  } finally {
    await server.stop();
  }
  assert.is((await readdir(join(folder, "cache/minipacs"))).length, 1);
});

/** What a PE file says at its beginning. */
function peMachine(file: Buffer): number {
  assert.is(file.toString("latin1", 0, 2), "MZ");
  const header = file.readUInt32LE(0x3c);
  assert.is(file.toString("latin1", header, header + 4), "PE\0\0");
  return file.readUInt16LE(header + 4);
}

test("the signature of node.exe is taken off: its table from the end, and what tells of it", async () => {
  if (windows === undefined) return;
  const node = await readFile(await fetchWindowsNode());
  const { entry, offset, size } = certificateTable(node);
  assert.is.not(size, 0);
  const path = join(folder, "unsigned.exe");
  await writeFile(path, node);
  await removeSignature(path, "win32-x64");
  const unsigned = await readFile(path);
  assert.is(unsigned.length, offset);
  assert.ok(unsigned.equals(node.fill(0, entry, entry + 8).subarray(0, offset)));
});

test("licences lie beside it, and what it is not to be used for", async () => {
  const names = await readdir(join(folder, "bin"));
  for (const name of ["LICENSE", "NOTICE.txt", "licenses"]) assert.ok(names.includes(name), name);
  const readme = await readFile(join(folder, "bin/README.txt"), "utf8");
  assert.match(readme, /^Not a medical device\. .*[\s\S]*data of real\s+patients[\s\S]*\(GDPR\)/m);
  assert.not.match(readme, /[*>[\]]/);
});

test("docs/executable.md tells the sizes, to 5 MiB", async () => {
  const page = await readFile(repositoryPath("docs/executable.md"), "utf8");
  const sizes = [...page.matchAll(/^\| `(\w+)(?:\.exe)?` \| .* \| (\d+) MiB/gm)].map(([, name, told]) => [
    name,
    Number(told),
  ]);
  assert.equal(
    sizes.map(([name]) => name),
    ["minipacs", "MiniPACS"],
  );
  const files = [await readFile(executable), windows];
  for (const [i, [name, told]] of sizes.entries()) {
    const bytes = files[i]?.length;
    if (bytes === undefined) continue;
    assert.ok(Math.abs(bytes / 2 ** 20 - Number(told)) < 5, `${name}: ${bytes / 2 ** 20} MiB`);
  }
});

test("MiniPACS.exe is a 64-bit program for Windows, unsigned, with a blob, its fuse set, and SQLite for Windows", async () => {
  if (windows === undefined) {
    assert.is.not(process.env.CI, "true", "npm's registry gave no node.exe");
    return;
  }
  const AMD64 = 0x8664;
  assert.is(peMachine(windows), AMD64);
  const { offset, size } = certificateTable(windows);
  assert.equal([offset, size], [0, 0]);
  assert.ok(windows.includes(`${SEA_FUSE}:1`));
  assert.is(windows.includes(`${SEA_FUSE}:0`), false);
  assert.ok(windows.includes(Buffer.from("NODE_SEA_BLOB", "utf16le")));
  assert.ok(windows.includes(BLOB_HEAD));
  const addon = await readFile(sqliteAddonPath("win32-x64"));
  assert.is(peMachine(addon), AMD64);
  assert.ok(windows.includes(addon));
  assert.is(windows.includes(await readFile(sqliteAddonPath("linux-x64"))), false);
});
