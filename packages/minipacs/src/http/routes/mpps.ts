/** `/api/mpps`: performed procedure steps with their link to the worklist. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { toDicomJson } from "@minipacs/dicom-core";
import type { ApiParts } from "../api.ts";
import { json, pathParameters, problems } from "../define.ts";
import { pageOf } from "../page-of.ts";
import { notThere } from "../problem.ts";
import {
  representAttributes,
  representMppsChange,
  representMppsRefusal,
  representMppsStep,
} from "../represent.ts";
import { listOf } from "../schemas/common.ts";
import {
  mppsMessagesSchema,
  mppsQuery,
  mppsRefusalQuery,
  mppsRefusalSchema,
  mppsStepSchema,
  wholeMppsStepSchema,
} from "../schemas/mpps.ts";
import { written } from "../worklist-item.ts";

const tags = ["MPPS"];
const params = pathParameters("SOPInstanceUID");

const list = createRoute({
  method: "get",
  path: "/api/mpps",
  tags,
  summary: "Performed procedure steps",
  request: { query: mppsQuery },
  responses: { 200: json(listOf("MppsSteps", mppsStepSchema), "a page of them"), ...problems(400) },
});

const get = createRoute({
  method: "get",
  path: "/api/mpps/{SOPInstanceUID}",
  tags,
  summary: "One step with all its attributes",
  request: { params },
  responses: { 200: json(wholeMppsStepSchema, "the step"), ...problems(404) },
});

const messages = createRoute({
  method: "get",
  path: "/api/mpps/{SOPInstanceUID}/messages",
  tags,
  summary: "Each N-CREATE and N-SET of a step with its data set",
  request: { params },
  responses: { 200: json(mppsMessagesSchema, "the oldest first"), ...problems(404) },
});

const refusals = createRoute({
  method: "get",
  path: "/api/mpps-refusals",
  tags,
  summary: "MPPS messages of late that were refused",
  description: "Those of steps that are not there, too. The association of each has its data set.",
  request: { query: mppsRefusalQuery },
  responses: { 200: json(listOf("MppsRefusals", mppsRefusalSchema), "a page of them"), ...problems(400) },
});

const remove = createRoute({
  method: "delete",
  path: "/api/mpps/{SOPInstanceUID}",
  tags,
  summary: "Removes a step with its history",
  request: { params },
  responses: { 204: { description: "it is gone" }, ...problems(404, 507) },
});

export function addMppsRoutes(api: OpenAPIHono, { pacs }: ApiParts): void {
  api.openapi(list, async (context) =>
    context.json(await pageOf(pacs.mpps.list(), representMppsStep, context.req.valid("query")), 200),
  );
  api.openapi(get, (context) => {
    const { SOPInstanceUID: uid } = context.req.valid("param");
    const [step, dataset] = [pacs.mpps.get(uid), pacs.mpps.dataset(uid)];
    if (step === undefined || dataset === undefined) throw notThere();
    return context.json({ ...representMppsStep(step), attributes: representAttributes(dataset) }, 200);
  });
  api.openapi(messages, (context) => {
    const { SOPInstanceUID: uid } = context.req.valid("param");
    if (!pacs.mpps.has(uid)) throw notThere();
    const items = pacs.mpps.history(uid).map((message) => ({
      ...representMppsChange(message),
      transferSyntaxUid: message.transferSyntaxUid,
      dataset: toDicomJson(message.dataset, { utf8: true }),
    }));
    return context.json({ items, totalCount: items.length }, 200);
  });
  api.openapi(refusals, async (context) => {
    const all = pacs.mppsRefusals.list();
    return context.json(await pageOf(all, representMppsRefusal, context.req.valid("query")), 200);
  });
  api.openapi(remove, (context) => {
    const { SOPInstanceUID: uid } = context.req.valid("param");
    if (!written(() => pacs.mpps.remove(uid))) throw notThere();
    return context.body(null, 204);
  });
}
