/** `/api/instances`: the objects in the data directory, and their files. */
import { Readable } from "node:stream";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type DicomFile, isDicomError, isValidUid, openDicomFile, toDicomJson } from "@minipacs/dicom-core";
import type { IndexedInstance } from "../../index-db/instance-index.ts";
import { fileWarnings } from "../../services/file-warnings.ts";
import type { ApiParts } from "../api.ts";
import { json, pathParameters, problems } from "../define.ts";
import { externalFileOf, HandedFiles } from "../open-externally.ts";
import { HttpProblem, notThere } from "../problem.ts";
import { representInstance } from "../represent.ts";
import { dicomJsonSchema, listOf } from "../schemas/common.ts";
import {
  INSTANCE_SEARCHED,
  importedSchema,
  instanceQuery,
  instanceSchema,
  objectWarningsSchema,
  openedSchema,
} from "../schemas/storage.ts";
import { isFromThisMachine } from "../security.ts";
import { definedOnly, wordsOf } from "./studies.ts";

const PIXEL_DATA = 0x7fe00010;
const MAX_INLINE_BYTES = 16_384;
/** What clients call a file that they have no name for. */
const UPLOAD_TYPES: ReadonlySet<string> = new Set(["application/dicom", "application/octet-stream"]);

const tags = ["Storage"];
const params = pathParameters("SOPInstanceUID");

const list = createRoute({
  method: "get",
  path: "/api/instances",
  tags,
  summary: "Stored objects, whatever study they belong to",
  request: { query: instanceQuery },
  responses: { 200: json(listOf("Instances", instanceSchema), "a page of them"), ...problems(400) },
});

const get = createRoute({
  method: "get",
  path: "/api/instances/{SOPInstanceUID}",
  tags,
  summary: "One object",
  request: { params },
  responses: { 200: json(instanceSchema, "what is known of it"), ...problems(404) },
});

const remove = createRoute({
  method: "delete",
  path: "/api/instances/{SOPInstanceUID}",
  tags,
  summary: "Deletes an object",
  request: { params },
  responses: { 204: { description: "it is gone, its file too" }, ...problems(404) },
});

const attributes = createRoute({
  method: "get",
  path: "/api/instances/{SOPInstanceUID}/attributes",
  tags,
  summary: "The attributes of an object, up to its pixels",
  description: "Values over 16 KiB stand as a BulkDataURI: the file.",
  request: { params },
  responses: { 200: json(dicomJsonSchema, "as its file has them"), ...problems(404, 422) },
});

const warnings = createRoute({
  method: "get",
  path: "/api/instances/{SOPInstanceUID}/warnings",
  tags,
  summary: "What is odd about an object",
  description:
    "UIDs and text that its character set does not hold, as its file has them now; its character set against the one that was expected when it came.",
  request: { params },
  responses: { 200: json(objectWarningsSchema, "nothing, for most"), ...problems(404, 422) },
});

const binary = { "application/dicom": { schema: z.string().meta({ format: "binary" }) } };

const upload = createRoute({
  method: "post",
  path: "/api/instances",
  tags,
  summary: "Stores a Part 10 file",
  description: "The body is the file, kept byte for byte as if it had come by C-STORE; up to 2 GiB.",
  request: { body: { required: true, content: binary } },
  responses: {
    200: json(importedSchema, "it was there already, or another one was replaced or kept"),
    201: json(importedSchema, "it is stored"),
    ...problems(409, 415, 422, 507),
  },
});

const file = createRoute({
  method: "get",
  path: "/api/instances/{SOPInstanceUID}/file",
  tags,
  summary: "The file of an object, as it came",
  request: { params },
  responses: { 200: { description: "a Part 10 file", content: binary }, ...problems(404) },
});

const openExternally = createRoute({
  method: "post",
  path: "/api/instances/{SOPInstanceUID}/open-externally",
  tags,
  summary: "Opens the film or document of an object on the server's own machine",
  description:
    "By the program that this machine opens such files with. Only for requests that come from this machine, with the token of a server that has one.",
  request: { params },
  responses: {
    200: json(openedSchema, "the program was started"),
    ...problems(403, 404, 422),
  },
});

