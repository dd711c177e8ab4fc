import { chmod, mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { addonFolder, placeAddon } from "../../src/executable/sqlite-addon.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/executable/sqlite-addon");
const BYTES = Uint8Array.of(1, 2, 3);

test("is written once, for this user alone, and again where it is not what it was", () =>
  withFolder(async (parent) => {
    const folder = join(parent, "cache/minipacs");
    const path = placeAddon(BYTES, folder);
    assert.is((await stat(folder)).mode & 0o077, 0);
    const { ino } = await stat(path);
    assert.is(placeAddon(BYTES, folder), path);
    assert.is((await stat(path)).ino, ino);
    await writeFile(path, "something else");
    assert.is(placeAddon(BYTES, folder), path);
    assert.equal([...(await readFile(path))], [...BYTES]);
    await chmod(path, 0o777);
    placeAddon(BYTES, folder);
    assert.is((await stat(path)).mode & 0o022, 0);
    assert.is.not(placeAddon(Uint8Array.of(4), folder), path);
  }));

test("is not put where others may write, nor behind a link", () =>
  withFolder(async (parent) => {
    const open = join(parent, "open");
    await mkdir(open);
    await chmod(open, 0o777);
    assert.throws(() => placeAddon(BYTES, open), /not a folder of this user alone/);
    await symlink(parent, join(parent, "link"));
    assert.throws(() => placeAddon(BYTES, join(parent, "link")), /not a folder of this user alone/);
  }));

test(
  "lies in the user's cache",
  () => {
    assert.is(addonFolder({ XDG_CACHE_HOME: "/somewhere" }), "/somewhere/minipacs");
    assert.match(addonFolder({}), /\/\.cache\/minipacs$/);
  },
  { skip: process.platform === "linux" ? undefined : "looks for Linux's cache" },
);
