/**
 * The rules M1 to M17 for performed procedure steps, as functions of a message and of what is known: they tell what is
 * broken, and decide nothing. PS3.4 F.7.2, F.8.2.
 */
import { type Dataset, diagnoseText, isValidUid } from "@minipacs/dicom-core";
import { MPPS, MPPS_RETRIEVE, MPPS_STATUS, STATUS } from "@minipacs/dimse";
import {
  checkCreateTypes,
  checkFinalTypes,
  checkSetTypes,
  checkSettable,
  hasValue,
} from "./mpps-type-rules.ts";
import { type MppsViolation, nameAttribute, pathOfTags, violation } from "./mpps-violation.ts";

/** What makes text unreadable. */
const TEXT_PROBLEMS: ReadonlySet<string> = new Set([
  "CHARSET_BYTES",
  "CHARSET_ESCAPE_UNKNOWN",
  "CHARSET_UNKNOWN_TERM",
]);

/** An N-CREATE, and whether there is a step with its UID. */
export interface CreateFacts {
  sopClassUid: string;
  sopInstanceUid: string | undefined;
  isKnown: boolean;
  dataset: Dataset;
}

/** An N-SET: the step before it, `undefined` where there is none, and what comes of both. */
export interface SetFacts {
  sopClassUid: string;
  before: Dataset | undefined;
  changes: Dataset;
  merged: Dataset | undefined;
}

/** An N-GET. */
export interface GetFacts {
  sopClassUid: string;
  isKnown: boolean;
}

const STATUS_KEYWORD = "PerformedProcedureStepStatus";
const STATUSES: readonly string[] = Object.values(MPPS_STATUS);

/** Returns (0040,0252) without padding. */
export function statusOf(dataset: Dataset): string {
  return dataset.getText(STATUS_KEYWORD)?.trim() ?? "";
}

/** Whether a step is over. */
export function isFinalStatus(status: string): boolean {
  return status === MPPS_STATUS.completed || status === MPPS_STATUS.discontinued;
}

/** Returns what an N-CREATE breaks: M1 to M5, M13, M15, C3. */
export function checkCreate(facts: CreateFacts): MppsViolation[] {
  const { sopClassUid, sopInstanceUid, isKnown, dataset } = facts;
  if (sopClassUid !== MPPS) return [wrongClass(sopClassUid, "N-CREATE", STATUS.noSuchSopClass, true)];
  if (isKnown) {
    const sentence = "There is a procedure step with this UID.";
    return [violation("M3", sentence, { status: STATUS.duplicateSopInstance, isFatal: true })];
  }
  return [
    ...checkNewUid(sopInstanceUid),
    ...checkCreatedStatus(dataset),
    ...checkCreateTypes(dataset),
    ...checkText(dataset, "M5"),
    ...checkAccessionNumber(dataset),
  ];
}

/** Returns what an N-SET breaks: M6 to M14, M17. What merging its text found comes with the merge. */
export function checkSet(facts: SetFacts): MppsViolation[] {
  const { sopClassUid, before, changes, merged } = facts;
  if (before === undefined || merged === undefined) return [unknownInstance()];
  const found: MppsViolation[] = [];
  if (sopClassUid !== MPPS) {
    found.push(wrongClass(sopClassUid, "N-SET", STATUS.classInstanceConflict, false));
  }
  if (isFinalStatus(statusOf(before))) {
    const sentence = "The procedure step is over; it can no longer be changed.";
    return [...found, violation("M11", sentence, { status: STATUS.processingFailure, isFatal: true })];
  }
  const isFinal = isFinalStatus(statusOf(merged));
  return [
    ...found,
    ...checkNewStatus(changes),
    ...checkSettable(changes, before),
    ...checkSetTypes(changes, isFinal),
    ...(isFinal ? checkFinalTypes(merged) : []),
    ...checkText(changes, "M14"),
    ...checkNothingLost(before, changes),
  ];
}

/** Returns what an N-GET breaks: M13, M16. */
export function checkGet({ sopClassUid, isKnown }: GetFacts): MppsViolation[] {
  if (!isKnown) return [unknownInstance()];
  if (sopClassUid === MPPS_RETRIEVE) return [];
  return [wrongClass(sopClassUid, "N-GET", STATUS.classInstanceConflict, false)];
}

function unknownInstance(): MppsViolation {
  const sentence = "There is no procedure step with this UID.";
  return violation("M6", sentence, { status: STATUS.noSuchSopInstance, isFatal: true });
}

