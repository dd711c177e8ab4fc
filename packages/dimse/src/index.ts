/** The DICOM network protocol for Node: DIMSE services as SCU and SCP. PS3.7, PS3.8. */

export type {
  AcceptedContext,
  AcceptOtherSopClass,
  AnswerExtendedNegotiation,
  ContextRefusal,
  RefuseContext,
} from "./association/acceptor-policy.ts";
export { isValidAeTitle } from "./association/ae-title.ts";
export type { AssociationProposal } from "./association/association-proposal.ts";
export type { AsyncWindow } from "./association/async-window.ts";
export {
  type ExtendedNegotiationResult,
  type SopClassRelation,
  STORAGE_SERVICE_CLASS,
} from "./association/extended-negotiation.ts";
export {
  type AssociationLimits,
  type AssociationTimeouts,
  DEFAULT_LIMITS,
  DEFAULT_TIMEOUTS,
} from "./association/options.ts";
export { describeContextResult, type PresentationContext } from "./association/presentation-context.ts";
export type { ContextOffer } from "./association/proposal.ts";
export { describeRejection, REJECTION, type Rejection } from "./association/rejection.ts";
export {
  type ReceivedUserIdentity,
  USER_IDENTITY_TYPES,
  type UserIdentityInfo,
  type UserIdentityOption,
  type UserIdentityType,
} from "./association/user-identity.ts";
export {
  type AbortReason,
  type AnsweredContext,
  AssociationAbortedError,
  AssociationRejectedError,
  DimseStatusError,
  type DimseStatusErrorOptions,
  NoAcceptedContextError,
  type OfferedContext,
  PduError,
  TimeoutError,
  type TimeoutPhase,
  TransportError,
} from "./errors.ts";
export type { ActionName } from "./fsm/actions.ts";
export type { EventName } from "./fsm/events.ts";
export type { StateName } from "./fsm/states.ts";
export { type CommandKeyword, type CommandSet, PRIORITY } from "./message/command-table.ts";
export type { DataSetSource } from "./message/message-exchange.ts";
export {
  describeFailureReason,
  describeStatus,
  formatStatus,
  STATUS,
  type StatusClass,
  type StatusService,
  type StatusServiceClass,
  statusClass,
} from "./message/status.ts";
export { describePdu } from "./pdu/describe-pdu.ts";
export {
  type AbortPdu,
  type AssociateAcPdu,
  type AssociateRjPdu,
  type AssociateRqPdu,
  type AsyncOperationsWindow,
  CONTEXT_RESULT,
  type CommonExtendedNegotiation,
  type ExtendedNegotiation,
  type PDataTfPdu,
  type Pdu,
  type PduType,
  type Pdv,
  type PresentationContextAnswer,
  type PresentationContextProposal,
  type ReleaseRpPdu,
  type ReleaseRqPdu,
  type RoleSelection,
  type UnknownItem,
  type UserIdentity,
  type UserInformation,
} from "./pdu/types.ts";
export { defaultAcceptedContext } from "./scp/accepted-contexts.ts";
export type { AssociationHooks, HookContext } from "./scp/association-hooks.ts";
export type {
  AssociationEnd,
  DimseEvent,
  DimseEventListener,
  DimseMessage,
  DimseMessageListener,
  NegotiationError,
  SubOperationCounts,
} from "./scp/events.ts";
export type {
  AssociationInfo,
  DimseHandlers,
  EchoRequest,
  FindRequest,
  FindResult,
  GetRequest,
  MoveRequest,
  NActionRequest,
  NCreateRequest,
  NCreateResult,
  NDeleteRequest,
  NEventReportRequest,
  NGetRequest,
  NResult,
  NSetRequest,
  ResolveDestination,
  StoreRequest,
} from "./scp/handler-types.ts";
export type { ListenAddress } from "./scp/listening-port.ts";
export {
  DEFAULT_SERVER_LIMITS,
  DimseServer,
  type ServeChange,
  type ServeOptions,
  type ServerLimits,
  serve,
} from "./scp/serve.ts";
export { Association } from "./scu/association.ts";
export { type ConnectOptions, connect, type Target } from "./scu/connect.ts";
export { type EchoResult, echo } from "./scu/echo.ts";
export { type FindOptions, find } from "./scu/find.ts";
export type {
  NActionOptions,
  NCreateOptions,
  NDeleteOptions,
  NEventReportOptions,
  NGetOptions,
  NResponse,
  NSetOptions,
} from "./scu/n-services.ts";
export type { RequestOptions } from "./scu/request.ts";
export type { RequestorHandlers } from "./scu/requested-association.ts";
export type { GetOptions, MoveOptions, RetrieveProgress } from "./scu/retrieve.ts";
export { type GetOnceOptions, get, type MoveOnceOptions, move } from "./scu/retrieve-once.ts";
export type { StoreCommandOptions, StoreResult } from "./scu/store.ts";
export { type StoreAllOptions, store } from "./scu/store-all.ts";
export type { StoreIdentity, StoreObject } from "./scu/store-object.ts";
export type { StoreOutcome } from "./scu/store-pipeline.ts";
export type { EncodedInstance, StoreSource } from "./scu/store-source.ts";
export { MPPS, MPPS_RETRIEVE, MPPS_STATUS, type MppsStatus } from "./sop-class/mpps.ts";
export {
  decodeQueryOptions,
  decodeRetrieveOptions,
  encodeQueryOptions,
  encodeRetrieveOptions,
  type QueryOptions,
  type RetrieveOptions,
} from "./sop-class/query-options.ts";
export {
  type FindModel,
  PATIENT_ROOT_FIND,
  PATIENT_ROOT_GET,
  PATIENT_ROOT_MOVE,
  type RetrieveModel,
  STUDY_ROOT_FIND,
  STUDY_ROOT_GET,
  STUDY_ROOT_MOVE,
} from "./sop-class/query-retrieve.ts";
export { retrievableContexts } from "./sop-class/retrievable.ts";
export { isStorageSopClass, STORAGE_SOP_CLASSES } from "./sop-class/storage.ts";
export {
  STORAGE_COMMITMENT,
  STORAGE_COMMITMENT_INSTANCE,
} from "./sop-class/storage-commitment.ts";
export { VERIFICATION } from "./sop-class/verification.ts";
export { MODALITY_WORKLIST_FIND } from "./sop-class/worklist.ts";
export {
  type RecordingSink,
  type RecordSessionOptions,
  recordSession,
  type SessionRecorder,
} from "./trace/capture.ts";
export {
  type AssociationOutcome,
  type AssociationTrace,
  subscribeTrace,
  TRACE_CHANNELS,
  type TracedAssociation,
  type TraceListeners,
  type TracePayloads,
  type TransitionTrace,
} from "./trace/channels.ts";
export type { FollowedMessage } from "./trace/message-follower.ts";
export { parseRecording, readRecording } from "./trace/parse-recording.ts";
export type {
  RecordedAssociation,
  RecordedSide,
  RecordedStep,
  SessionRecording,
} from "./trace/recording-format.ts";
export {
  describeReplayDifference,
  type ReplayListenOptions,
  type ReplayOptions,
  type ReplayResult,
  type ReplayToOptions,
  replay,
} from "./trace/replay.ts";
export type { ReplayComparison, ReplayDifference, ReplayedAssociation } from "./trace/replay-association.ts";
export { messageName, type TracedContext, type TracedMessage } from "./trace/traced-message.ts";
export type { TracedPdu } from "./trace/traced-pdu.ts";
export type { TlsFailure } from "./transport/tls-errors.ts";
export type {
  Pem,
  TlsClientOptions,
  TlsIdentity,
  TlsServerOptions,
} from "./transport/tls-options.ts";
export {
  TLS_PROFILES,
  type TlsProfile,
  type TlsProfileName,
  type TlsVersion,
} from "./transport/tls-profiles.ts";
export type { PeerCertificate, TlsInfo, Transport, TransportListener } from "./transport/transport.ts";
