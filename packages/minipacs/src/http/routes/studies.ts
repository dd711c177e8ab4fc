/** `/api/studies`: what is stored, from studies down to the objects of a series. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { IndexedEntity } from "../../index-db/instance-index.ts";
import type { Level } from "../../index-db/instance-record.ts";
import type { ApiParts } from "../api.ts";
import { json, pathParameters, problems } from "../define.ts";
import { notThere } from "../problem.ts";
import { representInstance } from "../represent.ts";
import { representSeries, representStudy } from "../represent-study.ts";
import { listOf } from "../schemas/common.ts";
import {
  INSTANCE_SEARCHED,
  instanceQuery,
  instanceSchema,
  STUDY_SEARCHED,
  seriesQuery,
  seriesSchema,
  studyQuery,
  studySchema,
} from "../schemas/storage.ts";

const tags = ["Storage"];
const ofStudy = pathParameters("StudyInstanceUID");
const ofSeries = pathParameters("StudyInstanceUID", "SeriesInstanceUID");
const STUDY = "/api/studies/{StudyInstanceUID}" as const;
const SERIES = `${STUDY}/series/{SeriesInstanceUID}` as const;

const listStudies = createRoute({
  method: "get",
  path: "/api/studies",
  tags,
  summary: "Stored studies",
  request: { query: studyQuery },
  responses: { 200: json(listOf("Studies", studySchema), "a page of them"), ...problems(400) },
});

const getStudy = createRoute({
  method: "get",
  path: STUDY,
  tags,
  summary: "One study",
  request: { params: ofStudy },
  responses: { 200: json(studySchema, "what is known of it"), ...problems(404) },
});

const deleteStudy = createRoute({
  method: "delete",
  path: STUDY,
  tags,
  summary: "Deletes the objects of a study",
  request: { params: ofStudy },
  responses: { 204: { description: "they are gone, their files too" }, ...problems(404) },
});

const listSeries = createRoute({
  method: "get",
  path: `${STUDY}/series`,
  tags,
  summary: "The series of a study",
  request: { params: ofStudy, query: seriesQuery },
  responses: { 200: json(listOf("SeriesList", seriesSchema), "a page of them"), ...problems(400) },
});

const getSeries = createRoute({
  method: "get",
  path: SERIES,
  tags,
  summary: "One series",
  request: { params: ofSeries },
  responses: { 200: json(seriesSchema, "what is known of it"), ...problems(404) },
});

const deleteSeries = createRoute({
  method: "delete",
  path: SERIES,
  tags,
  summary: "Deletes the objects of a series",
  request: { params: ofSeries },
  responses: { 204: { description: "they are gone, their files too" }, ...problems(404) },
});

const listInstances = createRoute({
  method: "get",
  path: `${SERIES}/instances`,
  tags,
  summary: "The objects of a series",
  request: { params: ofSeries, query: instanceQuery },
  responses: { 200: json(listOf("InstancesOfSeries", instanceSchema), "a page of them"), ...problems(400) },
});

export function addStudyRoutes(api: OpenAPIHono, { pacs }: ApiParts): void {
  /** Pages go from the latest entities back, each in the order of arrival, where no other order is asked for. */
  const page = async <T>(
    level: Level,
    where: Record<string, string>,
    query: { limit: number; offset: number; sort?: string | undefined; q?: string | undefined },
    represent: (entity: IndexedEntity) => T,
  ) => {
    const { limit, offset, sort, q, ...like } = query;
    const filter = { where, like: definedOnly(like), words: wordsOf(q, STUDY_SEARCHED) };
    const totalCount = await pacs.index.countOf(level, filter);
    const start = sort === undefined ? Math.max(0, totalCount - offset - limit) : offset;
    const end = sort === undefined ? Math.max(0, totalCount - offset) : offset + limit;
    const found = await pacs.index.find(level, { ...filter, sort, offset: start, limit: end - start });
    return { items: found.map(represent), totalCount };
  };
  const one = async <T>(
    level: Level,
    where: Record<string, string>,
    represent: (entity: IndexedEntity) => T,
  ) => {
    const [entity] = await pacs.index.find(level, { where, limit: 1 });
    if (entity === undefined) throw notThere();
    return represent(entity);
  };
  const remove = async (which: Record<string, string>) => {
    if ((await pacs.removeObjects(which)) === 0) throw notThere();
  };

  api.openapi(listStudies, async (context) =>
    context.json(await page("study", {}, context.req.valid("query"), representStudy), 200),
  );
  api.openapi(getStudy, async (context) =>
    context.json(await one("study", context.req.valid("param"), representStudy), 200),
  );
  api.openapi(deleteStudy, async (context) => {
    await remove(context.req.valid("param"));
    return context.body(null, 204);
  });
  api.openapi(listSeries, async (context) => {
    const { param, query } = { param: context.req.valid("param"), query: context.req.valid("query") };
    return context.json(await page("series", param, query, representSeries), 200);
  });
  api.openapi(getSeries, async (context) =>
    context.json(await one("series", context.req.valid("param"), representSeries), 200),
  );
  api.openapi(deleteSeries, async (context) => {
    await remove(context.req.valid("param"));
    return context.body(null, 204);
  });
  api.openapi(listInstances, async (context) => {
    const { limit, offset, sort, q, ...like } = context.req.valid("query");
    const where = context.req.valid("param");
    const filter = { where, like: definedOnly(like), words: wordsOf(q, INSTANCE_SEARCHED) };
    const found = await pacs.index.list({ ...filter, limit, offset, sort });
    const totalCount = await pacs.index.countOf("instance", filter);
    return context.json({ items: found.map(representInstance), totalCount }, 200);
  });
}

/** Returns the filter for the words of `q`. */
export function wordsOf(q: string | undefined, columns: readonly string[]) {
  return q === undefined ? undefined : { columns, text: q };
}

/** Returns the filters that are given. */
export function definedOnly(filters: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filters).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
