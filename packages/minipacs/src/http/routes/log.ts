/** `/api/log`: the latest events. `/api/events`: those to come, live. */
import { Hono } from "hono";
import type { Pacs } from "../../pacs.ts";
import { representEvent } from "../represent.ts";
import type { EventStreams } from "../sse.ts";
import { listAnswer } from "./list-answer.ts";

export function logRoutes(pacs: Pacs, streams: EventStreams): Hono {
  return new Hono()
    .get("/log", (context) => listAnswer(context, pacs.events.recent(), representEvent))
    .get("/events", (context) => streams.respond(context));
}
