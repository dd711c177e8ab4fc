import type { AcceptorPolicy } from "../../src/association/acceptor-policy.ts";
import {
  type AcceptorAcceptance,
  type AcceptorRefusal,
  acceptProposal,
  findRefusal,
} from "../../src/association/negotiate.ts";
import type { AssociateRqPdu } from "../../src/pdu/types.ts";

/** Decides on a proposal. As a server does that asks nobody. */
export function negotiateAsAcceptor(
  proposal: AssociateRqPdu,
  policy: AcceptorPolicy,
): AcceptorRefusal | AcceptorAcceptance {
  return findRefusal(proposal, policy) ?? acceptProposal(proposal, policy);
}
