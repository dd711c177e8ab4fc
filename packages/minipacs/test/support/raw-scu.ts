/** A requestor that checks nothing of what it is told to send. PS3.8 9.3. */
import { connect, type Socket } from "node:net";
import type { CommandSet } from "@minipacs/dimse";
import {
  decodeCommandSet,
  decodePdu,
  encodeCommandSet,
  encodePdu,
  type Pdu,
  PduFramer,
} from "@minipacs/dimse/internal";
import { plainProposal } from "../../../../tools/test/plain-proposal.ts";

const IMPLICIT = "1.2.840.10008.1.2";
const EXPLICIT = "1.2.840.10008.1.2.1";

export interface RawProposal {
  callingAeTitle?: string;
  calledAeTitle?: string;
  abstractSyntaxes: readonly string[];
}

/** One association; contexts have the IDs 1, 3, 5 … and Explicit VR Little Endian. */
export class RawScu {
  readonly #socket: Socket;
  readonly #received: Pdu[] = [];
  readonly #closed: Promise<void>;
  #wake = () => {};
  #isClosed = false;

  /** Resolves with the answer to the proposal. */
  static async open(port: number, proposal: RawProposal): Promise<{ scu: RawScu; answer: Pdu }> {
    const scu = new RawScu(connect({ host: "127.0.0.1", port }));
    const { callingAeTitle = "RAW", calledAeTitle = "MINIPACS", abstractSyntaxes } = proposal;
    // As it stands in bytes 11 to 42, whatever the titles hold.
    const fixedFields = new Uint8Array(64).fill(0x20, 0, 32);
    fixedFields.set(Buffer.from(calledAeTitle, "latin1").subarray(0, 16), 0);
    fixedFields.set(Buffer.from(callingAeTitle, "latin1").subarray(0, 16), 16);
    const transferSyntaxes = [EXPLICIT, IMPLICIT];
    const plain = plainProposal({ calledAeTitle, callingAeTitle, abstractSyntaxes, transferSyntaxes });
    scu.#send({ ...plain, fixedFields });
    return { scu, answer: await scu.#next() };
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    const framer = new PduFramer({ limits: { maxPduLengthBytes: 0 } });
    socket.on("data", (chunk) => {
      for (const { body } of framer.push(chunk)) this.#received.push(decodePdu(body));
      this.#wake();
    });
    socket.on("error", () => {});
    this.#closed = new Promise((resolve) => {
      socket.on("close", () => {
        this.#isClosed = true;
        this.#wake();
        resolve();
      });
    });
  }

  /** Sends a request with its data set; resolves with the status of the last response. */
  async request(contextId: number, command: CommandSet, dataSet?: Uint8Array): Promise<number | undefined> {
    const CommandDataSetType = dataSet ? 1 : 0x0101;
    this.#data(contextId, true, encodeCommandSet({ MessageID: 1, ...command, CommandDataSetType }));
    if (dataSet) this.#data(contextId, false, dataSet);
    for (;;) {
      const pdu = await this.#next();
      if (pdu.type !== "P-DATA-TF") throw new Error(`${pdu.type} came`);
      for (const pdv of pdu.pdvs.filter(({ isCommand }) => isCommand)) {
        const { Status } = decodeCommandSet(pdv.data);
        if (Status !== 0xff00) return Status;
      }
    }
  }

  async release(): Promise<void> {
    this.#send({ type: "A-RELEASE-RQ" });
    await this.#next();
    this.#socket.end();
    await this.#closed;
  }

  #data(contextId: number, isCommand: boolean, data: Uint8Array): void {
    this.#send({ type: "P-DATA-TF", pdvs: [{ contextId, isCommand, isLast: true, data }] });
  }

  #send(pdu: Pdu): void {
    this.#socket.write(encodePdu(pdu));
  }

  async #next(): Promise<Pdu> {
    for (;;) {
      const pdu = this.#received.shift();
      if (pdu) return pdu;
      if (this.#isClosed) throw new Error("closed");
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
