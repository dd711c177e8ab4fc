/** Opens an association as requestor. PS3.8 7.1.1. */
import {
  IMPLEMENTATION_CLASS_UID,
  IMPLEMENTATION_VERSION_NAME,
  InvalidArgumentError,
} from "@minipacs/dicom-core";
import { assertAeTitle } from "../association/ae-title.ts";
import { type AsyncWindow, toWindow } from "../association/async-window.ts";
import {
  type AssociationLimits,
  type AssociationTimeouts,
  DEFAULT_LIMITS,
  resolveLimits,
  resolveTimeouts,
} from "../association/options.ts";
import { type ContextOffer, createProposal } from "../association/proposal.ts";
import type { UserIdentityOption } from "../association/user-identity.ts";
import { encodePdu } from "../pdu/encode-pdu.ts";
import type { DimseEventListener } from "../scp/events.ts";
import { connectTcp } from "../transport/tcp.ts";
import { connectTls } from "../transport/tls.ts";
import type { TlsClientOptions } from "../transport/tls-options.ts";
import type { Transport } from "../transport/transport.ts";
import { Association } from "./association.ts";
import type { RequestorHandlers } from "./requested-association.ts";

/** Where to connect to, and as whom. */
export interface Target {
  host: string;
  port: number;
  /** Default `ANY-SCP`. */
  calledAeTitle?: string | undefined;
  /** Default `MINIPACS-SCU`. */
  callingAeTitle?: string | undefined;
  /** Connects over TLS; `{}` trusts the authorities of the system. Default: none, plain TCP. */
  tls?: TlsClientOptions | undefined;
}

/** Whom to call, with what. */
export interface ConnectOptions extends Target {
  /** At least one, at most 128. */
  contexts: readonly ContextOffer[];
  /**
   * How many operations may be in flight, asked for by item 53H; what is not given is 1, `Infinity` is no limit. Absent:
   * one at a time, and nothing is asked for. PS3.7 D.3.3.3.
   */
  asyncOperations?: Partial<AsyncWindow> | undefined;
  /** Who we are. With `positiveResponseRequested` the answer is `association.userIdentityResponse`. PS3.7 D.3.3.7. */
  userIdentity?: UserIdentityOption | undefined;
  /**
   * What the peer may ask of us over contexts with `scpRole`: the objects of a C-GET, reports on what was asked for.
   * What has no handler is answered 0122 or 0211.
   */
  handlers?: RequestorHandlers | undefined;
  /** Told of every request of the peer, and of handlers that throw. */
  onEvent?: DimseEventListener | undefined;
  timeouts?: Partial<AssociationTimeouts> | undefined;
  limits?: Partial<AssociationLimits> | undefined;
  /** What we announce to take; the same as `limits.maxPduLengthBytes`. */
  maxPduLengthBytes?: number | undefined;
  /** Gives up connecting and negotiating; the association itself does not depend on it. */
  signal?: AbortSignal | undefined;
  /** Another way than TCP to the peer. */
  openTransport?: (() => Promise<Transport>) | undefined;
}

/** Context IDs are the odd numbers from 1 to 255. PS3.8 9.3.2.2. */
export const MAX_CONTEXT_COUNT = 128;

/**
 * Opens an association; resolves when the peer accepts it, also where it accepts none of the contexts.
 *
 * @throws TransportError, TimeoutError (`connect`, `negotiate`), AssociationRejectedError, AssociationAbortedError,
 *   InvalidArgumentError ARG_AE_TITLE, ARG_CONTEXTS, ARG_LIMIT, ARG_TIMEOUT, ARG_ASYNC_OPERATIONS, ARG_USER_IDENTITY,
 *   ARG_TLS, EncodeError PDU_VALUE_RANGE, PDU_TEXT_INVALID, UnsupportedError UNSUPPORTED_TLS_PROFILE, the signal's
 *   reason
 */
export async function connect(options: ConnectOptions): Promise<Association> {
  const { host, port, signal, contexts } = options;
  const calledAeTitle = options.calledAeTitle ?? "ANY-SCP";
  const callingAeTitle = options.callingAeTitle ?? "MINIPACS-SCU";
  assertAeTitle(calledAeTitle, "calledAeTitle");
  assertAeTitle(callingAeTitle, "callingAeTitle");
  if (contexts.length === 0 || contexts.length > MAX_CONTEXT_COUNT) {
    throw new InvalidArgumentError(
      "ARG_CONTEXTS",
      `1 to ${MAX_CONTEXT_COUNT} presentation contexts are expected`,
    );
  }
  const timeouts = resolveTimeouts(options.timeouts);
  const limits = resolveLimits(DEFAULT_LIMITS, {
    ...options.limits,
    ...(options.maxPduLengthBytes !== undefined && { maxPduLengthBytes: options.maxPduLengthBytes }),
  });
  const proposal = createProposal({
    ...{ calledAeTitle, callingAeTitle, contexts },
    maxPduLengthBytes: limits.maxPduLengthBytes,
    implementationClassUid: IMPLEMENTATION_CLASS_UID,
    implementationVersionName: IMPLEMENTATION_VERSION_NAME,
    window: options.asyncOperations && toWindow(options.asyncOperations),
    userIdentity: options.userIdentity,
  });
  // What does not fit its field is the caller's mistake, told before there is a connection.
  encodePdu(proposal);
  signal?.throwIfAborted();
  const { tls, openTransport } = options;
  const to = { host, port, timeoutMs: timeouts.connectMs, signal };
  const open = openTransport ?? (() => (tls ? connectTls({ ...to, tls }) : connectTcp(to)));
  const association = new Association({
    ...{ proposal, timeouts, limits, open },
    handlers: bound(options.handlers ?? {}),
    onEvent: options.onEvent,
  });
  const onAbort = () => association.abort();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await association.opened;
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
  return association;
}

/** Runs one loop over an association of its own: connects, runs, releases. */
export async function* overAssociation<T>(
  target: Target,
  contexts: readonly ContextOffer[],
  { timeouts, signal }: Pick<ConnectOptions, "timeouts" | "signal">,
  run: (association: Association) => AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  const association = await connect({ ...target, ...{ timeouts, signal, contexts } });
  try {
    yield* run(association);
    await association.release();
  } finally {
    // A loop that was left early has cancelled its request: what is left is to release.
    if (association.isOpen) await association.release().catch(() => {});
    association.abort();
  }
}

/** Handlers may be methods of a class. */
function bound(handlers: RequestorHandlers): RequestorHandlers {
  return {
    ...(handlers.store && { store: (request) => handlers.store?.(request) }),
    ...(handlers.nEventReport && { nEventReport: (request) => handlers.nEventReport?.(request) }),
  };
}