export function addInstanceRoutes(api: OpenAPIHono, { pacs, guard }: ApiParts): void {
  const handed = new HandedFiles();
  api.openapi(list, async (context) => {
    const { limit, offset, sort, q, ...filters } = context.req.valid("query");
    const filter = { like: definedOnly(filters), words: wordsOf(q, INSTANCE_SEARCHED) };
    const items = (await pacs.index.list({ ...filter, limit, offset, sort })).map(representInstance);
    const isAll = Object.keys(filter.like).length === 0 && q === undefined;
    const totalCount = isAll ? await pacs.index.count() : await pacs.index.countOf("instance", filter);
    return context.json({ items, totalCount }, 200);
  });
  api.openapi(upload, async (context) => {
    const { body } = context.req.raw;
    const type = context.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
    if (body === null || !UPLOAD_TYPES.has(type ?? "")) {
      throw new HttpProblem(415, "HTTP_TYPE", "A Part 10 file is expected: Content-Type: application/dicom.");
    }
    const { outcome, sopInstanceUid, instance } = await pacs.importObject(body).catch(explainImport);
    if (outcome === "rejected") {
      throw new HttpProblem(409, "HTTP_DUPLICATE", "Another object with this UID is there, and stays.");
    }
    const answer = {
      SOPInstanceUID: sopInstanceUid,
      outcome,
      instance: instance && representInstance(instance),
    };
    return context.json(answer, outcome === "stored" ? 201 : 200);
  });
  api.openapi(remove, async (context) => {
    if ((await pacs.removeObjects(context.req.valid("param"))) === 0) throw notThere();
    return context.body(null, 204);
  });
  /** Reads the head of a file, for as long as `use` takes. */
  const withHead = <T>(uid: string, use: (file: DicomFile, instance: IndexedInstance) => T) =>
    withFile(uid, use, { until: PIXEL_DATA });
  const withFile = async <T>(
    uid: string,
    use: (file: DicomFile, instance: IndexedInstance) => T,
    options = {},
  ): Promise<T> => {
    const instance = await pacs.index.get(uid);
    const stored = instance && (await pacs.objects.read(instance.location));
    if (instance === undefined || stored === undefined) throw notThere();
    try {
      return use(await openDicomFile(stored.stream, options), instance);
    } catch (error) {
      if (!isDicomError(error)) throw error;
      throw new HttpProblem(422, error.code, "The file of this object cannot be parsed.");
    } finally {
      stored.stream.destroy();
    }
  };
  api.openapi(openExternally, async (context) => {
    const refuse = (code: string, title: string) => {
      throw new HttpProblem(403, code, title);
    };
    if (!isFromThisMachine(context)) {
      refuse("HTTP_OPEN_LOOPBACK", "Only a browser on the server's own machine can have it open programs.");
    }
    if (!guard.isNeeded) {
      refuse("HTTP_OPEN_TOKEN", "The server opens programs only where it has a token: --http-token.");
    }
    const uid = context.req.valid("param").SOPInstanceUID;
    const external = await withFile(uid, externalFileOf);
    const fileName = await handed.open(uid, external);
    return context.json({ fileName, mimeType: external.mimeType, byteCount: external.bytes.length }, 200);
  });
  api.openapi(attributes, async (context) => {
    const bulkData = ({ length }: { length: number }) => (length > MAX_INLINE_BYTES ? "file" : undefined);
    const represent = ({ dataset }: DicomFile) => toDicomJson(dataset, { utf8: true, bulkData });
    return context.json(await withHead(context.req.valid("param").SOPInstanceUID, represent), 200);
  });
  api.openapi(warnings, async (context) => {
    const find = (file: DicomFile, { expectedCharacterSet }: IndexedInstance) =>
      fileWarnings(file, expectedCharacterSet);
    const items = await withHead(context.req.valid("param").SOPInstanceUID, find);
    return context.json({ items, totalCount: items.length }, 200);
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

/** What is wrong with an uploaded file, in words without its values. */
function explainImport(error: unknown): never {
  if (isDicomError(error)) {
    const errors = [{ place: "body", message: error.message }];
    throw new HttpProblem(422, error.code, "This is no DICOM file that can be stored.", errors);
  }
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    throw new HttpProblem(507, "HTTP_DISK_FULL", "There is no room on the disk.");
  }
  throw error;
}
