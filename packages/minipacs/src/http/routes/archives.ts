/** `/api/studies/…/archive`: the files of a study or of a series in one ZIP archive. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { isValidUid } from "@minipacs/dicom-core";
import { makeZip } from "client-zip";
import type { Context } from "hono";
import type { IndexedInstance } from "../../index-db/instance-index.ts";
import type { ObjectStore } from "../../storage/object-store.ts";
import type { ApiParts } from "../api.ts";
import { pathParameters, problems } from "../define.ts";
import { notThere } from "../problem.ts";

const common = {
  method: "get" as const,
  tags: ["Storage"],
  description: "As they came, not compressed further, in a folder for each series.",
  responses: {
    200: {
      description: "a ZIP archive",
      content: { "application/zip": { schema: z.string().meta({ format: "binary" }) } },
    },
    ...problems(404),
  },
};

const ofStudy = createRoute({
  ...common,
  path: "/api/studies/{StudyInstanceUID}/archive",
  summary: "The files of a study",
  request: { params: pathParameters("StudyInstanceUID") },
});

const ofSeries = createRoute({
  ...common,
  path: "/api/studies/{StudyInstanceUID}/series/{SeriesInstanceUID}/archive",
  summary: "The files of a series",
  request: { params: pathParameters("StudyInstanceUID", "SeriesInstanceUID") },
});

export function addArchiveRoutes(api: OpenAPIHono, { pacs }: ApiParts): void {
  /** `uid`: of what is archived, for the name. */
  const archive = async (context: Context, where: Record<string, string>, uid: string) => {
    const instances = await pacs.index.list({ where });
    if (instances.length === 0) throw notThere();
    const headers = {
      "content-type": "application/zip",
      "content-disposition": `attachment; filename="${isValidUid(uid) ? uid : "files"}.zip"`,
      "cache-control": "no-store",
    };
    if (context.req.method === "HEAD") return context.body(null, 200, headers);
    return context.body(makeZip(entriesOf(instances, pacs.objects)), 200, headers);
  };
  api.openapi(ofStudy, (context) => {
    const where = context.req.valid("param");
    return archive(context, where, where.StudyInstanceUID);
  });
  api.openapi(ofSeries, (context) => {
    const where = context.req.valid("param");
    return archive(context, where, where.SeriesInstanceUID);
  });
}

/** Opens one file after the other. One that has gone meanwhile breaks the download: an archive is whole or none. */
async function* entriesOf(instances: readonly IndexedInstance[], objects: ObjectStore) {
  const names = new Set<string>();
  for (const { location, receivedAt, seriesInstanceUid, sopInstanceUid } of instances) {
    const stored = await objects.read(location);
    if (stored === undefined) throw new Error(`${location.join("/")} is gone`);
    try {
      const name = nameIn(names, `${safe(seriesInstanceUid, "series")}/${safe(sopInstanceUid, "object")}`);
      yield { name, input: stored.stream, size: stored.bytes, lastModified: new Date(receivedAt) };
    } finally {
      stored.stream.destroy();
    }
  }
}

/** UIDs of files may be any text: no path comes of them. */
const safe = (uid: string, otherwise: string): string => (isValidUid(uid) ? uid : otherwise);

/** Returns a name that no other file of the archive has. */
function nameIn(names: Set<string>, stem: string): string {
  let name = `${stem}.dcm`;
  for (let number = 2; names.has(name); number += 1) name = `${stem}-${number}.dcm`;
  names.add(name);
  return name;
}
