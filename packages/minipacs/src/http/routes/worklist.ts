/** `/api/worklist`: the entries, and the samples. */
import { Hono } from "hono";
import type { Pacs } from "../../pacs.ts";
import { notFound } from "../problem.ts";
import { representAttributes, representWorklistEntry } from "../represent.ts";
import { listAnswer } from "./list-answer.ts";

export function worklistRoutes(pacs: Pacs): Hono {
  return new Hono()
    .get("/worklist", (context) => listAnswer(context, pacs.worklist.list(), representWorklistEntry))
    .get("/worklist/:id", (context) => {
      const entry = pacs.worklist.get(context.req.param("id"));
      if (entry === undefined) return notFound(context);
      return context.json({
        ...representWorklistEntry(entry),
        attributes: representAttributes(entry.dataset),
      });
    })
    .post("/worklist/samples", (context) => {
      const added = pacs.loadSamples().map(representWorklistEntry);
      return context.json({ added }, added.length > 0 ? 201 : 200);
    });
}
