/** Public exports of minipacs: the server, to be started from programs and tests. */

export type { AssociationLog } from "./associations/association-log.ts";
export type {
  AssociationDetails,
  AssociationRecord,
  AssociationState,
  ContextRecord,
  DataSetState,
  MessageDetails,
  MessageRecord,
  StoredObjectFacts,
} from "./associations/association-record.ts";

export type { PacsConfig, PacsOptions } from "./config/config.ts";
export type { PacsSettingsPatch } from "./config/live-settings.ts";
export type { ChangeableOption } from "./config/option-checks.ts";
export type { MppsMode, PacsSettings, UnencodablePolicy } from "./config/settings.ts";
export { describeEvent, type EventLevel, type EventLine, formatEventLine } from "./events/describe-event.ts";
export { EventBus, type EventBusOptions } from "./events/event-bus.ts";
export type {
  PacsEvent,
  PacsEventInit,
  PacsEventListener,
  PacsEventOf,
  PacsEventType,
  Peer,
  PeerTls,
  RefusedContexts,
} from "./events/event-types.ts";
export type { NextEventOptions } from "./events/next-event.ts";
export type {
  FindOptions,
  IndexedEntity,
  IndexedFile,
  IndexedInstance,
  IndexFilter,
  InstanceIndex,
  OtherCharacterSet,
} from "./index-db/instance-index.ts";
export type { InstanceRecord, Level, LevelValues } from "./index-db/instance-record.ts";
export type { ReconcileProgress } from "./index-db/reconcile.ts";
export { createPacs, type Pacs, type PacsParts } from "./pacs.ts";
export { createPhantom, type PhantomObject } from "./phantom/create-phantom.ts";
export { CT_REGIONS } from "./phantom/ct.ts";
export { PHANTOM_KINDS, type PhantomKind, type PhantomOptions } from "./phantom/options.ts";
export type { MppsContradiction } from "./services/mpps-contradiction.ts";
export type { LinkBy, MppsLink, MppsLinkEntry, ScheduledStepKeys } from "./services/mpps-link.ts";
export type { MppsRefusal, MppsRefusals } from "./services/mpps-refusals.ts";
export type { EarlierMppsMessages, MppsMessage, MppsSummary } from "./services/mpps-step.ts";
export type {
  MppsChange,
  MppsStep,
  MppsStepState,
  MppsStore,
  NewMppsMessage,
  NewMppsState,
} from "./services/mpps-store.ts";
export type { MppsRuleId, MppsViolation } from "./services/mpps-violation.ts";
export type { ImportedObject } from "./services/object-import.ts";
export type { RemovedObjects } from "./services/object-removal.ts";
export type {
  ExplainedEntry,
  FailedKey,
  LoggedQuery,
  NewQuery,
  QueryExplanation,
  QueryLog,
  WorklistQuery,
} from "./services/query-log.ts";
export type { QueryWarning } from "./services/query-warnings.ts";
export {
  type NewWorklistEntry,
  summarizeWorklistEntry,
  type WorklistChange,
  type WorklistEntry,
  type WorklistImport,
  type WorklistRemoval,
  type WorklistSource,
  type WorklistStore,
  type WorklistSummary,
} from "./services/worklist-store.ts";
export type {
  DuplicatePolicy,
  IncomingObject,
  ObjectLocation,
  ObjectStore,
  PutOptions,
  PutOutcome,
  StoredFile,
  StoredObject,
} from "./storage/object-store.ts";
export type { EntryKeyName, EntryKeys } from "./worklist/entry-keys.ts";
export { parseWorklistItem } from "./worklist/parse-item.ts";
export type { ExistingStep } from "./worklist/plan-import.ts";
export {
  exportWorklistFile,
  exportWorklistJson,
  parseWorklistJson,
  readWorklistFile,
  type WorklistFile,
} from "./worklist/worklist-files.ts";
