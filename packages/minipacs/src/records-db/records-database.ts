/**
 * records.sqlite: worklist and performed procedure steps. Nothing else has them, so one that cannot be used is kept
 * under another name.
 */
import { existsSync, renameSync } from "node:fs";
import { InvalidStateError } from "@minipacs/dicom-core";
import { type Database, FILE_ENDINGS, isDamage, MEMORY, openDatabase } from "../sqlite/open-database.ts";
import { MIGRATIONS } from "./migrations.ts";
import type { RecordsSchema } from "./schema.ts";

export interface RecordsDatabase extends Database<RecordsSchema> {
  /** Where one that was damaged or of a later version is now; this one began empty then. */
  readonly movedTo: string | undefined;
  /**
   * Runs writes as one: all are kept, or none.
   *
   * @throws InvalidStateError RECORDS_WRITE where the database cannot be written; what `write` throws
   */
  transaction<T>(write: () => T): T;
}

/**
 * Opens the database, made where there is none; `:memory:` by default.
 *
 * @throws InvalidArgumentError CONFIG_DATA_DIR where another server holds it; errors of SQLite
 */
export function openRecordsDatabase(path: string = MEMORY): RecordsDatabase {
  try {
    return withTransactions(openChecked(path), undefined);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const movedTo = moveAside(path);
    return withTransactions(openDatabase(path, MIGRATIONS), movedTo);
  }
}

/** Damage may lie where the first queries do not look. */
function openChecked(path: string): Database<RecordsSchema> {
  const database = openDatabase(path, MIGRATIONS);
  const [first] = database.sqlite.prepare("PRAGMA quick_check(1)").all() as { quick_check: string }[];
  if (first?.quick_check === "ok") return database;
  database.close();
  throw new Error(`database disk image is malformed: ${first?.quick_check}`);
}

/** Returns the new path. The time in the name keeps one that was moved before. */
function moveAside(path: string): string {
  const time = new Date().toISOString().replace(/[-:]/g, "").replace(/\..*/, "");
  let moved = `${path}.damaged-${time}`;
  for (let number = 2; existsSync(moved); number += 1) moved = `${path}.damaged-${time}-${number}`;
  for (const ending of FILE_ENDINGS) {
    if (existsSync(`${path}${ending}`)) renameSync(`${path}${ending}`, `${moved}${ending}`);
  }
  return moved;
}

function withTransactions(database: Database<RecordsSchema>, movedTo: string | undefined): RecordsDatabase {
  const { sqlite } = database;
  return {
    ...database,
    movedTo,
    transaction(write) {
      if (sqlite.isTransaction) return write();
      try {
        sqlite.exec("BEGIN");
        const result = write();
        sqlite.exec("COMMIT");
        return result;
      } catch (error) {
        if (sqlite.isTransaction) sqlite.exec("ROLLBACK");
        if (!isSqliteError(error)) throw error;
        throw new InvalidStateError("RECORDS_WRITE", `the records cannot be written: ${error.message}`, {
          cause: error,
        });
      }
    },
  };
}

function isSqliteError(error: unknown): error is Error {
  return error instanceof Error && String((error as { code?: unknown }).code).includes("SQLITE");
}
