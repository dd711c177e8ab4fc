/** Plays one side of one recorded association and tells what the other side did otherwise. */
import { decodePdu } from "../pdu/decode-pdu.ts";
import { type AssociateAcPdu, PDU_TYPES, type Pdu, type PduType } from "../pdu/types.ts";
import { adaptPData } from "./adapt-pdu.ts";
import { type ComparedMessage, compareMessages, comparePdus, firstDifference } from "./compare-content.ts";
import { MessageFollower } from "./message-follower.ts";
import type { RecordedAssociation, RecordedSide, RecordedStep } from "./recording-format.ts";
import type { Arrival, ReplayPeer } from "./replay-peer.ts";
import { waitUntil } from "./replay-peer.ts";
import { messageName } from "./traced-message.ts";

/** What is compared: names of PDUs and messages; their content; or every byte. */
export type ReplayComparison = "types" | "content" | "bytes";

/** One thing that the other side did otherwise. */
export interface ReplayDifference {
  /** What was awaited came with other content, something else came, nothing came in time, the connection was closed, or more came. */
  kind: "content" | "unexpected" | "timeout" | "closed" | "extra";
  /** Number of the PDU in the recorded association, from 1. */
  pdu: number;
  /** Line in the recording. */
  line: number;
  /** What the recording has: `A-ASSOCIATE-AC`, `C-FIND-RSP`. */
  expected: string;
  /** What came: the same for `content`. */
  received: string;
  /** What differs, one line each. */
  details: string[];
}

/** What playing one association came to. */
export interface ReplayedAssociation {
  /** Number in the recording. */
  id: number;
  /** Which side was played. */
  side: RecordedSide;
  sentPduCount: number;
  receivedPduCount: number;
  durationMs: number;
  /** Whether everything that the other side had to send came as recorded. */
  isMatch: boolean;
  differences: ReplayDifference[];
}

export interface PlayOptions {
  side: RecordedSide;
  compare: ReplayComparison;
  /** Keywords that may differ. */
  ignored: ReadonlySet<string>;
  /** 1 = as recorded, 2 = twice as fast, Infinity = without waiting. */
  speed: number;
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

type PduStep = Extract<RecordedStep, { kind: "pdu" }>;

const FINAL_PDUS = new Set<PduType>(["A-ASSOCIATE-RJ", "A-RELEASE-RP", "A-ABORT"]);
const MAX_HELD_BYTES = 268_435_456;
const NO_ANSWER = new Map<number, string | undefined>();

export class AssociationPlayer {
  readonly #recorded: RecordedAssociation;
  readonly #peer: ReplayPeer;
  readonly #options: PlayOptions;
  readonly #followers = { recorded: newFollower(), live: newFollower() };
  readonly #contexts = { recorded: NO_ANSWER, live: NO_ANSWER };
  /** Messages of the other side that came with others and are not compared yet. */
  readonly #waiting: ComparedMessage[] = [];
  readonly #messageIds = new Map<number, number>();
  readonly #result: ReplayedAssociation;
  #maxPduLengthBytes = 0;
  #lastAtMs: number | undefined;
  #isFinal = false;
  #isStopped = false;

  constructor(recorded: RecordedAssociation, peer: ReplayPeer, options: PlayOptions) {
    this.#recorded = recorded;
    this.#peer = peer;
    this.#options = options;
    this.#result = {
      ...{ id: recorded.id, side: options.side, sentPduCount: 0, receivedPduCount: 0 },
      ...{ durationMs: 0, isMatch: true, differences: [] },
    };
  }

