/** The worklist over HTTP; texts are empty where an entry says nothing. */
import { z } from "@hono/zod-openapi";
import { attributesSchema, searchQuery } from "./common.ts";

const shape = {
  id: z.string(),
  createdAt: z.string(),
  AccessionNumber: z.string(),
  PatientName: z.string(),
  PatientID: z.string(),
  Modality: z.string(),
  ScheduledProcedureStepDescription: z.string(),
  ScheduledStationAETitle: z.string(),
  ScheduledProcedureStepStartDate: z.string(),
  ScheduledProcedureStepStartTime: z.string(),
  StudyInstanceUID: z.string(),
};

export const worklistEntrySchema = z.strictObject(shape).openapi("WorklistEntry");

export const wholeWorklistEntrySchema = z
  .strictObject({ ...shape, attributes: attributesSchema })
  .openapi("WholeWorklistEntry");

const COLUMNS = [
  "AccessionNumber",
  "PatientName",
  "PatientID",
  "Modality",
  "ScheduledStationAETitle",
  "ScheduledProcedureStepStartDate",
  "StudyInstanceUID",
] as const;

export const worklistQuery = searchQuery(
  ["createdAt", ...COLUMNS, "ScheduledProcedureStepStartTime"],
  COLUMNS,
);
