/** What `--check` fails for: a target that is missed and that the document does not show as missed. */
import { parseFigure } from "./format.ts";
import type { TargetResult } from "./targets.ts";

/** How far a figure may be from another one: a factor for ratios, one for what is to be small. */
interface Room {
  ratio: number;
  size: number;
}

/** A target that the document has as met may be missed by a tenth. */
const MARGIN: Room = { ratio: 0.9, size: 1.1 };
/** One that it has as missed, by twice as much as there. */
const FAR: Room = { ratio: 0.5, size: 2 };
/** Which frame is dropped, or whether, is chance. */
const FRAMES = 1;

/**
 * Says why a missed target is none that is known: it has no reason, the document has it as met, or it is far worse than
 * there. Returns `undefined` for what is met or known, and for times, which are never judged.
 *
 * @param isElsewhere the document's figures are of another processor, where ratios are others: one that it has as met
 *   is new only if it is far from what stands there, too
 */
export function whyNew(
  entry: TargetResult,
  document: string,
  { isElsewhere = false } = {},
): string | undefined {
  if (entry.isMet || entry.isTime) return undefined;
  const [, , , reached = "", met] = rowOf(entry, document) ?? [];
  const documented = parseFigure(reached);
  const isFar = isBeyond(entry, documented, FAR);
  const isRatioElsewhere = isElsewhere && met === "yes" && entry.unit === "times";
  if (isRatioElsewhere && !isFar) return undefined;
  if (entry.shortfall === undefined) return "without a reason";
  // Nothing could be compared there either, or the case is a new one.
  if (Number.isNaN(documented)) return undefined;
  const isNew = met === "yes" ? isBeyond(entry, entry.limit, MARGIN) : isFar;
  return isNew ? `the document has ${reached}` : undefined;
}

/** Returns the line of a suite that says on what it was measured. */
export function documentedMachine(document: string, suite: string): string | undefined {
  const section = document.split(/^## /m).find((text) => text.startsWith(`${suite}\n`));
  return section?.match(/^\d{4}-\d\d-\d\d, (\d+ × .*)$/m)?.[1];
}

/** Whether two descriptions of machines name the same processor. */
export function isSameProcessor(one: string, other: string): boolean {
  const processor = (machine: string) => machine.match(/× ([^,]*)/)?.[1];
  return processor(one) === processor(other);
}

/** Returns the cells of the table of targets that belong to a result, the first one empty. */
function rowOf({ case: name, target }: TargetResult, document: string): string[] | undefined {
  const rows = document.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  return rows.find((cells) => cells[1] === name && cells[2] === target);
}

function isBeyond({ figure, unit }: TargetResult, other: number, { ratio, size }: Room): boolean {
  // Nothing could be compared, where something could.
  if (Number.isNaN(figure)) return true;
  if (unit === "times") return figure < other * ratio;
  return figure > other * size + (unit === "frames" ? FRAMES : 0);
}
