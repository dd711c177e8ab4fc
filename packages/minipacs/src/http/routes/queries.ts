/** `/api/queries`: the worklist queries of late, and why each entry was answered or not. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { toDicomJson } from "@minipacs/dicom-core";
import type { WorklistQuery } from "../../services/query-log.ts";
import type { ApiParts } from "../api.ts";
import { json, problems } from "../define.ts";
import { pageOf } from "../page-of.ts";
import { notThere } from "../problem.ts";
import { representWorklistEntry } from "../represent.ts";
import { listOf } from "../schemas/common.ts";
import { explanationSchema, queryQuery, querySchema, wholeQuerySchema } from "../schemas/queries.ts";

const tags = ["Queries"];
const params = z.object({ id: z.coerce.number().int().min(1) });

const list = createRoute({
  method: "get",
  path: "/api/queries",
  tags,
  summary: "Worklist queries of late",
  request: { query: queryQuery },
  responses: { 200: json(listOf("WorklistQueries", querySchema), "a page of them"), ...problems(400) },
});

const get = createRoute({
  method: "get",
  path: "/api/queries/{id}",
  tags,
  summary: "One query with its identifier",
  request: { params },
  responses: { 200: json(wholeQuerySchema, "the query"), ...problems(404) },
});

const explain = createRoute({
  method: "get",
  path: "/api/queries/{id}/explanation",
  tags,
  summary: "Why entries were answered, or were not",
  description: "Those that were answered first, then the others with each key that they do not fit.",
  request: {
    params,
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(10_000).default(100),
      offset: z.coerce.number().int().min(0).max(1e9).default(0),
    }),
  },
  responses: { 200: json(explanationSchema, "a page of the entries"), ...problems(400, 404) },
});

export function addQueryRoutes(api: OpenAPIHono, { pacs }: ApiParts): void {
  api.openapi(list, async (context) =>
    context.json(await pageOf(pacs.queries.list(), representQuery, context.req.valid("query")), 200),
  );
  api.openapi(get, (context) => {
    const query = pacs.queries.get(context.req.valid("param").id);
    if (query === undefined) throw notThere();
    return context.json(
      { ...representQuery(query), identifier: toDicomJson(query.identifier, { utf8: true }) },
      200,
    );
  });
  api.openapi(explain, (context) => {
    const found = pacs.queries.explain(context.req.valid("param").id, context.req.valid("query"));
    if (found === undefined) throw notThere();
    const { answeredCount, otherCount, entries } = found;
    const items = entries.map(({ entry, ...why }) => ({ entry: representWorklistEntry(entry), ...why }));
    return context.json({ items, totalCount: answeredCount + otherCount, answeredCount, otherCount }, 200);
  });
}

function representQuery(query: WorklistQuery) {
  const { id, time, peer, keys, warnings, entryCount, matchCount, answerCount } = query;
  const { callingAeTitle, calledAeTitle, remoteAddress, associationId } = peer;
  return {
    ...{ id, time, callingAeTitle, calledAeTitle, remoteAddress, associationId, keys },
    warnings: warnings.map((warning) => ({ ...warning })),
    ...{ entryCount, matchCount, answerCount },
  };
}
