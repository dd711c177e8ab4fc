/** Tells the diagnostics channels what one association does; costs a look at a flag where nobody listens. */
import type { DicomError } from "@minipacs/dicom-core";
import type { ActionName, EventName, StateName } from "../fsm/machine.ts";
import { COMMAND_FIELD } from "../message/command-table.ts";
import { concatBytes } from "../pdu/item-bytes.ts";
import type { Pdu, Pdv, PresentationContextAnswer, PresentationContextProposal } from "../pdu/types.ts";
import {
  type AssociationOutcome,
  type AssociationTrace,
  associationChannel,
  messageChannel,
  pduChannel,
  type TracedAssociation,
  type TransitionTrace,
  traceTimeMs,
  transitionChannel,
} from "./channels.ts";
import { cutPdus } from "./cut-pdus.ts";
import { MessageFollower } from "./message-follower.ts";
import { type TracedContext, TracedMessage } from "./traced-message.ts";
import { TracedPdu } from "./traced-pdu.ts";

const NOWHERE = { remoteAddress: "", remotePort: 0 };
const MAX_HELD_BYTES = 16_777_216;

/** What the actions that end an association mean; the first that happens counts. PS3.8 Tables 9-6 to 9-9. */
const OUTCOMES: Readonly<Partial<Record<ActionName, AssociationOutcome>>> = {
  "AE-4": "rejected",
  "AE-6": "rejected",
  "AE-8": "rejected",
  "AR-3": "released",
  "AR-4": "released",
  "AA-1": "aborted",
  "AA-2": "closed",
  "AA-3": "aborted",
  "AA-7": "aborted",
  "AA-8": "aborted",
};

let lastId = 0;

function follower(): MessageFollower {
  return new MessageFollower({
    holds: (command) => command.CommandField !== COMMAND_FIELD["C-STORE-RQ"],
    maxHeldBytes: MAX_HELD_BYTES,
  });
}

/** The trace of one association. None of its methods throws. */
export class AssociationTracer {
  #association: TracedAssociation;
  #calledAeTitle = "";
  #callingAeTitle = "";
  #proposed: readonly PresentationContextProposal[] = [];
  #answered: readonly PresentationContextAnswer[] = [];
  #outcome: AssociationOutcome | undefined;
  #followers: { sent: MessageFollower; received: MessageFollower } | undefined;

  constructor(side: TracedAssociation["side"]) {
    lastId += 1;
    this.#association = { id: lastId, side, ...NOWHERE };
  }

  connected({ remoteAddress, remotePort }: { remoteAddress: string; remotePort: number }): void {
    this.#association = { ...this.#association, remoteAddress, remotePort };
    if (!associationChannel.hasSubscribers) return;
    const told: AssociationTrace = { kind: "connected", ...this.#now() };
    associationChannel.publish(told);
  }

  /** To be called for each step, before its effects are carried out. */
  stepped(
    state: StateName,
    event: EventName,
    action: ActionName,
    next: StateName,
    pdu: Pdu | undefined,
  ): void {
    if (transitionChannel.hasSubscribers) {
      const told: TransitionTrace = { ...this.#now(), state, event, action, next };
      transitionChannel.publish(told);
    }
    // What data transfer does is all in Sta6.
    if (state === next) return;
    this.#keep(pdu);
    if (next === "Sta1" || next === "Sta13") this.#outcome ??= OUTCOMES[action];
    if (next === "Sta6" && associationChannel.hasSubscribers) {
      const told: AssociationTrace = {
        kind: "established",
        ...this.#now(),
        calledAeTitle: this.#calledAeTitle,
        callingAeTitle: this.#callingAeTitle,
        contexts: this.#proposed.map(({ id }) => {
          const { abstractSyntax = "", transferSyntax } = this.#context(id);
          return { id, abstractSyntax, transferSyntax, isAccepted: transferSyntax !== undefined };
        }),
      };
      associationChannel.publish(told);
    }
  }

  /** Takes one whole PDU, right or wrong. */
  received(pdu: { readonly body: Uint8Array }): void {
    if (pduChannel.hasSubscribers || messageChannel.hasSubscribers) this.#tell("received", pdu.body);
    else this.#followers = undefined;
  }

  /** Takes what is written at once: whole PDUs. */
  sent(chunks: readonly Uint8Array[]): void {
    if (!pduChannel.hasSubscribers && !messageChannel.hasSubscribers) {
      this.#followers = undefined;
      return;
    }
    const bytes = chunks.length === 1 ? chunks[0]! : concatBytes(chunks);
    for (const pdu of cutPdus(bytes)) this.#tell("sent", pdu);
  }

  /** The connection is closed. */
  ended(error: DicomError | undefined, receivedBytes: number, sentBytes: number): void {
    if (!associationChannel.hasSubscribers) return;
    const outcome = this.#outcome ?? "lost";
    const told: AssociationTrace = {
      kind: "ended",
      ...this.#now(),
      ...{ outcome, receivedBytes, sentBytes, error },
    };
    associationChannel.publish(told);
  }

  #keep(pdu: Pdu | undefined): void {
    if (pdu?.type === "A-ASSOCIATE-RQ") {
      this.#proposed = pdu.presentationContexts;
      this.#calledAeTitle = pdu.calledAeTitle;
      this.#callingAeTitle = pdu.callingAeTitle;
    } else if (pdu?.type === "A-ASSOCIATE-AC") {
      this.#answered = pdu.presentationContexts;
    }
  }

  #tell(direction: "sent" | "received", bytes: Uint8Array): void {
    const pdu = new TracedPdu(this.#association, traceTimeMs(), direction, bytes);
    pduChannel.publish(pdu);
    if (!messageChannel.hasSubscribers) {
      this.#followers = undefined;
    } else if (pdu.type === "P-DATA-TF" && pdu.pdu?.type === "P-DATA-TF") {
      this.#follow(direction, pdu.timeMs, pdu.pdu.pdvs);
    }
  }

  #follow(direction: "sent" | "received", timeMs: number, pdvs: readonly Pdv[]): void {
    this.#followers ??= { sent: follower(), received: follower() };
    for (const pdv of pdvs) {
      const message = this.#followers[direction].push(pdv);
      if (!message) continue;
      const context = this.#context(message.contextId);
      messageChannel.publish(new TracedMessage(this.#association, timeMs, direction, context, message));
    }
  }

  #context(id: number): TracedContext {
    const answer = this.#answered.find((context) => context.id === id);
    return {
      id,
      abstractSyntax: this.#proposed.find((context) => context.id === id)?.abstractSyntax,
      transferSyntax: answer?.result === 0 ? answer.transferSyntax : undefined,
    };
  }

  #now(): { association: TracedAssociation; timeMs: number } {
    return { association: this.#association, timeMs: traceTimeMs() };
  }
}
