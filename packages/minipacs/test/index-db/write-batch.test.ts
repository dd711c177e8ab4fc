import { DatabaseSync } from "@photostructure/sqlite";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { WriteBatch } from "../../src/index-db/write-batch.ts";

const test = testSuite("minipacs/write batch");

function withBatch(
  use: (database: InstanceType<typeof DatabaseSync>, batch: WriteBatch, lost: unknown[]) => Promise<void>,
) {
  const database = new DatabaseSync(":memory:");
  database.exec("CREATE TABLE t (n INTEGER UNIQUE)");
  const lost: unknown[] = [];
  const batch = new WriteBatch(database, { onLost: (error) => lost.push(error) });
  return use(database, batch, lost).finally(() => database.close());
}

const insert = (database: InstanceType<typeof DatabaseSync>, n: number) => () =>
  database.exec(`INSERT INTO t VALUES (${n})`);
const numbers = (database: InstanceType<typeof DatabaseSync>) =>
  database
    .prepare("SELECT n FROM t ORDER BY n")
    .all()
    .map(({ n }) => n);

test("writes are seen at once, and kept a little later", () =>
  withBatch(async (database, batch) => {
    batch.run(insert(database, 1));
    batch.run(insert(database, 2));
    assert.is(database.isTransaction, true);
    assert.equal(numbers(database), [1, 2]);
    while (database.isTransaction) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(numbers(database), [1, 2]);
  }));

test("many writes are kept without waiting", () =>
  withBatch(async (database, batch) => {
    for (let n = 0; n < 1000; n += 1) batch.run(insert(database, n));
    assert.is(database.isTransaction, false);
    assert.is(numbers(database).length, 1000);
  }));

test("a write that fails leaves the others", () =>
  withBatch(async (database, batch, lost) => {
    batch.run(insert(database, 1));
    assert.throws(() => batch.run(insert(database, 1)), /UNIQUE/);
    batch.run(insert(database, 2));
    batch.flush();
    assert.is(database.isTransaction, false);
    assert.equal(numbers(database), [1, 2]);
    assert.equal(lost, []);
  }));

test("a transaction that ends under a write is told, and the next write begins a new one", () =>
  withBatch(async (database, batch, lost) => {
    batch.run(insert(database, 1));
    assert.throws(() =>
      batch.run(() => {
        database.exec("ROLLBACK");
        throw new Error("disk full");
      }),
    );
    assert.is(lost.length, 1);
    batch.run(insert(database, 2));
    batch.flush();
    assert.equal(numbers(database), [2]);
    assert.is(lost.length, 1);
  }));

test("a batch that cannot be kept is told", () =>
  withBatch(async (database, batch, lost) => {
    database.exec(
      "PRAGMA foreign_keys = ON; CREATE TABLE c (n REFERENCES t(n) DEFERRABLE INITIALLY DEFERRED)",
    );
    batch.run(() => database.exec("INSERT INTO c VALUES (7)"));
    batch.flush();
    assert.is(lost.length, 1);
    assert.is(database.isTransaction, false);
    batch.run(insert(database, 3));
    batch.flush();
    assert.equal(numbers(database), [3]);
  }));
