/** `/api/worklist`: the entries, read and changed, and the samples. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { toDicomJson } from "@minipacs/dicom-core";
import type { WorklistEntry } from "../../services/worklist-store.ts";
import { ENTRY_KEY_NAMES, ENTRY_KEYS, type EntryKeyName } from "../../worklist/entry-keys.ts";
import type { ApiParts } from "../api.ts";
import { json, jsonBody, pathParameters, problems } from "../define.ts";
import { pageOf, patternTest } from "../page-of.ts";
import { notThere } from "../problem.ts";
import { readWorklistEntry, representAttributes, representWorklistEntry } from "../represent.ts";
import { listOf } from "../schemas/common.ts";
import {
  addedSchema,
  removalSchema,
  removedSchema,
  restorationSchema,
  restoredSchema,
  wholeWorklistEntrySchema,
  worklistEntrySchema,
  worklistItemSchema,
  worklistQuery,
} from "../schemas/worklist.ts";
import { readItem, written } from "../worklist-item.ts";

const tags = ["Worklist"];
const params = pathParameters("id");
const ENTRY = "/api/worklist/{id}" as const;

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

const create = createRoute({
  method: "post",
  path: "/api/worklist",
  tags,
  summary: "Adds an entry",
  request: { body: jsonBody(worklistItemSchema) },
  responses: { 201: json(wholeWorklistEntrySchema, "the entry"), ...problems(400, 422, 507) },
});

const get = createRoute({
  method: "get",
  path: ENTRY,
  tags,
  summary: "One entry with all its attributes",
  request: { params },
  responses: { 200: json(wholeWorklistEntrySchema, "the entry"), ...problems(404) },
});

const replace = createRoute({
  method: "put",
  path: ENTRY,
  tags,
  summary: "Gives an entry other attributes",
  request: { params, body: jsonBody(worklistItemSchema) },
  responses: { 200: json(wholeWorklistEntrySchema, "the entry"), ...problems(400, 404, 422, 507) },
});

const change = createRoute({
  method: "patch",
  path: ENTRY,
  tags,
  summary: "Changes some attributes of an entry",
  description:
    "null removes an attribute; a sequence is replaced as a whole; attributes of a step at the root go to all steps.",
  request: { params, body: jsonBody(worklistItemSchema) },
  responses: { 200: json(wholeWorklistEntrySchema, "the entry"), ...problems(400, 404, 422, 507) },
});

const remove = createRoute({
  method: "delete",
  path: ENTRY,
  tags,
  summary: "Removes an entry",
  request: { params },
  responses: { 204: { description: "it is gone" }, ...problems(404, 507) },
});

const removeMany = createRoute({
  method: "post",
  path: "/api/worklist/remove",
  tags,
  summary: "Removes several entries, or all",
  request: { body: jsonBody(removalSchema) },
  responses: { 200: json(removedSchema, "how many there were"), ...problems(400, 422, 507) },
});

const restore = createRoute({
  method: "post",
  path: "/api/worklist/restore",
  tags,
  summary: "Undoes a removal",
  description:
    "Entries come back as they were: IDs, times, order, all attributes. The latest ten removals are kept.",
  request: { body: jsonBody(restorationSchema) },
  responses: {
    200: json(restoredSchema, "how many came back"),
    ...problems(400, 404, 422, 507),
  },
});

const samples = createRoute({
  method: "post",
  path: "/api/worklist/samples",
  tags,
  summary: "Loads the six samples",
  description: "Those that are there stay; samples that nobody changed are scheduled for today.",
  responses: {
    200: json(addedSchema, "all were there already"),
    201: json(addedSchema, "those that were not there before"),
    ...problems(507),
  },
});

export function addWorklistRoutes(api: OpenAPIHono, { pacs }: ApiParts): void {
  const { worklist } = pacs;
  const entryOf = (id: string) => {
    const entry = worklist.get(id);
    if (entry === undefined) throw notThere();
    return entry;
  };
  const update = (id: string, item: Record<string, unknown>, base?: WorklistEntry) => {
    const dataset = readItem(item, "body", base?.dataset);
    const entry = written(() => worklist.update(id, dataset));
    if (entry === undefined) throw notThere();
    return representWhole(entry);
  };

  api.openapi(list, async (context) => {
    const { q, ...query } = context.req.valid("query");
    const found = q ? await worklist.search(q) : undefined;
    const fitting = worklist.list(keyTestsOf(query));
    const entries = found ? fitting.filter((entry) => found.has(entry)) : fitting;
    return context.json(await pageOf(entries, representWorklistEntry, query, readWorklistEntry), 200);
  });
  api.openapi(create, (context) => {
    const dataset = readItem(context.req.valid("json"), "body");
    const [entry] = written(() => worklist.add([{ dataset }]));
    return context.json(representWhole(entry as WorklistEntry), 201);
  });
  api.openapi(removeMany, (context) => {
    const which = context.req.valid("json");
    const ids = "ids" in which ? which.ids : worklist.list().map(({ id }) => id);
    return context.json(
      written(() => worklist.removeForNow(ids)),
      200,
    );
  });
  api.openapi(restore, (context) => {
    const restoredCount = written(() => worklist.restore(context.req.valid("json").undoId));
    if (restoredCount === undefined) throw notThere();
    return context.json({ restoredCount }, 200);
  });
  api.openapi(samples, (context) => {
    const added = written(() => pacs.loadSamples()).map(representWorklistEntry);
    return context.json({ added }, added.length > 0 ? 201 : 200);
  });
  api.openapi(get, (context) => context.json(representWhole(entryOf(context.req.valid("param").id)), 200));
  api.openapi(replace, (context) => {
    const { id } = entryOf(context.req.valid("param").id);
    return context.json(update(id, context.req.valid("json")), 200);
  });
  api.openapi(change, (context) => {
    const entry = entryOf(context.req.valid("param").id);
    return context.json(update(entry.id, context.req.valid("json"), entry), 200);
  });
  api.openapi(remove, (context) => {
    const { id } = entryOf(context.req.valid("param").id);
    written(() => worklist.remove([id]));
    return context.body(null, 204);
  });
}

/**
 * Returns what can be told of a query by the keys that the store has at hand. They are those of all steps, and dates
 * there are written in one way only.
 */
function keyTestsOf(query: Readonly<Record<string, unknown>>) {
  const tests: Partial<Record<EntryKeyName, (value: string) => boolean>> = {};
  for (const name of ENTRY_KEY_NAMES) {
    const pattern = query[ENTRY_KEYS[name].keyword];
    if (typeof pattern !== "string" || pattern === "") continue;
    if (name !== "startDate" || /^\d+\*?$/.test(pattern)) tests[name] = patternTest(pattern.normalize("NFC"));
  }
  return tests;
}

function representWhole(entry: WorklistEntry) {
  return {
    ...representWorklistEntry(entry),
    attributes: representAttributes(entry.dataset),
    dataset: toDicomJson(entry.dataset, { utf8: true }),
  };
}
