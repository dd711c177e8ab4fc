/** The associations of a server, open, past and rejected, with their messages, in bounded memory. */
import type { DimseEvent, DimseMessage } from "@minipacs/dimse";
import type { PacsEventInit } from "../events/event-types.ts";
import { factsOfAssociation, factsOfRejection } from "./association-facts.ts";
import type { AssociationDetails, AssociationRecord, MessageDetails } from "./association-record.ts";
import { describeAssociation, describeMessage, describeMessageDetails } from "./describe-message.ts";
import { KeptAssociation } from "./kept-association.ts";

export interface AssociationLogOptions {
  /** How many that have ended are kept; the oldest go first. Default 500. */
  maxPastAssociations?: number;
  /** Budget of all messages and data sets that are kept, the oldest of past associations go first. Default 16 MiB. */
  maxBytes?: number;
  /** Larger data sets are not kept. Default 256 KiB. */
  maxDataSetBytes?: number;
}

/** The associations of a server, with their messages. */
export class AssociationLog {
  readonly #options: Required<AssociationLogOptions>;
  /** By ID, oldest first. */
  readonly #associations = new Map<number, KeptAssociation>();
  #pastCount = 0;
  #lastId = 0;
  #bytes = 0;

  constructor(options: AssociationLogOptions = {}) {
    const { maxPastAssociations = 500, maxBytes = 16_777_216, maxDataSetBytes = 262_144 } = options;
    this.#options = { maxPastAssociations, maxBytes, maxDataSetBytes };
  }

  /** Returns all that are kept, oldest first, without their messages. */
  list(): AssociationRecord[] {
    const now = nowMs();
    return [...this.#associations.values()].map((association) => describeAssociation(association, now));
  }

  /** Returns one with its messages: all that are kept, or `limit` of them after number `after`. */
  get(id: number, options: { after?: number; limit?: number } = {}): AssociationDetails | undefined {
    const association = this.#associations.get(id);
    if (!association) return undefined;
    const first = Math.max(0, (options.after ?? 0) - association.droppedMessageCount);
    const messages = association.messages.slice(
      first,
      first + (options.limit ?? association.messages.length),
    );
    return {
      ...describeAssociation(association, nowMs()),
      messages: messages.map((message) => describeMessage(message, association.facts.contexts)),
    };
  }

  /**
   * Returns a message with its data set, decoded now; `undefined` where it is not kept.
   *
   * @throws DecodeError, UnsupportedError where the data set cannot be read
   */
  message(id: number, number: number): MessageDetails | undefined {
    const association = this.#associations.get(id);
    const message = association?.message(number);
    return association && message && describeMessageDetails(message, association.facts.contexts);
  }

  /** Returns the encoded data set of a message, a copy of what passed; `undefined` unless it is kept. */
  dataSetBytes(id: number, number: number): Uint8Array | undefined {
    return this.#associations.get(id)?.message(number)?.dataSet;
  }

  /** What the messages that are kept take, as a round figure. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Returns the ID of an association to come, also where the DICOM server is another one by then. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Takes one message of an association that was opened. */
  takeMessage(message: DimseMessage): void {
    const association = this.#associations.get(message.association.id);
    if (!association) return;
    this.#bytes += association.add(message, nowMs(), this.#options.maxDataSetBytes);
    if (this.#bytes > this.#options.maxBytes) this.#shrink();
  }

  /** Takes what the DICOM server tells, with the event of this server that came of it. */
  takeEvent(event: DimseEvent, told: PacsEventInit | undefined): void {
    switch (event.type) {
      case "association-opened": {
        const startedMs = nowMs();
        const facts = factsOfAssociation(event.association, startedMs);
        this.#associations.set(facts.id, new KeptAssociation(facts, startedMs, event.association));
        break;
      }
      case "association-rejected": {
        const startedMs = nowMs();
        const facts = factsOfRejection(event, startedMs);
        const association = new KeptAssociation(facts, startedMs);
        this.#associations.set(facts.id, association);
        this.#pass();
        break;
      }
      case "association-released":
      case "association-aborted": {
        const error = event.type === "association-aborted" ? event.error : undefined;
        this.#associations.get(event.association.id)?.finish(event, error);
        this.#pass();
        break;
      }
      case "store":
        this.#associations
          .get(event.association.id)
          ?.completeStore(event.messageId, event.bytes, told?.type === "store" ? told : undefined);
        break;
    }
  }

  /** One more has ended. */
  #pass(): void {
    this.#pastCount += 1;
    if (this.#pastCount <= this.#options.maxPastAssociations) return;
    for (const [id, association] of this.#associations) {
      if (association.isOpen) continue;
      this.#associations.delete(id);
      this.#bytes -= association.bytes;
      this.#pastCount -= 1;
      return;
    }
  }

  /** Makes room for some time: an eighth more than is needed. */
  #shrink(): void {
    const { maxBytes } = this.#options;
    const goal = maxBytes - maxBytes / 8;
    const all = [...this.#associations.values()];
    const past = all.filter(({ isOpen }) => !isOpen);
    // Of open ones, the largest first: one that sends thousands of objects is not to push the others out.
    const open = all.filter(({ isOpen }) => isOpen).sort((one, other) => other.bytes - one.bytes);
    for (const association of [...past, ...open]) {
      if (this.#bytes <= goal) return;
      this.#bytes -= association.drop(this.#bytes - goal);
    }
  }
}

/** Milliseconds since 1970, never going back. */
function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
