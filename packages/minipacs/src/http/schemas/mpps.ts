/** Performed procedure steps over HTTP. */
import { z } from "@hono/zod-openapi";
import { attributesSchema, searchQuery, texts } from "./common.ts";

const shape = {
  SOPInstanceUID: z.string(),
  PerformedProcedureStepStatus: z.string(),
  AccessionNumber: texts.meta({ description: "of the scheduled steps it performs" }),
  isLinked: z.boolean(),
  worklistEntryIds: texts,
  PerformedStationAETitle: z.string(),
  Modality: z.string(),
  PatientName: z.string(),
  PatientID: z.string(),
  PerformedProcedureStepDescription: z.string(),
  PerformedProcedureStepStartDate: z.string(),
  PerformedProcedureStepStartTime: z.string(),
  PerformedProcedureStepEndDate: z.string(),
  PerformedProcedureStepEndTime: z.string(),
  callingAeTitle: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  history: z
    .array(
      z.strictObject({
        time: z.string(),
        service: z.enum(["N-CREATE", "N-SET"]),
        PerformedProcedureStepStatus: z.string(),
        callingAeTitle: z.string(),
      }),
    )
    .readonly(),
};

export const mppsStepSchema = z.strictObject(shape).openapi("MppsStep");

export const wholeMppsStepSchema = z
  .strictObject({ ...shape, attributes: attributesSchema })
  .openapi("WholeMppsStep");

export const mppsQuery = searchQuery(
  ["createdAt", "updatedAt", "PatientName", "PatientID", "PerformedProcedureStepStartDate"],
  [
    "PerformedProcedureStepStatus",
    "AccessionNumber",
    "isLinked",
    "PerformedStationAETitle",
    "Modality",
    "PatientName",
    "PatientID",
    "callingAeTitle",
  ],
);
