/**
 * Which entries of the worklist a performed procedure step is for: by accession number, else by study, else by the ID of
 * the scheduled step. PS3.4 F.7.2.1.2, Note; PS3.17 J.4.
 */
import type { Dataset } from "@minipacs/dicom-core";
import { MPPS_STATUS } from "@minipacs/dimse";
import type { WorklistEntry } from "./worklist-store.ts";

/** What an item of Scheduled Step Attributes Sequence (0040,0270) names; empty text where it does not. */
export interface ScheduledStepKeys {
  accessionNumber: string;
  studyInstanceUid: string;
  stepId: string;
  requestedProcedureId: string;
}

/** What of a step names the worklist entry. */
export type LinkBy = "accession" | "studyUid" | "stepId";

/** One entry that is linked, and why. */
export interface MppsLinkEntry {
  /** Of the worklist entry. */
  id: string;
  by: LinkBy;
  /** What both have. */
  value: string;
}

/** To which worklist entries a step belongs. */
export interface MppsLink {
  isLinked: boolean;
  entries: MppsLinkEntry[];
  /** What was looked for and is not in the worklist. */
  notFound: { by: LinkBy; value: string }[];
  /** For people: `accession number ACC-001`. */
  reason: string;
}

/** What of the worklist is needed to find entries. */
export interface LinkableWorklist {
  get(id: string): WorklistEntry | undefined;
  withAccessionNumber(accessionNumber: string): readonly WorklistEntry[];
  withStudyUid(studyInstanceUid: string): readonly WorklistEntry[];
  withStepId(stepId: string): readonly WorklistEntry[];
}

/** Of so many scheduled steps the entries are looked for; modalities group a handful. */
const MAX_SCHEDULED_STEPS = 100;

/** For people. */
export const LINK_NAMES: Readonly<Record<LinkBy, string>> = {
  accession: "accession number",
  studyUid: "study instance UID",
  stepId: "scheduled procedure step ID",
};

/**
 * Returns what the scheduled steps are named by, 100 at most. What no item names is taken from the root, where modalities that know
 * no sequences put it.
 */
export function scheduledStepsOf(dataset: Dataset): ScheduledStepKeys[] {
  const items = dataset.get("ScheduledStepAttributesSequence") ?? [];
  const steps = items.slice(0, MAX_SCHEDULED_STEPS).map(keysOf);
  const root = keysOf(dataset);
  if (steps.length === 0) return [root];
  for (const key of ["accessionNumber", "studyInstanceUid", "stepId", "requestedProcedureId"] as const) {
    if (steps.every((step) => step[key] === "")) for (const step of steps) step[key] = root[key];
  }
  return steps;
}

/** Returns the accession numbers of scheduled steps, each once. */
export function accessionNumbersOf(steps: readonly ScheduledStepKeys[]): string[] {
  return [...new Set(steps.map(({ accessionNumber }) => accessionNumber).filter((number) => number !== ""))];
}

/**
 * Looks the scheduled steps up in the worklist. Entries that were linked before stay so, also when somebody has removed
 * them since.
 */
export function findLink(
  steps: readonly ScheduledStepKeys[],
  worklist: LinkableWorklist,
  before: readonly MppsLinkEntry[] = [],
): MppsLink {
  const entries = new Map<string, MppsLinkEntry>();
  const notFound = new Map<string, MppsLink["notFound"][number]>();
  for (const step of steps) {
    for (const { by, value, matching } of attempts(step, worklist)) {
      const matches = matching();
      for (const { id } of matches) if (!entries.has(id)) entries.set(id, { id, by, value });
      if (matches.length > 0) break;
      notFound.set(`${by} ${value}`, { by, value });
    }
  }
  for (const entry of before) if (!entries.has(entry.id)) entries.set(entry.id, entry);
  for (const { by, value } of entries.values()) notFound.delete(`${by} ${value}`);
  const link = { entries: [...entries.values()], notFound: [...notFound.values()] };
  return { isLinked: link.entries.length > 0, ...link, reason: describeLink(link) };
}

