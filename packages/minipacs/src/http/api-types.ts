/**
 * What the API answers, as JSON: attributes under their keywords of PS3.6, everything else in our own words. Types of
 * the schemas, for the page: nothing of them is left when it is built.
 */
import type { z } from "@hono/zod-openapi";
import type {
  associationSchema,
  messageSchema,
  wholeAssociationSchema,
  wholeMessageSchema,
} from "./schemas/associations.ts";
import type {
  mppsMessagesSchema,
  mppsRefusalSchema,
  mppsStepSchema,
  mppsStepStateSchema,
  wholeMppsStepSchema,
} from "./schemas/mpps.ts";
import type { echoOutcomeSchema, nodeSchema, selfTestSchema, sendSchema } from "./schemas/nodes.ts";
import type { explanationSchema, querySchema } from "./schemas/queries.ts";
import type { eventSchema, statusSchema } from "./schemas/server.ts";
import type { instanceSchema, seriesSchema, studySchema } from "./schemas/storage.ts";
import type { importedSchema, wholeWorklistEntrySchema, worklistEntrySchema } from "./schemas/worklist.ts";

export type ApiStatus = z.infer<typeof statusSchema>;
export type ApiWorklistEntry = z.infer<typeof worklistEntrySchema>;
export type ApiWholeWorklistEntry = z.infer<typeof wholeWorklistEntrySchema>;
export type ApiWorklistImport = z.infer<typeof importedSchema>;
export type ApiWorklistQuery = z.infer<typeof querySchema>;
export type ApiQueryExplanation = z.infer<typeof explanationSchema>;
export type ApiAssociation = z.infer<typeof associationSchema>;
export type ApiWholeAssociation = z.infer<typeof wholeAssociationSchema>;
export type ApiMessage = z.infer<typeof messageSchema>;
export type ApiWholeMessage = z.infer<typeof wholeMessageSchema>;
export type ApiWholeMppsStep = z.infer<typeof wholeMppsStepSchema>;
export type ApiMppsMessages = z.infer<typeof mppsMessagesSchema>;
export type ApiMppsStep = z.infer<typeof mppsStepSchema>;
export type ApiMppsRefusal = z.infer<typeof mppsRefusalSchema>;
export type ApiMppsStepState = z.infer<typeof mppsStepStateSchema>;
export type ApiStudy = z.infer<typeof studySchema>;
export type ApiSeries = z.infer<typeof seriesSchema>;
export type ApiInstance = z.infer<typeof instanceSchema>;
export type ApiNode = z.infer<typeof nodeSchema>;
export type ApiEchoOutcome = z.infer<typeof echoOutcomeSchema>;
export type ApiSend = z.infer<typeof sendSchema>;
export type ApiSelfTest = z.infer<typeof selfTestSchema>;
export type ApiEvent = z.infer<typeof eventSchema>;

/** Every list: in the order of arrival where no other is asked for, the latest ones where a limit cuts it. */
export interface ApiList<T> {
  items: readonly T[];
  /** Of all that fit, not only of this page. */
  totalCount: number;
}
