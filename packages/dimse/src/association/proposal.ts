/** Builds the A-ASSOCIATE-RQ of a requestor. PS3.8 9.3.2, PS3.7 D.3.3. */
import { InvalidArgumentError } from "@minipacs/dicom-core";
import {
  APPLICATION_CONTEXT_NAME,
  type AssociateRqPdu,
  type CommonExtendedNegotiation,
  type ExtendedNegotiation,
  type RoleSelection,
} from "../pdu/types.ts";
import { createUserInformation } from "../pdu/user-information.ts";
import { type AsyncWindow, proposeWindow } from "./async-window.ts";
import { firstBySopClass, type SopClassRelation } from "./extended-negotiation.ts";
import type { Roles } from "./roles.ts";
import { encodeUserIdentity, type UserIdentityOption } from "./user-identity.ts";

/** One context of a proposal as a caller writes it. */
export interface ContextOffer {
  abstractSyntax: string;
  /** Default Explicit VR Little Endian, Implicit VR Little Endian. */
  transferSyntaxes?: readonly string[];
  /** Roles of the requestor; asked for only if one of them is given; of several offers of one SOP class the first counts. PS3.7 D.3.3.4. */
  scuRole?: boolean;
  scpRole?: boolean;
  /** Service class application information, 56H; of several offers of one SOP class the first counts. PS3.7 D.3.3.5. */
  applicationInformation?: Uint8Array;
  /** What a provider that does not know the SOP class can take it for, 57H. PS3.7 D.3.3.6. */
  relation?: SopClassRelation;
}

export interface ProposalOptions {
  calledAeTitle: string;
  callingAeTitle: string;
  contexts: readonly ContextOffer[];
  maxPduLengthBytes: number;
  implementationClassUid: string;
  implementationVersionName: string;
  /** Absent: no item 53H, one operation at a time. */
  window?: AsyncWindow | undefined;
  userIdentity?: UserIdentityOption | undefined;
}

const DEFAULT_TRANSFER_SYNTAXES = ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2"];

/**
 * Builds our proposal; context IDs are 1, 3, 5 … in the order given.
 *
 * @throws InvalidArgumentError ARG_CONTEXTS for an offer of neither role, ARG_USER_IDENTITY
 */
export function createProposal(options: ProposalOptions): AssociateRqPdu {
  const roles: RoleSelection[] = [];
  const extended: ExtendedNegotiation[] = [];
  const common: CommonExtendedNegotiation[] = [];
  for (const offer of options.contexts) {
    const { abstractSyntax: sopClassUid, scuRole, scpRole, applicationInformation, relation } = offer;
    if (scuRole !== undefined || scpRole !== undefined) {
      roles.push({ sopClassUid, ...wantedRoles(scuRole, scpRole) });
    }
    if (applicationInformation) extended.push({ sopClassUid, applicationInformation });
    if (relation) {
      const { serviceClassUid, relatedGeneralSopClassUids = [] } = relation;
      common.push({
        version: 0,
        sopClassUid,
        serviceClassUid,
        relatedGeneralSopClassUids: [...relatedGeneralSopClassUids],
      });
    }
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
      asyncOperationsWindow: options.window && proposeWindow(options.window),
      roleSelections: [...firstBySopClass(roles).values()],
      extendedNegotiations: [...firstBySopClass(extended).values()],
      commonExtendedNegotiations: [...firstBySopClass(common).values()],
      userIdentity: options.userIdentity && encodeUserIdentity(options.userIdentity),
    },
    unknownItems: [],
  };
}

function wantedRoles(scuRole: boolean | undefined, scpRole: boolean | undefined): Roles {
  if (scuRole === false && !scpRole) {
    throw new InvalidArgumentError("ARG_CONTEXTS", "contexts: one offers neither role");
  }
  return { scuRole: scuRole ?? scpRole !== true, scpRole: scpRole ?? false };
}
