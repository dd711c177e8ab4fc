/** The worklist: in memory for queries, written through to records.sqlite. PS3.4 K.6. */
import { createUid, type Dataset, formatDate } from "@minipacs/dicom-core";
import { openRecordsDatabase, type RecordsDatabase } from "../records-db/records-database.ts";
import type { WorklistTable as Row } from "../records-db/schema.ts";
import { changeSteps, completeEntry } from "../worklist/complete-entry.ts";
import { EntryIndex, type IndexedEntry } from "../worklist/entry-index.ts";
import type { EntryKeyName } from "../worklist/entry-keys.ts";
import { type ExistingStep, planImport } from "../worklist/plan-import.ts";
import { searchedText } from "../worklist/search-text.ts";
import {
  DecodedEntries,
  type EntryRow,
  encodeEntry,
  StoredEntry,
  type WorklistEntry,
} from "../worklist/stored-entry.ts";
import { WorklistTable } from "../worklist/worklist-table.ts";

export type { WorklistEntry } from "../worklist/stored-entry.ts";
export { summarizeWorklistEntry, type WorklistSummary } from "../worklist/summary.ts";

/** An entry to be added; what it cannot do without is made: study UID, procedure and step IDs, step status. */
export interface NewWorklistEntry {
  dataset: Dataset;
  /** A sample of this key that is there already stays as it is. */
  sampleKey?: string | undefined;
}

/** What became of the items that were imported, each in one of the lists, but for those that a later one replaced. */
export interface WorklistImport {
  added: WorklistEntry[];
  /** As they are now. */
  replaced: WorklistEntry[];
  /** Those that are there, and stay as they are. */
  skipped: WorklistEntry[];
}

/** A file of the watched folder. */
export interface WorklistSource {
  /** Its size and time. */
  state: string;
  datasets: readonly Dataset[];
}

/** How many entries a change was about. */
export interface WorklistChange {
  addedCount: number;
  changedCount: number;
  removedCount: number;
}

export interface WorklistStoreOptions {
  /** @internal Default: one in memory. */
  records?: RecordsDatabase | undefined;
  onChange?: (change: WorklistChange) => void;
  /** Told when samples could not be moved to today. */
  onError?: (error: unknown) => void;
  now?: () => Date;
}

/** So many removals can be undone. */
const KEPT_REMOVALS = 10;

/** How many entries there were, and what `restore` takes to bring them back. */
export interface WorklistRemoval {
  removedCount: number;
  /** Absent where nothing was removed. */
  undoId: string | undefined;
}

/**
 * Entries in the order in which they were added. A change is in the database when its call returns; where that fails it
 * throws InvalidStateError RECORDS_WRITE, and the worklist is as it was.
 */
export class WorklistStore {
  readonly #table: WorklistTable;
  readonly #index = new EntryIndex<StoredEntry>();
  readonly #decoded = new DecodedEntries();
  readonly #entries = new Map<string, StoredEntry>();
  readonly #samples = new Map<string, StoredEntry>();
  readonly #options: WorklistStoreOptions;
  /** What was removed last, by undo ID. */
  readonly #removed = new Map<string, readonly StoredEntry[]>();
  #snapshot: readonly StoredEntry[] | undefined;
  #lastPosition = 0;
  #samplesDate = "";

  constructor(options: WorklistStoreOptions = {}) {
    this.#options = options;
    this.#table = new WorklistTable(options.records ?? openRecordsDatabase());
    for (const row of this.#table.rows()) this.#place(row);
  }

  get size(): number {
    return this.#entries.size;
  }

  /**
   * Returns all entries; the same array until the next change, and never changed itself. With tests: without those that
   * have values of a key, in whichever step, of which none fits.
   */
  list(tests: Partial<Record<EntryKeyName, (value: string) => boolean>> = {}): readonly WorklistEntry[] {
    this.#moveSamplesToToday();
    this.#snapshot ??= [...this.#entries.values()];
    const given = Object.entries(tests) as [EntryKeyName, (value: string) => boolean][];
    if (given.length === 0) return this.#snapshot;
    return this.#snapshot.filter(({ keys }) =>
      given.every(([name, fits]) => {
        const values = keys[name];
        // Several values are one text, too.
        return values.length === 0 || values.some(fits) || (values.length > 1 && fits(values.join("\\")));
      }),
    );
  }

