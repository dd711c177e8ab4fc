/** A-ASSOCIATE-RJ and A-ABORT in words. PS3.8 Tables 9-21 and 9-26. */
import type { AssociateRjPdu } from "../pdu/types.ts";

/** Result, source and reason of the rejections that this package sends. PS3.8 Table 9-21. */
export const REJECTION = {
  applicationContextNotSupported: { result: 1, source: 1, reason: 2 },
  callingAeTitleNotRecognized: { result: 1, source: 1, reason: 3 },
  calledAeTitleNotRecognized: { result: 1, source: 1, reason: 7 },
  userNoReason: { result: 1, source: 1, reason: 1 },
  protocolVersionNotSupported: { result: 1, source: 2, reason: 2 },
  temporaryCongestion: { result: 2, source: 3, reason: 1 },
  localLimitExceeded: { result: 2, source: 3, reason: 2 },
} as const;

const RESULTS = ["", "permanently", "for the moment"];
const SOURCES = ["", "service user", "service provider (ACSE)", "service provider (presentation)"];
const REASONS: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  1: {
    1: "no reason given",
    2: "application context name not supported",
    3: "calling AE title not recognized",
    7: "called AE title not recognized",
  },
  2: { 1: "no reason given", 2: "protocol version not supported" },
  3: { 1: "temporary congestion", 2: "local limit exceeded" },
};

/** Returns a rejection in words, `called AE title not recognized (permanently, by the service user)`. */
export function describeRejection(pdu: Pick<AssociateRjPdu, "result" | "source" | "reason">): string {
  const reason = REASONS[pdu.source]?.[pdu.reason] ?? `reserved reason ${pdu.reason}`;
  const result = RESULTS[pdu.result] || `reserved result ${pdu.result}`;
  const source = SOURCES[pdu.source] || `reserved source ${pdu.source}`;
  return `${reason} (${result}, by the ${source})`;
}

const ABORT_REASONS = [
  "no reason given",
  "unrecognized PDU",
  "unexpected PDU",
  "reserved reason 3",
  "unrecognized PDU parameter",
  "unexpected PDU parameter",
  "invalid PDU parameter value",
];

/** Returns an A-ABORT of the peer in words. */
export function describeAbort(abort: { source: number; reason: number }): string {
  if (abort.source === 0) return "by the peer's application";
  const reason = ABORT_REASONS[abort.reason] ?? `reserved reason ${abort.reason}`;
  const source = abort.source === 2 ? "the peer's service provider" : `reserved source ${abort.source}`;
  return `by ${source}: ${reason}`;
}
