/** Builds the A-ASSOCIATE-RQ of a requestor. PS3.8 9.3.2, PS3.7 D.3.3. */
import { APPLICATION_CONTEXT_NAME, type AssociateRqPdu, type RoleSelection } from "../pdu/types.ts";
import { createUserInformation } from "../pdu/user-information.ts";

/** One context of a proposal as a caller writes it. */
export interface ContextOffer {
  abstractSyntax: string;
  /** Default Explicit VR Little Endian, Implicit VR Little Endian. */
  transferSyntaxes?: readonly string[];
  /** Roles of the requestor; asked for only if one of them is given. PS3.7 D.3.3.4. */
  scuRole?: boolean;
  scpRole?: boolean;
}

export interface ProposalOptions {
  calledAeTitle: string;
  callingAeTitle: string;
  contexts: readonly ContextOffer[];
  maxPduLengthBytes: number;
  implementationClassUid: string;
  implementationVersionName: string;
}

const DEFAULT_TRANSFER_SYNTAXES = ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2"];

/** Builds our proposal; context IDs are 1, 3, 5 … in the order given. */
export function createProposal(options: ProposalOptions): AssociateRqPdu {
  const roles = new Map<string, RoleSelection>();
  for (const { abstractSyntax, scuRole, scpRole } of options.contexts) {
    if (scuRole === undefined && scpRole === undefined) continue;
    roles.set(abstractSyntax, {
      sopClassUid: abstractSyntax,
      scuRole: scuRole ?? scpRole !== true,
      scpRole: scpRole ?? false,
    });
  }
  return {
    type: "A-ASSOCIATE-RQ",
    protocolVersion: 1,
    calledAeTitle: options.calledAeTitle,
    callingAeTitle: options.callingAeTitle,
    applicationContextName: APPLICATION_CONTEXT_NAME,
    presentationContexts: options.contexts.map((offer, i) => ({
      id: 2 * i + 1,
      abstractSyntax: offer.abstractSyntax,
      transferSyntaxes: [...(offer.transferSyntaxes ?? DEFAULT_TRANSFER_SYNTAXES)],
    })),
    userInformation: {
      ...createUserInformation(),
      maximumLength: options.maxPduLengthBytes,
      implementationClassUid: options.implementationClassUid,
      implementationVersionName: options.implementationVersionName,
      roleSelections: [...roles.values()],
    },
    unknownItems: [],
  };
}
