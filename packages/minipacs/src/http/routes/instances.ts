/** `/api/instances`: the objects in the data directory, and their files. */
import { Readable } from "node:stream";
import { isValidUid } from "@minipacs/dicom-core";
import { Hono } from "hono";
import type { Pacs } from "../../pacs.ts";
import { notFound } from "../problem.ts";
import { representInstance } from "../represent.ts";
import { queriedListAnswer } from "./list-answer.ts";

export function instanceRoutes(pacs: Pacs): Hono {
  return new Hono()
    .get("/instances", (context) =>
      queriedListAnswer(
        context,
        async (limit) => ({ items: await pacs.index.list({ limit }), totalCount: await pacs.index.count() }),
        representInstance,
      ),
    )
    .get("/instances/:sopInstanceUid", async (context) => {
      const instance = await pacs.index.get(context.req.param("sopInstanceUid"));
      return instance ? context.json(representInstance(instance)) : notFound(context);
    })
    .get("/instances/:sopInstanceUid/file", async (context) => {
      // Looked up in the index; the request's text goes no further.
      const instance = await pacs.index.get(context.req.param("sopInstanceUid"));
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
