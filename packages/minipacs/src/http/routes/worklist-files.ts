/** `/api/worklist/import` and `/api/worklist/export`: many entries at a time, in JSON or as the bytes of a `.wl` file. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type Dataset, isDicomError } from "@minipacs/dicom-core";
import type { Context } from "hono";
import { exportWorklistJson, readWorklistFile } from "../../worklist/worklist-files.ts";
import type { ApiParts } from "../api.ts";
import { json, problems } from "../define.ts";
import { HttpProblem } from "../problem.ts";
import { representWorklistEntry } from "../represent.ts";
import { dicomJsonSchema } from "../schemas/common.ts";
import { importedSchema, importQuery, worklistImportSchema } from "../schemas/worklist.ts";
import { readItem, written } from "../worklist-item.ts";

const tags = ["Worklist"];

const importMany = createRoute({
  method: "post",
  path: "/api/worklist/import",
  tags,
  summary: "Adds entries that are not there yet: all of them, or none",
  description: "JSON as of one entry, or an array of it; or a DCMTK .wl file. Up to 64 MiB.",
  request: {
    query: importQuery,
    body: {
      content: {
        "application/json": { schema: worklistImportSchema },
        "application/dicom": { schema: z.string().meta({ format: "binary" }) },
      },
    },
  },
  responses: {
    200: json(importedSchema, "none was added"),
    201: json(importedSchema, "what became of the items, in their order"),
    ...problems(400, 415, 422, 507),
  },
});

const exportMany = createRoute({
  method: "get",
  path: "/api/worklist/export",
  tags,
  summary: "All entries in the DICOM JSON Model",
  description: "As /api/worklist/import takes them.",
  responses: { 200: json(z.array(dicomJsonSchema), "the entries") },
});

export function addWorklistFileRoutes(api: OpenAPIHono, { pacs }: ApiParts): void {
  api.openapi(importMany, async (context) => {
    const { existing } = context.req.valid("query");
    const datasets = await readDatasets(context);
    const { added, replaced, skipped } = written(() => pacs.worklist.import(datasets, existing));
    const body = {
      added: added.map(representWorklistEntry),
      replaced: replaced.map(representWorklistEntry),
      skipped: skipped.map(representWorklistEntry),
    };
    return context.json(body, added.length > 0 ? 201 : 200);
  });
  api.openapi(exportMany, (context) => context.json(exportWorklistJson(pacs.worklist.list()), 200));
}

async function readDatasets(context: Context): Promise<Dataset[]> {
  const type = context.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json") {
    // Checked by its schema, and read then.
    const body: unknown = await context.req.json();
    if (Array.isArray(body)) return body.map((item, index) => readItem(item, `body/${index}`));
    return [readItem(body, "body")];
  }
  if (type !== "application/dicom" && type !== "application/octet-stream") {
    throw new HttpProblem(415, "HTTP_TYPE", "JSON, or a .wl file as application/dicom, is expected.");
  }
  try {
    return readWorklistFile(new Uint8Array(await context.req.arrayBuffer())).datasets;
  } catch (error) {
    if (!isDicomError(error)) throw error;
    const errors = [{ place: "body", message: error.message }];
    throw new HttpProblem(422, error.code, "This is no worklist file.", errors);
  }
}
