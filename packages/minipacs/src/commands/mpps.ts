/** `minipacs mpps HOST:PORT`: reports a performed procedure step as a modality does. PS3.4 F.7. */
import { createDataset, createUid, type Dataset, formatDate, formatTime } from "@minipacs/dicom-core";
import {
  type Association,
  connect,
  MPPS,
  MPPS_STATUS,
  type MppsStatus,
  type NResponse,
} from "@minipacs/dimse";
import { escapeControls } from "../events/describe-event.ts";
import { CliError, EXIT_FAILED } from "./cli-error.ts";
import { explained, explainStatus, isCarriedOut } from "./explain.ts";
import { printJson } from "./json-line.ts";
import { type RecordOptions, recorded } from "./recording.ts";
import { type NodeOptions, readTarget } from "./tls-files.ts";

export interface MppsCommandOptions extends NodeOptions, RecordOptions {
  /** Which part to send; without it N-CREATE, then N-SET. */
  only?: string;
  uid?: string;
  accession?: string;
  modality: string;
  patientName: string;
  patientId: string;
  discontinue?: boolean;
  /** Print a JSON object for each answer. */
  json?: boolean;
}

/** What a step is about. */
export type StepFacts = Pick<MppsCommandOptions, "accession" | "modality" | "patientName" | "patientId">;

export async function runMpps(address: string, options: MppsCommandOptions): Promise<void> {
  const { only } = options;
  if (only !== undefined && only !== "create" && only !== "set") {
    throw new CliError(`--only takes "create" or "set", not "${only}".`);
  }
  if (only === "set" && !options.uid) throw new CliError("--only set needs --uid: which step is to be set.");
  const target = await readTarget(address, options);
  const perform = async () => {
    const association = await connect({ ...target, contexts: [{ abstractSyntax: MPPS }] });
    try {
      let sopInstanceUid = options.uid;
      if (only !== "set") sopInstanceUid = await create(association, options);
      if (only !== "create") await set(association, sopInstanceUid ?? "", options);
      await association.release();
    } finally {
      association.abort();
    }
  };
  await recorded(options, () => explained(target, perform));
}

async function create(association: Association, options: MppsCommandOptions): Promise<string> {
  const sopInstanceUid = options.uid ?? createUid();
  const dataset = createStep(options, association.callingAeTitle);
  const response = await association.nCreate({ sopClassUid: MPPS, sopInstanceUid, dataset });
  report({ service: "N-CREATE", ppsStatus: MPPS_STATUS.inProgress, sopInstanceUid }, response, options);
  return sopInstanceUid;
}

async function set(association: Association, sopInstanceUid: string, options: MppsCommandOptions) {
  const status = options.discontinue ? MPPS_STATUS.discontinued : MPPS_STATUS.completed;
  const dataset = createStepEnd(options, status);
  const response = await association.nSet({ sopClassUid: MPPS, sopInstanceUid, dataset });
  report({ service: "N-SET", ppsStatus: status, sopInstanceUid }, response, options);
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

/** The attributes that a modality must send, PS3.4 Table F.7.2-1. */
export function createStep(options: StepFacts, stationAeTitle: string): Dataset {
  const now = new Date();
  const { accession: AccessionNumber, patientName, patientId, modality } = options;
  return createDataset({
    SpecificCharacterSet: "ISO_IR 192",
    ...{ Modality: modality, PatientName: patientName, PatientID: patientId },
    PatientBirthDate: undefined,
    PatientSex: undefined,
    ReferencedPatientSequence: [],
    ScheduledStepAttributesSequence: [
      {
        AccessionNumber,
        StudyInstanceUID: createUid(),
        ReferencedStudySequence: [],
        RequestedProcedureID: undefined,
        RequestedProcedureDescription: undefined,
        ScheduledProcedureStepID: undefined,
        ScheduledProcedureStepDescription: undefined,
        ScheduledProtocolCodeSequence: [],
      },
    ],
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
}

/** What ends a step: it names at least one series. PS3.4 Table F.7.2-1. */
export function createStepEnd(options: StepFacts, status: MppsStatus): Dataset {
  const now = new Date();
  return createDataset({
    PerformedProcedureStepStatus: status,
    PerformedProcedureStepEndDate: formatDate(now),
    PerformedProcedureStepEndTime: formatTime(now),
    PerformedSeriesSequence: [createSeries(options)],
  });
}

function createSeries(options: StepFacts): Dataset {
  return createDataset({
    PerformingPhysicianName: undefined,
    ProtocolName: options.modality,
    OperatorsName: undefined,
    SeriesInstanceUID: createUid(),
    SeriesDescription: undefined,
    RetrieveAETitle: undefined,
    ReferencedImageSequence: [],
    ReferencedNonImageCompositeSOPInstanceSequence: [],
  });
}
