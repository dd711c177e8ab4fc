/**
 * What a modality takes on from the worklist entry that it performs. PS3.4 Table F.7.2-1; IHE RAD TF-2 Appendix A for
 * what of it is performed as scheduled.
 */
import { Dataset, fromDicomJson, isDicomError, tagForKeyword } from "@minipacs/dicom-core";
import { MPPS_ATTRIBUTES } from "../services/mpps-attributes.ts";
import { hasValue } from "../services/mpps-type-rules.ts";
import { STEP_KEYWORDS } from "../worklist/step-keywords.ts";
import { CliError } from "./cli-error.ts";
import { nameInput, parseJson, readText } from "./input.ts";

const SPECIFIC_CHARACTER_SET = tagForKeyword("SpecificCharacterSet");
const SCHEDULED_STEP_ATTRIBUTES =
  MPPS_ATTRIBUTES.find(({ keyword }) => keyword === "ScheduledStepAttributesSequence")?.items ?? [];

/** A worklist entry of one scheduled step. */
export interface ScheduledStep {
  entry: Dataset;
  /** The item of its Scheduled Procedure Step Sequence; without attributes where it has none. */
  step: Dataset;
}

/** Reads the one entry of a file as `find --json` and `worklist export` write it, `-` for standard input. */
export async function readScheduledStep(file: string): Promise<ScheduledStep> {
  const name = nameInput(file);
  const entries = entriesOf(await readText(file), file).map((entry) => datasetOf(entry, name));
  const steps = entries.flatMap((entry) => {
    const items = entry.get("ScheduledProcedureStepSequence") ?? [];
    return (items.length > 0 ? items : [new Dataset()]).map((step) => ({ entry, step }));
  });
  const [scheduled] = steps;
  if (scheduled === undefined) {
    throw new CliError(`${name} holds no worklist entry: the query has found none. Ask for another one.`);
  }
  if (steps.length > 1) {
    throw new CliError(
      `${name} holds ${steps.length} scheduled steps, but one is performed. Ask for it alone, such as with -k AccessionNumber=A-1.`,
    );
  }
  if (!saysAnything(scheduled.entry)) {
    throw new CliError(
      `${name} holds a worklist entry without values: it says neither patient nor order. Write it again as find --json prints it.`,
    );
  }
  return scheduled;
}

/** A line each, an array, or one alone, which may have several lines. */
function entriesOf(text: string, file: string): unknown[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  try {
    return lines.flatMap((line): unknown => JSON.parse(line));
  } catch {
    return [parseJson(text, file)].flat();
  }
}

/** Whether there is a value to take on; the character set is none. */
function saysAnything(dataset: Dataset): boolean {
  return [...dataset.elements()].some(({ tag, items }) =>
    items ? items.some(saysAnything) : tag !== SPECIFIC_CHARACTER_SET && hasValue(dataset, tag),
  );
}

function datasetOf(json: unknown, name: string): Dataset {
  try {
    return fromDicomJson(json);
  } catch (error) {
    if (!isDicomError(error)) throw error;
    throw new CliError(`${name} is no worklist entry as find --json prints it: ${error.message}.`);
  }
}

/** What is performed as scheduled, and so reported with the values of the entry. */
const AS_SCHEDULED = [
  ["StudyID", "RequestedProcedureID"],
  ["ProcedureCodeSequence", "RequestedProcedureCodeSequence"],
  ["PerformedProcedureStepDescription", "ScheduledProcedureStepDescription"],
  ["PerformedProtocolCodeSequence", "ScheduledProtocolCodeSequence"],
] as const;

/** Puts what an entry says into a step that is begun, and into the item of its scheduled step. */
export function copyScheduled({ entry, step }: ScheduledStep, begun: Dataset, item: Dataset): void {
  const copy = (scheduled: string, target: Dataset, keyword = scheduled) => {
    const source = STEP_KEYWORDS.has(scheduled) ? step : entry;
    const value = source.element(scheduled)?.items ?? source.getText(scheduled);
    // Whether it is a value that the attribute may have is for the other side to find out.
    if (value?.length) target.set(keyword, value, { validate: false });
  };
  for (const { keyword } of MPPS_ATTRIBUTES) copy(keyword, begun);
  for (const { keyword } of SCHEDULED_STEP_ATTRIBUTES) copy(keyword, item);
  for (const [performed, scheduled] of AS_SCHEDULED) copy(scheduled, begun, performed);
}
