/** User identity (58H) and its response (59H), with its secrets kept out of sight. PS3.7 D.3.3.7. */
import { InvalidArgumentError } from "@minipacs/dicom-core";
import type { UserIdentity } from "../pdu/types.ts";

/** In the order of their codes, from 1. PS3.7 Table D.3-14. */
export const USER_IDENTITY_TYPES = ["username", "username-passcode", "kerberos", "saml", "jwt"] as const;

/** Who a user is by: a name, a passcode besides, or a ticket. PS3.7 D.3.3.7.1. */
export type UserIdentityType = (typeof USER_IDENTITY_TYPES)[number];

/** How a requestor says who it is. */
export interface UserIdentityOption {
  type: UserIdentityType;
  /** User name, Kerberos service ticket, SAML assertion or JSON Web Token; text is sent as UTF-8. */
  primary: string | Uint8Array;
  /** The passcode, of `username-passcode` only. */
  secondary?: string | Uint8Array | undefined;
  /** Asks for an answer (59H). Default false. */
  positiveResponseRequested?: boolean | undefined;
}

/** Who is at the other end, without what only they may know. */
export interface UserIdentityInfo {
  /** `unknown` for a code that the standard does not have. */
  readonly type: UserIdentityType | "unknown";
  /** Of the first two types. */
  readonly username: string | undefined;
}

/**
 * Returns item 58H.
 *
 * @throws InvalidArgumentError ARG_USER_IDENTITY for an unknown type, and for a passcode that is missing or where none belongs
 */
export function encodeUserIdentity(option: UserIdentityOption): UserIdentity {
  const code = USER_IDENTITY_TYPES.indexOf(option.type) + 1;
  const hasSecondary = option.secondary !== undefined;
  if (code === 0 || hasSecondary !== (option.type === "username-passcode")) {
    throw new InvalidArgumentError(
      "ARG_USER_IDENTITY",
      "userIdentity: a known type is expected, and a secondary field with username-passcode, with no other",
    );
  }
  return {
    type: code,
    positiveResponseRequested: option.positiveResponseRequested ?? false,
    primaryField: toBytes(option.primary),
    secondaryField: toBytes(option.secondary ?? ""),
  };
}

function toBytes(value: string | Uint8Array): Uint8Array {
  return typeof value === "string" ? new TextEncoder().encode(value) : value;
}

/** The identity that a requestor claims. Logging or serialising it shows type and user name, never a secret. */
export class ReceivedUserIdentity implements UserIdentityInfo {
  readonly type: UserIdentityType | "unknown";
  /** 1 to 5, or what came. */
  readonly typeCode: number;
  readonly username: string | undefined;
  /** Whether the requestor wants a 59H. */
  readonly positiveResponseRequested: boolean;
  readonly #item: UserIdentity;

  constructor(item: UserIdentity) {
    const { type, username } = identityInfo(item);
    this.type = type;
    this.typeCode = item.type;
    this.username = username;
    this.positiveResponseRequested = item.positiveResponseRequested;
    this.#item = item;
  }

  /** Of `username-passcode`. */
  get passcode(): string | undefined {
    return this.type === "username-passcode" ? toText(this.#item.secondaryField) : undefined;
  }

  /** User name, ticket, assertion or token as it came; a view into the PDU. */
  get primary(): Uint8Array {
    return this.#item.primaryField;
  }

  get secondary(): Uint8Array {
    return this.#item.secondaryField;
  }
}

/** Returns what may be told of an identity. */
export function identityInfo(item: UserIdentity): UserIdentityInfo {
  const type = USER_IDENTITY_TYPES[item.type - 1] ?? "unknown";
  const hasName = type === "username" || type === "username-passcode";
  return { type, username: hasName ? toText(item.primaryField) : undefined };
}

function toText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/**
 * Returns the server response for item 59H, `undefined` where none is to be sent: only who asked gets one, and only
 * Kerberos, SAML and JWT have something to say in it. PS3.7 Table D.3-15.
 */
export function identityResponse(
  item: UserIdentity | undefined,
  response: Uint8Array | undefined,
): Uint8Array | undefined {
  if (!item?.positiveResponseRequested) return undefined;
  return item.type >= 3 && response ? response : new Uint8Array(0);
}
