/** Turns what the DICOM server tells into events of this server, with what the services know of each request. */
import { isDicomError, lookupUid } from "@minipacs/dicom-core";
import {
  type AssociationInfo,
  type DimseEvent,
  describeContextResult,
  formatStatus,
  type PresentationContext,
  STATUS,
  type TlsInfo,
} from "@minipacs/dimse";
import { describeAtDicomPort, foreignProtocolOf } from "../foreign-protocol.ts";
import type { MppsService } from "../services/mpps.ts";
import { peerOf } from "../services/peer.ts";
import type { StoreService } from "../services/store.ts";
import type { WorklistService } from "../services/worklist.ts";
import type { PacsEventInit, PeerTls, RefusedContexts } from "./event-types.ts";

export interface Services {
  store: StoreService;
  worklist: WorklistService;
  mpps: MppsService;
}

/**
 * Returns the event that tells what a DIMSE event tells; none for an object of a retrieval that went well. `httpAddress`
 * is for who comes with HTTP.
 */
export function fromDimseEvent(
  event: DimseEvent,
  services: Services,
  httpAddress: () => string | undefined,
): PacsEventInit | undefined {
  switch (event.type) {
    case "association-opened": {
      const { contexts, tls } = event.association;
      return {
        type: "association.opened",
        peer: peerOf(event.association),
        acceptedContextCount: contexts.filter(({ isAccepted }) => isAccepted).length,
        contextCount: contexts.length,
        refusedContexts: refusedContextsOf(contexts),
        tls: tls && peerTlsOf(tls),
      };
    }
    case "association-released":
    case "association-aborted": {
      const { durationMs, receivedBytes, sentBytes } = event;
      const isAborted = event.type === "association-aborted";
      return {
        type: "association.closed",
        peer: peerOf(event.association),
        end: isAborted ? "aborted" : "released",
        reason: isAborted ? event.error.message : undefined,
        ...{ durationMs, receivedBytes, sentBytes },
      };
    }
    case "association-rejected": {
      const { associationId, callingAeTitle, calledAeTitle, remoteAddress, remotePort, text } = event;
      return {
        type: "association.rejected",
        ...{ associationId, callingAeTitle, calledAeTitle, remoteAddress, remotePort, reason: text },
      };
    }
    case "connection-refused": {
      const { remoteAddress, remotePort, text, error } = event;
      const protocol = foreignProtocolOf(error);
      const reason = protocol ? describeAtDicomPort(protocol, httpAddress()) : text;
      return { type: "connection.refused", remoteAddress, remotePort, reason };
    }
    case "echo":
      return { type: "echo", ...requestOf(event) };
    case "find": {
      const query = services.worklist.notes.take(event.association, event.messageId);
      const keys = [...(query?.keys ?? [])];
      return {
        type: "worklist.query",
        ...requestOf(event),
        ...{ keys, matchCount: event.matches, queryId: query?.id },
      };
    }
    case "store": {
      const { sopInstanceUid, transferSyntaxUid, bytes: byteCount } = event;
      const note = services.store.notes.take(event.association, event.messageId);
      return {
        type: "store",
        ...requestOf(event),
        ...{ sopInstanceUid, transferSyntaxUid, byteCount },
        instance: note?.instance,
        outcome: note?.outcome,
      };
    }
    case "n-create": {
      const { step, violations = [] } = services.mpps.notes.take(event.association, event.messageId) ?? {};
      const { sopInstanceUid } = event;
      return { type: "mpps.create", ...requestOf(event), sopInstanceUid, step, violations };
    }
    case "n-set":
    case "n-get": {
      const { step, violations = [] } = services.mpps.notes.take(event.association, event.messageId) ?? {};
      const { sopInstanceUid } = event;
      const type = event.type === "n-set" ? "mpps.set" : "mpps.get";
      return { type, ...requestOf(event), sopInstanceUid, step, violations };
    }
    case "get":
    case "move":
    case "n-delete":
    case "n-action":
    case "n-event-report":
      return { type: "request.answered", ...requestOf(event), service: SERVICES[event.type] };
    case "sub-operation": {
      const { service, sopInstanceUid = "an object", status, error } = event;
      if (status === STATUS.success) return undefined;
      const why = status === undefined ? describeError(error) : `status ${formatStatus(status)}`;
      const message = `${service}: ${sopInstanceUid} was not sent as it should be: ${why}`;
      return { type: "warning", code: "SUB_OPERATION", message, peer: peerOf(event.association) };
    }
    case "unsupported-request":
      return { type: "request.unsupported", ...requestOf(event), message: event.message };
    case "negotiation-error":
      return {
        type: "error",
        peer: undefined,
        code: "HANDLER_FAILED",
        message: `${event.hook} failed: ${describeError(event.error)}`,
      };
    case "handler-error": {
      const { error } = event;
      return {
        type: "error",
        code: isDicomError(error) ? error.code : "HANDLER_FAILED",
        message: `${event.service} failed: ${describeError(error)}`,
        peer: peerOf(event.association),
      };
    }
  }
}

/** Groups what was refused, so that a log says it once: a modality may propose 128 contexts. */
function refusedContextsOf(contexts: readonly PresentationContext[]): RefusedContexts[] {
  const refused = contexts.filter(({ isAccepted }) => !isAccepted);
  const results = [...new Set(refused.map(({ result }) => result))];
  return results.map((result) => {
    const ofResult = refused.filter((context) => context.result === result);
    const abstractSyntaxes = [...new Set(ofResult.map(({ abstractSyntax }) => abstractSyntax))];
    const transferSyntaxes = [...new Set(ofResult.flatMap((context) => context.transferSyntaxes))];
    return {
      ...{ result, resultText: describeContextResult(result), abstractSyntaxes },
      abstractSyntaxNames: abstractSyntaxes.map(nameOf),
      transferSyntaxNames: transferSyntaxes.map(nameOf),
    };
  });
}

function nameOf(uid: string): string {
  return lookupUid(uid)?.name ?? uid;
}

function peerTlsOf({ protocol, cipher, peerCertificate }: TlsInfo): PeerTls {
  return {
    ...{ protocol, cipher },
    subject: peerCertificate?.subject,
    fingerprint256: peerCertificate?.fingerprint256,
  };
}

const SERVICES = {
  get: "C-GET",
  move: "C-MOVE",
  "n-delete": "N-DELETE",
  "n-action": "N-ACTION",
  "n-event-report": "N-EVENT-REPORT",
} as const;

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function requestOf(event: {
  association: AssociationInfo;
  sopClassUid: string;
  status: number;
  errorComment: string | undefined;
  durationMs: number;
}) {
  const { association, sopClassUid, status, errorComment, durationMs } = event;
  return { peer: peerOf(association), sopClassUid, status, errorComment, durationMs };
}
