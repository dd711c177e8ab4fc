/** The values by which a worklist of any length is searched, taken out of each data set once. */
import { type Dataset, formatDate, parseDate } from "@minipacs/dicom-core";

/** Where in an entry the values are: at the root or in the scheduled steps. PS3.4 Table K.6-1. */
export const ENTRY_KEYS = {
  accessionNumber: { keyword: "AccessionNumber", isOfStep: false },
  patientId: { keyword: "PatientID", isOfStep: false },
  studyUid: { keyword: "StudyInstanceUID", isOfStep: false },
  stationAeTitle: { keyword: "ScheduledStationAETitle", isOfStep: true },
  modality: { keyword: "Modality", isOfStep: true },
  /** `20261129`, however it is written. */
  startDate: { keyword: "ScheduledProcedureStepStartDate", isOfStep: true },
  stepId: { keyword: "ScheduledProcedureStepID", isOfStep: true },
} as const;

/** What an entry is looked up by. */
export type EntryKeyName = keyof typeof ENTRY_KEYS;

/** Several values where there are several steps, or an attribute has several. */
export type EntryKeys = { readonly [name in EntryKeyName]: readonly string[] };

export const ENTRY_KEY_NAMES = Object.keys(ENTRY_KEYS) as EntryKeyName[];

/** Returns the values of an entry. */
export function entryKeysOf(dataset: Dataset): EntryKeys {
  const steps = dataset.get("ScheduledProcedureStepSequence") ?? [];
  const keys = {} as Record<EntryKeyName, readonly string[]>;
  for (const name of ENTRY_KEY_NAMES) {
    const { keyword, isOfStep } = ENTRY_KEYS[name];
    const found = (isOfStep ? steps : [dataset]).flatMap((from) => keyValuesOf(from.getText(keyword)));
    keys[name] = name === "startDate" ? found.flatMap(normalizeDate) : found;
  }
  return keys;
}

/** Returns the values of an attribute, or of a key that asks for it, such that equal ones are the same text. */
export function keyValuesOf(text: string | undefined): string[] {
  if (!text) return [];
  return text
    .split("\\")
    .map((value) => value.trim().normalize("NFC"))
    .filter((value) => value !== "");
}

/** A date that is none fits no key that is one. */
function normalizeDate(text: string): string[] {
  const date = parseDate(text);
  return date ? [formatDate(date)] : [];
}

/** Returns the keys as they are kept in a row. */
export function formatEntryKeys(keys: EntryKeys): string {
  return JSON.stringify(ENTRY_KEY_NAMES.map((name) => keys[name]));
}

/** Returns the keys of a row. */
export function parseEntryKeys(text: string): EntryKeys {
  const values = JSON.parse(text) as string[][];
  const keys = {} as Record<EntryKeyName, readonly string[]>;
  for (const [index, name] of ENTRY_KEY_NAMES.entries()) keys[name] = values[index] ?? [];
  return keys;
}
