/** What a requestor reads from the A-ASSOCIATE-AC. PS3.8 7.1.1, PS3.7 D.3.3. */
import { type AssociateAcPdu, type AssociateRqPdu, CONTEXT_RESULT } from "../pdu/types.ts";
import { type AsyncWindow, readAnsweredWindow, windowOf } from "./async-window.ts";
import {
  type ExtendedNegotiationResult,
  firstBySopClass,
  pairExtendedNegotiations,
} from "./extended-negotiation.ts";
import { toContext } from "./negotiate.ts";
import type { PresentationContext } from "./presentation-context.ts";
import { agreedRoles } from "./roles.ts";

/** What requestor and acceptor have agreed on beside the contexts. */
export interface AgreedOptions {
  /** As the requestor sees it. */
  window: AsyncWindow;
  extendedNegotiations: ExtendedNegotiationResult[];
}

/**
 * Reads the answers to our contexts. A context that was not answered, or accepted with a transfer syntax that was not
 * offered, counts as rejected; answers to contexts never proposed are ignored.
 */
export function readAcceptorAnswer(proposal: AssociateRqPdu, answer: AssociateAcPdu): PresentationContext[] {
  const proposed = firstBySopClass(proposal.userInformation.roleSelections);
  const answered = firstBySopClass(answer.userInformation.roleSelections);
  return proposal.presentationContexts.map((offer) => {
    const given = answer.presentationContexts.find(({ id }) => id === offer.id);
    const transferSyntax = given?.transferSyntax;
    const isUsable = transferSyntax !== undefined && offer.transferSyntaxes.includes(transferSyntax);
    const claimed = given?.result ?? CONTEXT_RESULT.noReason;
    const result = claimed === CONTEXT_RESULT.acceptance && !isUsable ? CONTEXT_RESULT.noReason : claimed;
    const roles = agreedRoles(proposed.get(offer.abstractSyntax), answered.get(offer.abstractSyntax));
    return toContext(offer, { result, transferSyntax }, roles);
  });
}

/** Reads what else was answered. */
export function readAgreedOptions(proposal: AssociateRqPdu, answer: AssociateAcPdu): AgreedOptions {
  const [asked, given] = [proposal.userInformation, answer.userInformation];
  return {
    window: readAnsweredWindow(windowOf(asked.asyncOperationsWindow), given.asyncOperationsWindow),
    extendedNegotiations: pairExtendedNegotiations(asked.extendedNegotiations, given.extendedNegotiations),
  };
}
