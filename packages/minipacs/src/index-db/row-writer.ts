/** Writes the four rows of an object with prepared statements, and takes them out again. */
import type { StatementSyncInstance } from "@photostructure/sqlite";
import { type InsertQueryBuilder, type InsertResult, sql } from "kysely";
import type { IndexDatabase } from "./database.ts";
import {
  columnOf,
  type InstanceRecord,
  LEVEL_COLUMNS,
  type Level,
  type LevelValues,
  patientKey,
} from "./instance-record.ts";
import { aboveOf } from "./listed-instance.ts";
import type { IndexSchema } from "./schema.ts";

/** Rows above instances that are remembered: objects of one series come together, and say the same of it. */
const REMEMBERED_COUNT = 500;

type Parent = Exclude<Level, "instance">;

interface Remembered {
  id: number;
  /** ID of the row above; of a patient its key. */
  link: string | number;
  values: LevelValues;
}

export class RowWriter {
  readonly #upserts: Readonly<Record<Parent, StatementSyncInstance>>;
  readonly #removals: Readonly<Record<Parent, StatementSyncInstance>>;
  readonly #patientOfStudy: StatementSyncInstance;
  readonly #insertInstance: StatementSyncInstance;
  readonly #replaceInstance: StatementSyncInstance;
  readonly #seriesOfPath: StatementSyncInstance;
  readonly #removePath: StatementSyncInstance;
  readonly #remembered = new Map<string, Remembered>();

  constructor(database: IndexDatabase) {
    const { db } = database;
    const prepare = (statement: { compile(): { sql: string } }) => database.prepare(statement);
    this.#upserts = {
      patient: prepare(upsert(database, "patient", ["key"], ["key"])),
      study: prepare(upsert(database, "study", ["patientRowId"], ["StudyInstanceUID"])),
      series: prepare(upsert(database, "series", ["studyRowId"], ["studyRowId", "SeriesInstanceUID"])),
    };
    this.#removals = {
      patient: prepare(removeEmpty(database, "patient", "study")),
      study: prepare(removeEmpty(database, "study", "series", "patientRowId")),
      series: prepare(removeEmpty(database, "series", "instance", "studyRowId")),
    };
    this.#patientOfStudy = prepare(
      db.selectFrom("study").select("patientRowId").where("StudyInstanceUID", "=", ""),
    );
    this.#insertInstance = prepare(
      instanceInto(db.insertInto("instance"))
        .onConflict((conflict) => conflict.column("path").doNothing())
        .returning(
          sql`(select path from instance other where other."SOPInstanceUID" = instance."SOPInstanceUID"
            and other.path != instance.path limit 1)`.as("otherPath"),
        ),
    );
    this.#replaceInstance = prepare(instanceInto(db.replaceInto("instance")));
    this.#seriesOfPath = prepare(db.selectFrom("instance").select("seriesRowId").where("path", "=", ""));
    this.#removePath = prepare(db.deleteFrom("instance").where("path", "=", ""));
  }

  /** Returns the path of another file with the same SOP Instance UID, where this one is new and there is one. */
  put(record: InstanceRecord): string | undefined {
    const { location, byteCount, mtimeMs, callingAeTitle, expectedCharacterSet } = record;
    const path = location.join("/");
    const patientId = this.#putPatient(record);
    const studyId = this.#putStudy(record, patientId);
    const seriesId = this.#putSeries(record, studyId);
    const row = [
      ...record.instance,
      ...[seriesId, path, byteCount, mtimeMs, callingAeTitle, expectedCharacterSet, aboveOf(record)],
    ];
    const inserted = this.#insertInstance.get(...row) as { otherPath: string | null } | undefined;
    if (inserted) return inserted.otherPath ?? undefined;
    const before = this.#seriesOfPath.get(path) as { seriesRowId: number } | undefined;
    this.#replaceInstance.run(...row);
    if (before && before.seriesRowId !== seriesId) this.#removeEmpty("series", before.seriesRowId);
    return undefined;
  }

  remove(path: string): boolean {
    const before = this.#seriesOfPath.get(path) as { seriesRowId: number } | undefined;
    if (!before) return false;
    this.#removePath.run(path);
    this.#removeEmpty("series", before.seriesRowId);
    return true;
  }

  /** Forgets which rows there are: a transaction was lost. */
  reset(): void {
    this.#remembered.clear();
  }

  #putPatient(record: InstanceRecord): number {
    const key = patientKey(record);
    return this.#putParent("patient", key, record, key);
  }

  #putStudy(record: InstanceRecord, patientId: number): number {
    const uid = columnOf(record, "study", "StudyInstanceUID");
    const known = this.#recall("study", uid, record, patientId);
    if (known !== undefined) return known;
    const before = this.#patientOfStudy.get(uid) as { patientRowId: number } | undefined;
    const id = this.#putParent("study", uid, record, patientId);
    // Objects of one study that name different patients: the latest says whose it is.
    if (before && before.patientRowId !== patientId) {
      this.#removeEmpty("patient", before.patientRowId);
      this.#removeEmpty("patient", patientId);
    }
    return id;
  }

  #putSeries(record: InstanceRecord, studyId: number): number {
    const uid = columnOf(record, "series", "SeriesInstanceUID");
    return this.#putParent("series", `${studyId}/${uid}`, record, studyId);
  }

  /** Returns the ID of the row, written where the object says something new of it. */
  #putParent(level: Parent, key: string, record: InstanceRecord, link: string | number): number {
    const known = this.#recall(level, key, record, link);
    if (known !== undefined) return known;
    const values = record[level];
    const { id } = this.#upserts[level].get(...values, link, record.mtimeMs) as { id: number };
    if (this.#remembered.size >= REMEMBERED_COUNT) this.#remembered.clear();
    this.#remembered.set(`${level}/${key}`, { id, link, values });
    return id;
  }

  #recall(level: Parent, key: string, record: InstanceRecord, link: string | number): number | undefined {
    const known = this.#remembered.get(`${level}/${key}`);
    if (known?.link !== link) return undefined;
    const values = record[level];
    const isSame = values === known.values || values.every((value, i) => value === known.values[i]);
    return isSame ? known.id : undefined;
  }

  /** Removes a row that has nothing below it any more, and what is above it if that has nothing then. */
  #removeEmpty(level: Parent, id: number): void {
    const removed = this.#removals[level].get(id) as { above?: number } | undefined;
    if (!removed) return;
    this.reset();
    if (level !== "patient" && removed.above !== undefined) {
      this.#removeEmpty(level === "series" ? "study" : "patient", removed.above);
    }
  }
}

