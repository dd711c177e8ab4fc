/** The steps from an empty database to the schema of this version; `PRAGMA user_version` counts those that were taken. */
import type { CreateTableBuilder, Kysely } from "kysely";
import type { Compilable, Migration } from "../sqlite/open-database.ts";
import { INSTANCE_COLUMNS, PATIENT_COLUMNS, SERIES_COLUMNS, STUDY_COLUMNS } from "./columns.ts";
import type { IndexSchema } from "./schema.ts";

/**
 * What is here once stays as it is: a later version adds steps. A step that adds columns which only the files can fill
 * empties the tables too, and the files are read anew.
 */
export const MIGRATIONS: readonly Migration<IndexSchema>[] = [createTables, addExpectedCharacterSet];

function createTables(db: Kysely<IndexSchema>): Compilable[] {
  const { schema } = db;
  const table = (name: keyof IndexSchema, columns: readonly string[]) =>
    columns.reduce<CreateTableBuilder<string, string>>(
      (builder, column) => builder.addColumn(column, "text", (text) => text.notNull()),
      schema.createTable(name).addColumn("id", "integer", (id) => id.primaryKey()) as CreateTableBuilder<
        string,
        string
      >,
    );
  const below = (builder: CreateTableBuilder<string, string>, parent: string) =>
    builder.addColumn(`${parent}RowId`, "integer", (id) => id.notNull().references(`${parent}.id`));
  const parent = (builder: CreateTableBuilder<string, string>) =>
    builder.addColumn("latestMs", "real", (time) => time.notNull());
  const index = (on: keyof IndexSchema, ...columns: string[]) =>
    schema
      .createIndex(`${on}_${columns.join("_")}`)
      .on(on)
      .columns(columns);
  return [
    parent(table("patient", PATIENT_COLUMNS)).addColumn("key", "text", (key) => key.notNull().unique()),
    below(parent(table("study", STUDY_COLUMNS)), "patient"),
    below(parent(table("series", SERIES_COLUMNS)), "study"),
    below(table("instance", INSTANCE_COLUMNS), "series")
      .addColumn("path", "text", (path) => path.notNull().unique())
      .addColumn("byteCount", "integer", (count) => count.notNull())
      .addColumn("mtimeMs", "real", (time) => time.notNull())
      .addColumn("above", "text", (above) => above.notNull())
      .addColumn("callingAeTitle", "text", (title) => title.notNull()),
    index("patient", "PatientID"),
    index("patient", "PatientName"),
    index("study", "StudyInstanceUID").unique(),
    index("study", "patientRowId"),
    index("study", "StudyDate"),
    index("study", "AccessionNumber"),
    index("series", "studyRowId", "SeriesInstanceUID").unique(),
    index("series", "SeriesInstanceUID"),
    index("series", "Modality"),
    index("instance", "seriesRowId"),
    index("instance", "SOPInstanceUID"),
    index("instance", "mtimeMs"),
  ];
}

/** Of objects that are there already nobody knows what was expected. */
function addExpectedCharacterSet({ schema }: Kysely<IndexSchema>): Compilable[] {
  return [
    schema
      .alterTable("instance")
      .addColumn("expectedCharacterSet", "text", (terms) => terms.notNull().defaultTo("")),
  ];
}
