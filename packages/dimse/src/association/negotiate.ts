/** Association negotiation as pure functions: proposal and policy in, answer out. PS3.8 7.1.1, PS3.7 D.3. */
import {
  APPLICATION_CONTEXT_NAME,
  type AssociateAcPdu,
  type AssociateRjPdu,
  type AssociateRqPdu,
  CONTEXT_RESULT,
  type ExtendedNegotiation,
  type PresentationContextAnswer,
  type PresentationContextProposal,
  type RoleSelection,
} from "../pdu/types.ts";
import { createUserInformation } from "../pdu/user-information.ts";
import type { AcceptedContext, AcceptorPolicy } from "./acceptor-policy.ts";
import { type AsyncWindow, answerWindow, SYNCHRONOUS } from "./async-window.ts";
import {
  type ExtendedNegotiationResult,
  findRelated,
  firstBySopClass,
  pairExtendedNegotiations,
} from "./extended-negotiation.ts";
import type { PresentationContext } from "./presentation-context.ts";
import { describeRejection, REJECTION, type Rejection } from "./rejection.ts";
import { agreedRoles, answerRoles, type Roles } from "./roles.ts";

type TakenContext = Omit<AcceptedContext, "abstractSyntax">;

/** Why there is no association. `abort` is for proposals that break PS3.8 itself. */
export type AcceptorRefusal =
  | { kind: "reject"; pdu: AssociateRjPdu; text: string }
  | { kind: "abort"; reason: 6; text: string };

/** An accepted proposal: what is sent, and what both sides have agreed on by it. */
export interface AcceptorAcceptance {
  kind: "accept";
  pdu: AssociateAcPdu;
  contexts: PresentationContext[];
  /** As the acceptor sees it. */
  window: AsyncWindow;
  extendedNegotiations: ExtendedNegotiationResult[];
}

/** Returns why the proposal as a whole is not accepted, if so; never throws. */
export function findRefusal(proposal: AssociateRqPdu, policy: AcceptorPolicy): AcceptorRefusal | undefined {
  const ids = new Set<number>();
  for (const { id } of proposal.presentationContexts) {
    if (id % 2 === 0 || ids.has(id)) {
      return { kind: "abort", reason: 6, text: "a presentation context ID is even or used twice" };
    }
    ids.add(id);
  }
  const rejection = findRejection(proposal, policy);
  return rejection && rejectProposal(rejection);
}

/** Returns a rejection. PS3.8 Table 9-21. */
export function rejectProposal(rejection: Rejection): AcceptorRefusal & { kind: "reject" } {
  const { result, source, reason } = rejection;
  return {
    kind: "reject",
    pdu: { type: "A-ASSOCIATE-RJ", result, source, reason },
    text: describeRejection(rejection),
  };
}

function findRejection(proposal: AssociateRqPdu, policy: AcceptorPolicy): Rejection | undefined {
  if ((proposal.protocolVersion & 1) === 0) return REJECTION.protocolVersionNotSupported;
  if (proposal.applicationContextName !== APPLICATION_CONTEXT_NAME) {
    return REJECTION.applicationContextNotSupported;
  }
  if (policy.requireCalledAeTitle && proposal.calledAeTitle !== policy.aeTitle.trim()) {
    return REJECTION.calledAeTitleNotRecognized;
  }
  if (policy.callingAeTitles?.every((title) => title.trim() !== proposal.callingAeTitle)) {
    return REJECTION.callingAeTitleNotRecognized;
  }
  if (proposal.presentationContexts.length > (policy.maxPresentationContexts ?? 128)) {
    // Asking again would not help.
    return { ...REJECTION.localLimitExceeded, result: 1 };
  }
  return policy.isFull ? REJECTION.localLimitExceeded : undefined;
}

