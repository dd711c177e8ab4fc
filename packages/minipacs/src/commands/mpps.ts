/** `minipacs mpps HOST:PORT`: reports a performed procedure step as a modality does. PS3.4 F.7. */
import {
  createDataset,
  createUid,
  type Dataset,
  formatDate,
  formatTime,
  isDicomError,
} from "@minipacs/dicom-core";
import {
  type Association,
  connect,
  MPPS,
  MPPS_STATUS,
  type MppsStatus,
  type NResponse,
} from "@minipacs/dimse";
import { blame } from "../config/blame.ts";
import { escapeControls } from "../events/describe-event.ts";
import { flagOf } from "./arguments.ts";
import { CliError, EXIT_FAILED } from "./cli-error.ts";
import { explained, explainStatus, isCarriedOut } from "./explain.ts";
import { printJson } from "./json-line.ts";
import { type RecordOptions, recorded } from "./recording.ts";
import { copyScheduled, readScheduledStep, type ScheduledStep } from "./scheduled-step.ts";
import { type NodeOptions, readTarget } from "./tls-files.ts";

export interface MppsCommandOptions extends NodeOptions, RecordOptions {
  /** Which part to send; without it N-CREATE, then N-SET. */
  only?: string;
  uid?: string;
  /** A file with the worklist entry that is performed. */
  entry?: string;
  accession?: string;
  studyUid?: string;
  stepId?: string;
  modality?: string;
  patientName?: string;
  patientId?: string;
  discontinue?: boolean;
  /** Print a JSON object for each answer. */
  json?: boolean;
}

/** What a step is about: what is given goes before what its worklist entry says. */
export interface StepFacts
  extends Pick<
    MppsCommandOptions,
    "accession" | "studyUid" | "stepId" | "modality" | "patientName" | "patientId"
  > {
  scheduled?: ScheduledStep;
}

/** "Other": what says no modality has some, because the attribute needs a value. */
const UNKNOWN_MODALITY = "OT";
/** Of a step that no worklist entry is given for. */
const TEST_PATIENT = { patientName: "Test^Patient", patientId: "TEST-1" };

export async function runMpps(address: string, options: MppsCommandOptions): Promise<void> {
  const { only } = options;
  if (only !== undefined && only !== "create" && only !== "set") {
    throw new CliError(`--only takes "create" or "set", not "${only}".`);
  }
  if (only === "set" && !options.uid) throw new CliError("--only set needs --uid: which step is to be set.");
  const facts =
    options.entry === undefined
      ? { ...TEST_PATIENT, ...options }
      : { ...options, scheduled: await readScheduledStep(options.entry) };
  // What cannot be sent is found out before anybody is asked.
  const begun = only === "set" ? undefined : made(() => createStep(facts));
  const ended = only === "create" ? undefined : made(() => createStepEnd(facts, endOf(options)));
  const target = await readTarget(address, options);
  const perform = async () => {
    const association = await connect({ ...target, contexts: [{ abstractSyntax: MPPS }] });
    try {
      const sopInstanceUid = options.uid ?? createUid();
      if (begun) await create(association, sopInstanceUid, begun, options);
      if (ended) await set(association, sopInstanceUid, ended, options);
      await association.release();
    } finally {
      association.abort();
    }
  };
  await recorded(options, () => explained(target, perform));
}

function made(make: () => Dataset): Dataset {
  try {
    return make();
  } catch (error) {
    if (!isDicomError(error)) throw error;
    throw new CliError(`The step cannot be made: ${error.message}.`);
  }
}

async function create(
  association: Association,
  sopInstanceUid: string,
  step: Dataset,
  options: MppsCommandOptions,
): Promise<void> {
  const dataset = step.set("PerformedStationAETitle", association.callingAeTitle);
  const response = await association.nCreate({ sopClassUid: MPPS, sopInstanceUid, dataset });
  report({ service: "N-CREATE", ppsStatus: MPPS_STATUS.inProgress, sopInstanceUid }, response, options);
}

async function set(
  association: Association,
  sopInstanceUid: string,
  dataset: Dataset,
  options: MppsCommandOptions,
): Promise<void> {
  const response = await association.nSet({ sopClassUid: MPPS, sopInstanceUid, dataset });
  report({ service: "N-SET", ppsStatus: endOf(options), sopInstanceUid }, response, options);
}

function endOf({ discontinue }: MppsCommandOptions): MppsStatus {
  return discontinue ? MPPS_STATUS.discontinued : MPPS_STATUS.completed;
}

interface Step {
  service: "N-CREATE" | "N-SET";
  ppsStatus: MppsStatus;
  sopInstanceUid: string;
}

