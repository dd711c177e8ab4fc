/** The worklist in records.sqlite. */
import type { StatementSyncInstance } from "@photostructure/sqlite";
import type { RecordsDatabase } from "../records-db/records-database.ts";
import type { WorklistTable as Row } from "../records-db/schema.ts";

/** In the order of the table. */
const COLUMNS = [
  ...(["position", "id", "createdAt", "updatedAt", "sampleKey"] as const),
  ...(["touched", "source", "sourceState", "keys", "dataset"] as const),
] as const;

export class WorklistTable {
  readonly #database: RecordsDatabase;
  readonly #put: StatementSyncInstance;
  readonly #remove: StatementSyncInstance;

  constructor(database: RecordsDatabase) {
    const { db } = database;
    const columns = Object.fromEntries(COLUMNS.map((column) => [column, ""])) as unknown as Row;
    this.#database = database;
    this.#put = database.prepare(db.replaceInto("worklist").values(columns));
    this.#remove = database.prepare(db.deleteFrom("worklist").where("position", "=", 0));
  }

  /** Returns all rows in the order of the worklist. */
  rows(): Iterable<Row> {
    const { db, sqlite } = this.#database;
    const query = db.selectFrom("worklist").selectAll().orderBy("position");
    return sqlite.prepare(query.compile().sql).iterate() as Iterable<Row>;
  }

  /**
   * Puts rows in place of those of the same position, and removes others, as one.
   *
   * @throws InvalidStateError RECORDS_WRITE
   */
  write(changes: { put?: readonly Row[]; remove?: readonly number[] }): void {
    this.#database.transaction(() => {
      for (const position of changes.remove ?? []) this.#remove.run(position);
      for (const row of changes.put ?? []) this.#put.run(...COLUMNS.map((column) => row[column]));
    });
  }
}
