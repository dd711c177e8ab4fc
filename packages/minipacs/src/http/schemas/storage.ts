/** Stored objects over HTTP. */
import { z } from "@hono/zod-openapi";
import { texts } from "./common.ts";

export const instanceSchema = z
  .strictObject({
    SOPInstanceUID: z.string(),
    SOPClassUID: z.string(),
    sopClassName: z.string(),
    TransferSyntaxUID: z.string(),
    transferSyntaxName: z.string(),
    StudyInstanceUID: z.string(),
    SeriesInstanceUID: z.string(),
    PatientName: z.string(),
    PatientID: z.string(),
    AccessionNumber: z.string(),
    Modality: z.string(),
    StudyDate: z.string(),
    StudyDescription: z.string(),
    SeriesDescription: z.string(),
    SpecificCharacterSet: texts,
    hasPixelData: z.boolean(),
    byteCount: z.int().meta({ description: "of the file" }),
    callingAeTitle: z.string(),
    receivedAt: z.string(),
  })
  .openapi("Instance");
