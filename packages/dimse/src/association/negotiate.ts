/** Association negotiation as pure functions: proposal and policy in, answer out. PS3.8 7.1.1, PS3.7 D.3. */
import {
  APPLICATION_CONTEXT_NAME,
  type AssociateAcPdu,
  type AssociateRjPdu,
  type AssociateRqPdu,
  CONTEXT_RESULT,
  type PresentationContextAnswer,
  type PresentationContextProposal,
  type RoleSelection,
} from "../pdu/types.ts";
import { createUserInformation } from "../pdu/user-information.ts";
import type { PresentationContext } from "./presentation-context.ts";
import { describeRejection, REJECTION } from "./rejection.ts";

/** What an acceptor takes for one abstract syntax. */
export interface AcceptedContext {
  abstractSyntax: string;
  /** Transfer syntaxes, most wanted first. */
  transferSyntaxes: readonly string[];
  /** Whose order decides between several common ones. Default `requestor`. */
  preference?: "requestor" | "acceptor";
  /** Whether the requestor may be SCP of this SOP class, if it asks. Default false. PS3.7 D.3.3.4. */
  allowsRequestorAsScp?: boolean;
}

/** What an acceptor takes at all. */
export interface AcceptorPolicy {
  /** Compared with the called AE title if `requireCalledAeTitle`. */
  aeTitle: string;
  requireCalledAeTitle?: boolean | undefined;
  /** Absent: every caller is welcome. */
  callingAeTitles?: readonly string[] | undefined;
  contexts: ReadonlyMap<string, AcceptedContext>;
  /** Announced as our maximum length. */
  maxPduLengthBytes: number;
  implementationClassUid: string;
  implementationVersionName: string;
  /** Set where the number of associations is used up. */
  isFull?: boolean | undefined;
}

/** What the acceptor answers. `abort` is for proposals that break PS3.8 itself. */
export type AcceptorAnswer =
  | { kind: "accept"; pdu: AssociateAcPdu; contexts: PresentationContext[] }
  | { kind: "reject"; pdu: AssociateRjPdu; text: string }
  | { kind: "abort"; reason: 6; text: string };

/** Decides on a proposal. Never throws. */
export function negotiateAsAcceptor(proposal: AssociateRqPdu, policy: AcceptorPolicy): AcceptorAnswer {
  const ids = new Set<number>();
  for (const { id } of proposal.presentationContexts) {
    if (id % 2 === 0 || ids.has(id)) {
      return { kind: "abort", reason: 6, text: "a presentation context ID is even or used twice" };
    }
    ids.add(id);
  }
  const rejection = findRejection(proposal, policy);
  if (rejection) {
    return {
      kind: "reject",
      pdu: { type: "A-ASSOCIATE-RJ", ...rejection },
      text: describeRejection(rejection),
    };
  }
  const answers: PresentationContextAnswer[] = [];
  const contexts: PresentationContext[] = [];
  const roles = new Map<string, RoleSelection>();
  for (const offer of proposal.presentationContexts) {
    const answer = answerContext(offer, policy.contexts.get(offer.abstractSyntax));
    answers.push(answer);
    const role = proposal.userInformation.roleSelections.find((r) => r.sopClassUid === offer.abstractSyntax);
    const isAccepted = answer.result === CONTEXT_RESULT.acceptance;
    if (role && isAccepted)
      roles.set(role.sopClassUid, answerRole(role, policy.contexts.get(role.sopClassUid)));
    contexts.push(toContext(offer, answer, isAccepted, roles.get(offer.abstractSyntax)));
  }
  return {
    kind: "accept",
    contexts,
    pdu: {
      type: "A-ASSOCIATE-AC",
      protocolVersion: 1,
      // Reserved fields, to be sent back as received. PS3.8 Table 9-17.
      calledAeTitle: proposal.calledAeTitle,
      callingAeTitle: proposal.callingAeTitle,
      applicationContextName: APPLICATION_CONTEXT_NAME,
      presentationContexts: answers,
      userInformation: {
        ...createUserInformation(),
        maximumLength: policy.maxPduLengthBytes,
        implementationClassUid: policy.implementationClassUid,
        implementationVersionName: policy.implementationVersionName,
        // One operation at a time both ways; answered only if asked. PS3.7 D.3.3.3.
        asyncOperationsWindow: proposal.userInformation.asyncOperationsWindow && {
          maximumInvoked: 1,
          maximumPerformed: 1,
        },
        roleSelections: [...roles.values()],
      },
      unknownItems: [],
    },
  };
}

