/** Worklist queries and their explanations over HTTP. */
import { z } from "@hono/zod-openapi";
import { dicomJsonSchema, listQuery, texts } from "./common.ts";
import { worklistEntrySchema } from "./worklist.ts";

const shape = {
  id: z.int(),
  time: z.string(),
  callingAeTitle: z.string(),
  calledAeTitle: z.string(),
  remoteAddress: z.string(),
  associationId: z.int(),
  keys: texts.meta({ description: "what was asked for, Modality=CT; keys without a value are left out" }),
  warnings: z
    .array(z.looseObject({ code: z.string(), message: z.string() }))
    .readonly()
    .meta({ description: "what is odd about the query" }),
  entryCount: z.int().meta({ description: "of the worklist at that moment" }),
  matchCount: z.int().meta({ description: "entries that were answered" }),
  answerCount: z.int().meta({ description: "of an entry one for each scheduled step that fits" }),
};

export const querySchema = z.strictObject(shape).openapi("WorklistQuery");

export const wholeQuerySchema = z
  .strictObject({ ...shape, identifier: dicomJsonSchema })
  .openapi("WholeWorklistQuery");

export const explanationSchema = z
  .strictObject({
    items: z
      .array(
        z.strictObject({
          entry: worklistEntrySchema.meta({ description: "as it was at that moment" }),
          matches: z.boolean(),
          isAnswered: z
            .boolean()
            .meta({ description: "an entry may fit and not be answered: the query was cancelled" }),
          summary: z.string(),
          failed: z
            .array(
              z.strictObject({
                path: z.string().meta({ description: "ScheduledProcedureStepSequence.Modality" }),
                rule: z.string(),
                cause: z.string().optional(),
                asked: z.string().meta({ description: "the key's value" }),
                found: z.string().meta({ description: "the entry's" }),
                text: z.string(),
              }),
            )
            .readonly()
            .meta({ description: "keys that the entry does not fit" }),
        }),
      )
      .readonly(),
    totalCount: z.int(),
    answeredCount: z.int(),
    otherCount: z.int(),
  })
  .openapi("QueryExplanation");

export const queryQuery = listQuery(
  ["id", "callingAeTitle", "matchCount"],
  ["callingAeTitle", "remoteAddress"],
);