  /** Plays to the end, or to what cannot be gone on from. The connection is closed then. */
  async play(): Promise<ReplayedAssociation> {
    const startedMs = performance.now();
    let pduNumber = 0;
    try {
      for (const step of this.#recorded.steps) {
        if (step.kind === "pdu") pduNumber += 1;
        if (step.by === this.#options.side) await this.#act(step);
        else if (step.kind === "pdu") await this.#expect(step, pduNumber);
        else await this.#expectClose(step, pduNumber);
        if (this.#isStopped) break;
      }
      if (!this.#isStopped) await this.#expectNothingMore(pduNumber);
      await this.#peer.end(this.#isFinal);
    } catch (error) {
      this.#peer.destroy();
      throw error;
    }
    this.#result.durationMs = performance.now() - startedMs;
    this.#result.isMatch = this.#result.differences.length === 0;
    return this.#result;
  }

  async #act(step: RecordedStep): Promise<void> {
    const { speed, signal, timeoutMs, compare } = this.#options;
    const recordedMs = step.atMs - (this.#lastAtMs ?? step.atMs);
    this.#lastAtMs = step.atMs;
    if (Number.isFinite(speed) && recordedMs > 0) await waitUntil(() => {}, recordedMs / speed, signal);
    signal?.throwIfAborted();
    if (step.kind === "close") {
      this.#isFinal = true;
      await this.#peer.end(true);
      return;
    }
    const { type, bytes } = step;
    if (type === "A-ASSOCIATE-AC") this.#contexts.recorded = this.#contexts.live = answersOf(bytes);
    const chunks =
      type === "P-DATA-TF" && compare !== "bytes"
        ? adaptPData(bytes, { maxPduLengthBytes: this.#maxPduLengthBytes, messageIds: this.#messageIds })
        : [bytes];
    // What cannot be sent any more shows in what is awaited next, or in nothing.
    if (!(await this.#peer.send(chunks, timeoutMs))) return;
    this.#result.sentPduCount += 1;
    if (FINAL_PDUS.has(type)) this.#isFinal = true;
  }

  async #expect(step: PduStep, pdu: number): Promise<void> {
    this.#lastAtMs = step.atMs;
    if (this.#options.compare !== "bytes" && step.type === "P-DATA-TF") {
      const recorded = decoded(step.bytes);
      for (const message of this.#follow("recorded", recorded)) {
        if (!this.#isStopped) await this.#expectMessage(message, step, pdu);
      }
      return;
    }
    const arrival = await this.#peer.next(this.#options.timeoutMs);
    if (arrival.kind !== "pdu") {
      this.#missed(step, pdu, step.type, arrival);
      return;
    }
    const received = this.#take(arrival.bytes);
    const base = { pdu, line: step.line, expected: step.type };
    if (received !== step.type) {
      this.#differ({ kind: "unexpected", ...base, received, details: detailsOf(arrival.bytes) });
      this.#isStopped = true;
      return;
    }
    const details = this.#compare(step.bytes, arrival.bytes);
    if (details.length > 0) this.#differ({ kind: "content", ...base, received, details });
  }

  /** The other side may cut its messages into PDUs as it likes: they are compared whole. */
  async #expectMessage(expected: ComparedMessage, step: PduStep, pdu: number): Promise<void> {
    const name = messageName(expected.command.CommandField);
    const base = { pdu, line: step.line, expected: name };
    while (this.#waiting.length === 0) {
      const arrival = await this.#peer.next(this.#options.timeoutMs);
      if (arrival.kind !== "pdu") {
        this.#missed(step, pdu, name, arrival);
        return;
      }
      const received = this.#take(arrival.bytes);
      if (received !== "P-DATA-TF") {
        this.#differ({ kind: "unexpected", ...base, received, details: detailsOf(arrival.bytes) });
        this.#isStopped = true;
        return;
      }
      this.#waiting.push(...this.#follow("live", decoded(arrival.bytes)));
    }
    const message = this.#waiting.shift()!;
    const received = messageName(message.command.CommandField);
    if (expected.command.MessageID !== undefined && message.command.MessageID !== undefined) {
      this.#messageIds.set(expected.command.MessageID, message.command.MessageID);
    }
    const details =
      this.#options.compare === "content" ? compareMessages(expected, message, this.#options.ignored) : [];
    if (received !== name) {
      this.#differ({ kind: "unexpected", ...base, received, details: [] });
      this.#isStopped = true;
    } else if (details.length > 0) {
      this.#differ({ kind: "content", ...base, received, details });
    }
  }

  #compare(expected: Uint8Array, received: Uint8Array): string[] {
    const { compare } = this.#options;
    if (compare === "types") return [];
    const offset = firstDifference(expected, received);
    if (offset < 0) return [];
    if (compare === "bytes") {
      const lengths = `${expected.length} bytes expected, ${received.length} received`;
      return [
        `${lengths}, different from offset ${offset} on: ${hexAt(expected, offset)} | ${hexAt(received, offset)}`,
      ];
    }
    const [a, b] = [decoded(expected), decoded(received)];
    return a && b ? comparePdus(a, b) : ["cannot be read, and is not as recorded"];
  }

  async #expectClose({ line }: RecordedStep, pdu: number): Promise<void> {
    const arrival = await this.#peer.next(this.#options.timeoutMs);
    if (arrival.kind === "closed") {
      this.#isFinal = true;
      return;
    }
    this.#isStopped = true;
    const received = arrival.kind === "pdu" ? this.#take(arrival.bytes) : arrival.kind;
    const kind = arrival.kind === "timeout" ? "timeout" : "unexpected";
    this.#differ({ kind, pdu, line, expected: "the connection closed", received, details: [] });
  }

  /** What is recorded has been played; who sent the last PDU has nothing more to say. */
  async #expectNothingMore(pdu: number): Promise<void> {
    const line = this.#recorded.steps.at(-1)?.line ?? 0;
    const base = { kind: "extra", pdu, line, expected: "nothing more" } as const;
    for (const { command } of this.#waiting) {
      this.#differ({ ...base, received: messageName(command.CommandField), details: [] });
    }
    const last = this.#recorded.steps.findLast((step) => step.kind === "pdu");
    const isOurs = last?.by === this.#options.side && this.#isFinal;
    // After our last word it is for the other side to close.
    const arrival = await this.#peer.next(isOurs ? this.#options.timeoutMs : 0);
    if (arrival.kind === "pdu") {
      this.#differ({ ...base, received: this.#take(arrival.bytes), details: detailsOf(arrival.bytes) });
    } else if (arrival.kind === "garbage") {
      this.#differ({ ...base, received: arrival.text, details: [] });
    } else if (arrival.kind === "timeout" && isOurs) {
      this.#differ({
        kind: "timeout",
        pdu,
        line,
        expected: "the connection closed",
        received: "nothing",
        details: [],
      });
    }
  }

  /** Counts a PDU and keeps what it says about the association; returns its type. */
  #take(bytes: Uint8Array): PduType {
    this.#result.receivedPduCount += 1;
    const type = (PDU_TYPES as Record<number, PduType>)[bytes[0]!]!;
    if (FINAL_PDUS.has(type)) this.#isFinal = true;
    if (type === "A-ASSOCIATE-AC" || type === "A-ASSOCIATE-RQ") {
      const pdu = decoded(bytes);
      const information = (pdu as AssociateAcPdu | undefined)?.userInformation;
      this.#maxPduLengthBytes = information?.maximumLength ?? 0;
      if (type === "A-ASSOCIATE-AC") {
        const recorded = this.#recorded.steps.find((s) => s.kind === "pdu" && s.type === type);
        this.#contexts.recorded = recorded?.kind === "pdu" ? answersOf(recorded.bytes) : NO_ANSWER;
        this.#contexts.live = answersOf(bytes);
      }
    }
    return type;
  }

