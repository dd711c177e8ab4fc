/** `/api/associations`: those that are open and those of late, with their messages. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { isDicomError, toDicomJson } from "@minipacs/dicom-core";
import type { ApiParts } from "../api.ts";
import { json, problems } from "../define.ts";
import { pageOf } from "../page-of.ts";
import { HttpProblem, notThere } from "../problem.ts";
import {
  associationQuery,
  associationSchema,
  wholeAssociationSchema,
  wholeMessageSchema,
} from "../schemas/associations.ts";
import { listOf } from "../schemas/common.ts";

const tags = ["Associations"];
const number = z.coerce.number().int().min(1);

const list = createRoute({
  method: "get",
  path: "/api/associations",
  tags,
  summary: "Associations, open, past and rejected",
  request: { query: associationQuery },
  responses: { 200: json(listOf("Associations", associationSchema), "a page of them"), ...problems(400) },
});

const get = createRoute({
  method: "get",
  path: "/api/associations/{id}",
  tags,
  summary: "One association with its messages",
  request: {
    params: z.object({ id: number }),
    query: z.strictObject({
      after: z.coerce.number().int().min(0).default(0).meta({ description: "messages after this number" }),
      limit: z.coerce.number().int().min(1).max(10_000).default(1000).meta({ description: "of messages" }),
    }),
  },
  responses: { 200: json(wholeAssociationSchema, "the association"), ...problems(400, 404) },
});

const message = createRoute({
  method: "get",
  path: "/api/associations/{id}/messages/{number}",
  tags,
  summary: "One message with its data set",
  request: { params: z.object({ id: number, number }) },
  responses: { 200: json(wholeMessageSchema, "the message"), ...problems(404, 422) },
});

export function addAssociationRoutes(api: OpenAPIHono, { pacs }: ApiParts): void {
  api.openapi(list, async (context) =>
    context.json(
      await pageOf(pacs.associationLog.list(), (record) => record, context.req.valid("query")),
      200,
    ),
  );
  api.openapi(get, (context) => {
    const association = pacs.associationLog.get(context.req.valid("param").id, context.req.valid("query"));
    if (association === undefined) throw notThere();
    return context.json(association, 200);
  });
  api.openapi(message, (context) => {
    const { id, number } = context.req.valid("param");
    try {
      const found = pacs.associationLog.message(id, number);
      if (found === undefined) throw notThere();
      const { dataset, ...record } = found;
      return context.json({ ...record, dataset: dataset && toDicomJson(dataset, { utf8: true }) }, 200);
    } catch (error) {
      if (!isDicomError(error)) throw error;
      throw new HttpProblem(422, error.code, "The data set of this message cannot be read.");
    }
  });
}
