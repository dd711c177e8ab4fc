/** The queries of the index: entities of a level with what is above them, and what is below counted. */
import { InvalidArgumentError } from "@minipacs/dicom-core";
import { type Kysely, sql } from "kysely";
import type { FindOptions, IndexedEntity } from "./instance-index.ts";
import { LEVEL_COLUMNS, type Level } from "./instance-record.ts";
import type { IndexSchema } from "./schema.ts";

const LEVELS = ["patient", "study", "series", "instance"] as const;

/** The tables of a level and of those above it, joined. */
function joinedTables(db: Kysely<IndexSchema>) {
  return {
    patient: db.selectFrom("patient"),
    study: db.selectFrom("study").innerJoin("patient", "patient.id", "study.patientRowId"),
    series: db
      .selectFrom("series")
      .innerJoin("study", "study.id", "series.studyRowId")
      .innerJoin("patient", "patient.id", "study.patientRowId"),
    instance: db
      .selectFrom("instance")
      .innerJoin("series", "series.id", "instance.seriesRowId")
      .innerJoin("study", "study.id", "series.studyRowId")
      .innerJoin("patient", "patient.id", "study.patientRowId"),
  };
}

/** What is counted below an entity; an entity of the lowest level is its own. */
const FIGURES = {
  instanceCount: sql<number>`count(*)`,
  seriesCount: sql<number>`count(distinct i."seriesRowId")`,
  studyCount: sql<number>`count(distinct s."studyRowId")`,
  byteCount: sql<number>`total(i."byteCount")`,
  modalities: sql<string>`json_group_array(distinct s."Modality")`,
  sopClassUids: sql<string>`json_group_array(distinct i."SOPClassUID")`,
} as const;

/** Which instances, `i` with their series `s` and study `t`, belong to an entity. */
const BELOW: Readonly<Record<Level, ReturnType<typeof sql>>> = {
  patient: sql`t."patientRowId" = patient.id`,
  study: sql`s."studyRowId" = study.id`,
  series: sql`i."seriesRowId" = series.id`,
  instance: sql`i.id = instance.id`,
};

/**
 * Returns the entities of a level.
 *
 * @throws InvalidArgumentError ARG_INDEX_KEY
 */
export async function findEntities(
  db: Kysely<IndexSchema>,
  level: Level,
  options: FindOptions,
): Promise<IndexedEntity[]> {
  const levels = LEVELS.slice(0, LEVELS.indexOf(level) + 1);
  const columns = levels.flatMap((table) => LEVEL_COLUMNS[table].map((column) => ({ table, column })));
  // kysely's types follow tables that are named in the code; here the level names them.
  let query = joinedTables(db)[level] as ReturnType<typeof joinedTables>["instance"];
  for (const { table, column } of columns) {
    query = query.select(sql.ref(`${table}.${column}`).as(column)) as typeof query;
  }
  for (const [column, value] of Object.entries(options.where ?? {})) {
    const table = columns.find((candidate) => candidate.column === column)?.table;
    if (table === undefined) {
      throw new InvalidArgumentError("ARG_INDEX_KEY", `${column} is not kept at the ${level} level or above`);
    }
    query = query.where(sql.ref(`${table}.${column}`), "in", typeof value === "string" ? [value] : value);
  }
  // Of an object whose head cannot be parsed only the instance is known.
  if (level === "study" || level === "series") query = query.where("StudyInstanceUID", "!=", "");
  if (level === "series") query = query.where("SeriesInstanceUID", "!=", "");
  const figures = sql<string>`(select json_array(${sql.join(Object.values(FIGURES))}) from instance i
    join series s on s.id = i."seriesRowId" join study t on t.id = s."studyRowId" where ${BELOW[level]})`;
  const rows = await query
    .select(figures.as("figures"))
    .orderBy(sql.ref(`${level}.id`))
    .limit(options.limit ?? -1)
    .offset(options.offset ?? 0)
    .execute();
  return rows.map((row) => entityOf(row as unknown as Record<string, string>));
}

function entityOf({ figures = "[]", ...values }: Record<string, string>): IndexedEntity {
  const [instanceCount, seriesCount, studyCount, byteCount, modalities, sopClassUids] = JSON.parse(figures);
  const known = (list: string[]) => list.filter((value) => value !== "").sort();
  return {
    ...{ values, instanceCount, seriesCount, studyCount, byteCount },
    modalities: known(modalities),
    sopClassUids: known(sopClassUids),
  };
}
