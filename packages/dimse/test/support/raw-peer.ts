/** A peer that sends the PDUs that a test tells it to, right or wrong, over a memory transport. */
import { IMPLEMENTATION_CLASS_UID } from "@minipacs/dicom-core";
import { createProposal } from "../../src/association/proposal.ts";
import { encodeCommandSet } from "../../src/message/command-set.ts";
import type { CommandSet } from "../../src/message/command-table.ts";
import { decodePdu } from "../../src/pdu/decode-pdu.ts";
import { encodePdu } from "../../src/pdu/encode-pdu.ts";
import { PduFramer } from "../../src/pdu/framer.ts";
import type { AssociateRqPdu, Pdu } from "../../src/pdu/types.ts";
import { createMemoryTransportPair, type MemoryTransport } from "../../src/transport/memory.ts";

export class RawPeer {
  /** The end for the side under test. */
  readonly other: MemoryTransport;
  readonly received: Pdu[] = [];
  readonly closed: Promise<void>;
  readonly #transport: MemoryTransport;
  readonly #framer = new PduFramer({ limits: { maxPduLengthBytes: 0 } });
  isClosed = false;

  constructor() {
    [this.#transport, this.other] = createMemoryTransportPair();
    this.closed = new Promise((resolve) => {
      this.#transport.listen({
        onData: (chunk) => {
          for (const { body } of this.#framer.push(chunk)) this.received.push(decodePdu(body));
        },
        onDrain: () => {},
        onClose: () => {
          this.isClosed = true;
          resolve();
        },
      });
    });
  }

  send(...pdus: Pdu[]): void {
    this.#transport.write(pdus.map((pdu) => encodePdu(pdu)));
  }

  /** Sends a command without a data set, in one PDV. */
  sendCommand(command: CommandSet, contextId = 1): void {
    const data = encodeCommandSet(command);
    this.send({ type: "P-DATA-TF", pdvs: [{ contextId, isCommand: true, isLast: true, data }] });
  }

  /** Waits for the PDU with this number, from 0. */
  async pdu(index: number): Promise<Pdu> {
    for (;;) {
      const pdu = this.received[index];
      if (pdu) return pdu;
      if (this.isClosed) throw new Error(`closed after ${this.received.length} PDUs`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  end(): void {
    this.#transport.end();
  }

  pause(): void {
    this.#transport.pause();
  }

  resume(): void {
    this.#transport.resume();
  }
}

/** A proposal of one context, Explicit VR Little Endian. */
export function proposal(abstractSyntax: string, changes: Partial<AssociateRqPdu> = {}): AssociateRqPdu {
  return {
    ...createProposal({
      calledAeTitle: "MINIPACS",
      callingAeTitle: "RAW",
      contexts: [{ abstractSyntax, transferSyntaxes: ["1.2.840.10008.1.2.1"] }],
      maxPduLengthBytes: 16_384,
      implementationClassUid: IMPLEMENTATION_CLASS_UID,
      implementationVersionName: "RAW",
    }),
    ...changes,
  };
}
