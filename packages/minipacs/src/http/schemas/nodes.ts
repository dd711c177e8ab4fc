/** Other DICOM nodes over HTTP. */
import { z } from "@hono/zod-openapi";

const aeTitle = z
  .string()
  .regex(/^(?=.*\S)[ -[\]-~]{1,16}$/, "an AE title: 1 to 16 characters of ASCII, no backslash");

const nodeShape = {
  aeTitle: aeTitle.meta({ description: "of the other side; it is called by the server's own" }),
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535),
  tls: z
    .boolean()
    .optional()
    .meta({ description: "with the certificate and the authorities of the server, where it has them" }),
};

export const nodeSchema = z.strictObject(nodeShape).openapi("Node");

export const echoOutcomeSchema = z
  .strictObject({
    isAnswered: z.boolean(),
    status: z.int().optional().meta({ description: "DIMSE status; absent where no response came" }),
    durationMs: z.int(),
    code: z.string().optional().meta({ description: "of docs/errors.md, where it failed" }),
    message: z.string().meta({ description: "one sentence or two, with what to try" }),
  })
  .openapi("EchoOutcome");

const uid = z.string().min(1).max(64).optional();

export const sendRequestSchema = z
  .strictObject({ ...nodeShape, StudyInstanceUID: uid, SeriesInstanceUID: uid, SOPInstanceUID: uid })
  .refine(
    ({ StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID }) =>
      StudyInstanceUID !== undefined || SeriesInstanceUID !== undefined || SOPInstanceUID !== undefined,
    "the UID of a study, a series or an object is expected",
  )
  .openapi("SendRequest");

export const sendSchema = z
  .strictObject({ sendId: z.int().meta({ description: "in the events" }), instanceCount: z.int() })
  .openapi("Send");

export const selfTestOptionsSchema = z
  .strictObject({
    keep: z.boolean().optional().meta({ description: "true: what the test makes is not removed" }),
  })
  .openapi("SelfTestOptions");

export const selfTestSchema = z
  .strictObject({
    isPassed: z.boolean(),
    durationMs: z.int(),
    steps: z
      .array(
        z.strictObject({
          name: z.enum(["echo", "worklist", "store", "mppsCreate", "mppsSet", "cleanUp"]),
          isPassed: z.boolean(),
          durationMs: z.int(),
          message: z.string(),
        }),
      )
      .readonly(),
    made: z.strictObject({
      worklistEntryId: z.string(),
      StudyInstanceUID: z.string(),
      SOPInstanceUID: z.string(),
      mppsSopInstanceUid: z.string(),
    }),
    isKept: z.boolean(),
  })
  .openapi("SelfTest");
