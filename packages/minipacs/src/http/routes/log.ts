/** `/api/log`: the latest events. `/api/events`: those to come, live. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { escapeJson } from "../../events/describe-event.ts";
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

const download = createRoute({
  method: "get",
  path: "/api/log/download",
  tags,
  summary: "The latest events as a file: one JSON object a line",
  request: { query: logQuery.omit({ limit: true, offset: true }) },
  responses: {
    200: { description: "an Event a line", content: { "application/x-ndjson": { schema: z.string() } } },
    ...problems(400),
  },
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
  const fitting = ({ type, level, aeTitle, q }: Omit<z.infer<typeof logQuery>, "limit" | "offset">) => {
    const types = type?.split(",").map((name) => name.trim());
    const wanted = q?.toLowerCase();
    const fits = (event: PacsEvent) => {
      if (types && !types.includes(event.type)) return false;
      if (aeTitle !== undefined && !isOf(event, aeTitle)) return false;
      if (level === undefined && wanted === undefined) return true;
      const { line } = representEvent(event);
      return (level ?? line.level) === line.level && line.text.toLowerCase().includes(wanted ?? "");
    };
    return pacs.events.recent().filter(fits);
  };
  api.openapi(log, async (context) => {
    const { limit, offset, ...filters } = context.req.valid("query");
    return context.json(await pageOf(fitting(filters), representEvent, { limit, offset }), 200);
  });
  api.openapi(download, (context) => {
    const events = fitting(context.req.valid("query"));
    const lines = events.map((event) => `${escapeJson(JSON.stringify(representEvent(event)))}\n`);
    // The types of the library take x-ndjson for JSON.
    return context.body(lines.join(""), 200, {
      "content-type": "application/x-ndjson; charset=utf-8",
      "content-disposition": 'attachment; filename="minipacs-log.jsonl"',
    }) as never;
  });
  api.openapi(events, (context) => streams.respond(context));
}

function isOf(event: PacsEvent, aeTitle: string): boolean {
  const titles = "peer" in event && event.peer ? event.peer : event;
  return "callingAeTitle" in titles && [titles.callingAeTitle, titles.calledAeTitle].includes(aeTitle);
}
