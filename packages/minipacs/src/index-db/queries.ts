/** The queries of the index: entities of a level with what is above them, and what is below counted. */
import { InvalidArgumentError } from "@minipacs/dicom-core";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { ObjectLocation } from "../storage/object-store.ts";
import { dateRangeOf, withDicomDates } from "./date-range.ts";
import type { FindOptions, IndexedEntity, IndexedInstance, IndexFilter } from "./instance-index.ts";
import { LEVEL_COLUMNS, type Level } from "./instance-record.ts";
import { instanceOfRow, LISTED_COLUMNS } from "./listed-instance.ts";
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
  callingAeTitles: sql<string>`json_group_array(distinct i."callingAeTitle")`,
  specificCharacterSets: sql<string>`json_group_array(distinct i."SpecificCharacterSet")`,
  // As texts: whether JSON within DISTINCT stays JSON, SQLite does not say.
  otherCharacterSets: sql<string>`json_group_array(distinct json_array(i."SpecificCharacterSet", i."expectedCharacterSet") || '')
    filter (where i."SpecificCharacterSet" != '' and i."expectedCharacterSet" not in ('', i."SpecificCharacterSet"))`,
  latestMs: sql<number>`max(i."mtimeMs")`,
} as const;

/** Which instances, `i` with their series `s` and study `t`, belong to an entity. */
const BELOW: Readonly<Record<Level, ReturnType<typeof sql>>> = {
  patient: sql`t."patientRowId" = patient.id`,
  study: sql`s."studyRowId" = study.id`,
  series: sql`i."seriesRowId" = series.id`,
  instance: sql`i.id = instance.id`,
};

/** The columns of a level and of those above it, each with its table. */
function columnsOf(level: Level): Map<string, string> {
  const levels = LEVELS.slice(0, LEVELS.indexOf(level) + 1);
  return new Map(
    levels.flatMap((table) => LEVEL_COLUMNS[table].map((column) => [column, `${table}.${column}`] as const)),
  );
}

/** Returns the entities of a level that a filter lets pass, without columns. */
function filtered(
  db: Kysely<IndexSchema>,
  level: Level,
  filter: IndexFilter,
  tables = joinedTables(db)[level],
) {
  const { where = {}, like = {}, words } = filter;
  // kysely's types follow tables that are named in the code; here the level names them.
  let query = tables as ReturnType<typeof joinedTables>["instance"];
  const columns = columnsOf(level);
  const columnAt = (column: string) => {
    const at = columns.get(column);
    if (at !== undefined) return sql.ref<string>(at);
    throw new InvalidArgumentError("ARG_INDEX_KEY", `${column} is not kept at the ${level} level or above`);
  };
  for (const [column, value] of Object.entries(where)) {
    query = query.where(columnAt(column), "in", typeof value === "string" ? [value] : value);
  }
  for (const [column, pattern] of Object.entries(like)) {
    if (level === "study" && column === "ModalitiesInStudy") {
      const fits = fitsPattern(sql.ref("s.Modality"), column, pattern);
      query = query.where(
        sql<boolean>`exists (select 1 from series s where s."studyRowId" = study.id and ${fits})`,
      );
    } else {
      query = query.where(fitsPattern(columnAt(column), column, pattern));
    }
  }
  for (const word of words?.text.split(/[\s,^]+/).filter(Boolean) ?? []) {
    const places = words!.columns.map((column) => fitsPattern(columnAt(column), column, `*${word}*`));
    query = query.where(sql<boolean>`(${sql.join(places, sql` or `)})`);
  }
  // Of an object whose head cannot be parsed only the instance is known.
  if (level === "study" || level === "series") query = query.where("StudyInstanceUID", "!=", "");
  if (level === "series") query = query.where("SeriesInstanceUID", "!=", "");
  return query;
}

