/** Every time limit and size limit of an association, with its unit and default. */

/** Time limits in milliseconds; 0 = none. None of them runs while one of our own handlers works. */
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
  /** Answer to our A-RELEASE-RQ. Default 10,000. */
  releaseMs: number;
  /** Without any request. Default 1,800,000 (30 min). */
  idleMs: number;
}

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
