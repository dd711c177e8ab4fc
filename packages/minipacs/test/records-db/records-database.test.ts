import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { openRecordsDatabase, type RecordsDatabase } from "../../src/records-db/records-database.ts";
import { rejection } from "../support/rejection.ts";
import { eventOf, withPacs } from "../support/running-pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/records database");

const withPath = (use: (path: string, folder: string) => Promise<void>) =>
  withFolder((folder) => use(join(folder, "records.sqlite"), folder));

function put(records: RecordsDatabase, position: number): void {
  const time = "2026-11-29T12:00:00.000Z";
  const row = [
    position,
    `id${position}`,
    time,
    time,
    "",
    0,
    "",
    "",
    "{}",
    new Uint8Array(2000).fill(position),
  ];
  records.sqlite.prepare(`INSERT INTO worklist VALUES (${row.map(() => "?")}, '')`).run(...row);
}

const count = (records: RecordsDatabase) =>
  (records.sqlite.prepare("SELECT count(*) AS count FROM worklist").get() as { count: number }).count;

async function fill(path: string): Promise<void> {
  const records = openRecordsDatabase(path);
  records.transaction(() => {
    for (let position = 1; position <= 100; position += 1) put(records, position);
  });
  records.close();
}

test("is there after it was closed, and closed it is one file", () =>
  withPath(async (path, folder) => {
    await fill(path);
    assert.equal(await readdir(folder), ["records.sqlite"]);
    const again = openRecordsDatabase(path);
    assert.is(again.movedTo, undefined);
    assert.is(count(again), 100);
    again.close();
  }));

const DAMAGE: [string, (path: string) => Promise<void>][] = [
  ["no database", (path) => writeFile(path, "no database".repeat(1000))],
  [
    "a later version",
    async (path) => {
      const database = new DatabaseSync(path);
      database.exec("PRAGMA user_version = 999");
      database.close();
    },
  ],
  [
    "pages overwritten far behind its head",
    async (path) => {
      const { size } = await stat(path);
      const bytes = await readFile(path);
      bytes.fill(0xa5, 4096 * 20, size);
      await writeFile(path, bytes);
    },
  ],
];

for (const [what, damage] of DAMAGE) {
  test(`${what}: it is put aside with all its pages, twice too, and an empty one takes its place`, () =>
    withPath(async (path, folder) => {
      for (const times of [1, 2]) {
        await fill(path);
        await damage(path);
        const before = await readFile(path);
        const records = openRecordsDatabase(path);
        assert.ok(records.movedTo);
        // SQLite notes in the head of the file that nobody has it open.
        const moved = await readFile(records.movedTo as string);
        assert.is(Buffer.compare(moved.subarray(100), before.subarray(100)), 0);
        assert.is(count(records), 0);
        put(records, 1);
        assert.is(count(records), 1);
        records.sqlite.exec("DELETE FROM worklist");
        records.close();
        assert.is((await readdir(folder)).filter((name) => name.includes("damaged")).length, times);
      }
    }));
}

test("two servers do not share one", () =>
  withPath(async (path) => {
    const records = openRecordsDatabase(path);
    const error = await rejection(Promise.resolve().then(() => openRecordsDatabase(path)));
    assert.is(error.code, "CONFIG_DATA_DIR");
    records.close();
    openRecordsDatabase(path).close();
  }));

test("a transaction is kept whole or not at all; its own errors come through, those of the disk have a code", async () => {
  const records = openRecordsDatabase();
  const failure = (write: () => void) => rejection(Promise.resolve().then(() => records.transaction(write)));
  const own = await failure(() => {
    put(records, 1);
    throw new Error("mine");
  });
  assert.is(own.message, "mine");
  assert.is(count(records), 0);
  records.sqlite.exec("PRAGMA max_page_count = 1");
  const full = await failure(() => {
    for (let position = 1; position < 100; position += 1) put(records, position);
  });
  assert.is(full.code, "RECORDS_WRITE");
  assert.match(full.message, /full/);
  assert.is(count(records), 0);
  records.sqlite.exec("PRAGMA max_page_count = 100000");
  records.transaction(() => records.transaction(() => put(records, 2)));
  assert.is(count(records), 1);
  records.close();
});

test("a server tells that its records were damaged, and starts", () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, "records.sqlite"), "no database".repeat(1000));
    await withPacs(
      async (pacs) => {
        const { message } = await eventOf(pacs, "error", ({ code }) => code === "RECORDS_DAMAGED");
        assert.match(message, /kept as records\.sqlite\.damaged-\d{8}T\d{6},/);
      },
      { ephemeral: false, dataDir: folder },
    );
  }));
