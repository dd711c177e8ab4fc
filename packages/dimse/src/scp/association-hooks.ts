/** What an application may say to a proposal before it is accepted, and how its answers are taken. PS3.8 7.1.1. */
import { InvalidArgumentError } from "@minipacs/dicom-core";
import type { AssociationProposal } from "../association/association-proposal.ts";
import { REJECTION, type Rejection } from "../association/rejection.ts";
import { identityResponse, ReceivedUserIdentity } from "../association/user-identity.ts";
import type { UserIdentity } from "../pdu/types.ts";

type Awaitable<T> = T | Promise<T>;

/** What a hook is told besides. */
export interface HookContext {
  /** Fires when the peer aborts or disconnects, or the server closes; its reason tells which. */
  readonly signal: AbortSignal;
}

/**
 * Asked for each proposal that passes the checks of the server's options, `authenticate` first. While a hook works the
 * association stands in Sta3: the peer's abort and disconnection end it, no time limit of ours runs. What a hook throws
 * becomes a rejection without a reason and a `negotiation-error` event.
 */
export interface AssociationHooks {
  /** Returns a rejection (see {@link REJECTION}; other codes are sent as given), or nothing to go on. */
  onAssociate?(
    proposal: AssociationProposal,
    context: HookContext,
  ): Awaitable<Rejection | undefined> | Awaitable<void>;
  /**
   * Returns whether the requestor is who it says; `undefined` stands for one that says nothing. A refusal is rejected,
   * permanent, without a reason. An object accepts, and gives the server response (59H), which is sent only to those
   * who asked for one, and with bytes only for Kerberos, SAML and JWT. PS3.7 D.3.3.7.
   */
  authenticate?(
    identity: ReceivedUserIdentity | undefined,
    proposal: AssociationProposal,
    context: HookContext,
  ): Awaitable<boolean | { response?: Uint8Array | undefined }>;
}

export type HookDecision =
  | { kind: "accept"; userIdentityResponse: Uint8Array | undefined }
  | { kind: "reject"; rejection: Rejection; failure?: HookFailure };

export interface HookFailure {
  hook: "authenticate" | "onAssociate";
  error: unknown;
}

/** Asks the hooks; never rejects. */
export async function askHooks(
  hooks: AssociationHooks,
  proposal: AssociationProposal,
  item: UserIdentity | undefined,
  signal: AbortSignal,
): Promise<HookDecision> {
  let hook: HookFailure["hook"] = "authenticate";
  try {
    let userIdentityResponse: Uint8Array | undefined;
    if (hooks.authenticate) {
      const identity = item && new ReceivedUserIdentity(item);
      const answer = await hooks.authenticate(identity, proposal, { signal });
      if (!answer) return { kind: "reject", rejection: REJECTION.userNoReason };
      userIdentityResponse = identityResponse(item, answer === true ? undefined : answer.response);
    }
    hook = "onAssociate";
    const rejection = await hooks.onAssociate?.(proposal, { signal });
    if (!rejection) return { kind: "accept", userIdentityResponse };
    assertRejection(rejection);
    return { kind: "reject", rejection };
  } catch (error) {
    return { kind: "reject", rejection: REJECTION.userNoReason, failure: { hook, error } };
  }
}

function assertRejection({ result, source, reason }: Rejection): void {
  if ([result, source, reason].every((code) => Number.isInteger(code) && code >= 0 && code <= 255)) return;
  throw new InvalidArgumentError("ARG_REJECTION", "result, source and reason of a rejection are bytes");
}
