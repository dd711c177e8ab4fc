/** The HTTP API: status, worklist, MPPS, instances and their files, log, live events. */
import { Readable } from "node:stream";
import { Hono } from "hono";
import type { Pacs } from "../../pacs.ts";
import { streamEvents } from "../event-stream.ts";
import {
  representAttributes,
  representEvent,
  representInstance,
  representMppsStep,
  representWorklistEntry,
} from "../represent.ts";
import { problem } from "../security.ts";

/** Returns the routes below `/api`; `closed` ends the streams. */
export function createApi(pacs: Pacs, closed: AbortSignal): Hono {
  const api = new Hono();

  api.get("/status", (context) =>
    context.json({
      aeTitle: pacs.config.aeTitle,
      dicomPort: pacs.dicomPort,
      httpPort: pacs.httpPort,
      charset: pacs.config.charset,
      startedAt: pacs.startedAt,
      associationCount: pacs.associations.length,
      worklistCount: pacs.worklist.size,
      mppsCount: pacs.mpps.size,
      instanceCount: pacs.received.size,
      lastEventId: pacs.events.lastId,
    }),
  );

  api.get("/worklist", (context) => context.json(pacs.worklist.list().map(representWorklistEntry)));
  api.get("/worklist/:id", (context) => {
    const entry = pacs.worklist.get(context.req.param("id"));
    if (entry === undefined)
      return problem(context, 404, "HTTP_NOT_FOUND", "There is no such worklist entry.");
    return context.json({ ...representWorklistEntry(entry), attributes: representAttributes(entry.dataset) });
  });
  api.post("/worklist/samples", (context) =>
    context.json({ added: pacs.loadSamples().map(representWorklistEntry) }),
  );

  api.get("/mpps", (context) => context.json(pacs.mpps.list().map(representMppsStep)));
  api.get("/mpps/:uid", (context) => {
    const uid = context.req.param("uid");
    const step = pacs.mpps.get(uid);
    if (step === undefined)
      return problem(context, 404, "HTTP_NOT_FOUND", "There is no such procedure step.");
    const dataset = pacs.mpps.dataset(uid);
    return context.json({
      ...representMppsStep(step),
      attributes: dataset ? representAttributes(dataset) : {},
    });
  });

  api.get("/instances", (context) => context.json(pacs.received.list().map(representInstance)));
  api.get("/instances/:uid/file", async (context) => {
    const instance = pacs.received.get(context.req.param("uid"));
    const stored = instance && (await pacs.objects.read(instance.location));
    if (stored === undefined) return problem(context, 404, "HTTP_NOT_FOUND", "There is no such instance.");
    return context.body(Readable.toWeb(stored.stream) as ReadableStream, 200, {
      "content-type": "application/dicom",
      "content-length": String(stored.bytes),
      "cache-control": "no-store",
    });
  });

  api.get("/log", (context) => context.json(pacs.events.recent().map(representEvent)));
  api.get("/events", (context) => streamEvents(context, pacs, closed));
  api.all("*", (context) => problem(context, 404, "HTTP_NOT_FOUND", "There is nothing at this address."));
  return api;
}
