import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { makeFolder } from "../../src/storage/make-folder.ts";

const test = testSuite("minipacs/make-folder", { timeoutMs: 5000 });
let root = "";

test.before(async () => {
  root = await mkdtemp(join(tmpdir(), "minipacs-folder-"));
});
test.after(() => rm(root, { recursive: true }));

async function codeOf(path: string): Promise<string> {
  return makeFolder(path).then(
    () => "",
    (error: NodeJS.ErrnoException) => error.code ?? "?",
  );
}

test("makes what is missing, also twice and at the same time", async () => {
  const path = join(root, "a/b/c");
  await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(root, "a/b/d"))]);
  await makeFolder(path);
  assert.ok((await stat(path)).isDirectory());
});

test("a file in the way is the system's error", async () => {
  const file = join(root, "file");
  await writeFile(file, "");
  assert.is(await codeOf(file), "EEXIST");
  assert.is(await codeOf(join(file, "below")), "ENOTDIR");
});

test("returns where the system refuses a child of a folder that is there", async () => {
  if (existsSync("/proc/self")) assert.is(await codeOf("/proc/no-such-folder/below"), "ENOENT");
});
