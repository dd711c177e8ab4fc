/** The diagnostics channels of this package: names, what they carry, and a safe way to listen. */
import { type Channel, channel } from "node:diagnostics_channel";
import type { DicomError } from "@minipacs/dicom-core";
import type { PresentationContext } from "../association/presentation-context.ts";
import type { ActionName, EventName, StateName } from "../fsm/machine.ts";
import type { TracedMessage } from "./traced-message.ts";
import type { TracedPdu } from "./traced-pdu.ts";

/** Channel names by kind, for `node:diagnostics_channel`. Stable. */
export const TRACE_CHANNELS = {
  association: "minipacs:dimse:association",
  pdu: "minipacs:dimse:pdu",
  message: "minipacs:dimse:message",
  transition: "minipacs:dimse:transition",
} as const;

/** Which association something belongs to; once connected, the same object for all that the association tells. */
export interface TracedAssociation {
  /** Unique within the process, from 1. */
  readonly id: number;
  /** Which side of the association this process is. */
  readonly side: "requestor" | "acceptor";
  /** Empty until the connection is there. */
  readonly remoteAddress: string;
  /** 0 until the connection is there. */
  readonly remotePort: number;
}

interface Traced {
  readonly association: TracedAssociation;
  /** Milliseconds since 1970, with fractions. */
  readonly timeMs: number;
}

/**
 * How an association ended: `lost` = the peer or the network closed the connection, `closed` = this side did before
 * there was an association.
 */
export type AssociationOutcome = "released" | "rejected" | "aborted" | "lost" | "closed";

/** On the channel `association`, in this order; `established` only where there was an association. */
export type AssociationTrace =
  | (Traced & { readonly kind: "connected" })
  | (Traced & {
      readonly kind: "established";
      readonly calledAeTitle: string;
      readonly callingAeTitle: string;
      readonly contexts: readonly Pick<
        PresentationContext,
        "id" | "abstractSyntax" | "transferSyntax" | "isAccepted"
      >[];
    })
  | (Traced & {
      readonly kind: "ended";
      readonly outcome: AssociationOutcome;
      /** Bytes of the connection, PDU headers included. */
      readonly receivedBytes: number;
      readonly sentBytes: number;
      readonly error: DicomError | undefined;
    });

/** On the channel `transition`: one step of the state machine. PS3.8 Table 9-10. */
export interface TransitionTrace extends Traced {
  readonly state: StateName;
  readonly event: EventName;
  readonly action: ActionName;
  readonly next: StateName;
}

/** What each channel carries. */
export interface TracePayloads {
  association: AssociationTrace;
  pdu: TracedPdu;
  message: TracedMessage;
  transition: TransitionTrace;
}

export const associationChannel: Channel = channel(TRACE_CHANNELS.association);
export const pduChannel: Channel = channel(TRACE_CHANNELS.pdu);
export const messageChannel: Channel = channel(TRACE_CHANNELS.message);
export const transitionChannel: Channel = channel(TRACE_CHANNELS.transition);

const CHANNELS: Readonly<Record<keyof TracePayloads, Channel>> = {
  association: associationChannel,
  pdu: pduChannel,
  message: messageChannel,
  transition: transitionChannel,
};

/** One listener a channel. */
export type TraceListeners = { [K in keyof TracePayloads]?: (payload: TracePayloads[K]) => void };

/**
 * Listens to channels, typed; returns what ends it. What a listener throws goes to `onError` and nowhere else; with a
 * bare `diagnostics_channel.subscribe` it would be an uncaught exception of the process. Listeners run within the
 * association's work: what takes long there holds it up.
 */
export function subscribeTrace(
  listeners: TraceListeners,
  onError: (error: unknown) => void = () => {},
): () => void {
  const ends: (() => void)[] = [];
  for (const kind of Object.keys(CHANNELS) as (keyof TracePayloads)[]) {
    const listener = listeners[kind] as ((payload: unknown) => void) | undefined;
    if (!listener) continue;
    const safe = (payload: unknown) => {
      try {
        listener(payload);
      } catch (error) {
        onError(error);
      }
    };
    CHANNELS[kind].subscribe(safe);
    ends.push(() => CHANNELS[kind].unsubscribe(safe));
  }
  return () => {
    for (const end of ends.splice(0)) end();
  };
}

/** Now, as the payloads tell it. */
export function traceTimeMs(): number {
  return performance.timeOrigin + performance.now();
}
