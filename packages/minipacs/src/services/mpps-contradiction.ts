/**
 * Where a performed step and the worklist entry that it is linked with say different things: a modality that took its
 * patient or its study from elsewhere. It stays linked. Names are not compared: they have many spellings.
 * PS3.4 F.7.2.1.2, Note.
 */
import { ENTRY_KEYS, keyValuesOf } from "../worklist/entry-keys.ts";
import type { LinkableWorklist, MppsLink, ScheduledStepKeys } from "./mpps-link.ts";
import type { WorklistEntry } from "./worklist-store.ts";

/** One attribute that both have, with different values; a plain object. */
export interface MppsContradiction {
  /** Of the worklist entry. */
  id: string;
  attribute: "PatientID" | "StudyInstanceUID";
  /** Of the performed step. */
  ofStep: string;
  ofEntry: string;
}

const KEYS = { accession: "accessionNumber", studyUid: "studyInstanceUid", stepId: "stepId" } as const;

/**
 * Returns what a step contradicts of the entries that it is linked with. Where several are, such as procedures of one
 * order, one of them that agrees is enough.
 */
export function findContradictions(
  { patientId, scheduledSteps }: { patientId: string; scheduledSteps: readonly ScheduledStepKeys[] },
  { entries }: Pick<MppsLink, "entries">,
  worklist: Pick<LinkableWorklist, "get">,
): MppsContradiction[] {
  const linked = entries.flatMap((link) => {
    const entry = worklist.get(link.id);
    return entry ? [{ link, entry }] : [];
  });
  // Steps are shown by the thousand, and most agree: the data set of an entry is decoded only where it differs.
  const compare = (key: "patientId" | "studyUid", ofStep: string, found: typeof linked) => {
    const wanted = keyValuesOf(ofStep).join("\\");
    const others = found.map(({ entry }) => ({ entry, value: entry.keys[key].join("\\") }));
    if (wanted === "" || others.some(({ value }) => value === wanted)) return [];
    const { keyword: attribute } = ENTRY_KEYS[key];
    return others.flatMap(({ entry, value }) =>
      value === "" ? [] : [{ id: entry.id, attribute, ofStep, ofEntry: textOf(entry, attribute) }],
    );
  };
  return [
    ...compare("patientId", patientId, linked),
    ...scheduledSteps.flatMap((step) => {
      const own = linked.filter(({ link }) => step[KEYS[link.by]] === link.value);
      return compare("studyUid", step.studyInstanceUid, own);
    }),
  ];
}

function textOf({ dataset }: WorklistEntry, keyword: string): string {
  return dataset.getText(keyword)?.trim() ?? "";
}
