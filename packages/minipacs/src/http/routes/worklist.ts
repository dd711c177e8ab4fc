/** `/api/worklist`: the entries, and the samples. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ApiParts } from "../api.ts";
import { json, pathParameters, problems } from "../define.ts";
import { pageOf } from "../page-of.ts";
import { notThere } from "../problem.ts";
import { representAttributes, representWorklistEntry } from "../represent.ts";
import { listOf } from "../schemas/common.ts";
import { wholeWorklistEntrySchema, worklistEntrySchema, worklistQuery } from "../schemas/worklist.ts";

const tags = ["Worklist"];
const params = pathParameters("id");

const list = createRoute({
  method: "get",
  path: "/api/worklist",
  tags,
  summary: "The entries of the worklist",
  request: { query: worklistQuery },
  responses: {
    200: json(listOf("WorklistEntries", worklistEntrySchema), "a page of them"),
    ...problems(400),
  },
});

const get = createRoute({
  method: "get",
  path: "/api/worklist/{id}",
  tags,
  summary: "One entry with all its attributes",
  request: { params },
  responses: { 200: json(wholeWorklistEntrySchema, "the entry"), ...problems(404) },
});

const addedSchema = z
  .strictObject({ added: z.array(worklistEntrySchema).readonly() })
  .openapi("AddedEntries");

const samples = createRoute({
  method: "post",
  path: "/api/worklist/samples",
  tags,
  summary: "Loads the six samples",
  description: "Those that are there stay; samples that nobody changed are scheduled for today.",
  responses: {
    200: json(addedSchema, "all were there already"),
    201: json(addedSchema, "those that were not there before"),
  },
});

export function addWorklistRoutes(api: OpenAPIHono, { pacs }: ApiParts): void {
  api.openapi(list, (context) =>
    context.json(pageOf(pacs.worklist.list(), representWorklistEntry, context.req.valid("query")), 200),
  );
  api.openapi(get, (context) => {
    const entry = pacs.worklist.get(context.req.valid("param").id);
    if (entry === undefined) throw notThere();
    const attributes = representAttributes(entry.dataset);
    return context.json({ ...representWorklistEntry(entry), attributes }, 200);
  });
  api.openapi(samples, (context) => {
    const added = pacs.loadSamples().map(representWorklistEntry);
    return context.json({ added }, added.length > 0 ? 201 : 200);
  });
}
