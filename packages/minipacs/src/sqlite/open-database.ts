/** One SQLite database behind kysely: opened, locked, brought to the schema of this version, statements prepared once. */
import { dirname } from "node:path";
import { InvalidArgumentError } from "@minipacs/dicom-core";
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from "@photostructure/sqlite";
import { Kysely, SqliteDialect } from "kysely";

export const MEMORY = ":memory:";

/** What SQLite keeps beside a database has its name and one of these endings. */
export const FILE_ENDINGS = ["", "-wal", "-shm", "-journal"] as const;

/** A query builder's statement, or one that is compiled. */
export interface Compilable {
  compile(): { sql: string };
}

/** Returns the statements of one step from an older schema to a newer one. */
export type Migration<Schema> = (db: Kysely<Schema>) => Compilable[];

/** An open database. Queries go through `db`; the hot path runs its own prepared statements. */
export interface Database<Schema> {
  readonly db: Kysely<Schema>;
  readonly sqlite: DatabaseSyncInstance;
  prepare(statement: Compilable): StatementSyncInstance;
  close(): void;
}

/**
 * Opens a database, made where there is none, and takes the migrations that it has not taken. A file is locked: it has
 * one server at a time.
 *
 * @throws InvalidArgumentError CONFIG_DATA_DIR where another server holds it; errors of SQLite, see {@link isDamage}
 */
export function openDatabase<Schema>(
  path: string,
  migrations: readonly Migration<Schema>[],
): Database<Schema> {
  let sqlite: DatabaseSyncInstance | undefined;
  try {
    sqlite = new DatabaseSync(path);
    // Exclusive: no second server, and no shared memory file. NORMAL: a killed process loses nothing, a machine that
    // loses power at most the latest rows.
    sqlite.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    sqlite.exec("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY");
    sqlite.exec("BEGIN EXCLUSIVE; COMMIT");
    return useDatabase(sqlite, migrations);
  } catch (error) {
    if (sqlite) close(sqlite);
    if (!isBusy(error)) throw error;
    const message = `The data directory ${dirname(path)} is used by another server: stop that one, or choose another with the option dataDir (--data-dir), or none with ephemeral (--ephemeral).`;
    throw new InvalidArgumentError("CONFIG_DATA_DIR", message, { cause: error });
  }
}

/** Whether an error of SQLite says that the file is damaged, or is none of ours. */
export function isDamage(error: unknown): boolean {
  return error instanceof ForeignSchemaError || says(error, SQLITE_CORRUPT) || says(error, SQLITE_NOTADB);
}

function isBusy(error: unknown): boolean {
  return says(error, SQLITE_BUSY);
}

/** Some calls of the binding give the primary code (extended ones have more in the bits above), some the text only. */
function says(error: unknown, [code, text]: readonly [number, string]): boolean {
  const { errcode = 0, message = "" } = (error ?? {}) as { errcode?: number; message?: string };
  return (errcode & 0xff) === code || message.includes(text);
}

const SQLITE_BUSY = [5, "database is locked"] as const;
const SQLITE_CORRUPT = [11, "database disk image is malformed"] as const;
const SQLITE_NOTADB = [26, "file is not a database"] as const;

class ForeignSchemaError extends Error {}

function useDatabase<Schema>(
  sqlite: DatabaseSyncInstance,
  migrations: readonly Migration<Schema>[],
): Database<Schema> {
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: new PreparedDatabase(sqlite) }) });
  migrate(sqlite, db, migrations);
  return {
    ...{ db, sqlite },
    prepare: (statement) => sqlite.prepare(statement.compile().sql),
    close: () => close(sqlite),
  };
}

/**
 * Statements hold their connection until they are collected, which is some time after it was closed: its lock is given
 * up first.
 */
function close(sqlite: DatabaseSyncInstance): void {
  try {
    sqlite.exec("PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT name FROM sqlite_schema");
  } catch {
    // Damaged: there is nothing to be kept.
  } finally {
    sqlite.close();
  }
}

/** `PRAGMA user_version` counts the migrations that were taken. */
function migrate<Schema>(
  sqlite: DatabaseSyncInstance,
  db: Kysely<Schema>,
  migrations: readonly Migration<Schema>[],
): void {
  const { user_version: version } = sqlite.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version > migrations.length) throw new ForeignSchemaError("the database is of a later version");
  if (version === 0 && sqlite.prepare("SELECT name FROM sqlite_schema").get() !== undefined) {
    throw new ForeignSchemaError("the file is a database of something else");
  }
  for (const [index, migration] of migrations.slice(version).entries()) {
    const statements = migration(db).map((statement) => `${statement.compile().sql};`);
    sqlite.exec(`BEGIN; ${statements.join("\n")} PRAGMA user_version = ${version + index + 1}; COMMIT`);
  }
}

/** How many statements are kept prepared; queries of a server differ little. */
const STATEMENT_COUNT = 200;

/** What kysely's SQLite dialect expects, over the interface that Node's own SQLite has. */
class PreparedDatabase {
  readonly #sqlite: DatabaseSyncInstance;
  readonly #statements = new Map<string, StatementSyncInstance>();

  constructor(sqlite: DatabaseSyncInstance) {
    this.#sqlite = sqlite;
  }

  prepare(sql: string) {
    const statement = this.#statements.get(sql) ?? this.#sqlite.prepare(sql);
    if (this.#statements.size >= STATEMENT_COUNT) this.#statements.clear();
    this.#statements.set(sql, statement);
    return {
      reader: statement.columns().length > 0,
      all: (parameters: readonly unknown[]) => statement.all(...parameters),
      run: (parameters: readonly unknown[]) => statement.run(...parameters),
      // One of its own: it is under way while others are asked.
      iterate: (parameters: readonly unknown[]) => this.#sqlite.prepare(sql).iterate(...parameters),
    };
  }

  close(): void {
    close(this.#sqlite);
  }
}