function fitsPattern(column: RawBuilder<string>, name: string, given: string): RawBuilder<boolean> {
  const pattern = withDicomDates(name, given);
  const range = dateRangeOf(name, pattern);
  if (range) return sql<boolean>`${column} between ${range.from} and ${range.to}`;
  const wanted = pattern
    .replace(/[\\%_]/g, "\\$&")
    .replace(/\*+/g, "%")
    .replaceAll("?", "_");
  return sql<boolean>`${column} like ${wanted} escape '\\'`;
}

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
  let query = filtered(db, level, options);
  for (const [column, at] of columnsOf(level)) query = query.select(sql.ref(at).as(column)) as typeof query;
  const figures = below<string>(level, sql`json_array(${sql.join(Object.values(FIGURES))})`);
  const sorted = options.sort === undefined ? query : query.orderBy(orderOf(level, options.sort));
  const rows = await sorted
    .select(figures.as("figures"))
    .orderBy(sql.ref(`${level}.id`))
    .limit(options.limit ?? -1)
    .offset(options.offset ?? 0)
    .execute();
  return rows.map((row) => entityOf(row as unknown as Record<string, string>));
}

/** Returns a figure of what is below the entities of a level. */
function below<T>(level: Level, figure: RawBuilder<unknown>): RawBuilder<T> {
  return sql<T>`(select ${figure} from instance i join series s on s.id = i."seriesRowId"
    join study t on t.id = s."studyRowId" where ${BELOW[level]})`;
}

/** Numbers in texts, such as SeriesNumber, by their value. */
function orderOf(level: Level, sort: string): RawBuilder<string> {
  const column = sort.replace(/^-/, "");
  const direction = sort.startsWith("-") ? sql`desc` : sql`asc`;
  if (column === "receivedAt") return sql<string>`${below(level, FIGURES.latestMs)} ${direction}`;
  const at = columnsOf(level).get(column);
  if (at === undefined) {
    throw new InvalidArgumentError("ARG_INDEX_KEY", `${column} is not kept at the ${level} level or above`);
  }
  const value = column.endsWith("Number") ? sql`cast(${sql.ref(at)} as real)` : sql.ref(at);
  return sql<string>`${value} ${direction}`;
}

/** Returns how many entities there are. */
export async function countEntities(
  db: Kysely<IndexSchema>,
  level: Level,
  filter: IndexFilter,
): Promise<number> {
  const query = filtered(db, level, filter).select(({ fn }) => fn.countAll<number>().as("count"));
  return (await query.executeTakeFirstOrThrow()).count;
}

/** Returns instances: without an order of its own the latest file first. */
export async function listInstances(
  db: Kysely<IndexSchema>,
  options: FindOptions,
): Promise<IndexedInstance[]> {
  const { where, like, words, sort } = options;
  const keys = [...Object.keys({ ...where, ...like }), ...(words?.columns ?? [])];
  const isOwn = keys.every((key) => LEVEL_COLUMNS.instance.includes(key));
  // Without the tables above, the latest files come by the index of their times.
  const tables = isOwn ? db.selectFrom("instance") : undefined;
  const found = filtered(db, "instance", options, tables as never).select(
    LISTED_COLUMNS.map((column) => `instance.${column}` as const),
  );
  const rows = await (sort === undefined ? found : found.orderBy(orderOf("instance", sort)))
    .orderBy("instance.mtimeMs", "desc")
    .orderBy("instance.id", "desc")
    .limit(options.limit ?? -1)
    .offset(options.offset ?? 0)
    .execute();
  return rows.map((row) => instanceOfRow(row));
}

/** Returns where files are. */
export async function findLocations(db: Kysely<IndexSchema>, filter: IndexFilter): Promise<ObjectLocation[]> {
  const rows = await filtered(db, "instance", filter).select("instance.path").execute();
  return rows.map(({ path }) => path.split("/"));
}

function entityOf({ figures = "[]", ...values }: Record<string, string>): IndexedEntity {
  const [
    instanceCount,
    seriesCount,
    studyCount,
    byteCount,
    modalities,
    sopClassUids,
    callingAeTitles,
    specificCharacterSets,
    otherCharacterSets,
    latestMs,
  ] = JSON.parse(figures);
  const known = (list: string[]) => list.filter((value) => value !== "").sort();
  return {
    ...{ values, instanceCount, seriesCount, studyCount, byteCount },
    modalities: known(modalities),
    sopClassUids: known(sopClassUids),
    callingAeTitles: known(callingAeTitles),
    specificCharacterSets: known(specificCharacterSets),
    otherCharacterSets: otherCharacterSets.map((pair: string) => {
      const [declared, expected] = JSON.parse(pair);
      return { declared, expected };
    }),
    receivedAt: new Date(latestMs ?? 0).toISOString(),
  };
}
