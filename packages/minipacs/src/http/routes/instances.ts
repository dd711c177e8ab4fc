/** `/api/instances`: what C-STORE brought in, and the files. */
import { Readable } from "node:stream";
import { isValidUid } from "@minipacs/dicom-core";
import { Hono } from "hono";
import type { Pacs } from "../../pacs.ts";
import { notFound } from "../problem.ts";
import { representInstance } from "../represent.ts";
import { listAnswer } from "./list-answer.ts";

export function instanceRoutes(pacs: Pacs): Hono {
  return new Hono()
    .get("/instances", (context) => listAnswer(context, pacs.received.list(), representInstance))
    .get("/instances/:sopInstanceUid", (context) => {
      const instance = pacs.received.get(context.req.param("sopInstanceUid"));
      return instance ? context.json(representInstance(instance)) : notFound(context);
    })
    .get("/instances/:sopInstanceUid/file", async (context) => {
      // Looked up in the list of what was received; the request's text goes no further.
      const instance = pacs.received.get(context.req.param("sopInstanceUid"));
      const stored = instance && (await pacs.objects.read(instance.location));
      if (stored === undefined) return notFound(context);
      const name = isValidUid(instance?.sopInstanceUid ?? "")
        ? `${instance?.sopInstanceUid}.dcm`
        : "object.dcm";
      const headers = {
        "content-type": "application/dicom",
        "content-length": String(stored.bytes),
        "content-disposition": `inline; filename="${name}"`,
        "cache-control": "no-store",
      };
      if (context.req.method === "HEAD") {
        stored.stream.destroy();
        return context.body(null, 200, headers);
      }
      return context.body(Readable.toWeb(stored.stream) as ReadableStream, 200, headers);
    });
}
