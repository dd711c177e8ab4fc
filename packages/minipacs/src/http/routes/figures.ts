/** `/api/figures`: what the server has done since its start, and what it takes. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { ApiParts } from "../api.ts";
import { json } from "../define.ts";
import { figuresSchema } from "../schemas/server.ts";

const get = createRoute({
  method: "get",
  path: "/api/figures",
  tags: ["Server"],
  summary: "The server in figures, since its start",
  responses: { 200: json(figuresSchema, "as they are now") },
});

export function addFigureRoutes(api: OpenAPIHono, { pacs, figures }: ApiParts): void {
  api.openapi(get, async (context) => {
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    return context.json(
      {
        startedAt: pacs.startedAt,
        uptimeSeconds: (Date.now() - Date.parse(pacs.startedAt)) / 1000,
        memory: { residentBytes: rss, heapBytes: heapUsed },
        cpuSeconds: (user + system) / 1e6,
        associations: { open: pacs.associations.length, ...figures.associations },
        receivedBytes: figures.receivedBytes + sumOf(pacs.associations, "receivedBytes"),
        sentBytes: figures.sentBytes + sumOf(pacs.associations, "sentBytes"),
        storedBytes: figures.storedBytes,
        failedRequestCount: figures.failedRequestCount,
        warningCount: figures.warningCount,
        errorCount: figures.errorCount,
        eventCounts: figures.eventCounts,
        worklistCount: pacs.worklist.size,
        mppsCount: pacs.mpps.size,
        instanceCount: await pacs.index.count(),
      },
      200,
    );
  });
}

function sumOf<K extends string>(items: readonly Readonly<Record<K, number>>[], key: K): number {
  return items.reduce((sum, item) => sum + item[key], 0);
}