/**
 * The rows above take the values of the latest object, where it has any: an object that says nothing of a study's
 * description takes nothing away. The order in which objects are indexed does not matter.
 */
function upsert({ db }: IndexDatabase, level: Parent, own: readonly string[], unique: readonly string[]) {
  const columns = LEVEL_COLUMNS[level];
  const latest = sql`case when excluded."latestMs" >= ${sql.ref(`${level}.latestMs`)}`;
  const merged = columns
    .filter((column) => !unique.includes(column))
    .map((column) => {
      const [old, added] = [sql.ref(`${level}.${column}`), sql.ref(`excluded.${column}`)];
      return [
        column,
        sql`case when ${added} = '' then ${old} when ${old} = '' then ${added} else ${latest} then ${added} else ${old} end end`,
      ];
    });
  const links = own
    .filter((column) => !unique.includes(column))
    .map((column) => [
      column,
      sql`${latest} then ${sql.ref(`excluded.${column}`)} else ${sql.ref(`${level}.${column}`)} end`,
    ]);
  const latestMs = sql`max(excluded."latestMs", ${sql.ref(`${level}.latestMs`)})`;
  return db
    .insertInto(level)
    .values(placeholders([...columns, ...own, "latestMs"]) as never)
    .onConflict((conflict) =>
      conflict
        .columns(unique as never)
        .doUpdateSet(Object.fromEntries([...merged, ...links, ["latestMs", latestMs]])),
    )
    .returning("id" as never);
}

function removeEmpty({ db }: IndexDatabase, level: Parent, below: Level, above?: string) {
  const hasBelow = sql<boolean>`exists (select 1 from ${sql.table(below)} where ${sql.ref(`${level}RowId`)} = ${sql.ref(`${level}.id`)})`;
  return db
    .deleteFrom(level)
    .where("id" as never, "=", 0 as never)
    .where((builder) => builder.not(hasBelow as never))
    .returning(sql<number>`${sql.ref(above ?? "id")}`.as("above"));
}

/** A file that comes again gets a new row: it is the latest now. */
function instanceInto(into: InsertQueryBuilder<IndexSchema, "instance", InsertResult>) {
  const file = ["seriesRowId", "path", "byteCount", "mtimeMs", "callingAeTitle", "expectedCharacterSet"];
  return into.values(placeholders([...LEVEL_COLUMNS.instance, ...file, "above"]) as never);
}

/** A value for each column: the builder puts a parameter in its place, in this order. */
function placeholders(columns: readonly string[]): Record<string, string> {
  return Object.fromEntries(columns.map((column) => [column, ""]));
}
