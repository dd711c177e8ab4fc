/** `/api/instances`: the objects in the data directory, and their files. */
import { Readable } from "node:stream";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { isValidUid } from "@minipacs/dicom-core";
import type { ApiParts } from "../api.ts";
import { json, pathParameters, problems } from "../define.ts";
import { notThere } from "../problem.ts";
import { representInstance } from "../represent.ts";
import { listOf, listQuery } from "../schemas/common.ts";
import { instanceSchema } from "../schemas/storage.ts";

const tags = ["Storage"];
const params = pathParameters("SOPInstanceUID");

const list = createRoute({
  method: "get",
  path: "/api/instances",
  tags,
  summary: "Stored objects, whatever study they belong to",
  request: { query: listQuery([], []).omit({ sort: true, offset: true }) },
  responses: { 200: json(listOf("Instances", instanceSchema), "the latest of them"), ...problems(400) },
});

const get = createRoute({
  method: "get",
  path: "/api/instances/{SOPInstanceUID}",
  tags,
  summary: "One object",
  request: { params },
  responses: { 200: json(instanceSchema, "what is known of it"), ...problems(404) },
});

const file = createRoute({
  method: "get",
  path: "/api/instances/{SOPInstanceUID}/file",
  tags,
  summary: "The file of an object, as it came",
  request: { params },
  responses: {
    200: {
      description: "a Part 10 file",
      content: { "application/dicom": { schema: z.string().meta({ format: "binary" }) } },
    },
    ...problems(404),
  },
});

export function addInstanceRoutes(api: OpenAPIHono, { pacs }: ApiParts): void {
  api.openapi(list, async (context) => {
    const { limit } = context.req.valid("query");
    const items = (await pacs.index.list({ limit })).map(representInstance);
    return context.json({ items, totalCount: await pacs.index.count() }, 200);
  });
  api.openapi(get, async (context) => {
    const instance = await pacs.index.get(context.req.valid("param").SOPInstanceUID);
    if (instance === undefined) throw notThere();
    return context.json(representInstance(instance), 200);
  });
  api.openapi(file, async (context) => {
    // Looked up in the index; the request's text goes no further.
    const instance = await pacs.index.get(context.req.valid("param").SOPInstanceUID);
    const stored = instance && (await pacs.objects.read(instance.location));
    if (instance === undefined || stored === undefined) throw notThere();
    const { sopInstanceUid } = instance;
    const name = isValidUid(sopInstanceUid) ? `${sopInstanceUid}.dcm` : "object.dcm";
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
