/** Compares results with the targets of their cases. */
import { type BenchCase, type CaseResult, isFailure, OURS } from "./case.ts";
import { formatFigure, formatRatio } from "./format.ts";

export interface TargetResult {
  case: string;
  /** "at least 2 times dicom-parser". */
  target: string;
  /** "3.1 times". */
  reached: string;
  /** The same as a number, NaN where nothing could be compared. */
  figure: number;
  /** Least ratio or most of our own figure. */
  limit: number;
  unit: "times" | CaseResult["unit"];
  isMet: boolean;
  /** A time, which depends on the machine: told, never judged. */
  isTime: boolean;
  /** Why it is missed, where that is known. */
  shortfall?: string;
}

/** Returns one entry a target. What cannot be compared because a side fails counts as missed. */
export function compareWithTargets(benchCase: BenchCase, result: CaseResult): TargetResult[] {
  const { atLeast = {}, atMost, shortfall } = benchCase.target ?? {};
  const reason = (isMet: boolean) => (isMet || shortfall === undefined ? {} : { shortfall });
  const entries: TargetResult[] = [];
  const ours = result.sides[OURS];
  for (const [peer, least] of Object.entries(atLeast)) {
    const side = result.sides[peer];
    const failing = [ours, side].find((one) => one !== undefined && isFailure(one));
    const ratio = side && !isFailure(side) && !failing ? side.ratio : Number.NaN;
    entries.push({
      case: result.name,
      target: least === 1 ? `no more than ${peer}` : `at least ${least} times ${peer}`,
      reached: Number.isNaN(ratio) ? "not comparable" : `${formatRatio(ratio)} times`,
      ...{ figure: ratio, limit: least, unit: "times" as const },
      isMet: ratio >= least,
      isTime: false,
      ...reason(ratio >= least),
    });
  }
  if (atMost !== undefined) {
    const figure = ours && !isFailure(ours) ? ours.median : Number.NaN;
    entries.push({
      case: result.name,
      target: `at most ${formatFigure(atMost, result.unit)}`,
      reached: formatFigure(figure, result.unit),
      ...{ figure, limit: atMost, unit: result.unit },
      isMet: figure <= atMost,
      isTime: result.unit === "µs" || result.unit === "ms",
      ...reason(figure <= atMost),
    });
  }
  return entries;
}
