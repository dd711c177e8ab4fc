/** The requests that a service class provider's handlers get, and what they answer. PS3.7 9.1, 10.1. */
import type { Dataset } from "@minipacs/dicom-core";
import type { AsyncWindow } from "../association/async-window.ts";
import type { ExtendedNegotiationResult } from "../association/extended-negotiation.ts";
import type { PresentationContext } from "../association/presentation-context.ts";
import type { UserIdentityInfo } from "../association/user-identity.ts";
import type { Target } from "../scu/connect.ts";
import type { NEventReportOptions, NResponse } from "../scu/n-services.ts";
import type { RequestOptions } from "../scu/request.ts";
import type { StoreSource } from "../scu/store-source.ts";
import type { TlsInfo } from "../transport/transport.ts";

/** Who sent a request, over which association. */
export interface AssociationInfo {
  /** Counts up from 1 within a server. */
  readonly id: number;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly contexts: readonly PresentationContext[];
  /** 52H and 55H of the peer. */
  readonly implementationClassUid: string | undefined;
  readonly implementationVersionName: string | undefined;
  /** 51H of this side and of the peer, bytes; 0 = no limit. PS3.8 D.1. */
  readonly maxPduLengthBytes: number;
  readonly peerMaxPduLengthBytes: number;
  /** How many operations each side may have in flight; `maxInvoked` are those of this side. PS3.7 D.3.3.3. */
  readonly window: AsyncWindow;
  /** What was asked and answered about SOP classes. PS3.7 D.3.3.5. */
  readonly extendedNegotiations: readonly ExtendedNegotiationResult[];
  /** Whom the requestor claims to be, without secrets. PS3.7 D.3.3.7. */
  readonly userIdentity: UserIdentityInfo | undefined;
  /** What the TLS handshake came to; `undefined` without TLS. */
  readonly tls: TlsInfo | undefined;
  /** Bytes of the connection so far, PDU headers included. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /**
   * N-EVENT-REPORT to the peer over this association, as SCP of the SOP class. Every status is returned. PS3.7 10.1.1.
   *
   * @throws NoAcceptedContextError, AssociationAbortedError, TimeoutError, the signal's reason
   */
  nEventReport(request: NEventReportOptions, options?: RequestOptions): Promise<NResponse>;
}

interface DimseRequest {
  readonly association: AssociationInfo;
  readonly messageId: number;
  /** Of the context that the request came on. */
  readonly transferSyntaxUid: string;
  /** Fires on C-CANCEL, abort and disconnection; its reason tells which. */
  readonly signal: AbortSignal;
}

/** A C-ECHO that came in. PS3.7 9.3.5. */
export interface EchoRequest extends DimseRequest {
  readonly sopClassUid: string;
}

/**
 * A C-STORE. The data set is read once, in one of three ways: `stream`, `save` or `dataset`; `head` may come before.
 * A handler that reads nothing still answers: what it leaves is received and dropped.
 */
export interface StoreRequest extends DimseRequest {
  readonly sopClassUid: string;
  /** As the peer sent it: check it before it becomes part of a path. */
  readonly sopInstanceUid: string;
  /** Set where the object comes from a C-MOVE. */
  readonly moveOriginator: { aeTitle: string; messageId: number } | undefined;
  /** Bytes of the data set so far. */
  readonly receivedBytes: number;
  /** The data set as received, in fragments, which are views; reading slowly makes the peer wait. */
  readonly stream: AsyncIterable<Uint8Array>;
  /**
   * Returns the attributes before Pixel Data, as soon as they are here; `undefined` where the transfer syntax cannot be
   * read as it arrives.
   *
   * @throws DecodeError where the data set is broken
   */
  head(): Promise<Dataset | undefined>;
  /**
   * Writes a Part 10 file whose data set is the received bytes. Overwrites; where it fails, the file is removed.
   * Resolves with the size of the file.
   */
  save(path: string): Promise<{ bytes: number }>;
  /** Returns the whole data set; limited by `maxDataSetLengthBytes`. */
  dataset(): Promise<Dataset>;
}

/** A C-FIND that came in. PS3.7 9.3.2. */
export interface FindRequest extends DimseRequest {
  readonly sopClassUid: string;
  readonly identifier: Dataset;
}

