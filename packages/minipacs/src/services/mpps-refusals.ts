/** The MPPS messages of late that were refused, also those of steps that are not there: their history has no place. */
import type { Peer } from "../events/event-types.ts";
import type { MppsViolation } from "./mpps-violation.ts";

/** A request that was not carried out. */
export interface MppsRefusal {
  /** ISO 8601. */
  time: string;
  service: "N-CREATE" | "N-SET" | "N-GET";
  /** As it was asked for; empty in an N-CREATE that leaves it to the server. */
  sopInstanceUid: string;
  peer: Peer;
  /** DIMSE status that it was answered with. */
  answer: number;
  violations: readonly MppsViolation[];
}

export interface MppsRefusalsOptions {
  /** How many are kept. Default 1000. */
  refusalCount?: number;
}

/** In memory, limited: the oldest are forgotten first. */
export class MppsRefusals {
  readonly #kept: MppsRefusal[] = [];
  readonly #refusalCount: number;

  constructor(options: MppsRefusalsOptions = {}) {
    this.#refusalCount = options.refusalCount ?? 1000;
  }

  add(refusal: MppsRefusal): void {
    this.#kept.push(refusal);
    if (this.#kept.length > this.#refusalCount) this.#kept.shift();
  }

  /** The oldest first. */
  list(): readonly MppsRefusal[] {
    return [...this.#kept];
  }
}
