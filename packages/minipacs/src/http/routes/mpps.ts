/** `/api/mpps`: performed procedure steps with their link to the worklist. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { ApiParts } from "../api.ts";
import { json, pathParameters, problems } from "../define.ts";
import { pageOf } from "../page-of.ts";
import { notThere } from "../problem.ts";
import { representAttributes, representMppsStep } from "../represent.ts";
import { listOf } from "../schemas/common.ts";
import { mppsQuery, mppsStepSchema, wholeMppsStepSchema } from "../schemas/mpps.ts";

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

export function addMppsRoutes(api: OpenAPIHono, { pacs }: ApiParts): void {
  api.openapi(list, (context) =>
    context.json(pageOf(pacs.mpps.list(), representMppsStep, context.req.valid("query")), 200),
  );
  api.openapi(get, (context) => {
    const { SOPInstanceUID: uid } = context.req.valid("param");
    const [step, dataset] = [pacs.mpps.get(uid), pacs.mpps.dataset(uid)];
    if (step === undefined || dataset === undefined) throw notThere();
    return context.json({ ...representMppsStep(step), attributes: representAttributes(dataset) }, 200);
  });
}
