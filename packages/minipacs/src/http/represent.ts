/** What the API says of worklist, MPPS, instances and events: attributes under their keywords of PS3.6. */
import { type Dataset, keywordForTag } from "@minipacs/dicom-core";
import { describeEvent } from "../events/describe-event.ts";
import type { PacsEvent } from "../events/event-types.ts";
import type { IndexedInstance } from "../index-db/instance-index.ts";
import type { MppsRefusal } from "../services/mpps-refusals.ts";
import type { MppsChange, MppsStep, MppsStepState } from "../services/mpps-store.ts";
import { summarizeWorklistEntry, type WorklistEntry } from "../services/worklist-store.ts";
import type { ApiEvent, ApiInstance, ApiMppsStep, ApiMppsStepState, ApiWorklistEntry } from "./api-types.ts";

export function representWorklistEntry(entry: WorklistEntry): ApiWorklistEntry {
  const { id, createdAt, updatedAt, sampleKey, source, dataset } = entry;
  const summary = summarizeWorklistEntry(entry);
  const step = dataset.get("ScheduledProcedureStepSequence")?.[0];
  const text = (key: string) => dataset.getText(key)?.trim() ?? "";
  const ofStep = (key: string) => step?.getText(key)?.trim() ?? "";
  return {
    ...{ id, createdAt, updatedAt, source },
    isSample: sampleKey !== undefined,
    AccessionNumber: summary.accessionNumber,
    PatientName: summary.patientName,
    PatientID: summary.patientId,
    PatientBirthDate: text("PatientBirthDate"),
    PatientSex: text("PatientSex"),
    ReferringPhysicianName: text("ReferringPhysicianName"),
    RequestedProcedureID: text("RequestedProcedureID"),
    RequestedProcedureDescription: text("RequestedProcedureDescription"),
    StudyInstanceUID: summary.studyInstanceUid,
    Modality: summary.modality,
    ScheduledProcedureStepDescription: summary.description,
    ScheduledStationAETitle: summary.stationAeTitle,
    ScheduledStationName: ofStep("ScheduledStationName"),
    ScheduledProcedureStepStartDate: summary.startDate,
    ScheduledProcedureStepStartTime: summary.startTime,
    ScheduledProcedureStepID: ofStep("ScheduledProcedureStepID"),
    ScheduledPerformingPhysicianName: ofStep("ScheduledPerformingPhysicianName"),
    ScheduledProcedureStepStatus: ofStep("ScheduledProcedureStepStatus"),
  };
}

/**
 * Returns one text of those by which the worklist is filtered and sorted, as `representWorklistEntry` has it; where only
 * one of several steps has a date, that one.
 */
export function readWorklistEntry(entry: WorklistEntry, member: string): string {
  if (member === "createdAt" || member === "updatedAt") return entry[member];
  // The usual order of a long list: its data sets need not be decoded for it.
  if (member === "ScheduledProcedureStepStartDate" && entry.keys.startDate.length === 1) {
    return entry.keys.startDate[0] as string;
  }
  const { dataset } = entry;
  const isOfStep = member === "Modality" || member.startsWith("Scheduled");
  const from = isOfStep ? dataset.get("ScheduledProcedureStepSequence")?.[0] : dataset;
  return from?.getText(member)?.trim() ?? "";
}

export function representMppsStep(step: MppsStep): ApiMppsStep {
  const { violations, history, earlier } = step;
  return { ...representMppsState(step), violations, history: history.map(representMppsChange), earlier };
}

function representMppsState(step: MppsStepState): ApiMppsStepState {
  return {
    SOPInstanceUID: step.sopInstanceUid,
    PerformedProcedureStepStatus: step.status,
    AccessionNumber: step.accessionNumbers,
    isLinked: step.isLinked,
    worklistEntryIds: step.worklistEntryIds,
    linkReason: step.linkReason,
    link: step.link,
    contradictions: step.contradictions,
    PerformedStationAETitle: step.performedStationAeTitle,
    Modality: step.modality,
    PatientName: step.patientName,
    PatientID: step.patientId,
    PerformedProcedureStepDescription: step.description,
    PerformedProcedureStepStartDate: step.startDate,
    PerformedProcedureStepStartTime: step.startTime,
    PerformedProcedureStepEndDate: step.endDate,
    PerformedProcedureStepEndTime: step.endTime,
    callingAeTitle: step.callingAeTitle,
    createdAt: step.createdAt,
    updatedAt: step.updatedAt,
  };
}

export function representMppsChange(change: MppsChange) {
  const { time, service, status, callingAeTitle, answer, violations } = change;
  return {
    ...{ time, service, callingAeTitle, answer, violations },
    PerformedProcedureStepStatus: status,
  };
}

export function representMppsRefusal({ sopInstanceUid, peer, ...refusal }: MppsRefusal) {
  const { associationId, callingAeTitle } = peer;
  return { ...refusal, SOPInstanceUID: sopInstanceUid, callingAeTitle, associationId };
}

export function representInstance(instance: IndexedInstance): ApiInstance {
  return {
    SOPInstanceUID: instance.sopInstanceUid,
    SOPClassUID: instance.sopClassUid,
    sopClassName: instance.sopClassName,
    TransferSyntaxUID: instance.transferSyntaxUid,
    transferSyntaxName: instance.transferSyntaxName,
    StudyInstanceUID: instance.studyInstanceUid,
    SeriesInstanceUID: instance.seriesInstanceUid,
    PatientName: instance.patientName,
    PatientID: instance.patientId,
    AccessionNumber: instance.accessionNumber,
    Modality: instance.modality,
    StudyDate: instance.studyDate,
    StudyDescription: instance.studyDescription,
    SeriesDescription: instance.seriesDescription,
    SpecificCharacterSet: instance.specificCharacterSet,
    expectedCharacterSet: instance.expectedCharacterSet,
    hasPixelData: instance.hasPixelData,
    byteCount: instance.byteCount,
    callingAeTitle: instance.callingAeTitle,
    receivedAt: instance.receivedAt,
    InstanceNumber: instance.instanceNumber,
    frameCount: instance.frameCount,
    path: instance.location.join("/"),
  };
}

/** An event with its line for people; what it brought is in the same form as in the lists. */
export function representEvent(event: PacsEvent): ApiEvent {
  const { level, label, text } = describeEvent(event);
  const line = { level, label, text };
  if (event.type === "mpps.create" || event.type === "mpps.set" || event.type === "mpps.get") {
    return { ...event, line, step: event.step && representMppsState(event.step) };
  }
  if (event.type === "store" || event.type === "storage.imported") {
    return { ...event, line, instance: event.instance && representInstance(event.instance) };
  }
  return { ...event, line };
}

/** Attributes of a data set by keyword, values as text; sequences as arrays. */
export function representAttributes(dataset: Dataset): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const { tag, items } of dataset.elements()) {
    const keyword = keywordForTag(tag);
    if (keyword === undefined) continue;
    attributes[keyword] = items ? items.map(representAttributes) : (dataset.getText(tag) ?? "");
  }
  return attributes;
}
