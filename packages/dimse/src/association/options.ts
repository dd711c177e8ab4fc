/** Every time limit and size limit of an association, with its unit and default. */
import { InvalidArgumentError } from "@minipacs/dicom-core";
import { LONGEST_TIMER_MS } from "../longest-timer.ts";

/** Time limits in milliseconds; 0 or Infinity = none. None of them runs while one of our own handlers works. */
export interface AssociationTimeouts {
  /** Name look-up and TCP connection. Default 10,000. */
  connectMs: number;
  /** ARTIM: the whole first PDU of a new connection, however many bytes of it come, and the peer's closing after reject, release or abort. Default 30,000. PS3.8 9.1.4. */
  artimMs: number;
  /** Answer to our A-ASSOCIATE-RQ. Default 30,000. */
  negotiateMs: number;
  /** Without a single byte either way while a PDU or message is on its way. Default 60,000. */
  progressMs: number;
  /** Without a single byte while we wait for a response. Default 300,000. */
  responseMs: number;
  /** Answer to our A-RELEASE-RQ; of a C-MOVE that is cancelled, answer to the object in flight. Default 10,000. */
  releaseMs: number;
  /** Without any request. Default 1,800,000 (30 min). */
  idleMs: number;
}

/** What holds where a time limit is not given, in milliseconds. */
export const DEFAULT_TIMEOUTS: Readonly<AssociationTimeouts> = {
  connectMs: 10_000,
  artimMs: 30_000,
  negotiateMs: 30_000,
  progressMs: 60_000,
  responseMs: 300_000,
  releaseMs: 10_000,
  idleMs: 1_800_000,
};

/**
 * Size limits. What goes over one is answered with an abort (of the service provider, reason "invalid PDU parameter
 * value"; of the service user where no association was asked for yet, PS3.8 AA-1) unless said otherwise; the error is
 * told by the association's end, or by `connection-refused` where there was none yet.
 */
export interface AssociationLimits {
  /** The largest P-DATA-TF that we announce to take, bytes of its variable field. Default 131,072. PS3.8 D.1. */
  maxPduLengthBytes: number;
  /** The largest P-DATA-TF that we send where the peer allows more, or sets no limit. Default 131,072. */
  maxSentPduLengthBytes: number;
  /** An A-ASSOCIATE-RQ or -AC. Default 1 MiB. */
  maxAssociatePduLengthBytes: number;
  /** Contexts of an A-ASSOCIATE-RQ; more are rejected, permanent, "local limit exceeded", more than 128 aborted. Default 128. */
  maxPresentationContexts: number;
  /** Items and sub-items of an A-ASSOCIATE-RQ or -AC, all together. Default 16,384. */
  maxAssociateItems: number;
  /** A command set. Default 64 KiB. */
  maxCommandLengthBytes: number;
  /** A data set that is held in memory: identifiers, attribute lists, never a C-STORE. Default 64 MiB. */
  maxDataSetLengthBytes: number;
  /** The data set of a C-STORE, however it is taken. Default 16 GiB. */
  maxObjectLengthBytes: number;
  /** How much of an object may wait for a slow handler before the peer is made to wait. Default 1 MiB. */
  maxBufferedBytes: number;
  /** How many requests may wait for the one that runs before the peer is made to wait. Default 16. */
  maxQueuedRequests: number;
  /** How many responses may wait for a slow reader of `find` before the peer is made to wait. Default 64. */
  maxQueuedResponses: number;
}

/** What holds where a size limit is not given. */
export const DEFAULT_LIMITS: Readonly<AssociationLimits> = {
  maxPduLengthBytes: 131_072,
  maxSentPduLengthBytes: 131_072,
  maxAssociatePduLengthBytes: 1_048_576,
  maxPresentationContexts: 128,
  maxAssociateItems: 16_384,
  maxCommandLengthBytes: 65_536,
  maxDataSetLengthBytes: 67_108_864,
  maxObjectLengthBytes: 17_179_869_184,
  maxBufferedBytes: 1_048_576,
  maxQueuedRequests: 16,
  maxQueuedResponses: 64,
};

/** Returns the defaults with the given values over them. */
export function withDefaults<T extends object>(defaults: Readonly<T>, given: Partial<T> | undefined): T {
  const result: T = { ...defaults };
  for (const key of Object.keys(given ?? {}) as (keyof T)[]) {
    const value = given?.[key];
    if (value !== undefined) result[key] = value;
  }
  return result;
}

/**
 * Returns the defaults with the given time limits over them; those that no timer can keep are none.
 *
 * @throws InvalidArgumentError ARG_TIMEOUT for what is no number of milliseconds
 */
export function resolveTimeouts(given: Partial<AssociationTimeouts> | undefined): AssociationTimeouts {
  const timeouts = withDefaults(DEFAULT_TIMEOUTS, given);
  for (const name of Object.keys(timeouts) as (keyof AssociationTimeouts)[]) {
    if (!(timeouts[name] >= 0)) {
      throw new InvalidArgumentError(
        "ARG_TIMEOUT",
        `timeouts.${name}: milliseconds from 0 are expected, 0 or Infinity for no limit`,
      );
    }
    if (timeouts[name] > LONGEST_TIMER_MS) timeouts[name] = 0;
  }
  return timeouts;
}

const MAX_UINT32 = 2 ** 32 - 1;

/**
 * Returns the defaults with the given limits over them.
 *
 * @throws InvalidArgumentError ARG_LIMIT for what is no count, and for queues that hold nothing
 */
export function resolveLimits<T extends AssociationLimits>(
  defaults: Readonly<T>,
  given: Partial<T> | undefined,
): T {
  const limits = withDefaults(defaults, given);
  for (const [name, value] of Object.entries(limits) as [string, number][]) {
    const least = name.startsWith("maxQueued") ? 1 : 0;
    if (!(value >= least)) {
      throw new InvalidArgumentError("ARG_LIMIT", `limits.${name}: a number from ${least} is expected`);
    }
  }
  // Announced by item 51H.
  if (!Number.isInteger(limits.maxPduLengthBytes) || limits.maxPduLengthBytes > MAX_UINT32) {
    throw new InvalidArgumentError("ARG_LIMIT", `limits.maxPduLengthBytes: 0 to ${MAX_UINT32} are expected`);
  }
  return limits;
}
