/** `/api/log`: the latest events. `/api/events`: those to come, live. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { PacsEvent } from "../../events/event-types.ts";
import type { ApiParts } from "../api.ts";
import { json, problems } from "../define.ts";
import { pageOf } from "../page-of.ts";
import { representEvent } from "../represent.ts";
import { listOf } from "../schemas/common.ts";
import { eventSchema, logQuery } from "../schemas/server.ts";

const tags = ["Log"];

const log = createRoute({
  method: "get",
  path: "/api/log",
  tags,
  summary: "The latest events",
  request: { query: logQuery },
  responses: { 200: json(listOf("Events", eventSchema), "a page of them"), ...problems(400) },
});

const events = createRoute({
  method: "get",
  path: "/api/events",
  tags,
  summary: "Events as they happen, as Server-Sent Events",
  description:
    "Each has an id; a client that comes back with Last-Event-ID gets what it missed. Where that is not kept any more, an event `reset` says that the lists have to be read again.",
  request: {
    query: z.object({
      after: z
        .string()
        .max(64)
        .optional()
        .meta({ description: "as Last-Event-ID; lastEventId of /api/status" }),
    }),
  },
  responses: {
    200: {
      description: "data of each message: an Event",
      content: { "text/event-stream": { schema: z.string() } },
    },
    ...problems(503),
  },
});

export function addLogRoutes(api: OpenAPIHono, { pacs, streams }: ApiParts): void {
  api.openapi(log, async (context) => {
    const { type, level, aeTitle, q, ...page } = context.req.valid("query");
    const types = type?.split(",").map((name) => name.trim());
    const wanted = q?.toLowerCase();
    const fits = (event: PacsEvent) => {
      if (types && !types.includes(event.type)) return false;
      if (aeTitle !== undefined && !isOf(event, aeTitle)) return false;
      if (level === undefined && wanted === undefined) return true;
      const { line } = representEvent(event);
      return (level ?? line.level) === line.level && line.text.toLowerCase().includes(wanted ?? "");
    };
    return context.json(await pageOf(pacs.events.recent().filter(fits), representEvent, page), 200);
  });
  api.openapi(events, (context) => streams.respond(context));
}

function isOf(event: PacsEvent, aeTitle: string): boolean {
  const titles = "peer" in event && event.peer ? event.peer : event;
  return "callingAeTitle" in titles && [titles.callingAeTitle, titles.calledAeTitle].includes(aeTitle);
}