/** M13. A class of this service whose operations are others does not know this one. PS3.4 F.7.1, F.8.1. */
function wrongClass(uid: string, service: string, status: number, isFatal: boolean): MppsViolation {
  if (uid === MPPS || uid === MPPS_RETRIEVE) {
    const name = uid === MPPS ? "the MPPS SOP class" : "the MPPS Retrieve SOP class";
    const sentence = `${service} is no operation of ${name}.`;
    return violation("M13", sentence, { status: STATUS.unrecognizedOperation, isFatal });
  }
  return violation("M13", "The SOP class is not that of procedure steps.", { status, isFatal });
}

/** M1, M2. */
function checkNewUid(uid: string | undefined): MppsViolation[] {
  if (!uid) return [violation("M2", "The N-CREATE names no SOP Instance UID; the server has chosen one.")];
  if (isValidUid(uid)) return [];
  return [violation("M1", "The SOP Instance UID is no UID.", { status: STATUS.invalidSopInstance })];
}

/** M4: absent and empty are for the type rules. */
function checkCreatedStatus(dataset: Dataset): MppsViolation[] {
  const status = statusOf(dataset);
  if (status === MPPS_STATUS.inProgress || status === "") return [];
  const sentence = `${nameAttribute(STATUS_KEYWORD)} of an N-CREATE can only be IN PROGRESS.`;
  return [violation("M4", sentence, invalid(STATUS_KEYWORD))];
}

/** M12: repeating IN PROGRESS is allowed. */
function checkNewStatus(changes: Dataset): MppsViolation[] {
  if (!changes.has(STATUS_KEYWORD) || STATUSES.includes(statusOf(changes))) return [];
  const sentence = `${nameAttribute(STATUS_KEYWORD)} is none of ${STATUSES.join(", ")}.`;
  return [violation("M12", sentence, invalid(STATUS_KEYWORD))];
}

function invalid(attribute: string) {
  return { attribute, status: STATUS.invalidAttributeValue };
}

/** (0008,0005) is of type 1C: required where text goes beyond ASCII. Bytes that its set does not have are no text. */
function checkText(dataset: Dataset, rule: "M5" | "M14"): MppsViolation[] {
  const attribute = "SpecificCharacterSet";
  const name = nameAttribute(attribute);
  const problems = new Map<string, string>();
  for (const { code, path } of diagnoseText(dataset)) {
    if (TEXT_PROBLEMS.has(code)) problems.set(pathOfTags(path), code);
  }
  const [first] = problems.keys();
  if (first === undefined) return [];
  if (!hasValue(dataset, attribute)) {
    const status = rule === "M5" ? STATUS.missingAttribute : STATUS.missingAttributeValue;
    const sentence = `${name} is missing, but ${nameAttribute(first)} is not in ASCII.`;
    return [violation(rule, sentence, { attribute, status })];
  }
  return [...problems.keys()].map((path) => {
    const sentence =
      path === attribute
        ? `${name} names a character set that there is not.`
        : `${nameAttribute(path)} holds bytes that the declared character set does not have.`;
    return violation("M14", sentence, invalid(path));
  });
}

/** C3: a scheduled step without an accession number may have it empty; the root has none. */
function checkAccessionNumber(dataset: Dataset): MppsViolation[] {
  if (!hasValue(dataset, "AccessionNumber")) return [];
  const sentence = `${nameAttribute("AccessionNumber")} belongs into the items of ${nameAttribute("ScheduledStepAttributesSequence")}, not into the root.`;
  return [violation("C3", sentence, { attribute: "AccessionNumber" })];
}

/** M17: an N-SET brings all items of a sequence, so what was listed once stays listed. PS3.4 F.7.2.2.2. */
function checkNothingLost(before: Dataset, changes: Dataset): MppsViolation[] {
  const series = "PerformedSeriesSequence";
  if (!changes.has(series)) return [];
  const now = new Map(changes.get(series)?.map((item) => [item.getText("SeriesInstanceUID"), item]));
  const problems = new Set<string>();
  for (const item of before.get(series) ?? []) {
    const kept = now.get(item.getText("SeriesInstanceUID"));
    const there = new Set(kept ? referencesOf(kept) : []);
    if (kept === undefined) problems.add("A series that was");
    else if (referencesOf(item).some((uid) => !there.has(uid))) problems.add("Objects of a series that were");
  }
  return [...problems].map((what) => {
    const sentence = `${what} listed before ${what.endsWith("were") ? "are" : "is"} not in ${nameAttribute(series)} any more.`;
    return violation("M17", sentence, { attribute: series });
  });
}

function referencesOf(series: Dataset): string[] {
  const lists = ["ReferencedImageSequence", "ReferencedNonImageCompositeSOPInstanceSequence"] as const;
  return lists.flatMap((list) =>
    (series.get(list) ?? []).map((item) => item.getText("ReferencedSOPInstanceUID") ?? ""),
  );
}
