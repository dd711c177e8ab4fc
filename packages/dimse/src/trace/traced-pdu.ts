/** One PDU on the channel `pdu`, decoded only for those who ask. PS3.8 9.3. */
import { isDicomError } from "@minipacs/dicom-core";
import { decodePdu } from "../pdu/decode-pdu.ts";
import { describePdu } from "../pdu/describe-pdu.ts";
import { PDU_TYPES, type Pdu, type PduType } from "../pdu/types.ts";
import type { TracedAssociation } from "./channels.ts";

/** A PDU as it was sent or received. */
export class TracedPdu {
  readonly association: TracedAssociation;
  /** Milliseconds since 1970, with fractions. */
  readonly timeMs: number;
  readonly direction: "sent" | "received";
  readonly type: PduType;
  /**
   * The whole PDU, header included, secrets too. A view of memory that others use: to be copied by who keeps it, never
   * changed.
   */
  readonly bytes: Uint8Array;
  #pdu: Pdu | undefined;
  #error: unknown;

  constructor(
    association: TracedAssociation,
    timeMs: number,
    direction: "sent" | "received",
    bytes: Uint8Array,
  ) {
    this.association = association;
    this.timeMs = timeMs;
    this.direction = direction;
    this.type = (PDU_TYPES as Record<number, PduType>)[bytes[0] ?? 0] as PduType;
    this.bytes = bytes;
  }

  /** The decoded PDU, `undefined` where it breaks PS3.8. Holds secrets as they are. */
  get pdu(): Pdu | undefined {
    if (this.#pdu === undefined && this.#error === undefined) {
      try {
        this.#pdu = decodePdu(this.bytes);
      } catch (error) {
        this.#error = error;
      }
    }
    return this.#pdu;
  }

  /** Several lines for people, {@link describePdu}; passcodes and tokens by length only. */
  get text(): string {
    const { pdu } = this;
    if (pdu) return describePdu(pdu);
    const why = isDicomError(this.#error) ? this.#error.message : "internal error";
    return `${this.type}\n  cannot be read: ${why}`;
  }
}
