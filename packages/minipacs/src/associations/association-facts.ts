/** Takes from an association, or a proposal that was rejected, what is kept of it. PS3.8 7.1.1. */
import { lookupUid } from "@minipacs/dicom-core";
import {
  type AssociationInfo,
  type DimseEvent,
  describeContextResult,
  type PresentationContext,
} from "@minipacs/dimse";
import type { ContextRecord } from "./association-record.ts";
import type { AssociationFacts } from "./kept-association.ts";

type ContextOffer = Pick<PresentationContext, "id" | "abstractSyntax" | "transferSyntaxes">;

/** Nothing that is returned keeps the association itself in memory. */
export function factsOfAssociation(association: AssociationInfo, startedMs: number): AssociationFacts {
  const { id, callingAeTitle, calledAeTitle, remoteAddress, remotePort, tls, userIdentity, window } =
    association;
  const { implementationClassUid, implementationVersionName } = association;
  const { maxPduLengthBytes, peerMaxPduLengthBytes } = association;
  return {
    id,
    state: "open",
    ...{ callingAeTitle, calledAeTitle, remoteAddress, remotePort, tls, userIdentity },
    ...{ implementationClassUid, implementationVersionName },
    ...{ maxPduLengthBytes, peerMaxPduLengthBytes, window },
    contexts: association.contexts.map(contextOf),
    startedAt: new Date(startedMs).toISOString(),
    ...{ endedAt: undefined, reason: undefined, errorCode: undefined, rejection: undefined },
  };
}

export function factsOfRejection(
  event: Extract<DimseEvent, { type: "association-rejected" }>,
  startedMs: number,
): AssociationFacts {
  const { associationId: id, proposal, result, source, reason, text } = event;
  const { callingAeTitle, calledAeTitle, remoteAddress, remotePort, userIdentity } = proposal;
  const { implementationClassUid, implementationVersionName, maxPduLengthBytes } = proposal;
  const now = new Date(startedMs).toISOString();
  return {
    id,
    state: "rejected",
    ...{ callingAeTitle, calledAeTitle, remoteAddress, remotePort, tls: event.tls, userIdentity },
    ...{ implementationClassUid, implementationVersionName },
    ...{ maxPduLengthBytes: undefined, peerMaxPduLengthBytes: maxPduLengthBytes, window: undefined },
    contexts: proposal.contexts.map(proposedContextOf),
    ...{ startedAt: now, endedAt: now, reason: text, errorCode: undefined },
    rejection: { result, source, reason },
  };
}

function contextOf(context: PresentationContext): ContextRecord {
  const { isAccepted, transferSyntax, result } = context;
  const resultText = isAccepted ? "accepted" : describeContextResult(result);
  return { ...offerOf(context), isAccepted, transferSyntax, result, resultText };
}

function proposedContextOf(context: ContextOffer): ContextRecord {
  const answer = { isAccepted: false, transferSyntax: undefined, result: undefined };
  return { ...offerOf(context), ...answer, resultText: "the association was rejected" };
}

function offerOf({ id, abstractSyntax, transferSyntaxes }: ContextOffer) {
  const abstractSyntaxName = lookupUid(abstractSyntax)?.name ?? abstractSyntax;
  return { id, abstractSyntax, abstractSyntaxName, transferSyntaxes: [...transferSyntaxes] };
}
