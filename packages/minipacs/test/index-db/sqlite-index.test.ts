import { readFile, stat, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { sql } from "kysely";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { MIGRATIONS } from "../../src/index-db/migrations.ts";
import { SqliteIndex } from "../../src/index-db/sqlite-index.ts";
import { CT_IMAGE_STORAGE } from "../support/objects.ts";
import { recordOf } from "../support/records.ts";
import { rejection } from "../support/rejection.ts";
import { withFolder } from "../support/temporary-folder.ts";
import { testInstanceIndex } from "./instance-index-contract.ts";

const test = testSuite("minipacs/sqlite index");

testInstanceIndex(test, async (use) => {
  const index = new SqliteIndex();
  try {
    await use(index);
  } finally {
    await index.close();
  }
});

const withPath = (use: (path: string) => Promise<void>) =>
  withFolder((folder) => use(join(folder, "index.sqlite")));

async function filled(path: string, count = 3): Promise<SqliteIndex> {
  const index = new SqliteIndex(path);
  for (let number = 0; number < count; number += 1) await index.put(recordOf([1, 1, number]));
  return index;
}

test("is on the disk after it was closed", () =>
  withPath(async (path) => {
    await (await filled(path)).close();
    const again = new SqliteIndex(path);
    assert.is(again.isReplaced, false);
    assert.is(await again.count(), 3);
    assert.is((await again.find("study"))[0]?.instanceCount, 3);
    await again.close();
  }));

test("writes that are not closed are on the disk soon", () =>
  withPath(async (path) => {
    const index = await filled(path);
    const walBytes = async () => (await stat(`${path}-wal`)).size;
    const before = await walBytes();
    while ((await walBytes()) === before) await new Promise((resolve) => setTimeout(resolve, 10));
    await index.close();
  }));

test("two servers do not share one", () =>
  withPath(async (path) => {
    const index = await filled(path);
    try {
      new SqliteIndex(path);
      assert.unreachable();
    } catch (error) {
      assert.is((error as { code?: string }).code, "CONFIG_DATA_DIR");
      assert.is(
        (error as Error).message,
        `The data directory ${dirname(path)} is used by another server: stop that one, or choose another with the ` +
          "option dataDir (--data-dir), or none with ephemeral (--ephemeral).",
      );
    }
    assert.is(await index.count(), 3);
    await index.close();
  }));

test("an index from before files had an expected character set is used on", () =>
  withPath(async (path) => {
    await (await filled(path)).close();
    await execute(path, 'ALTER TABLE instance DROP COLUMN "expectedCharacterSet"; PRAGMA user_version = 1');
    const index = new SqliteIndex(path);
    assert.is(index.isReplaced, false);
    assert.equal(
      (await index.list()).map(({ expectedCharacterSet }) => expectedCharacterSet),
      [[], [], []],
    );
    await index.close();
  }));

const DAMAGE: [string, (path: string) => Promise<void>][] = [
  ["another file", (path) => writeFile(path, "no database".repeat(1000))],
  ["a damaged header", (path) => overwrite(path, 0, 64)],
  ["a damaged first page", (path) => overwrite(path, 100, 900)],
  ["half a file", async (path) => truncate(path, 4096)],
  ["a database of something else", (path) => execute(path, "PRAGMA user_version = 0")],
  ["an index of a later version", (path) => execute(path, `PRAGMA user_version = ${MIGRATIONS.length + 1}`)],
];

for (const [what, damage] of DAMAGE) {
  test(`${what} is replaced by an empty index that works`, () =>
    withPath(async (path) => {
      await (await filled(path)).close();
      await damage(path);
      const lost: unknown[] = [];
      const index = new SqliteIndex(path, { onLost: (error) => lost.push(error) });
      // Damage may show when it is opened, or not before it is used.
      await index.files().catch(() => {});
      assert.is(index.isReplaced || lost.length > 0, true);
      await index.put(recordOf([1, 1, 7]));
      assert.is(await index.count(), 1);
      await index.close();
    }));
}

test("damage that shows later is told once, and the index works on", () =>
  withPath(async (path) => {
    await (await filled(path, 3000)).close();
    const { length } = await readFile(path);
    await overwrite(path, 4096 * 40, length - 4096 * 40);
    const lost: unknown[] = [];
    const index = new SqliteIndex(path, { onLost: (error) => lost.push(error) });
    assert.is(index.isReplaced, false);
    const failure = await rejection(index.files());
    assert.match(failure.message, /malformed/);
    assert.is(lost.length, 1);
    assert.is(await index.count(), 0);
    await index.close();
  }));

test("damage that shows while a batch is open ends that batch", () =>
  withPath(async (path) => {
    await (await filled(path, 3000)).close();
    const { length } = await readFile(path);
    await overwrite(path, 4096 * 40, length - 4096 * 40);
    const index = new SqliteIndex(path);
    await index.put(recordOf([7, 7, 7]));
    await index.files().catch(() => {});
    const before = await index.count();
    // Longer than a batch stays open: nothing of it is left to fail.
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.is(await index.count(), before);
    await index.close();
  }));

test("a batch that cannot be kept is told, and what is written next is kept", () =>
  withPath(async (path) => {
    await (await filled(path)).close();
    const lost: unknown[] = [];
    const index = new SqliteIndex(path, { onLost: (error) => lost.push(error) });
    const limit = (pages: number) => sql.raw(`PRAGMA max_page_count = ${pages}`).execute(index.db);
    await limit(1);
    for (let number = 10; number < 3000 && lost.length === 0; number += 1) {
      await index.put(recordOf([1, 1, number]));
      await index.count();
    }
    assert.is((lost[0] as { sqliteCodeName?: string }).sqliteCodeName, "SQLITE_FULL");
    await limit(100_000);
    await index.put(recordOf([2, 1, 1]));
    assert.is((await index.find("study", { where: { StudyInstanceUID: "1.2.2" } })).length, 1);
    await index.close();
    const again = new SqliteIndex(path);
    assert.is((await again.find("study", { where: { StudyInstanceUID: "1.2.2" } })).length, 1);
    assert.is((await again.find("instance")).length, await again.count());
    assert.equal((await again.find("study"))[0]?.sopClassUids, [CT_IMAGE_STORAGE]);
    await again.close();
  }));

async function overwrite(path: string, offset: number, length: number): Promise<void> {
  const bytes = await readFile(path);
  bytes.fill(0xa5, offset, offset + length);
  await writeFile(path, bytes);
}

async function execute(path: string, sql: string): Promise<void> {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}
