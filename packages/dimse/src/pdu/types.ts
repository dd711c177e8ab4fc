/** The seven PDUs and their items as plain values. PS3.8 9.3, PS3.7 Annex D.3.3. */

/** 20H in an A-ASSOCIATE-RQ. PS3.8 Table 9-13. */
export interface PresentationContextProposal {
  /** Odd, 1 to 255. */
  id: number;
  abstractSyntax: string;
  transferSyntaxes: string[];
}

/** Result/Reason of a proposed context. PS3.8 Table 9-18. */
export const CONTEXT_RESULT = {
  acceptance: 0,
  userRejection: 1,
  noReason: 2,
  abstractSyntaxNotSupported: 3,
  transferSyntaxesNotSupported: 4,
} as const;

/** 21H in an A-ASSOCIATE-AC. PS3.8 Table 9-18. */
export interface PresentationContextAnswer {
  id: number;
  /** 0 to 4, see {@link CONTEXT_RESULT}; other values are kept as they come. */
  result: number;
  /** Significant only when accepted; `undefined` where the sub-item is missing or empty. */
  transferSyntax: string | undefined;
}

/** 53H. Absent means 1 and 1; 0 means unlimited. PS3.7 D.3.3.3. */
export interface AsyncOperationsWindow {
  maximumInvoked: number;
  maximumPerformed: number;
}

/** 54H. PS3.7 D.3.3.4. */
export interface RoleSelection {
  sopClassUid: string;
  scuRole: boolean;
  scpRole: boolean;
}

/** 56H. PS3.7 D.3.3.5. */
export interface ExtendedNegotiation {
  sopClassUid: string;
  applicationInformation: Uint8Array;
}

/** 57H. PS3.7 D.3.3.6. */
export interface CommonExtendedNegotiation {
  version: number;
  sopClassUid: string;
  serviceClassUid: string;
  relatedGeneralSopClassUids: string[];
}

/** 58H. PS3.7 D.3.3.7.1. */
export interface UserIdentity {
  /** 1 user name, 2 user name and passcode, 3 Kerberos, 4 SAML, 5 JWT. */
  type: number;
  positiveResponseRequested: boolean;
  primaryField: Uint8Array;
  secondaryField: Uint8Array;
}

/** An item of a type this version does not know, kept as it came. */
export interface UnknownItem {
  itemType: number;
  bytes: Uint8Array;
}

/** 50H with its sub-items 51H to 59H. PS3.7 D.3.3. */
export interface UserInformation {
  /** 51H, bytes; 0 means no limit, `undefined` where the sub-item is absent. */
  maximumLength: number | undefined;
  /** 52H. */
  implementationClassUid: string | undefined;
  /** 55H. */
  implementationVersionName: string | undefined;
  /** 53H. */
  asyncOperationsWindow: AsyncOperationsWindow | undefined;
  /** 54H. */
  roleSelections: RoleSelection[];
  /** 56H. */
  extendedNegotiations: ExtendedNegotiation[];
  /** 57H, requestor only. */
  commonExtendedNegotiations: CommonExtendedNegotiation[];
  /** 58H, requestor only. */
  userIdentity: UserIdentity | undefined;
  /** 59H, acceptor only: the server response. */
  userIdentityResponse: Uint8Array | undefined;
  unknownItems: UnknownItem[];
}

interface AssociatePdu {
  /** Bit 0 set = version 1. */
  protocolVersion: number;
  /** As sent, without leading and trailing spaces and trailing NULs. */
  calledAeTitle: string;
  callingAeTitle: string;
  /**
   * Bytes 11 to 74 as they came, a view, where they are not just the two titles padded with spaces; written in the place
   * of the titles, because an answer sends them back. PS3.8 Table 9-17.
   */
  fixedFields?: Uint8Array | undefined;
  /** 10H. */
  applicationContextName: string;
  userInformation: UserInformation;
  unknownItems: UnknownItem[];
}

/** 01H. PS3.8 9.3.2. */
export interface AssociateRqPdu extends AssociatePdu {
  type: "A-ASSOCIATE-RQ";
  presentationContexts: PresentationContextProposal[];
}

/** 02H. PS3.8 9.3.3. The AE titles are reserved fields here: sent back, never tested. */
export interface AssociateAcPdu extends AssociatePdu {
  type: "A-ASSOCIATE-AC";
  presentationContexts: PresentationContextAnswer[];
}

/** 03H. PS3.8 9.3.4. */
export interface AssociateRjPdu {
  type: "A-ASSOCIATE-RJ";
  result: number;
  source: number;
  reason: number;
}

/** One presentation data value. PS3.8 9.3.5.1, message control header PS3.8 Annex E.2. */
export interface Pdv {
  contextId: number;
  isCommand: boolean;
  isLast: boolean;
  /** The fragment; a view into the PDU when decoded. */
  data: Uint8Array;
}

/** 04H. PS3.8 9.3.5. */
export interface PDataTfPdu {
  type: "P-DATA-TF";
  pdvs: Pdv[];
}

/** 05H. */
export interface ReleaseRqPdu {
  type: "A-RELEASE-RQ";
}

/** 06H. */
export interface ReleaseRpPdu {
  type: "A-RELEASE-RP";
}

/** 07H. PS3.8 9.3.8. */
export interface AbortPdu {
  type: "A-ABORT";
  /** 0 service user, 2 service provider. */
  source: number;
  reason: number;
}

/** One of the seven, told apart by `type`. PS3.8 9.3. */
export type Pdu =
  | AssociateRqPdu
  | AssociateAcPdu
  | AssociateRjPdu
  | PDataTfPdu
  | ReleaseRqPdu
  | ReleaseRpPdu
  | AbortPdu;

/** Name of a PDU, `A-ASSOCIATE-RQ`. */
export type PduType = Pdu["type"];

/** PDU-type byte to name. PS3.8 Tables 9-11 to 9-26. */
export const PDU_TYPES = {
  1: "A-ASSOCIATE-RQ",
  2: "A-ASSOCIATE-AC",
  3: "A-ASSOCIATE-RJ",
  4: "P-DATA-TF",
  5: "A-RELEASE-RQ",
  6: "A-RELEASE-RP",
  7: "A-ABORT",
} as const satisfies Record<number, PduType>;

/** The one application context of DICOM. PS3.7 Annex A.2.1. */
export const APPLICATION_CONTEXT_NAME = "1.2.840.10008.3.1.1.1";
