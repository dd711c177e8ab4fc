/** What a provider tells about its work: one event per association change and per request. */
import type { DicomError } from "@minipacs/dicom-core";
import type { AssociationProposal } from "../association/association-proposal.ts";
import type { PassingMessage } from "../message/message-exchange.ts";
import type { TlsInfo } from "../transport/transport.ts";
import type { AssociationInfo } from "./handler-types.ts";

interface OfAssociation {
  association: AssociationInfo;
}

/** One answered request. */
interface OfRequest extends OfAssociation {
  messageId: number;
  sopClassUid: string;
  status: number;
  /** As sent to the peer. */
  errorComment: string | undefined;
  /** From the request's arrival to its last response. */
  durationMs: number;
}

/** C-STORE sub-operations of a retrieval. */
export interface SubOperationCounts {
  remaining: number;
  completed: number;
  failed: number;
  warning: number;
}

/** What every event of an ended association tells. */
export interface AssociationEnd extends OfAssociation {
  durationMs: number;
  receivedBytes: number;
  sentBytes: number;
}

/** A hook of the server's options threw; the proposal is rejected without a reason. */
export interface NegotiationError {
  callingAeTitle: string;
  calledAeTitle: string;
  remoteAddress: string;
  remotePort: number;
  /** `contexts`: `refuseContext` or `answerExtendedNegotiation`. */
  hook: "onAssociate" | "authenticate" | "contexts";
  error: unknown;
}

/** What a server tells of its associations and operations. */
export type DimseEvent =
  | ({ type: "association-opened" } & OfAssociation)
  | {
      type: "association-rejected";
      /** Of the same counting as {@link AssociationInfo.id}. */
      associationId: number;
      callingAeTitle: string;
      calledAeTitle: string;
      remoteAddress: string;
      remotePort: number;
      result: number;
      source: number;
      reason: number;
      text: string;
      /** What was asked for. Byte fields are views into the PDU. */
      proposal: AssociationProposal;
      /** `undefined` without TLS. */
      tls: TlsInfo | undefined;
    }
  | ({ type: "negotiation-error" } & NegotiationError)
  | ({ type: "association-released" } & AssociationEnd)
  | ({ type: "association-aborted"; error: DicomError } & AssociationEnd)
  /** A connection that never became an association: garbage, silence, a port scan. */
  | {
      type: "connection-refused";
      remoteAddress: string;
      remotePort: number;
      receivedBytes: number;
      text: string;
      error: DicomError | undefined;
    }
  | ({ type: "echo" } & OfRequest)
  | ({
      type: "store";
      sopInstanceUid: string;
      transferSyntaxUid: string;
      /** Bytes of the data set. */
      bytes: number;
    } & OfRequest)
  | ({ type: "find"; matches: number } & OfRequest)
  | ({ type: "get" } & SubOperationCounts & OfRequest)
  | ({ type: "move"; destinationAeTitle: string } & SubOperationCounts & OfRequest)
  /** One object of a retrieval; without a status it was not sent, and the error tells why. */
  | ({
      type: "sub-operation";
      service: "C-GET" | "C-MOVE";
      messageId: number;
      sopInstanceUid: string | undefined;
      status: number | undefined;
      error: unknown;
    } & OfAssociation)
  | ({ type: "n-create"; sopInstanceUid: string | undefined } & OfRequest)
  | ({ type: "n-set"; sopInstanceUid: string } & OfRequest)
  | ({ type: "n-get"; sopInstanceUid: string } & OfRequest)
  | ({ type: "n-delete"; sopInstanceUid: string } & OfRequest)
  | ({ type: "n-action"; sopInstanceUid: string; actionTypeId: number } & OfRequest)
  | ({ type: "n-event-report"; sopInstanceUid: string; eventTypeId: number } & OfRequest)
  /** A request that no handler serves, or that lacks what it needs; answered with `status`. */
  | ({ type: "unsupported-request"; commandField: number; message: string } & OfRequest)
  /** A handler threw something that is no DIMSE status. */
  | ({ type: "handler-error"; service: string; messageId: number; error: unknown } & OfAssociation);

/** Takes events; what it throws is ignored, so that a listener cannot break an association. */
export type DimseEventListener = (event: DimseEvent) => void;

/** Tells a listener. */
export function tellListener(listener: DimseEventListener | undefined, event: DimseEvent): void {
  try {
    listener?.(event);
  } catch {
    // A listener that throws must not break the association that it was told of.
  }
}

/** One message of an association. The data set is a view of memory that others use: to be copied by who keeps it. */
export interface DimseMessage extends PassingMessage {
  readonly association: AssociationInfo;
}

/** Takes messages; what it throws is ignored. */
export type DimseMessageListener = (message: DimseMessage) => void;