function report(step: Step, { status, errorComment }: NResponse, { json }: MppsCommandOptions): void {
  const { service, ppsStatus, sopInstanceUid } = step;
  if (json) {
    const told = { performedProcedureStepStatus: ppsStatus, status, errorComment };
    printJson({ service, sopInstanceUid, ...told });
  }
  if (!isCarriedOut(status, service)) {
    const why = explainStatus(status, service, errorComment);
    throw new CliError(`${service} ${sopInstanceUid}: ${why}.${adviseOnMpps(status)}`, EXIT_FAILED);
  }
  if (json) return;
  const remark = status === 0 ? "" : `: ${explainStatus(status, service, errorComment)}`;
  process.stdout.write(`${escapeControls(`${service} ${ppsStatus} ${sopInstanceUid}${remark}`)}\n`);
}

/** What a modality does wrong most often. PS3.4 F.7.2. */
function adviseOnMpps(status: number): string {
  if (status === 0x0111) return " There is a step with this UID: give another one with --uid, or none.";
  if (status === 0x0112) return " The other side knows no step with this UID: send N-CREATE first.";
  return "";
}

/**
 * Returns the attributes that a modality must send, PS3.4 Table F.7.2-1, and what else a worklist entry has of them.
 * The station's AE title may be set later, by who knows the association.
 *
 * @throws InvalidArgumentError ARG_VALUE_... naming the option whose value its attribute cannot have
 */
export function createStep(facts: StepFacts, stationAeTitle?: string): Dataset {
  const now = new Date();
  const item = createDataset({
    AccessionNumber: undefined,
    StudyInstanceUID: createUid(),
    ReferencedStudySequence: [],
    RequestedProcedureID: undefined,
    RequestedProcedureDescription: undefined,
    ScheduledProcedureStepID: undefined,
    ScheduledProcedureStepDescription: undefined,
    ScheduledProtocolCodeSequence: [],
  });
  const step = createDataset({
    SpecificCharacterSet: "ISO_IR 192",
    ...{ Modality: UNKNOWN_MODALITY, PatientName: undefined, PatientID: undefined },
    PatientBirthDate: undefined,
    PatientSex: undefined,
    ReferencedPatientSequence: [],
    PerformedProcedureStepID: `PPS-${formatTime(now)}`,
    PerformedStationAETitle: stationAeTitle,
    PerformedStationName: undefined,
    PerformedLocation: undefined,
    PerformedProcedureStepStartDate: formatDate(now),
    PerformedProcedureStepStartTime: formatTime(now),
    PerformedProcedureStepStatus: MPPS_STATUS.inProgress,
    PerformedProcedureStepDescription: undefined,
    PerformedProcedureTypeDescription: undefined,
    ProcedureCodeSequence: [],
    PerformedProcedureStepEndDate: undefined,
    PerformedProcedureStepEndTime: undefined,
    StudyID: undefined,
    PerformedProtocolCodeSequence: [],
    PerformedSeriesSequence: [],
  });
  if (facts.scheduled) copyScheduled(facts.scheduled, step, item);
  setGiven(step, facts, { modality: "Modality", patientName: "PatientName", patientId: "PatientID" });
  setGiven(item, facts, {
    accession: "AccessionNumber",
    studyUid: "StudyInstanceUID",
    stepId: "ScheduledProcedureStepID",
  });
  return step.set("ScheduledStepAttributesSequence", [item]);
}

type Given = Omit<StepFacts, "scheduled">;

/** Puts what options say into their attributes; one that cannot have it is told by the name of the option. */
function setGiven(dataset: Dataset, facts: Given, keywords: { [K in keyof Given]?: string }): void {
  for (const [name, keyword] of Object.entries(keywords)) {
    const value = facts[name as keyof Given];
    if (value !== undefined) blame(flagOf(name), () => dataset.set(keyword, value));
  }
}

/** What ends a step: it names at least one series. PS3.4 Table F.7.2-1. */
export function createStepEnd(facts: StepFacts, status: MppsStatus): Dataset {
  const now = new Date();
  return createDataset({
    PerformedProcedureStepStatus: status,
    PerformedProcedureStepEndDate: formatDate(now),
    PerformedProcedureStepEndTime: formatTime(now),
    PerformedSeriesSequence: [createSeries(facts)],
  });
}

function createSeries({ modality, scheduled }: StepFacts): Dataset {
  const series = createDataset({
    PerformingPhysicianName: undefined,
    OperatorsName: undefined,
    SeriesInstanceUID: createUid(),
    SeriesDescription: undefined,
    RetrieveAETitle: undefined,
    ReferencedImageSequence: [],
    ReferencedNonImageCompositeSOPInstanceSequence: [],
  });
  const ofEntry = scheduled?.step.getText("Modality") || UNKNOWN_MODALITY;
  series.set("ProtocolName", ofEntry, { validate: false });
  if (modality) setGiven(series, { modality }, { modality: "ProtocolName" });
  return series;
}