/** A match, or a match with another pending status, FF01. */
export type FindResult = Dataset | { dataset: Dataset; status: number };

/** A C-GET: the handler answers with the objects that the identifier names. */
export interface GetRequest extends DimseRequest {
  readonly sopClassUid: string;
  readonly identifier: Dataset;
  /** {@link PRIORITY}. */
  readonly priority: number;
}

/** A C-MOVE. */
export interface MoveRequest extends GetRequest {
  readonly destinationAeTitle: string;
}

/** Returns where an AE title is, or `undefined` where it is not known; what is left out is as usual. */
export type ResolveDestination = (
  aeTitle: string,
  association: AssociationInfo,
) => Awaitable<Target | undefined>;

/** An N-CREATE that came in. PS3.7 10.3.5. */
export interface NCreateRequest extends DimseRequest {
  readonly sopClassUid: string;
  /** `undefined`: the handler chooses; if it does not, a new UID is assigned. */
  readonly sopInstanceUid: string | undefined;
  readonly dataset: Dataset;
}

/** An N-SET that came in. PS3.7 10.3.3. */
export interface NSetRequest extends DimseRequest {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly dataset: Dataset;
}

/** An N-GET that came in. PS3.7 10.3.2. */
export interface NGetRequest extends DimseRequest {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** Tags of what is wanted; empty for everything. */
  readonly attributes: readonly number[];
}

/** An N-DELETE that came in. PS3.7 10.3.6. */
export interface NDeleteRequest extends DimseRequest {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

/** An N-ACTION that came in. PS3.7 10.3.4. */
export interface NActionRequest extends DimseRequest {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly actionTypeId: number;
  /** Action Information. */
  readonly dataset: Dataset | undefined;
}

/** A report of the SCP to the SCU. */
export interface NEventReportRequest extends DimseRequest {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly eventTypeId: number;
  /** Event Information. */
  readonly dataset: Dataset | undefined;
}

/** What an N-service is answered with. */
export interface NResult {
  /** Tags that a warning or a failure is about, as 0107 has; not of N-ACTION and N-EVENT-REPORT. PS3.7 C.4.2. */
  attributes?: readonly number[] | undefined;
  /** Offending Element and Error Comment of a warning such as 0001. PS3.7 C.4.1. */
  offendingElements?: readonly number[] | undefined;
  errorComment?: string | undefined;
  /** Attribute list, Action Reply or Event Reply. */
  dataset?: Dataset | undefined;
  /** Default 0000. */
  status?: number | undefined;
}

/** What an N-CREATE is answered with. */
export interface NCreateResult extends NResult {
  sopInstanceUid?: string | undefined;
}

type Awaitable<T> = T | Promise<T>;
type Answer<T> = Awaitable<T | undefined> | Awaitable<void>;
type Sequence<T> = AsyncIterable<T> | Iterable<T>;

/**
 * What a provider offers. Returning answers 0000, throwing a DimseStatusError that status, throwing anything else 0110
 * (C-FIND, C-GET, C-MOVE: C000) and a `handler-error` event. A missing handler answers 0122, or 0211 for N-services;
 * C-ECHO needs none.
 */
export interface DimseHandlers {
  echo?(request: EchoRequest): Awaitable<void>;
  store?(request: StoreRequest): Awaitable<void>;
  /** Usually an async generator; it is stopped on C-CANCEL, and waits while the peer does not read. */
  find?(request: FindRequest): Sequence<FindResult>;
  /** Yields the objects, as paths best: all are asked for before the first is sent, because responses tell how many remain. */
  get?(request: GetRequest): Sequence<StoreSource>;
  /** Like `get`; asked only where `resolveDestination` knows the destination. */
  move?(request: MoveRequest): Sequence<StoreSource>;
  nCreate?(request: NCreateRequest): Answer<NCreateResult>;
  nSet?(request: NSetRequest): Answer<NResult>;
  nGet?(request: NGetRequest): Awaitable<Dataset | NResult>;
  nDelete?(request: NDeleteRequest): Answer<{ status?: number | undefined }>;
  nAction?(request: NActionRequest): Answer<NResult>;
  nEventReport?(request: NEventReportRequest): Answer<NResult>;
}
