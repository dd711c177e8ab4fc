/** The worklist in memory: entries are full Modality Worklist data sets. PS3.4 K.6. */
import { createUid, type Dataset, formatDate } from "@minipacs/dicom-core";

/** One entry of the worklist. */
export interface WorklistEntry {
  readonly id: string;
  readonly dataset: Dataset;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Of a sample; it is there once, adding it again changes nothing, and it is always scheduled for today. */
  readonly sampleKey: string | undefined;
}

/** What a list or a page shows of an entry; empty text where the entry says nothing. */
export interface WorklistSummary {
  id: string;
  accessionNumber: string;
  patientName: string;
  patientId: string;
  modality: string;
  description: string;
  stationAeTitle: string;
  /** `20261124`. */
  startDate: string;
  /** `131500`. */
  startTime: string;
  studyInstanceUid: string;
}

/** Entries in the order in which they were added. */
export class WorklistStore {
  readonly #entries = new Map<string, WorklistEntry>();
  readonly #onChange: (addedCount: number) => void;
  readonly #now: () => Date;
  #samplesDate = "";

  constructor(options: { onChange?: (addedCount: number) => void; now?: () => Date } = {}) {
    this.#onChange = options.onChange ?? (() => {});
    this.#now = options.now ?? (() => new Date());
  }

  get size(): number {
    return this.#entries.size;
  }

  list(): WorklistEntry[] {
    this.#moveSamplesToToday();
    return [...this.#entries.values()];
  }

  get(id: string): WorklistEntry | undefined {
    return this.#entries.get(id);
  }

  /** Adds entries and returns those that are new. */
  add(items: readonly { dataset: Dataset; sampleKey?: string }[]): WorklistEntry[] {
    const known = new Set(this.list().map((entry) => entry.sampleKey));
    const added: WorklistEntry[] = [];
    for (const { dataset, sampleKey } of items) {
      if (sampleKey !== undefined && known.has(sampleKey)) continue;
      const entry = { id: createUid(), dataset, createdAt: new Date().toISOString(), sampleKey };
      this.#entries.set(entry.id, entry);
      known.add(sampleKey);
      added.push(entry);
    }
    this.#samplesDate = "";
    if (added.length > 0) this.#onChange(added.length);
    return added;
  }

  /** Returns the entries with an accession number (0008,0050). */
  withAccessionNumber(accessionNumber: string): WorklistEntry[] {
    return this.list().filter(({ dataset }) => text(dataset, "AccessionNumber") === accessionNumber);
  }

  /** A server that runs over midnight still finds its samples with a query for today. */
  #moveSamplesToToday(): void {
    const today = formatDate(this.#now());
    if (today === this.#samplesDate) return;
    this.#samplesDate = today;
    for (const { dataset, sampleKey } of this.#entries.values()) {
      if (sampleKey === undefined) continue;
      const step = dataset.get("ScheduledProcedureStepSequence")?.[0];
      step?.set("ScheduledProcedureStepStartDate", today);
    }
  }
}

/** Returns the attributes of an entry that lists and pages show. */
export function summarizeWorklistEntry({ id, dataset }: WorklistEntry): WorklistSummary {
  const step = dataset.get("ScheduledProcedureStepSequence")?.[0];
  return {
    id,
    accessionNumber: text(dataset, "AccessionNumber"),
    patientName: text(dataset, "PatientName"),
    patientId: text(dataset, "PatientID"),
    modality: text(step, "Modality"),
    description:
      text(step, "ScheduledProcedureStepDescription") || text(dataset, "RequestedProcedureDescription"),
    stationAeTitle: text(step, "ScheduledStationAETitle"),
    startDate: text(step, "ScheduledProcedureStepStartDate"),
    startTime: text(step, "ScheduledProcedureStepStartTime"),
    studyInstanceUid: text(dataset, "StudyInstanceUID"),
  };
}

function text(dataset: Dataset | undefined, key: string): string {
  return dataset?.getText(key)?.trim() ?? "";
}
