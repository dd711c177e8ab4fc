/** The database of the index: one that cannot be used is replaced by an empty one. */
import { rmSync } from "node:fs";
import { type Database, FILE_ENDINGS, isDamage, MEMORY, openDatabase } from "../sqlite/open-database.ts";
import { MIGRATIONS } from "./migrations.ts";
import type { IndexSchema } from "./schema.ts";

export interface IndexDatabase extends Database<IndexSchema> {
  /** It was made new, in the place of one that could not be used. */
  readonly isReplaced: boolean;
}

/**
 * Opens the database; one that is damaged or of a later version is replaced by an empty one, because everything in it
 * can be read from the files again.
 *
 * @throws InvalidArgumentError CONFIG_DATA_DIR where another server holds it; errors of SQLite
 */
export function openIndexDatabase(path: string): IndexDatabase {
  try {
    return { ...openDatabase(path, MIGRATIONS), isReplaced: false };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return replaceIndexDatabase(path);
  }
}

/** Removes a database, with the files that SQLite keeps beside it, and opens an empty one in its place. */
export function replaceIndexDatabase(path: string): IndexDatabase {
  if (path !== MEMORY) {
    for (const ending of FILE_ENDINGS) rmSync(`${path}${ending}`, { force: true });
  }
  return { ...openDatabase(path, MIGRATIONS), isReplaced: true };
}
