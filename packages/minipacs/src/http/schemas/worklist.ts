/** The worklist over HTTP; texts are empty where an entry says nothing. */
import { z } from "@hono/zod-openapi";
import { WORKLIST_FILTERS } from "../../worklist/worklist-filters.ts";
import { attributesSchema, dicomJsonSchema, searchQuery } from "./common.ts";

const shape = {
  id: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  isSample: z.boolean(),
  source: z.string().optional().meta({ description: "file of the watched folder that it is from" }),
  AccessionNumber: z.string(),
  PatientName: z.string(),
  PatientID: z.string(),
  PatientBirthDate: z.string(),
  PatientSex: z.string(),
  ReferringPhysicianName: z.string(),
  RequestedProcedureID: z.string(),
  RequestedProcedureDescription: z.string(),
  StudyInstanceUID: z.string(),
  Modality: z.string().meta({ description: "this and what follows: of the first scheduled step" }),
  ScheduledProcedureStepDescription: z.string(),
  ScheduledStationAETitle: z.string(),
  ScheduledStationName: z.string(),
  ScheduledProcedureStepStartDate: z.string(),
  ScheduledProcedureStepStartTime: z.string(),
  ScheduledProcedureStepID: z.string(),
  ScheduledPerformingPhysicianName: z.string(),
  ScheduledProcedureStepStatus: z.string(),
};

export const worklistEntrySchema = z.strictObject(shape).openapi("WorklistEntry");

export const wholeWorklistEntrySchema = z
  .strictObject({ ...shape, attributes: attributesSchema, dataset: dicomJsonSchema })
  .openapi("WholeWorklistEntry");

export const worklistItemSchema = z
  .record(z.string(), z.unknown())
  .refine((item) => Object.keys(item).length > 0, "at least one attribute is expected")
  .openapi("WorklistItem", {
    description:
      "Attributes by keyword, or the DICOM JSON Model. `steps` stands for ScheduledProcedureStepSequence; where there is one step, its attributes may stand at the root. Dates and times may be written 2026-11-29 and 13:15. What an entry cannot do without is made: study UID, procedure and step ID, status.",
    example: {
      PatientName: "Doe^Jane",
      PatientID: "P-1",
      AccessionNumber: "A-1",
      steps: [
        { Modality: "CT", ScheduledStationAETitle: "CT1", ScheduledProcedureStepStartDate: "2026-11-29" },
      ],
    },
  });

export const worklistImportSchema = z
  .union([z.array(worklistItemSchema).max(100_000), worklistItemSchema])
  .openapi("WorklistImport", { description: "one item or several" });

export const addedSchema = z
  .strictObject({ added: z.array(worklistEntrySchema).readonly() })
  .openapi("AddedEntries");

export const importQuery = z.strictObject({
  existing: z.enum(["skip", "replace", "add"]).default("skip").meta({
    description:
      "what becomes of an item whose steps, by StudyInstanceUID and ScheduledProcedureStepID, are there already, in entries or items before it: skip one whose steps all are, replace what has any of them, or add it all the same",
  }),
});

export const importedSchema = z
  .strictObject({
    added: z.array(worklistEntrySchema).readonly(),
    replaced: z.array(worklistEntrySchema).readonly().meta({ description: "as they are now" }),
    skipped: z
      .array(worklistEntrySchema)
      .readonly()
      .meta({ description: "for each item that was there already the entry, which stays as it is" }),
  })
  .openapi("ImportedEntries");

export const removalSchema = z
  .union([
    z.strictObject({ ids: z.array(z.string().max(256)).max(100_000) }),
    z.strictObject({ all: z.literal(true) }),
  ])
  .openapi("WorklistRemoval");

export const removedSchema = z
  .strictObject({
    removedCount: z.int(),
    undoId: z.string().optional().meta({ description: "what /api/worklist/restore takes" }),
  })
  .openapi("RemovedEntries");

export const restorationSchema = z
  .strictObject({
    undoId: z.string().max(256),
    removedCount: z.int().optional().meta({ description: "as a removal answers; not looked at" }),
  })
  .openapi("WorklistRestoration");

export const restoredSchema = z.strictObject({ restoredCount: z.int() }).openapi("RestoredEntries");

export const worklistQuery = searchQuery(
  [
    "createdAt",
    "updatedAt",
    ...WORKLIST_FILTERS,
    "ScheduledProcedureStepStartTime",
    "ScheduledProcedureStepDescription",
    "ScheduledPerformingPhysicianName",
  ],
  WORKLIST_FILTERS,
);
