/** Who the server is, and its events, over HTTP. */
import { z } from "@hono/zod-openapi";
import { listQuery, texts } from "./common.ts";
import { mppsStepStateSchema } from "./mpps.ts";
import { instanceSchema } from "./storage.ts";

export const statusSchema = z
  .strictObject({
    aeTitle: z.string(),
    dicomPort: z.int(),
    addresses: texts.meta({ description: "where modalities reach this machine" }),
    host: z.string().optional().meta({ description: "that DICOM is listened on; absent: all addresses" }),
    isListening: z.boolean(),
    isPrivilegedPort: z.boolean().meta({ description: "below 1024: some systems want admin rights for it" }),
    usesTls: z.boolean(),
    usesToken: z.boolean().meta({ description: "requests carry a token, or the cookie for it" }),
    platform: z.string().meta({ description: "linux, darwin, win32 …" }),
    dataDir: z.string().optional().meta({ description: "absolute; absent: a temporary folder" }),
    httpPort: z.int().optional(),
    SpecificCharacterSet: texts,
    startedAt: z.string().meta({ description: "ISO 8601" }),
    version: z.string(),
    associationCount: z.int(),
    worklistCount: z.int(),
    mppsCount: z.int(),
    instanceCount: z.int(),
    lastEventId: z
      .string()
      .meta({ description: "of the moment these figures are of: /api/events?after= goes on from here" }),
  })
  .openapi("Status");

export const eventSchema = z
  .looseObject({
    id: z.int(),
    time: z.string().meta({ description: "ISO 8601" }),
    type: z.string(),
    line: z.strictObject({ level: z.enum(["info", "warn", "error"]), label: z.string(), text: z.string() }),
    instance: instanceSchema.optional(),
    step: mppsStepStateSchema.optional(),
  })
  .openapi("Event", {
    description: "An event with its line for people; further members depend on its type.",
  });

export const logQuery = listQuery([], [])
  .omit({ sort: true })
  .extend({
    type: z.string().max(256).optional().meta({ description: "types, with commas between" }),
    level: z.enum(["info", "warn", "error"]).optional(),
    aeTitle: z
      .string()
      .max(64)
      .optional()
      .meta({ description: "events of this AE title, calling or called" }),
    q: z.string().max(256).optional().meta({ description: "events with this in their line" }),
  });

export const figuresSchema = z
  .strictObject({
    startedAt: z.string(),
    uptimeSeconds: z.number(),
    memory: z.strictObject({ residentBytes: z.int(), heapBytes: z.int() }),
    cpuSeconds: z.number(),
    associations: z.strictObject({
      open: z.int(),
      opened: z.int(),
      released: z.int(),
      aborted: z.int(),
      rejected: z.int(),
    }),
    receivedBytes: z.int().meta({ description: "by all associations" }),
    sentBytes: z.int(),
    storedBytes: z.int().meta({ description: "of the data sets of stored objects" }),
    failedRequestCount: z.int().meta({ description: "DIMSE requests that were not answered with Success" }),
    warningCount: z.int(),
    errorCount: z.int(),
    eventCounts: z.record(z.string(), z.int()).meta({ description: "by type" }),
    worklistCount: z.int(),
    mppsCount: z.int(),
    instanceCount: z.int(),
  })
  .openapi("Figures");
