/** What every entry has, whoever made it. PS3.4 Table K.6-1. */
import { createUid, Dataset } from "@minipacs/dicom-core";

const UTF_8 = "ISO_IR 192";

/**
 * Returns a copy of an entry, its text to be written in UTF-8, that has what an answer cannot do without: Study Instance UID,
 * Requested Procedure ID and at least one scheduled step, each with an ID and a status. What is there stays; what the
 * entry had before is not made anew.
 */
export function completeEntry(dataset: Dataset, position: number, before?: Dataset): Dataset {
  const entry = dataset.clone().set("SpecificCharacterSet", UTF_8);
  const number = String(position).padStart(6, "0");
  setMissing(entry, "StudyInstanceUID", () => before?.getText("StudyInstanceUID") || createUid());
  setMissing(entry, "RequestedProcedureID", () => `RP-${number}`);
  const steps = entry.get("ScheduledProcedureStepSequence") ?? [];
  const stepsBefore = before?.get("ScheduledProcedureStepSequence") ?? [];
  const status = (index: number) =>
    stepsBefore[index]?.getText("ScheduledProcedureStepStatus") || "SCHEDULED";
  entry.set(
    "ScheduledProcedureStepSequence",
    (steps.length > 0 ? steps : [new Dataset()]).map((step, index) => {
      const copy = step.clone();
      const suffix = index === 0 ? "" : `-${index + 1}`;
      setMissing(copy, "ScheduledProcedureStepID", () => `SPS-${number}${suffix}`);
      setMissing(copy, "ScheduledProcedureStepStatus", () => status(index));
      return copy;
    }),
  );
  return entry;
}

function setMissing(dataset: Dataset, keyword: string, create: () => string): void {
  if (!dataset.getText(keyword)?.trim()) dataset.set(keyword, create());
}

/** Returns a copy in which a change was made to some of the scheduled steps. */
export function changeSteps(dataset: Dataset, change: (step: Dataset, index: number) => void): Dataset {
  const copy = dataset.clone();
  const steps = (dataset.get("ScheduledProcedureStepSequence") ?? []).map((step, index) => {
    const changed = step.clone();
    change(changed, index);
    return changed;
  });
  return copy.set("ScheduledProcedureStepSequence", steps);
}
