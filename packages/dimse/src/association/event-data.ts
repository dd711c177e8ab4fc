/** What comes along with the events of the state machine, and what states and events mean here. PS3.8 9.2. */
import type { DicomError } from "@minipacs/dicom-core";
import { AssociationAbortedError } from "../errors.ts";
import type { EventName, StateName, StepContext } from "../fsm/machine.ts";
import type { Pdu } from "../pdu/types.ts";
import { describeAbort, REJECTION } from "./rejection.ts";

const SERVICE_PROVIDER = 2;

export interface EventData {
  /** The PDU that came, or that is to be sent. */
  pdu?: Pdu;
  /** Why this side aborts, if it does. */
  abort?: { source: number; reason: number };
  error?: DicomError | undefined;
  /** Encoded P-DATA-TF PDUs to be sent. */
  chunks?: readonly Uint8Array[];
}

/** Returns the error that an A-ABORT or A-P-ABORT indication stands for. */
export function abortError(data: EventData): DicomError {
  const { pdu, abort, error } = data;
  if (pdu?.type === "A-ABORT") {
    const { source, reason } = pdu;
    return new AssociationAbortedError({ source, reason, text: describeAbort(pdu) });
  }
  if (!abort && error) return error;
  const text = error?.message ?? `unexpected ${pdu?.type ?? "PDU"}`;
  const { source, reason } = abort ?? { source: -1, reason: 0 };
  return new AssociationAbortedError({ source, reason, text: `by this side: ${text}` }, { cause: error });
}

/** Returns the error for a connection that ended under an association, or before the answer to a proposal. */
export function lostError(cause: DicomError | undefined, isUnanswered: boolean): DicomError {
  const text = `the connection was lost${isUnanswered ? " before any answer; the peer may expect TLS" : ""}`;
  return new AssociationAbortedError({ source: -1, reason: 0, text }, { cause });
}

/** The event that the arrival of a PDU is. PS3.8 Table 9-5. */
export const PDU_EVENTS: Readonly<Record<Pdu["type"], EventName>> = {
  "A-ASSOCIATE-RQ": "Evt6",
  "A-ASSOCIATE-AC": "Evt3",
  "A-ASSOCIATE-RJ": "Evt4",
  "P-DATA-TF": "Evt10",
  "A-RELEASE-RQ": "Evt12",
  "A-RELEASE-RP": "Evt13",
  "A-ABORT": "Evt16",
};

/** What is waited for in the states in which the upper layer itself waits for the peer. */
export const STATE_PHASES: Readonly<Partial<Record<StateName, "negotiate" | "release">>> = {
  Sta5: "negotiate",
  Sta7: "release",
  Sta9: "release",
  Sta10: "release",
  Sta11: "release",
  Sta12: "release",
};

/** Returns what the state machine must know of the PDU that came. */
export function stepContext(isRequestor: boolean, pdu: Pdu | undefined): StepContext {
  return {
    isRequestor,
    isAcceptable: pdu?.type !== "A-ASSOCIATE-RQ" || (pdu.protocolVersion & 1) === 1,
    ...(pdu?.type === "A-ABORT" && { abortSource: pdu.source }),
  };
}

/**
 * Returns the PDU that an effect of the state machine stands for. An A-ASSOCIATE-RJ where a proposal is at hand is that
 * of the provider: a protocol version that it does not have.
 */
export function pduToSend(
  type: Exclude<Pdu["type"], "P-DATA-TF">,
  abortSource: 0 | 2 | undefined,
  data: EventData,
): Pdu | undefined {
  if (type === "A-RELEASE-RQ" || type === "A-RELEASE-RP") return { type };
  if (type === "A-ABORT") {
    const source = abortSource ?? SERVICE_PROVIDER;
    // The reason is significant only from the provider. PS3.8 Table 9-26.
    return { type, source, reason: source === SERVICE_PROVIDER ? (data.abort?.reason ?? 0) : 0 };
  }
  if (data.pdu?.type === type) return data.pdu;
  if (data.pdu?.type !== "A-ASSOCIATE-RQ") return undefined;
  return { type: "A-ASSOCIATE-RJ", ...REJECTION.protocolVersionNotSupported };
}
