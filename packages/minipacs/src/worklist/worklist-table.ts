/** The worklist in records.sqlite. */
import { setImmediate } from "node:timers/promises";
import type { StatementSyncInstance } from "@photostructure/sqlite";
import { sql } from "kysely";
import type { RecordsDatabase } from "../records-db/records-database.ts";
import type { WorklistTable as Row } from "../records-db/schema.ts";
import { searchTextOf } from "./search-text.ts";
import { type EntryRow, readEntry } from "./stored-entry.ts";

/** In the order of the table; without the text, which stays there. */
const ENTRY_COLUMNS = [
  ...(["position", "id", "createdAt", "updatedAt", "sampleKey"] as const),
  ...(["touched", "source", "sourceState", "keys", "dataset"] as const),
] as const;
const COLUMNS = [...ENTRY_COLUMNS, "searchText"] as const;

/** So many rows are searched before others have their turn: a few milliseconds. */
const TURN_ROWS = 2000;

export class WorklistTable {
  readonly #database: RecordsDatabase;
  readonly #put: StatementSyncInstance;
  readonly #remove: StatementSyncInstance;
  readonly #search: StatementSyncInstance;
  readonly #turn: StatementSyncInstance;

  constructor(database: RecordsDatabase) {
    const { db } = database;
    const columns = Object.fromEntries(COLUMNS.map((column) => [column, ""])) as unknown as Row;
    this.#database = database;
    this.#put = database.prepare(db.replaceInto("worklist").values(columns));
    this.#remove = database.prepare(db.deleteFrom("worklist").where("position", "=", 0));
    this.#search = database.prepare(
      db
        .selectFrom("worklist")
        .select("position")
        .where(sql<boolean>`position > ?2 and position <= ?3`)
        .where(sql<boolean>`(instr("searchText", ?1) > 0 or instr(id, ?1) > 0)`),
    );
    const next = db.selectFrom("worklist").select("position").where("position", ">", 0).orderBy("position");
    this.#turn = database.prepare(
      db
        .selectFrom(next.limit(sql.lit(TURN_ROWS)).as("next"))
        .select(({ fn }) => fn.max("position").as("end")),
    );
    this.#addSearchTexts();
  }

  /** Returns all rows in the order of the worklist. */
  rows(): Iterable<EntryRow> {
    const { db, sqlite } = this.#database;
    const query = db.selectFrom("worklist").select(ENTRY_COLUMNS).orderBy("position");
    return sqlite.prepare(query.compile().sql).iterate() as Iterable<EntryRow>;
  }

  /**
   * Resolves with the positions of entries that have a text somewhere, or in their ID. Others have their turn in between.
   */
  async search(wanted: string): Promise<Set<number>> {
    const found = new Set<number>();
    for (let after = 0; ; ) {
      const { end } = this.#turn.get(after) as { end: number | null };
      if (end === null) return found;
      const rows = this.#search.all(wanted, after, end) as { position: number }[];
      for (const { position } of rows) found.add(position);
      after = end;
      await setImmediate();
    }
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

  /** Of rows that an earlier version has written, once. */
  #addSearchTexts(): void {
    const { db, prepare, sqlite } = this.#database;
    const old = db
      .selectFrom("worklist")
      .select(["position", "dataset"])
      .where("searchText", "=", sql.lit(""));
    const rows = sqlite.prepare(old.compile().sql).all() as Pick<Row, "position" | "dataset">[];
    if (rows.length === 0) return;
    const put = prepare(db.updateTable("worklist").set({ searchText: "" }).where("position", "=", 0));
    this.#database.transaction(() => {
      for (const { position, dataset } of rows) put.run(searchTextOf(readEntry(dataset)), position);
    });
  }
}