/** Answers the contexts and user information of a proposal that is not refused. */
export function acceptProposal(
  proposal: AssociateRqPdu,
  policy: AcceptorPolicy,
  userIdentityResponse?: Uint8Array,
): AcceptorAcceptance {
  const asked = proposal.userInformation;
  const proposedRoles = firstBySopClass(asked.roleSelections);
  const common = firstBySopClass(asked.commonExtendedNegotiations);
  const answers: PresentationContextAnswer[] = [];
  const contexts: PresentationContext[] = [];
  const roles = new Map<string, RoleSelection>();
  for (const offer of proposal.presentationContexts) {
    const { abstractSyntax } = offer;
    const accepted =
      policy.contexts.get(abstractSyntax) ??
      (policy.serviceClasses &&
        findRelated(common.get(abstractSyntax), policy.contexts, policy.serviceClasses)) ??
      policy.acceptOtherSopClass?.(abstractSyntax);
    const proposed = proposedRoles.get(abstractSyntax);
    const answered = accepted && answerRoles(proposed, allowedRoles(accepted));
    const agreed = agreedRoles(proposed, answered);
    const answer = answerContext(offer, accepted, agreed, policy);
    answers.push(answer);
    contexts.push(toContext(offer, answer, agreed));
    if (answered && answer.result === CONTEXT_RESULT.acceptance) roles.set(abstractSyntax, answered);
  }
  const extended = answerExtended(asked.extendedNegotiations, contexts, policy);
  const window = asked.asyncOperationsWindow
    ? answerWindow(asked.asyncOperationsWindow, policy.window ?? SYNCHRONOUS)
    : undefined;
  return {
    kind: "accept",
    contexts,
    window: window?.window ?? SYNCHRONOUS,
    extendedNegotiations: pairExtendedNegotiations(asked.extendedNegotiations, extended),
    pdu: {
      type: "A-ASSOCIATE-AC",
      protocolVersion: 1,
      // Reserved fields, to be sent back as received. PS3.8 Table 9-17.
      calledAeTitle: proposal.calledAeTitle,
      callingAeTitle: proposal.callingAeTitle,
      fixedFields: proposal.fixedFields,
      applicationContextName: APPLICATION_CONTEXT_NAME,
      presentationContexts: answers,
      userInformation: {
        ...createUserInformation(),
        maximumLength: policy.maxPduLengthBytes,
        implementationClassUid: policy.implementationClassUid,
        implementationVersionName: policy.implementationVersionName,
        // Answered only if asked. PS3.7 D.3.3.3.
        asyncOperationsWindow: window?.item,
        roleSelections: [...roles.values()],
        extendedNegotiations: extended,
        userIdentityResponse,
      },
      unknownItems: [],
    },
  };
}

function answerContext(
  offer: PresentationContextProposal,
  accepted: TakenContext | undefined,
  roles: Roles,
  policy: AcceptorPolicy,
): PresentationContextAnswer {
  const { id } = offer;
  // The transfer syntax of a rejected context is not significant, but must be there. PS3.8 9.3.3.2.
  const refuse = (result: number) => ({ id, result, transferSyntax: offer.transferSyntaxes[0] });
  if (!accepted) return refuse(CONTEXT_RESULT.abstractSyntaxNotSupported);
  const [wanted, having] =
    accepted.preference === "acceptor"
      ? [accepted.transferSyntaxes, offer.transferSyntaxes]
      : [offer.transferSyntaxes, accepted.transferSyntaxes];
  const transferSyntax = wanted.find((uid) => having.includes(uid));
  if (transferSyntax === undefined) return refuse(CONTEXT_RESULT.transferSyntaxesNotSupported);
  if (!roles.scuRole && !roles.scpRole) return refuse(CONTEXT_RESULT.userRejection);
  const refusal = policy.refuseContext?.(offer);
  return refusal ? refuse(refusal) : { id, result: CONTEXT_RESULT.acceptance, transferSyntax };
}

function allowedRoles(accepted: TakenContext): Roles {
  return {
    scuRole: accepted.allowsRequestorAsScu ?? true,
    scpRole: accepted.allowsRequestorAsScp ?? false,
  };
}

function answerExtended(
  asked: readonly ExtendedNegotiation[],
  contexts: readonly PresentationContext[],
  policy: AcceptorPolicy,
): ExtendedNegotiation[] {
  if (!policy.answerExtendedNegotiation) return [];
  const answers: ExtendedNegotiation[] = [];
  for (const { sopClassUid, applicationInformation } of firstBySopClass(asked).values()) {
    if (!contexts.some((c) => c.isAccepted && c.abstractSyntax === sopClassUid)) continue;
    const answer = policy.answerExtendedNegotiation(sopClassUid, applicationInformation);
    if (answer) answers.push({ sopClassUid, applicationInformation: answer });
  }
  return answers;
}

/** Joins offer, answer and roles. */
export function toContext(
  offer: PresentationContextProposal,
  answer: { result: number; transferSyntax: string | undefined },
  roles: Roles,
): PresentationContext {
  const isAccepted = answer.result === CONTEXT_RESULT.acceptance;
  return {
    id: offer.id,
    abstractSyntax: offer.abstractSyntax,
    transferSyntaxes: offer.transferSyntaxes,
    result: answer.result,
    transferSyntax: isAccepted ? answer.transferSyntax : undefined,
    isAccepted,
    requestorIsScu: isAccepted && roles.scuRole,
    requestorIsScp: isAccepted && roles.scpRole,
  };
}
