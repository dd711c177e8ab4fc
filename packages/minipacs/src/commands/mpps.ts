/** `minipacs mpps HOST:PORT`: reports a performed procedure step as a modality does. PS3.4 F.7. */
import { createDataset, createUid, type Dataset, formatDate, formatTime } from "@minipacs/dicom-core";
import { type Association, connect, MPPS, MPPS_STATUS, type NResponse } from "@minipacs/dimse";
import { CliError, EXIT_FAILED } from "./cli-error.ts";
import { explained, explainStatus } from "./explain.ts";
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
}

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
  report("N-CREATE", MPPS_STATUS.inProgress, sopInstanceUid, response);
  return sopInstanceUid;
}

async function set(association: Association, sopInstanceUid: string, options: MppsCommandOptions) {
  const status = options.discontinue ? MPPS_STATUS.discontinued : MPPS_STATUS.completed;
  const now = new Date();
  const dataset = createDataset({
    PerformedProcedureStepStatus: status,
    PerformedProcedureStepEndDate: formatDate(now),
    PerformedProcedureStepEndTime: formatTime(now),
    PerformedSeriesSequence: [createSeries(options)],
  });
  report(
    "N-SET",
    status,
    sopInstanceUid,
    await association.nSet({ sopClassUid: MPPS, sopInstanceUid, dataset }),
  );
}

function report(service: "N-CREATE" | "N-SET", ppsStatus: string, uid: string, response: NResponse): void {
  const { status, errorComment } = response;
  if (status !== 0) {
    throw new CliError(`${service} ${uid}: ${explainStatus(status, service, errorComment)}.`, EXIT_FAILED);
  }
  process.stdout.write(`${service} ${ppsStatus} ${uid}\n`);
}

/** The attributes that a modality must send, PS3.4 Table F.7.2-1. */
function createStep(options: MppsCommandOptions, stationAeTitle: string): Dataset {
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

/** A step that is over names at least one series. PS3.4 Table F.7.2-1. */
function createSeries(options: MppsCommandOptions): Dataset {
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
