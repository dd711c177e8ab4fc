/** The steps from an empty database to the records of this version. */
import type { Kysely } from "kysely";
import type { Compilable, Migration } from "../sqlite/open-database.ts";
import type { RecordsSchema } from "./schema.ts";

/** What is here once stays as it is, because databases have taken it: changes are further steps at the end. */
export const MIGRATIONS: readonly Migration<RecordsSchema>[] = [createWorklist, createMpps, addSearchText];

function createWorklist({ schema }: Kysely<RecordsSchema>): Compilable[] {
  return [
    schema
      .createTable("worklist")
      .addColumn("position", "integer", (position) => position.primaryKey())
      .addColumn("id", "text", (id) => id.notNull().unique())
      .addColumn("createdAt", "text", (time) => time.notNull())
      .addColumn("updatedAt", "text", (time) => time.notNull())
      .addColumn("sampleKey", "text", (key) => key.notNull())
      .addColumn("touched", "integer", (touched) => touched.notNull())
      .addColumn("source", "text", (source) => source.notNull())
      .addColumn("sourceState", "text", (state) => state.notNull())
      .addColumn("keys", "text", (keys) => keys.notNull())
      .addColumn("dataset", "blob", (dataset) => dataset.notNull()),
  ];
}

function createMpps({ schema }: Kysely<RecordsSchema>): Compilable[] {
  return [
    schema
      .createTable("mppsStep")
      .addColumn("position", "integer", (position) => position.primaryKey())
      .addColumn("sopInstanceUid", "text", (uid) => uid.notNull().unique())
      .addColumn("summary", "text", (summary) => summary.notNull())
      .addColumn("dataset", "blob", (dataset) => dataset.notNull()),
    schema
      .createTable("mppsMessage")
      .addColumn("position", "integer", (position) => position.primaryKey())
      .addColumn("stepPosition", "integer", (step) =>
        step.notNull().references("mppsStep.position").onDelete("cascade"),
      )
      .addColumn("summary", "text", (summary) => summary.notNull())
      .addColumn("transferSyntaxUid", "text", (uid) => uid.notNull())
      .addColumn("dataset", "blob", (dataset) => dataset.notNull()),
    schema.createIndex("mppsMessage_stepPosition").on("mppsMessage").column("stepPosition"),
  ];
}

function addSearchText({ schema }: Kysely<RecordsSchema>): Compilable[] {
  return [
    schema.alterTable("worklist").addColumn("searchText", "text", (text) => text.notNull().defaultTo("")),
  ];
}
