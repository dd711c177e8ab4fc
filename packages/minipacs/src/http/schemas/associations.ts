/** Associations and their messages over HTTP. PS3.7, PS3.8. */
import { z } from "@hono/zod-openapi";
import { dicomJsonSchema, searchQuery, texts } from "./common.ts";

const contextSchema = z
  .strictObject({
    id: z.int(),
    abstractSyntax: z.string(),
    abstractSyntaxName: z.string(),
    transferSyntaxes: texts.meta({ description: "as offered, in the order of preference" }),
    isAccepted: z.boolean(),
    transferSyntax: z.string().optional().meta({ description: "the one that was accepted" }),
    result: z.int().optional(),
    resultText: z.string(),
  })
  .openapi("PresentationContext");

const tlsSchema = z
  .strictObject({
    protocol: z.string(),
    cipher: z.string(),
    servername: z.string().optional(),
    peerCertificate: z
      .strictObject({
        subject: z.string(),
        issuer: z.string(),
        subjectAltName: z.string().optional(),
        fingerprint256: z.string(),
        validFrom: z.string(),
        validTo: z.string(),
      })
      .optional(),
    isPeerTrusted: z.boolean(),
  })
  .openapi("Tls");

const shape = {
  id: z.int(),
  state: z.enum(["open", "released", "aborted", "rejected"]),
  callingAeTitle: z.string(),
  calledAeTitle: z.string(),
  remoteAddress: z.string(),
  remotePort: z.int(),
  tls: tlsSchema.optional(),
  userIdentity: z
    .strictObject({ type: z.string(), username: z.string().optional() })
    .optional()
    .meta({ description: "whom the peer claims to be, without secrets" }),
  implementationClassUid: z.string().optional(),
  implementationVersionName: z.string().optional(),
  peerMaxPduLengthBytes: z.int(),
  maxPduLengthBytes: z.int().optional(),
  window: z.strictObject({ maxInvoked: z.int(), maxPerformed: z.int() }).optional(),
  contexts: z.array(contextSchema).readonly(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  durationMs: z.number(),
  reason: z
    .string()
    .optional()
    .meta({ description: "why it was aborted or rejected, or that none of its contexts was accepted" }),
  errorCode: z.string().optional(),
  rejection: z.strictObject({ result: z.int(), source: z.int(), reason: z.int() }).optional(),
  receivedBytes: z.int(),
  sentBytes: z.int(),
  messageCount: z.int(),
  droppedMessageCount: z.int().meta({ description: "of the oldest messages, how many are not kept" }),
};

export const associationSchema = z.strictObject(shape).openapi("Association");

const objectSchema = z
  .strictObject({
    outcome: z.enum(["stored", "replaced", "unchanged", "kept", "rejected"]).optional(),
    studyInstanceUid: z.string(),
    seriesInstanceUid: z.string(),
    patientId: z.string(),
    patientName: z.string(),
    modality: z.string(),
  })
  .openapi("MessageObject");

const messageShape = {
  number: z.int().meta({ description: "counts the messages of the association, from 1" }),
  direction: z.enum(["received", "sent"]),
  name: z.string().meta({ description: "C-FIND-RSP" }),
  service: z.string(),
  messageId: z.int().optional(),
  requestNumber: z.int().optional().meta({ description: "of the request that it belongs to" }),
  contextId: z.int(),
  transferSyntaxUid: z.string().optional(),
  sopClassUid: z.string().optional(),
  sopClassName: z.string().optional(),
  sopInstanceUid: z.string().optional(),
  time: z.string(),
  durationMs: z.number().optional().meta({ description: "from a request to its last response" }),
  byteCount: z.int().optional().meta({ description: "of the data set" }),
  dataSet: z.enum(["kept", "none", "object", "tooLarge"]),
  status: z.int().optional(),
  statusClass: z.string().optional(),
  statusText: z.string().optional(),
  errorComment: z.string().optional(),
  offendingElements: z.array(z.int()).readonly().optional(),
  object: objectSchema.optional().meta({ description: "of a C-STORE: where the object is found" }),
};

export const messageSchema = z.strictObject(messageShape).openapi("Message");

export const wholeAssociationSchema = z
  .strictObject({ ...shape, messages: z.array(messageSchema).readonly() })
  .openapi("WholeAssociation");

export const wholeMessageSchema = z
  .strictObject({
    ...messageShape,
    dataset: dicomJsonSchema.optional().meta({ description: "where it is kept" }),
  })
  .openapi("WholeMessage");

export const associationQuery = searchQuery(
  ["id", "startedAt", "durationMs", "receivedBytes", "callingAeTitle"],
  ["state", "callingAeTitle", "calledAeTitle", "remoteAddress"],
);
