/** What a benchmark case is and what measuring it gives. */

/** Does the work once. Its result is kept alive for a while, so that no work can be optimised away. */
export type Side = () => unknown;

export const OURS = "ours";

export interface BenchCase {
  name: string;
  suite: string;
  /** What every side does; printed into the document, so that a reader can judge the comparison. */
  compares: string;
  /** Absent: sides are timed, in µs a call. Given: a side returns its figure itself, or a promise of it, in this unit. */
  unit?: "ms" | "B" | "frames";
  /** Number of rounds, each with one sample of every side. */
  rounds?: number;
  ours: Side;
  peers: Readonly<Record<string, Side>>;
  /** Judges a result before anything is measured; a side that gives a wrong one counts as failing. */
  accepts?: (result: unknown) => boolean;
  target?: Target;
}

export interface Target {
  /** Least ratio of a peer's figure to ours, e.g. `{ "dicom-parser": 2 }`. */
  atLeast?: Readonly<Record<string, number>>;
  /** Most that our own figure may be, in the unit of the case. A time says something of one machine only. */
  atMost?: number;
  /** Why it is missed, where that is known: a sentence for the document. */
  shortfall?: string;
}

export interface SideResult {
  median: number;
  /** Median over the rounds of this side's figure divided by ours; 1 for our side. */
  ratio: number;
  /** Calls in one sample; 1 where the side returns its figure itself. */
  iterations: number;
}

export interface SideFailure {
  failure: string;
}

export interface CaseResult {
  name: string;
  suite: string;
  unit: "µs" | "ms" | "B" | "frames";
  rounds: number;
  sides: Record<string, SideResult | SideFailure>;
}

export function isFailure(side: SideResult | SideFailure): side is SideFailure {
  return "failure" in side;
}

const ring: unknown[] = new Array(8).fill(undefined);
let position = 0;

/** Keeps a value reachable until seven more have come. */
export function hold(value: unknown): void {
  ring[position] = value;
  position = (position + 1) & 7;
}

/** Forgets what is held, so that it does not count as memory of the next measurement. */
export function letGo(): void {
  ring.fill(undefined);
}