function findRejection(proposal: AssociateRqPdu, policy: AcceptorPolicy) {
  if ((proposal.protocolVersion & 1) === 0) return REJECTION.protocolVersionNotSupported;
  if (proposal.applicationContextName !== APPLICATION_CONTEXT_NAME) {
    return REJECTION.applicationContextNotSupported;
  }
  if (policy.requireCalledAeTitle && proposal.calledAeTitle !== policy.aeTitle) {
    return REJECTION.calledAeTitleNotRecognized;
  }
  if (policy.callingAeTitles && !policy.callingAeTitles.includes(proposal.callingAeTitle)) {
    return REJECTION.callingAeTitleNotRecognized;
  }
  if (policy.isFull) return REJECTION.localLimitExceeded;
  return undefined;
}

function answerContext(
  offer: PresentationContextProposal,
  accepted: AcceptedContext | undefined,
): PresentationContextAnswer {
  const { id } = offer;
  // The transfer syntax of a rejected context is not significant, but must be there. PS3.8 9.3.3.2.
  const notSignificant = offer.transferSyntaxes[0];
  if (!accepted) {
    return { id, result: CONTEXT_RESULT.abstractSyntaxNotSupported, transferSyntax: notSignificant };
  }
  const [wanted, having] =
    accepted.preference === "acceptor"
      ? [accepted.transferSyntaxes, offer.transferSyntaxes]
      : [offer.transferSyntaxes, accepted.transferSyntaxes];
  const transferSyntax = wanted.find((uid) => having.includes(uid));
  if (transferSyntax === undefined) {
    return { id, result: CONTEXT_RESULT.transferSyntaxesNotSupported, transferSyntax: notSignificant };
  }
  return { id, result: CONTEXT_RESULT.acceptance, transferSyntax };
}

/** A role that was not proposed cannot be given, one that was may be refused. PS3.7 D.3.3.4. */
function answerRole(proposed: RoleSelection, accepted: AcceptedContext | undefined): RoleSelection {
  return {
    sopClassUid: proposed.sopClassUid,
    scuRole: proposed.scuRole,
    scpRole: proposed.scpRole && accepted?.allowsRequestorAsScp === true,
  };
}

function toContext(
  offer: PresentationContextProposal,
  answer: { result: number; transferSyntax: string | undefined },
  isAccepted: boolean,
  role: RoleSelection | undefined,
): PresentationContext {
  return {
    id: offer.id,
    abstractSyntax: offer.abstractSyntax,
    transferSyntaxes: offer.transferSyntaxes,
    result: answer.result,
    transferSyntax: isAccepted ? answer.transferSyntax : undefined,
    isAccepted,
    // Without role selection the requestor is SCU. PS3.7 D.3.3.4.
    requestorIsScu: isAccepted && (role?.scuRole ?? true),
    requestorIsScp: isAccepted && (role?.scpRole ?? false),
  };
}

/**
 * Reads the acceptor's answer to our proposal. A context that was not answered, or accepted with a transfer syntax
 * that was not offered, counts as rejected; answers to contexts never proposed are ignored.
 */
export function readAcceptorAnswer(proposal: AssociateRqPdu, answer: AssociateAcPdu): PresentationContext[] {
  return proposal.presentationContexts.map((offer) => {
    const given = answer.presentationContexts.find(({ id }) => id === offer.id);
    const result = given?.result ?? CONTEXT_RESULT.noReason;
    const isAccepted =
      result === CONTEXT_RESULT.acceptance &&
      given?.transferSyntax !== undefined &&
      offer.transferSyntaxes.includes(given.transferSyntax);
    const isForSopClass = (role: RoleSelection) => role.sopClassUid === offer.abstractSyntax;
    const proposed = proposal.userInformation.roleSelections.find(isForSopClass);
    const answered = answer.userInformation.roleSelections.find(isForSopClass);
    const role = proposed &&
      answered && {
        sopClassUid: offer.abstractSyntax,
        scuRole: proposed.scuRole && answered.scuRole,
        scpRole: proposed.scpRole && answered.scpRole,
      };
    return toContext(
      offer,
      {
        result: isAccepted || result !== CONTEXT_RESULT.acceptance ? result : CONTEXT_RESULT.noReason,
        transferSyntax: given?.transferSyntax,
      },
      isAccepted,
      role,
    );
  });
}
