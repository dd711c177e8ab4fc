/** A-ASSOCIATE-RJ and A-ABORT in words. PS3.8 Tables 9-21 and 9-26. */

/** Result, source and reason of an A-ASSOCIATE-RJ. PS3.8 Table 9-21. */
export interface Rejection {
  /** 1 permanent, 2 transient. */
  result: number;
  /** 1 service user, 2 service provider (ACSE), 3 service provider (presentation). */
  source: number;
  reason: number;
}

/**
 * Every reason of PS3.8 Table 9-21 with its source and the usual result; `{ ...REJECTION.userNoReason, result: 2 }` is
 * for the moment only.
 */
export const REJECTION = {
  applicationContextNotSupported: { result: 1, source: 1, reason: 2 },
  callingAeTitleNotRecognized: { result: 1, source: 1, reason: 3 },
  calledAeTitleNotRecognized: { result: 1, source: 1, reason: 7 },
  userNoReason: { result: 1, source: 1, reason: 1 },
  providerNoReason: { result: 1, source: 2, reason: 1 },
  protocolVersionNotSupported: { result: 1, source: 2, reason: 2 },
  temporaryCongestion: { result: 2, source: 3, reason: 1 },
  localLimitExceeded: { result: 2, source: 3, reason: 2 },
} as const satisfies Record<string, Rejection>;

/** PS3.8 Table 9-21. */
export const REJECT_RESULTS: Readonly<Record<number, string>> = { 1: "permanent", 2: "transient" };
export const REJECT_SOURCES: Readonly<Record<number, string>> = {
  1: "service user",
  2: "service provider (ACSE)",
  3: "service provider (presentation)",
};
/** By source. */
export const REJECT_REASONS: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  1: {
    1: "no reason given",
    2: "application context name not supported",
    3: "calling AE title not recognized",
    7: "called AE title not recognized",
  },
  2: { 1: "no reason given", 2: "protocol version not supported" },
  3: { 1: "temporary congestion", 2: "local limit exceeded" },
};

const HOW_LONG: Readonly<Record<number, string>> = { 1: "permanently", 2: "for the moment" };

/** Returns a rejection in words, `called AE title not recognized (permanently, by the service user)`. */
export function describeRejection(pdu: Readonly<Rejection>): string {
  const reason = REJECT_REASONS[pdu.source]?.[pdu.reason] ?? `reserved reason ${pdu.reason}`;
  const result = HOW_LONG[pdu.result] ?? `reserved result ${pdu.result}`;
  const source = REJECT_SOURCES[pdu.source] ?? `reserved source ${pdu.source}`;
  return `${reason} (${result}, by the ${source})`;
}

/** PS3.8 Table 9-26. */
export const ABORT_SOURCES: Readonly<Record<number, string>> = { 0: "service user", 2: "service provider" };
const ABORT_REASONS: Readonly<Record<number, string>> = {
  0: "no reason given",
  1: "unrecognized PDU",
  2: "unexpected PDU",
  4: "unrecognized PDU parameter",
  5: "unexpected PDU parameter",
  6: "invalid PDU parameter value",
};

/** Returns what the reasons of a source mean: those of the service user are not significant. */
export function abortReasons(source: number): Readonly<Record<number, string>> {
  return source === 0 ? { 0: "not significant" } : ABORT_REASONS;
}

/** Returns an A-ABORT of the peer in words. */
export function describeAbort(abort: { source: number; reason: number }): string {
  if (abort.source === 0) return "by the peer's application";
  const reason = ABORT_REASONS[abort.reason] ?? `reserved reason ${abort.reason}`;
  const source = abort.source === 2 ? "the peer's service provider" : `reserved source ${abort.source}`;
  return `by ${source}: ${reason}`;
}
