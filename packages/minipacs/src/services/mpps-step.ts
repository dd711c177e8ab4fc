/** Performed procedure steps as lists, events and the API show them; plain objects. PS3.4 F.7. */
import type { Dataset } from "@minipacs/dicom-core";
import type { Peer } from "../events/event-types.ts";
import type { MppsContradiction } from "./mpps-contradiction.ts";
import { accessionNumbersOf, type MppsLink, type ScheduledStepKeys } from "./mpps-link.ts";
import type { MppsViolation } from "./mpps-violation.ts";

/** One N-CREATE or N-SET of a step. */
export interface MppsChange {
  /** ISO 8601. */
  time: string;
  service: "N-CREATE" | "N-SET";
  /** (0040,0252) after it. */
  status: string;
  callingAeTitle: string;
  peer: Peer;
  /** DIMSE status that it was answered with; where that is not 0000, it has changed nothing. */
  answer: number;
  violations: readonly MppsViolation[];
}

/** One of them with what it brought. */
export interface MppsMessage extends MppsChange {
  /** Of the request. */
  transferSyntaxUid: string;
  /** As received, in that transfer syntax. */
  bytes: Uint8Array;
  /** Read from `bytes`. */
  dataset: Dataset;
}

/** N-SETs of a step that were too many to be kept. */
export interface EarlierMppsMessages {
  messageCount: number;
  violationCount: number;
  /** Of the first and the last of them, ISO 8601. */
  from: string;
  to: string;
}

/** What of a step is kept beside its data set and its messages. */
export interface MppsSummary {
  sopInstanceUid: string;
  /** (0040,0252), e.g. `IN PROGRESS`. */
  status: string;
  /** What the scheduled steps are named by that it performs. */
  scheduledSteps: ScheduledStepKeys[];
  performedStationAeTitle: string;
  modality: string;
  patientName: string;
  patientId: string;
  description: string;
  startDate: string;
  startTime: string;
  endDate: string;
  endTime: string;
  callingAeTitle: string;
  /** ISO 8601. */
  createdAt: string;
  updatedAt: string;
}

/** A performed procedure step as it is, and as events tell it. */
export interface MppsStepState extends MppsSummary {
  /** Of the scheduled steps it performs; empty where it names none. */
  accessionNumbers: string[];
  /** Whether one of the scheduled steps is in the worklist. */
  isLinked: boolean;
  /** Worklist entries that it performs. */
  worklistEntryIds: string[];
  /** Why it is linked, or not: `accession number ACC-001`. */
  linkReason: string;
  link: MppsLink;
  /** What the worklist entries say differently. */
  contradictions: MppsContradiction[];
}

/** One with all its messages; they can be many. */
export interface MppsStep extends MppsStepState {
  /** The N-CREATE, then the latest. */
  history: MppsChange[];
  /** What was between those, where there were more than `mppsHistory` of `PacsOptions`. */
  earlier?: EarlierMppsMessages;
  /** Of the messages in its history. */
  violations: MppsViolation[];
}

/** Returns what is kept of a step; `before` is what was. */
export function summarizeStep(
  sopInstanceUid: string,
  dataset: Dataset,
  scheduledSteps: ScheduledStepKeys[],
  message: { time: string; callingAeTitle: string },
  before: MppsSummary | undefined,
): MppsSummary {
  const text = (key: string) => dataset.getText(key)?.trim() ?? "";
  return {
    ...{ sopInstanceUid, scheduledSteps },
    status: text("PerformedProcedureStepStatus"),
    performedStationAeTitle: text("PerformedStationAETitle"),
    modality: text("Modality"),
    patientName: text("PatientName"),
    patientId: text("PatientID"),
    description: text("PerformedProcedureStepDescription"),
    startDate: text("PerformedProcedureStepStartDate"),
    startTime: text("PerformedProcedureStepStartTime"),
    endDate: text("PerformedProcedureStepEndDate"),
    endTime: text("PerformedProcedureStepEndTime"),
    callingAeTitle: before?.callingAeTitle ?? message.callingAeTitle,
    createdAt: before?.createdAt ?? message.time,
    updatedAt: message.time,
  };
}

/** Returns the summary with one more message. */
export function countEarlier(
  before: EarlierMppsMessages | undefined,
  { time, violations }: MppsChange,
): EarlierMppsMessages {
  return {
    messageCount: (before?.messageCount ?? 0) + 1,
    violationCount: (before?.violationCount ?? 0) + violations.length,
    ...{ from: before?.from ?? time, to: time },
  };
}

/** Returns a step from its parts. */
export function composeState(
  summary: MppsSummary,
  link: MppsLink,
  contradictions: MppsContradiction[],
): MppsStepState {
  return {
    ...summary,
    accessionNumbers: accessionNumbersOf(summary.scheduledSteps),
    isLinked: link.isLinked,
    worklistEntryIds: link.entries.map(({ id }) => id),
    linkReason: link.reason,
    ...{ link, contradictions },
  };
}
