/** `/api/mpps`: performed procedure steps with their link to the worklist. */
import { Hono } from "hono";
import type { Pacs } from "../../pacs.ts";
import { notFound } from "../problem.ts";
import { representAttributes, representMppsStep } from "../represent.ts";
import { listAnswer } from "./list-answer.ts";

export function mppsRoutes(pacs: Pacs): Hono {
  return new Hono()
    .get("/mpps", (context) => listAnswer(context, pacs.mpps.list(), representMppsStep))
    .get("/mpps/:sopInstanceUid", (context) => {
      const uid = context.req.param("sopInstanceUid");
      const [step, dataset] = [pacs.mpps.get(uid), pacs.mpps.dataset(uid)];
      if (step === undefined || dataset === undefined) return notFound(context);
      return context.json({ ...representMppsStep(step), attributes: representAttributes(dataset) });
    });
}