  /** Resolves with the entries of which some text holds another one, whatever its case; their IDs and files count, too. */
  async search(text: string): Promise<ReadonlySet<WorklistEntry>> {
    const wanted = searchedText(text);
    const found = await this.#table.search(wanted);
    // SQLite knows the case of ASCII alone.
    const isOfFile = ({ source }: StoredEntry) =>
      source !== undefined && searchedText(source).includes(wanted);
    return new Set(
      [...this.#entries.values()].filter((entry) => found.has(entry.position) || isOfFile(entry)),
    );
  }

  /** Returns all entries that can fit a query, and as few others as the index can leave out. */
  candidates(query: Dataset): readonly WorklistEntry[] {
    this.#moveSamplesToToday();
    return this.#index.candidates(query) ?? this.list();
  }

  get(id: string): WorklistEntry | undefined {
    this.#moveSamplesToToday();
    return this.#entries.get(id);
  }

  /** Adds entries and returns those that are new. */
  add(items: readonly NewWorklistEntry[]): WorklistEntry[] {
    this.#moveSamplesToToday();
    const known = new Set(this.#samples.keys());
    const rows: Row[] = [];
    for (const { dataset, sampleKey } of items) {
      if (sampleKey !== undefined) {
        if (known.has(sampleKey)) continue;
        known.add(sampleKey);
        this.#samplesDate = "";
      }
      rows.push(this.#newRow(dataset, this.#lastPosition + 1 + rows.length, { sampleKey: sampleKey ?? "" }));
    }
    return this.#write({ put: rows }, { addedCount: rows.length });
  }

  /** Adds what is not there yet, by Study Instance UID (0020,000D) and the IDs of scheduled steps (0040,0009). */
  import(datasets: readonly Dataset[], existing: ExistingStep = "skip"): WorklistImport {
    this.#moveSamplesToToday();
    const firstPosition = this.#lastPosition + 1;
    const plan = planImport(datasets, existing, { index: this.#index, firstPosition });
    const put = [...plan.written.values()].map(({ position, dataset, before }) =>
      before ? this.#changedRow(before, dataset, { touched: 1 }) : this.#newRow(dataset, position, {}),
    );
    const addedCount = put.filter(({ position }) => position >= firstPosition).length;
    const counts = { addedCount, changedCount: put.length - addedCount, removedCount: plan.removed.size };
    const written = this.#write({ put, remove: [...plan.removed] }, counts);
    const entries = new Map(written.map((entry) => [entry.position, entry]));
    const entriesOf = (found: readonly IndexedEntry[]) =>
      found.flatMap((item) => (item instanceof StoredEntry ? item : (entries.get(item.position) ?? [])));
    return {
      added: entriesOf(plan.added),
      replaced: entriesOf(plan.replaced),
      skipped: entriesOf(plan.skipped),
    };
  }

  /** Gives an entry another data set; `undefined` where there is none with this ID. */
  update(id: string, dataset: Dataset): WorklistEntry | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    const row = this.#changedRow(entry, dataset, { touched: 1 });
    return this.#write({ put: [row] }, { changedCount: 1 })[0];
  }

  /** Removes entries, and returns how many there were. */
  remove(ids: readonly string[]): number {
    const entries = [...new Set(ids)].flatMap((id) => this.#entries.get(id) ?? []);
    this.#write({ remove: entries }, { removedCount: entries.length });
    return entries.length;
  }

  /** The same, to be undone by {@link restore} as long as it is one of the latest ten of this run. */
  removeForNow(ids: readonly string[]): WorklistRemoval {
    const entries = [...new Set(ids)].flatMap((id) => this.#entries.get(id) ?? []);
    const removedCount = this.remove(ids);
    if (removedCount === 0) return { removedCount, undoId: undefined };
    const undoId = createUid();
    this.#removed.set(undoId, entries);
    const [oldest] = this.#removed.keys();
    if (this.#removed.size > KEPT_REMOVALS && oldest !== undefined) this.#removed.delete(oldest);
    return { removedCount, undoId };
  }

  /**
   * Brings back what a removal took, as it was: IDs, times, order, every attribute. Returns how many entries;
   * `undefined` where it is not kept any more, or was brought back already. A sample or a file of the watched folder
   * that has been loaded again meanwhile stays as it is.
   */
  restore(undoId: string): number | undefined {
    const entries = this.#removed.get(undoId);
    if (entries === undefined) return undefined;
    const sources = new Set(this.sources().keys());
    const missing = entries.filter(
      ({ sampleKey, source }) =>
        !(sampleKey !== undefined && this.#samples.has(sampleKey)) &&
        !(source !== undefined && sources.has(source)),
    );
    const put = missing.map((entry) => entry.rowWith(entry.dataset, {}));
    this.#write({ put }, { addedCount: put.length });
    this.#removed.delete(undoId);
    this.#samplesDate = "";
    const ordered = [...this.#entries.values()].sort((a, b) => a.position - b.position);
    this.#entries.clear();
    for (const entry of ordered) this.#entries.set(entry.id, entry);
    return put.length;
  }

  /** Takes files of the watched folder in the place of what the worklist has of them; a file that is gone holds nothing. */
  replaceSources(files: ReadonlyMap<string, WorklistSource>): void {
    const before = new Map([...files.keys()].map((source) => [source, [] as StoredEntry[]]));
    for (const entry of this.#entries.values()) before.get(entry.source ?? "")?.push(entry);
    const added: Row[] = [];
    const changed: Row[] = [];
    const remove: StoredEntry[] = [];
    for (const [source, { state: sourceState, datasets }] of files) {
      const known = before.get(source) ?? [];
      remove.push(...known.slice(datasets.length));
      for (const [index, dataset] of datasets.entries()) {
        const entry = known[index];
        if (entry) changed.push(this.#changedRow(entry, dataset, { sourceState }));
        else
          added.push(this.#newRow(dataset, this.#lastPosition + 1 + added.length, { source, sourceState }));
      }
    }
    const counts = { addedCount: added.length, changedCount: changed.length, removedCount: remove.length };
    this.#write({ put: [...changed, ...added], remove }, counts);
  }

  /** Returns the files of the watched folder that entries are from, each with its state when it was read. */
  sources(): Map<string, string> {
    const found = [...this.#entries.values()].filter(({ source }) => source !== undefined);
    return new Map(found.map(({ source, sourceState }) => [source ?? "", sourceState]));
  }

  /** Returns the entries with an accession number (0008,0050). */
  withAccessionNumber(accessionNumber: string): WorklistEntry[] {
    return this.#index.withValue("accessionNumber", accessionNumber.trim().normalize("NFC"));
  }

  /** Returns the entries with a Study Instance UID (0020,000D). */
  withStudyUid(studyInstanceUid: string): WorklistEntry[] {
    return this.#index.withValue("studyUid", studyInstanceUid.trim());
  }

  /** Returns the entries with a scheduled step of an ID (0040,0009). */
  withStepId(stepId: string): WorklistEntry[] {
    return this.#index.withValue("stepId", stepId.trim().normalize("NFC"));
  }

  /** Gives a scheduled step another status (0040,0020); `undefined` where there is no such entry or step. */
  setStepStatus(id: string, stepIndex: number, status: string): WorklistEntry | undefined {
    const entry = this.#entries.get(id);
    const step = entry?.dataset.get("ScheduledProcedureStepSequence")?.[stepIndex];
    if (entry === undefined || step === undefined) return undefined;
    if (step.getText("ScheduledProcedureStepStatus") === status) return entry;
    const dataset = changeSteps(entry.dataset, (changed, index) => {
      if (index === stepIndex) changed.set("ScheduledProcedureStepStatus", status);
    });
    return this.#write({ put: [this.#changedRow(entry, dataset, {})] }, { changedCount: 1 })[0];
  }

  /**
   * A server that runs over midnight still finds its samples with a query for today: those that nobody has changed are
   * scheduled anew, those of yesterday that were performed too.
   */
  #moveSamplesToToday(): void {
    const today = formatDate(this.#options.now?.() ?? new Date());
    if (today === this.#samplesDate) return;
    this.#samplesDate = today;
    const old = [...this.#samples.values()].filter(
      ({ isTouched, keys }) => !isTouched && keys.startDate.some((date) => date !== today),
    );
    const put = old.map((entry) => {
      const dataset = changeSteps(entry.dataset, (step) => {
        step.set("ScheduledProcedureStepStartDate", today);
        step.set("ScheduledProcedureStepStatus", "SCHEDULED");
      });
      return this.#changedRow(entry, dataset, {});
    });
    try {
      this.#write({ put }, { changedCount: put.length });
    } catch (error) {
      this.#options.onError?.(error);
    }
  }

  #newRow(dataset: Dataset, position: number, facts: Partial<Row>): Row {
    const time = new Date().toISOString();
    return {
      ...{ position, id: createUid(), createdAt: time, updatedAt: time, touched: 0 },
      ...{ sampleKey: "", source: "", sourceState: "" },
      ...facts,
      ...encodeEntry(completeEntry(dataset, position)),
    };
  }

  #changedRow(entry: StoredEntry, dataset: Dataset, facts: Partial<Row>): Row {
    const whole = completeEntry(dataset, entry.position, entry.dataset);
    return entry.rowWith(whole, { updatedAt: new Date().toISOString(), ...facts });
  }

  /** The database first: what it does not take is not in the worklist. */
  #write(
    { put = [], remove = [] }: { put?: readonly Row[]; remove?: readonly StoredEntry[] },
    counts: Partial<WorklistChange>,
  ): StoredEntry[] {
    if (put.length === 0 && remove.length === 0) return [];
    this.#table.write({ put, remove: remove.map(({ position }) => position) });
    for (const entry of remove) this.#take(entry);
    const placed = put.map((row) => this.#place(row));
    this.#snapshot = undefined;
    this.#options.onChange?.({ addedCount: 0, changedCount: 0, removedCount: 0, ...counts });
    return placed;
  }

  #place(row: EntryRow): StoredEntry {
    const entry = new StoredEntry(row, this.#decoded);
    const before = this.#entries.get(entry.id);
    if (before) this.#index.remove(before);
    this.#index.add(entry);
    this.#entries.set(entry.id, entry);
    if (entry.sampleKey !== undefined) this.#samples.set(entry.sampleKey, entry);
    this.#lastPosition = Math.max(this.#lastPosition, entry.position);
    return entry;
  }

  #take(entry: StoredEntry): void {
    this.#index.remove(entry);
    this.#entries.delete(entry.id);
    if (entry.sampleKey !== undefined) this.#samples.delete(entry.sampleKey);
  }
}
