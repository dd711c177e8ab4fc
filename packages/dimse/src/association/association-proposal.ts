/** A proposal as the hooks of an acceptor see it. PS3.8 7.1.1. */
import type {
  AssociateRqPdu,
  AsyncOperationsWindow,
  CommonExtendedNegotiation,
  ExtendedNegotiation,
  PresentationContextProposal,
  RoleSelection,
} from "../pdu/types.ts";
import { identityInfo, type UserIdentityInfo } from "./user-identity.ts";

/** Who asks for an association, and for what. Byte fields are views into the PDU. */
export interface AssociationProposal {
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly contexts: readonly Readonly<PresentationContextProposal>[];
  /** 51H, bytes; 0 = no limit. */
  readonly maxPduLengthBytes: number;
  /** 52H and 55H. */
  readonly implementationClassUid: string | undefined;
  readonly implementationVersionName: string | undefined;
  /** 53H, 54H, 56H, 57H as they came. */
  readonly asyncOperationsWindow: Readonly<AsyncOperationsWindow> | undefined;
  readonly roleSelections: readonly Readonly<RoleSelection>[];
  readonly extendedNegotiations: readonly Readonly<ExtendedNegotiation>[];
  readonly commonExtendedNegotiations: readonly Readonly<CommonExtendedNegotiation>[];
  /** 58H without its secrets, which only `authenticate` gets. */
  readonly userIdentity: UserIdentityInfo | undefined;
}

/** Returns the proposal without what only the protocol needs. */
export function toAssociationProposal(
  pdu: AssociateRqPdu,
  remote: { remoteAddress: string; remotePort: number },
): AssociationProposal {
  const { userInformation } = pdu;
  return {
    callingAeTitle: pdu.callingAeTitle,
    calledAeTitle: pdu.calledAeTitle,
    remoteAddress: remote.remoteAddress,
    remotePort: remote.remotePort,
    contexts: pdu.presentationContexts,
    maxPduLengthBytes: userInformation.maximumLength ?? 0,
    implementationClassUid: userInformation.implementationClassUid,
    implementationVersionName: userInformation.implementationVersionName,
    asyncOperationsWindow: userInformation.asyncOperationsWindow,
    roleSelections: userInformation.roleSelections,
    extendedNegotiations: userInformation.extendedNegotiations,
    commonExtendedNegotiations: userInformation.commonExtendedNegotiations,
    userIdentity: userInformation.userIdentity && identityInfo(userInformation.userIdentity),
  };
}