/** The surest first. */
function attempts(step: ScheduledStepKeys, worklist: LinkableWorklist) {
  const { accessionNumber, studyInstanceUid, stepId } = step;
  const all = [
    {
      by: "accession" as const,
      value: accessionNumber,
      matching: () => worklist.withAccessionNumber(accessionNumber),
    },
    {
      by: "studyUid" as const,
      value: studyInstanceUid,
      matching: () => worklist.withStudyUid(studyInstanceUid),
    },
    { by: "stepId" as const, value: stepId, matching: () => entriesWithStepId(step, worklist) },
  ];
  return all.filter(({ value }) => value !== "");
}

/** Step IDs are short and come again: where both sides name a requested procedure, it has to be the same. */
function entriesWithStepId(step: ScheduledStepKeys, worklist: LinkableWorklist): WorklistEntry[] {
  return worklist.withStepId(step.stepId).filter(({ dataset }) => {
    const own = text(dataset, "RequestedProcedureID");
    return own === "" || step.requestedProcedureId === "" || own === step.requestedProcedureId;
  });
}

function describeLink({ entries, notFound }: Pick<MppsLink, "entries" | "notFound">): string {
  const list = (found: readonly { by: LinkBy; value: string }[]) =>
    [...new Set(found.map(({ by, value }) => `${LINK_NAMES[by]} ${value}`))].join(", ");
  const missing = notFound.length > 0 ? `not in the worklist: ${list(notFound)}` : "";
  if (entries.length > 0) return [list(entries), missing].filter((part) => part !== "").join("; ");
  return missing || "neither accession number nor study instance UID nor scheduled procedure step ID";
}

/** What the status of a scheduled step (0040,0020) is while, and after, it is performed. */
const STEP_STATUS: Readonly<Record<string, string>> = {
  [MPPS_STATUS.inProgress]: "STARTED",
  [MPPS_STATUS.completed]: "COMPLETED",
  [MPPS_STATUS.discontinued]: "DISCONTINUED",
};

/** One scheduled step whose status is to change. */
export interface StepStatusChange {
  id: string;
  stepIndex: number;
  status: string;
}

/**
 * Returns what a status (0040,0252) changes in the worklist. Of several steps those change that the performed
 * step names by their ID, else those of its modality, else those that are alone in their entry.
 */
export function stepStatusChanges(
  link: MppsLink,
  steps: readonly ScheduledStepKeys[],
  { status: performed, modality }: { status: string; modality: string },
  worklist: Pick<LinkableWorklist, "get">,
): StepStatusChange[] {
  const status = STEP_STATUS[performed];
  if (status === undefined) return [];
  const ids = new Set(steps.map(({ stepId }) => stepId).filter((id) => id !== ""));
  const linked = link.entries.flatMap(({ id }) => {
    const items = worklist.get(id)?.dataset.get("ScheduledProcedureStepSequence");
    return items ? [{ id, items }] : [];
  });
  const isNamed = (item: Dataset) => ids.has(text(item, "ScheduledProcedureStepID"));
  const isOfModality = (item: Dataset) => text(item, "Modality") === modality;
  const isAny = (which: (item: Dataset) => boolean) => linked.some(({ items }) => items.some(which));
  const choice = [isNamed, isOfModality].find(isAny);
  return linked.flatMap(({ id, items }) => {
    const isMeant = choice ?? (() => items.length === 1);
    return items.flatMap((item, stepIndex) => {
      const isChanged = isMeant(item) && text(item, "ScheduledProcedureStepStatus") !== status;
      return isChanged ? [{ id, stepIndex, status }] : [];
    });
  });
}

function keysOf(item: Dataset): ScheduledStepKeys {
  return {
    accessionNumber: text(item, "AccessionNumber"),
    studyInstanceUid: text(item, "StudyInstanceUID"),
    stepId: text(item, "ScheduledProcedureStepID"),
    requestedProcedureId: text(item, "RequestedProcedureID"),
  };
}

function text(dataset: Dataset, key: string): string {
  return dataset.getText(key)?.trim() ?? "";
}