  #follow(which: "recorded" | "live", pdu: Pdu | undefined): ComparedMessage[] {
    if (pdu?.type !== "P-DATA-TF") return [];
    return pdu.pdvs.flatMap((pdv) => {
      const message = this.#followers[which].push(pdv);
      return message ? [{ ...message, transferSyntax: this.#contexts[which].get(message.contextId) }] : [];
    });
  }

  #missed(step: PduStep, pdu: number, expected: string, arrival: Exclude<Arrival, { kind: "pdu" }>): void {
    const base = { pdu, line: step.line, expected, details: [] };
    if (arrival.kind === "timeout") {
      this.#differ({ kind: "timeout", ...base, received: `nothing in ${this.#options.timeoutMs} ms` });
    } else if (arrival.kind === "closed") {
      this.#isFinal = true;
      this.#differ({ kind: "closed", ...base, received: "the connection closed" });
    } else {
      this.#differ({ kind: "unexpected", ...base, received: arrival.text });
    }
    this.#isStopped = true;
  }

  #differ(difference: ReplayDifference): void {
    this.#result.differences.push(difference);
  }
}

function newFollower(): MessageFollower {
  return new MessageFollower({ holds: () => true, maxHeldBytes: MAX_HELD_BYTES });
}

function decoded(bytes: Uint8Array): Pdu | undefined {
  try {
    return decodePdu(bytes);
  } catch {
    return undefined;
  }
}

/** Transfer syntaxes by accepted context. */
function answersOf(bytes: Uint8Array): Map<number, string | undefined> {
  const pdu = decoded(bytes);
  if (pdu?.type !== "A-ASSOCIATE-AC") return new Map();
  return new Map(
    pdu.presentationContexts.flatMap(({ id, result, transferSyntax }) =>
      result === 0 ? [[id, transferSyntax] as const] : [],
    ),
  );
}

/** Why the other side ends it is what one wants to know first. */
function detailsOf(bytes: Uint8Array): string[] {
  const pdu = decoded(bytes);
  if (pdu?.type === "A-ASSOCIATE-RJ")
    return [`result ${pdu.result}, source ${pdu.source}, reason ${pdu.reason}`];
  return pdu?.type === "A-ABORT" ? [`source ${pdu.source}, reason ${pdu.reason}`] : [];
}

function hexAt(bytes: Uint8Array, offset: number): string {
  const part = bytes.subarray(offset, offset + 8);
  return part.length === 0 ? "end" : Array.from(part, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
