/** One event of each kind, for docs/events.md. */
import type { PacsEventInit, Peer } from "../../packages/minipacs/src/events/event-types.ts";
import type { IndexedInstance } from "../../packages/minipacs/src/index-db/instance-index.ts";
import type { MppsStepState } from "../../packages/minipacs/src/services/mpps-step.ts";

const peer: Peer = {
  associationId: 7,
  callingAeTitle: "CT1",
  calledAeTitle: "MINIPACS",
  remoteAddress: "192.0.2.5",
  remotePort: 49152,
};

const answered = { peer, status: 0, errorComment: undefined, durationMs: 3 };
const MPPS = "1.2.840.10008.3.1.2.3.3";
const CT = "1.2.840.10008.5.1.4.1.1.2";

const instance: IndexedInstance = {
  sopInstanceUid: "1.2.3.3",
  sopClassUid: CT,
  sopClassName: "CT Image Storage",
  transferSyntaxUid: "1.2.840.10008.1.2.1",
  transferSyntaxName: "Explicit VR Little Endian",
  studyInstanceUid: "1.2.3.1",
  seriesInstanceUid: "1.2.3.2",
  patientName: "Phantom^Anna",
  patientId: "P1",
  accessionNumber: "ACC-001",
  modality: "CT",
  studyDate: "20260102",
  studyDescription: "Head",
  seriesDescription: "Axial",
  specificCharacterSet: ["ISO_IR 192"],
  expectedCharacterSet: ["ISO_IR 192"],
  instanceNumber: "1",
  frameCount: 1,
  hasPixelData: true,
  byteCount: 526_336,
  callingAeTitle: "CT1",
  receivedAt: "2026-01-02T09:30:00.000Z",
  location: ["1.2.3.1", "1.2.3.2", "1.2.3.3.dcm"],
};

const step: MppsStepState = {
  sopInstanceUid: "1.2.3.9",
  status: "IN PROGRESS",
  scheduledSteps: [
    { accessionNumber: "ACC-001", studyInstanceUid: "1.2.3.1", stepId: "SPS1", requestedProcedureId: "RP1" },
  ],
  performedStationAeTitle: "CT1",
  modality: "CT",
  patientName: "Phantom^Anna",
  patientId: "P1",
  description: "Head",
  startDate: "20260102",
  startTime: "093000",
  endDate: "",
  endTime: "",
  callingAeTitle: "CT1",
  createdAt: "2026-01-02T09:30:00.000Z",
  updatedAt: "2026-01-02T09:30:00.000Z",
  accessionNumbers: ["ACC-001"],
  isLinked: true,
  worklistEntryIds: ["1"],
  linkReason: "accession number ACC-001",
  link: {
    isLinked: true,
    entries: [{ id: "1", by: "accession", value: "ACC-001" }],
    notFound: [],
    reason: "accession number ACC-001",
  },
  contradictions: [],
};

const ofMpps = { sopClassUid: MPPS, sopInstanceUid: "1.2.3.9", violations: [], ...answered };
const counts = { examinedCount: 400, addedCount: 12, changedCount: 1, removedCount: 0, unreadableCount: 0 };

export const EVENT_EXAMPLES: readonly PacsEventInit[] = [
  {
    type: "ready",
    dicomPort: 11112,
    usesTls: false,
    httpPort: 8080,
    aeTitle: "MINIPACS",
    httpAddress: "127.0.0.1:8080",
    hasPage: true,
    needsToken: false,
    takenHttpPort: undefined,
  },
  { type: "closing", associationCount: 1 },
  { type: "listener.started", dicomPort: 11112 },
  { type: "listener.stopped", dicomPort: 11112, associationCount: 1 },
  { type: "settings.changed", changed: ["port", "charset"], dicomPort: 11113 },
  {
    ...{ type: "association.opened", peer, acceptedContextCount: 2, contextCount: 3 },
    refusedContexts: [
      {
        ...{ result: 3, resultText: "abstract syntax not supported" },
        abstractSyntaxes: ["1.2.840.10008.5.1.4.1.2.2.1"],
        abstractSyntaxNames: ["Study Root Query/Retrieve Information Model - FIND"],
        transferSyntaxNames: ["Explicit VR Little Endian", "Implicit VR Little Endian"],
      },
    ],
    tls: undefined,
  },
  {
    type: "association.closed",
    peer,
    end: "released",
    reason: undefined,
    durationMs: 41,
    receivedBytes: 527_104,
    sentBytes: 480,
  },
  {
    type: "association.rejected",
    associationId: 8,
    callingAeTitle: "XR9",
    calledAeTitle: "OTHER",
    remoteAddress: "192.0.2.9",
    remotePort: 49153,
    reason: "called AE title not recognized (permanently, by the service user)",
  },
  {
    type: "connection.refused",
    remoteAddress: "192.0.2.9",
    remotePort: 49154,
    reason: "closed before it asked for an association",
  },
  { type: "echo", sopClassUid: "1.2.840.10008.1.1", ...answered },
  {
    type: "worklist.query",
    sopClassUid: "1.2.840.10008.5.1.4.31",
    ...answered,
    keys: ["ScheduledProcedureStepSequence.Modality=CT"],
    matchCount: 2,
    queryId: 7,
  },
  { type: "worklist.changed", addedCount: 1, changedCount: 0, removedCount: 0, entryCount: 3 },
  {
    type: "store",
    sopClassUid: CT,
    ...answered,
    sopInstanceUid: "1.2.3.3",
    transferSyntaxUid: "1.2.840.10008.1.2.1",
    byteCount: 526_000,
    instance,
    outcome: "stored",
  },
  { type: "mpps.create", ...ofMpps, step },
  {
    type: "mpps.set",
    ...ofMpps,
    step: { ...step, status: "COMPLETED", endDate: "20260102", endTime: "094500" },
  },
  { type: "mpps.get", ...ofMpps, step },
  { type: "mpps.removed", sopInstanceUid: step.sopInstanceUid },
  { type: "request.answered", service: "N-DELETE", sopClassUid: MPPS, ...answered, status: 0x0112 },
  { type: "request.unsupported", message: "C-FIND-RQ", sopClassUid: "1.2.3", ...answered, status: 0x0122 },
  { type: "index.progress", ...counts },
  { type: "index.reconciled", instanceCount: 412, durationMs: 230, ...counts },
  { type: "storage.changed", dataDir: "/data/minipacs" },
  { type: "storage.imported", sopInstanceUid: "1.2.3.3", outcome: "stored", instance },
  {
    type: "storage.deleted",
    instanceCount: 40,
    StudyInstanceUID: "1.2.3.1",
    SeriesInstanceUID: undefined,
    SOPInstanceUID: undefined,
  },
  { type: "send.started", sendId: 1, aeTitle: "PACS", host: "192.0.2.7", port: 104, instanceCount: 40 },
  { type: "send.progress", sendId: 1, doneCount: 12, failedCount: 1, instanceCount: 40 },
  {
    type: "send.refused",
    sendId: 1,
    sopInstanceUid: "1.2.3.3",
    reason: "status A700, out of resources",
  },
  {
    type: "send.finished",
    sendId: 1,
    doneCount: 40,
    failedCount: 1,
    instanceCount: 40,
    isCancelled: false,
    reason: undefined,
    durationMs: 840,
  },
  {
    type: "warning",
    code: "STORE_INVALID_UID",
    message: "C-STORE object accepted without a valid StudyInstanceUID: its file is named otherwise",
    peer,
  },
  {
    type: "error",
    code: "STORE_WRITE_FAILED",
    message: "C-STORE object could not be written: the disk is full (ENOSPC)",
    peer,
  },
];
