/**
 * What the API answers, as JSON: attributes under their keywords of PS3.6, everything else in our own words. Shared
 * with the page, so no imports.
 */

/** `GET /api/status` */
export interface ApiStatus {
  aeTitle: string;
  dicomPort: number;
  /** Where modalities reach this machine. */
  addresses: readonly string[];
  httpPort: number | undefined;
  SpecificCharacterSet: readonly string[];
  /** ISO 8601. */
  startedAt: string;
  version: string;
  associationCount: number;
  worklistCount: number;
  mppsCount: number;
  instanceCount: number;
  /** Of the moment these figures are of: `/api/events?after=` goes on from here. */
  lastEventId: string;
}

/** Every list: in the order of arrival, the latest ones where a limit cuts it. */
export interface ApiList<T> {
  items: readonly T[];
  totalCount: number;
}

/** `GET /api/worklist`; texts are empty where the entry says nothing. */
export interface ApiWorklistEntry {
  id: string;
  createdAt: string;
  AccessionNumber: string;
  PatientName: string;
  PatientID: string;
  Modality: string;
  ScheduledProcedureStepDescription: string;
  ScheduledStationAETitle: string;
  ScheduledProcedureStepStartDate: string;
  ScheduledProcedureStepStartTime: string;
  StudyInstanceUID: string;
}

/** `GET /api/mpps` */
export interface ApiMppsStep {
  SOPInstanceUID: string;
  PerformedProcedureStepStatus: string;
  /** Of the scheduled steps it performs. */
  AccessionNumber: readonly string[];
  isLinked: boolean;
  worklistEntryIds: readonly string[];
  PerformedStationAETitle: string;
  Modality: string;
  PatientName: string;
  PatientID: string;
  PerformedProcedureStepDescription: string;
  PerformedProcedureStepStartDate: string;
  PerformedProcedureStepStartTime: string;
  PerformedProcedureStepEndDate: string;
  PerformedProcedureStepEndTime: string;
  callingAeTitle: string;
  createdAt: string;
  updatedAt: string;
  history: readonly {
    time: string;
    service: "N-CREATE" | "N-SET";
    PerformedProcedureStepStatus: string;
    callingAeTitle: string;
  }[];
}

/** `GET /api/instances` */
export interface ApiInstance {
  SOPInstanceUID: string;
  SOPClassUID: string;
  sopClassName: string;
  TransferSyntaxUID: string;
  transferSyntaxName: string;
  StudyInstanceUID: string;
  SeriesInstanceUID: string;
  PatientName: string;
  PatientID: string;
  AccessionNumber: string;
  Modality: string;
  StudyDate: string;
  StudyDescription: string;
  SeriesDescription: string;
  SpecificCharacterSet: readonly string[];
  hasPixelData: boolean;
  /** Of the file. */
  byteCount: number;
  callingAeTitle: string;
  receivedAt: string;
}

/** `GET /api/log` and `/api/events`: an event with its line for people. Further members depend on `type`. */
export interface ApiEvent {
  id: number;
  /** ISO 8601. */
  time: string;
  type: string;
  line: { level: "info" | "warn" | "error"; label: string; text: string };
  /** Of `store`. */
  instance?: ApiInstance | undefined;
  /** Of `mpps.create` and `mpps.set`. */
  step?: ApiMppsStep | undefined;
}
