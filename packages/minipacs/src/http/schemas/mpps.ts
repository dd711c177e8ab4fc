/** Performed procedure steps over HTTP. */
import { z } from "@hono/zod-openapi";
import { attributesSchema, dicomJsonSchema, searchQuery, texts } from "./common.ts";

const violationSchema = z
  .strictObject({
    rule: z.string().meta({ description: "M1 to M17, C3: see docs/mpps.md" }),
    attribute: z.string().optional().meta({ description: "PerformedSeriesSequence[0].ProtocolName" }),
    sentence: z.string(),
    status: z.int().optional().meta({ description: "DIMSE status of a strict server" }),
    isFatal: z.boolean().meta({ description: "refused by a tolerant server too" }),
  })
  .openapi("MppsViolation");

const violations = z.array(violationSchema).readonly();
const linkBy = z.enum(["accession", "studyUid", "stepId"]);

const linkSchema = z
  .strictObject({
    isLinked: z.boolean(),
    entries: z
      .array(z.strictObject({ id: z.string(), by: linkBy, value: z.string() }))
      .readonly()
      .meta({ description: "worklist entries, and what each has in common with the step" }),
    notFound: z.array(z.strictObject({ by: linkBy, value: z.string() })).readonly(),
    reason: z.string(),
  })
  .openapi("MppsLink");

const contradictions = z
  .array(
    z
      .strictObject({
        id: z.string().meta({ description: "of the worklist entry" }),
        attribute: z.enum(["PatientID", "StudyInstanceUID"]),
        ofStep: z.string(),
        ofEntry: z.string(),
      })
      .openapi("MppsContradiction"),
  )
  .readonly()
  .meta({ description: "what the worklist entries say differently" });

const change = {
  time: z.string(),
  service: z.enum(["N-CREATE", "N-SET"]),
  PerformedProcedureStepStatus: z.string(),
  callingAeTitle: z.string(),
  answer: z.int().meta({ description: "DIMSE status; where it is not 0, nothing was changed" }),
  violations,
};

const state = {
  SOPInstanceUID: z.string(),
  PerformedProcedureStepStatus: z.string(),
  AccessionNumber: texts.meta({ description: "of the scheduled steps it performs" }),
  isLinked: z.boolean(),
  worklistEntryIds: texts,
  linkReason: z.string().meta({ description: "why it is linked, or not" }),
  link: linkSchema,
  contradictions,
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
};

const earlier = z
  .strictObject({ messageCount: z.int(), violationCount: z.int(), from: z.string(), to: z.string() })
  .optional()
  .meta({ description: "N-SETs between the N-CREATE and the rest of the history, too many to be kept" });

const shape = { ...state, violations, history: z.array(z.strictObject(change)).readonly(), earlier };

/** What events tell: a step without its history, which grows with each message. */
export const mppsStepStateSchema = z.strictObject(state).openapi("MppsStepState");

export const mppsStepSchema = z.strictObject(shape).openapi("MppsStep");

export const wholeMppsStepSchema = z
  .strictObject({ ...shape, attributes: attributesSchema })
  .openapi("WholeMppsStep");

export const mppsMessagesSchema = z
  .strictObject({
    items: z
      .array(z.strictObject({ ...change, transferSyntaxUid: z.string(), dataset: dicomJsonSchema }))
      .readonly(),
    totalCount: z.int(),
  })
  .openapi("MppsMessages");

export const mppsRefusalSchema = z
  .strictObject({
    time: z.string(),
    service: z.enum(["N-CREATE", "N-SET", "N-GET"]),
    SOPInstanceUID: z.string().meta({ description: "empty where the server was to choose it" }),
    callingAeTitle: z.string(),
    associationId: z.int(),
    answer: z.int().meta({ description: "DIMSE status" }),
    violations,
  })
  .openapi("MppsRefusal");

export const mppsRefusalQuery = searchQuery(
  ["time"],
  ["service", "SOPInstanceUID", "callingAeTitle", "associationId"],
);

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
