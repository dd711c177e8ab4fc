/** The tables of records.sqlite: what people and modalities told the server, and no file could tell again. */

/** One row an entry; the columns beside the data set are those by which entries are looked for at the start. */
export interface WorklistTable {
  /** Order of the worklist. */
  position: number;
  id: string;
  /** ISO 8601. */
  createdAt: string;
  updatedAt: string;
  /** Empty where it is no sample. */
  sampleKey: string;
  /** 1: somebody has changed it, so that a sample is left as it is. */
  touched: number;
  /** Name of the file of the watched folder; empty where it came in another way. */
  source: string;
  /** Size and time of that file when it was read. */
  sourceState: string;
  /** What entries are looked for by: JSON. */
  keys: string;
  /** The data set: Explicit VR Little Endian, text in UTF-8. */
  dataset: Uint8Array;
  /** All its text, in lower case; empty in rows of an earlier version. */
  searchText: string;
}

/** One performed procedure step. */
export interface MppsStepTable {
  /** Order in which they were created. */
  position: number;
  sopInstanceUid: string;
  /** What lists show of it: JSON. */
  summary: string;
  /** All its attributes: Explicit VR Little Endian. */
  dataset: Uint8Array;
}

/** One N-CREATE or N-SET of a step, also one that was refused. */
export interface MppsMessageTable {
  /** Order in which they came. */
  position: number;
  stepPosition: number;
  /** What lists show of it: JSON. */
  summary: string;
  transferSyntaxUid: string;
  /** The data set of the request, in its transfer syntax; byte for byte. */
  dataset: Uint8Array;
}

export interface RecordsSchema {
  worklist: WorklistTable;
  mppsStep: MppsStepTable;
  mppsMessage: MppsMessageTable;
}
