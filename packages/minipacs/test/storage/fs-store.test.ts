import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { FsStore } from "../../src/storage/fs-store.ts";
import { rejection } from "../support/rejection.ts";
import { withFolder } from "../support/temporary-folder.ts";
import { brokenObject, objectOf, testObjectStore } from "./object-store-contract.ts";

const test = testSuite("minipacs/fs store");

testObjectStore(test, (use) =>
  withFolder(async (folder) => {
    const store = new FsStore(join(folder, "new", "data"));
    await store.open();
    await use(store);
    await store.close();
    assert.equal(await readdir(join(folder, "new", "data", "incoming")), []);
  }),
);

test("keeps files at objects/<study>/<series>/<instance>.dcm", () =>
  withFolder(async (folder) => {
    const store = new FsStore(folder);
    await store.open();
    await store.put(["1.1", "1.2", "1.3.dcm"], objectOf("one"));
    assert.is(await readFile(join(folder, "objects/1.1/1.2/1.3.dcm"), "utf8"), "one");
  }));

test("removes what an earlier run left half received, nothing else", () =>
  withFolder(async (folder) => {
    await mkdir(join(folder, "incoming"));
    await writeFile(join(folder, "incoming", "x.part"), "half");
    await writeFile(join(folder, "other"), "mine");
    const store = new FsStore(folder);
    await store.open();
    await store.removeLeftovers();
    assert.equal(await readdir(join(folder, "incoming")), []);
    assert.ok(existsSync(join(folder, "other")));
  }));

test("says why a folder cannot be used", () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, "file"), "");
    const store = new FsStore(join(folder, "file", "data"));
    assert.is((await rejection(store.open())).code, "ENOTDIR");
  }));

test("an object that cannot be put in place leaves no temporary file", () =>
  withFolder(async (folder) => {
    const store = new FsStore(folder);
    await store.open();
    await writeFile(join(folder, "objects", "1.1"), "a file where a folder belongs");
    const put = store.put(["1.1", "1.2", "1.3.dcm"], objectOf("one"));
    assert.is((await rejection(put)).code, "ENOTDIR");
    await rejection(store.put(["1.2", "1.3.dcm"], brokenObject("EACCES")));
    assert.equal(await readdir(join(folder, "incoming")), []);
  }));

test("an ephemeral store removes its folder", async () => {
  const store = await FsStore.ephemeral();
  await store.open();
  await store.put(["1.dcm"], objectOf("one"));
  assert.ok(existsSync(join(store.dataDir, "objects", "1.dcm")));
  await store.close();
  assert.not.ok(existsSync(store.dataDir));
});
