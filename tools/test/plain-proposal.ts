/** The A-ASSOCIATE-RQ of a requestor that negotiates nothing but its contexts. PS3.8 9.3.2. */
import type { AssociateRqPdu } from "../../packages/dimse/src/pdu/types.ts";

/** Contexts have the IDs 1, 3, 5 …, each with all transfer syntaxes. */
export function plainProposal(proposal: {
  calledAeTitle: string;
  callingAeTitle: string;
  abstractSyntaxes: readonly string[];
  transferSyntaxes: readonly string[];
}): AssociateRqPdu {
  const { calledAeTitle, callingAeTitle, abstractSyntaxes, transferSyntaxes } = proposal;
  return {
    type: "A-ASSOCIATE-RQ",
    protocolVersion: 1,
    ...{ calledAeTitle, callingAeTitle },
    applicationContextName: "1.2.840.10008.3.1.1.1",
    presentationContexts: abstractSyntaxes.map((abstractSyntax, index) => {
      return { id: 2 * index + 1, abstractSyntax, transferSyntaxes: [...transferSyntaxes] };
    }),
    userInformation: {
      maximumLength: 16_384,
      implementationClassUid: "1.2.3.4",
      implementationVersionName: undefined,
      asyncOperationsWindow: undefined,
      roleSelections: [],
      extendedNegotiations: [],
      commonExtendedNegotiations: [],
      userIdentity: undefined,
      userIdentityResponse: undefined,
      unknownItems: [],
    },
    unknownItems: [],
  };
}
