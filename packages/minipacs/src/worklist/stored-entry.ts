/** One entry of the worklist, its data set kept as bytes and decoded when somebody looks at it. */
import { type Dataset, readDataset, TRANSFER_SYNTAX, writeDataset } from "@minipacs/dicom-core";
import type { WorklistTable as Row } from "../records-db/schema.ts";
import { type EntryKeys, entryKeysOf, formatEntryKeys, parseEntryKeys } from "./entry-keys.ts";
import { searchTextOf } from "./search-text.ts";

/** One entry of the worklist; a change puts another one with the same ID in its place. */
export interface WorklistEntry {
  readonly id: string;
  /** Not to be changed: `WorklistStore.update` takes a changed copy. */
  readonly dataset: Dataset;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Of a sample; it is there once, and scheduled for today until somebody changes it. */
  readonly sampleKey: string | undefined;
  /** File of the watched folder that it is from. */
  readonly source: string | undefined;
  /** At hand without the data set. */
  readonly keys: EntryKeys;
}

const FORMAT = { transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian };
/** Bytes that were no text in the set of a file become U+FFFD. */
const WRITE_FORMAT = { ...FORMAT, onUnencodable: "replace" } as const;

/** Data sets of the entries looked at last; of 100,000 entries the rest are bytes. */
export class DecodedEntries {
  readonly #entries: StoredEntry[] = [];
  readonly #limit: number;
  #next = 0;

  constructor(limit = 5000) {
    this.#limit = limit;
  }

  add(entry: StoredEntry): void {
    this.#entries[this.#next]?.forget();
    this.#entries[this.#next] = entry;
    this.#next = (this.#next + 1) % this.#limit;
  }
}

/** What of a row is in memory. */
export type EntryRow = Omit<Row, "searchText">;

export class StoredEntry implements WorklistEntry {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly sampleKey: string | undefined;
  readonly source: string | undefined;
  /** Size and time of that file when it was read. */
  readonly sourceState: string;
  /** Order of the worklist. */
  readonly position: number;
  /** Somebody has changed it. */
  readonly isTouched: boolean;
  readonly keys: EntryKeys;
  readonly #bytes: Uint8Array;
  readonly #decoded: DecodedEntries;
  #dataset: Dataset | undefined;

  constructor(row: EntryRow, decoded: DecodedEntries) {
    this.id = row.id;
    this.createdAt = row.createdAt;
    this.updatedAt = row.updatedAt;
    this.sampleKey = row.sampleKey || undefined;
    this.source = row.source || undefined;
    this.sourceState = row.sourceState;
    this.position = row.position;
    this.isTouched = row.touched !== 0;
    this.keys = parseEntryKeys(row.keys);
    this.#bytes = row.dataset;
    this.#decoded = decoded;
  }

  get dataset(): Dataset {
    if (this.#dataset === undefined) {
      this.#dataset = readEntry(this.#bytes);
      this.#decoded.add(this);
    }
    return this.#dataset;
  }

  forget(): void {
    this.#dataset = undefined;
  }

  /** Returns the row with another data set. */
  rowWith(dataset: Dataset, change: Partial<Row>): Row {
    const { id, position, createdAt, updatedAt, sourceState } = this;
    return {
      ...{ id, position, createdAt, updatedAt, sourceState },
      sampleKey: this.sampleKey ?? "",
      source: this.source ?? "",
      touched: Number(this.isTouched),
      ...encodeEntry(dataset),
      ...change,
    };
  }
}

/** Returns the data set of a row. */
export function readEntry(bytes: Uint8Array): Dataset {
  return readDataset(bytes, FORMAT);
}

/** Returns the columns that are made from a data set, whose text is in UTF-8. */
export function encodeEntry(dataset: Dataset): Pick<Row, "keys" | "dataset" | "searchText"> {
  return {
    keys: formatEntryKeys(entryKeysOf(dataset)),
    dataset: writeDataset(dataset, WRITE_FORMAT),
    searchText: searchTextOf(dataset),
  };
}
