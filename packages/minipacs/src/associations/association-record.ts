/** What is known of an association and its messages, as plain objects. PS3.7, PS3.8 7.1. */
import type { Dataset } from "@minipacs/dicom-core";
import type { AsyncWindow, StatusClass, TlsInfo, UserIdentityInfo } from "@minipacs/dimse";
import type { PutOutcome } from "../storage/object-store.ts";

/** Whether it is open, and how it ended. */
export type AssociationState = "open" | "released" | "aborted" | "rejected";

/** A presentation context as it was proposed, and what came of it. PS3.8 Table 9-18. */
export interface ContextRecord {
  id: number;
  abstractSyntax: string;
  /** Of the dictionary, or the UID. */
  abstractSyntaxName: string;
  /** As offered, in the order of preference. */
  transferSyntaxes: string[];
  isAccepted: boolean;
  /** Of those offered; `undefined` unless accepted. */
  transferSyntax: string | undefined;
  /** 0 to 4; `undefined` where the whole association was rejected. */
  result: number | undefined;
  /** `abstract syntax not supported` */
  resultText: string;
}

/** An association as the log keeps it. */
export interface AssociationRecord {
  /** Counts up from 1, rejected ones included. */
  id: number;
  state: AssociationState;
  callingAeTitle: string;
  calledAeTitle: string;
  remoteAddress: string;
  remotePort: number;
  /** `undefined` without TLS. */
  tls: TlsInfo | undefined;
  /** Whom the peer claims to be, without secrets. */
  userIdentity: UserIdentityInfo | undefined;
  /** Of the peer. */
  implementationClassUid: string | undefined;
  implementationVersionName: string | undefined;
  /** What the peer takes, bytes; 0 = no limit. */
  peerMaxPduLengthBytes: number;
  /** What we take; `undefined` where the association was rejected. */
  maxPduLengthBytes: number | undefined;
  window: AsyncWindow | undefined;
  contexts: ContextRecord[];
  /** ISO 8601. */
  startedAt: string;
  endedAt: string | undefined;
  /** Until now of one that is open. */
  durationMs: number;
  /** Why it was aborted or rejected, or that none of its contexts was accepted, for people. */
  reason: string | undefined;
  /** Code of the error that it was aborted with. */
  errorCode: string | undefined;
  /** The codes of an A-ASSOCIATE-RJ. PS3.8 Table 9-21. */
  rejection: { result: number; source: number; reason: number } | undefined;
  /** Of the connection, until now of one that is open. */
  receivedBytes: number;
  sentBytes: number;
  /** Messages so far, those included that are not kept any more. */
  messageCount: number;
  /** Of the oldest messages, how many are not kept. */
  droppedMessageCount: number;
}

/** An association with its messages. */
export interface AssociationDetails extends AssociationRecord {
  messages: MessageRecord[];
}

/**
 * What became of a data set: `kept`; `none`, there was none; `object`, that of a C-STORE, which is where objects are;
 * `tooLarge` to be kept.
 */
export type DataSetState = "kept" | "none" | "object" | "tooLarge";

/** A stored object as far as a message tells: where it is found, and what it is. */
export interface StoredObjectFacts {
  outcome: PutOutcome | undefined;
  studyInstanceUid: string;
  seriesInstanceUid: string;
  patientId: string;
  patientName: string;
  modality: string;
}

/** A message as the log keeps it. */
export interface MessageRecord {
  /** Counts the messages of the association, from 1. */
  number: number;
  direction: "received" | "sent";
  /** `C-FIND-RSP` */
  name: string;
  /** `C-FIND`; a C-CANCEL-RQ is of `C-CANCEL`. */
  service: string;
  /** (0000,0110), of a response and a C-CANCEL-RQ (0000,0120). */
  messageId: number | undefined;
  /** Number of the request that this message belongs to; `undefined` for requests. */
  requestNumber: number | undefined;
  contextId: number;
  transferSyntaxUid: string | undefined;
  sopClassUid: string | undefined;
  sopClassName: string | undefined;
  sopInstanceUid: string | undefined;
  /** ISO 8601. Of a C-STORE-RQ: when its command had arrived. */
  time: string;
  /** From a request to its last response; set on both. */
  durationMs: number | undefined;
  /** Of the data set; `undefined` while a C-STORE is not yet answered. */
  byteCount: number | undefined;
  dataSet: DataSetState;
  /** Of a response. */
  status: number | undefined;
  statusClass: StatusClass | undefined;
  /** `refused: out of resources` */
  statusText: string | undefined;
  errorComment: string | undefined;
  /** (0000,0901), as numbers. */
  offendingElements: number[] | undefined;
  /** Of a C-STORE that has been answered, where the object was placed. */
  object: StoredObjectFacts | undefined;
}

/** A message with its data set, decoded when it was asked for. */
export interface MessageDetails extends MessageRecord {
  /** `undefined` unless it was kept. */
  dataset: Dataset | undefined;
}
