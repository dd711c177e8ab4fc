/** Modality Performed Procedure Steps in memory, each with its history. PS3.4 F.7. */
import type { Dataset } from "@minipacs/dicom-core";

/** One N-CREATE or N-SET of a step. */
export interface MppsChange {
  /** ISO 8601. */
  time: string;
  service: "N-CREATE" | "N-SET";
  /** (0040,0252) after the change. */
  status: string;
  callingAeTitle: string;
}

/** A performed procedure step as told; a plain object. */
export interface MppsStep {
  sopInstanceUid: string;
  /** (0040,0252), e.g. `IN PROGRESS`. */
  status: string;
  /** Of the scheduled steps it performs; empty where it names none. */
  accessionNumbers: string[];
  /** Whether one of them is in the worklist. */
  isLinked: boolean;
  /** Worklist entries that it performs. */
  worklistEntryIds: string[];
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
  history: MppsChange[];
}

interface StoredStep {
  step: MppsStep;
  dataset: Dataset;
}

/** Steps by SOP Instance UID, in the order in which they were created. */
export class MppsStore {
  readonly #steps = new Map<string, StoredStep>();

  get size(): number {
    return this.#steps.size;
  }

  list(): MppsStep[] {
    return [...this.#steps.values()].map(({ step }) => step);
  }

  has(sopInstanceUid: string): boolean {
    return this.#steps.has(sopInstanceUid);
  }

  get(sopInstanceUid: string): MppsStep | undefined {
    return this.#steps.get(sopInstanceUid)?.step;
  }

  /** Returns all attributes of a step: those of N-CREATE, with what N-SETs changed. */
  dataset(sopInstanceUid: string): Dataset | undefined {
    return this.#steps.get(sopInstanceUid)?.dataset;
  }

  /** Adds a step, or puts a newer state in its place. */
  put(step: MppsStep, dataset: Dataset): void {
    this.#steps.set(step.sopInstanceUid, { step, dataset });
  }
}
