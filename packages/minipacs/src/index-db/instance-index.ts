/** What the server knows of the objects in its folder: an interface, so that SQLite is one of several places. */
import type { ObjectLocation } from "../storage/object-store.ts";
import type { InstanceRecord, Level } from "./instance-record.ts";

/**
 * A stored object as lists and pages show it: what it says itself, also of its patient and study. A plain object, empty
 * text where it says nothing.
 */
export interface IndexedInstance {
  sopInstanceUid: string;
  sopClassUid: string;
  sopClassName: string;
  transferSyntaxUid: string;
  transferSyntaxName: string;
  /** Empty where the head of the object could not be parsed. */
  studyInstanceUid: string;
  seriesInstanceUid: string;
  /** In Unicode, its groups as in the object. */
  patientName: string;
  patientId: string;
  accessionNumber: string;
  modality: string;
  studyDate: string;
  studyDescription: string;
  seriesDescription: string;
  /** Terms of (0008,0005). */
  specificCharacterSet: string[];
  /** Terms that it was expected to declare when it came; empty where nothing was said. */
  expectedCharacterSet: string[];
  hasPixelData: boolean;
  /** Of the file. */
  byteCount: number;
  callingAeTitle: string;
  /** When the file was written, ISO 8601. */
  receivedAt: string;
  /** In its series. */
  instanceNumber: string;
  /** 1 where the object says nothing. */
  frameCount: number;
  location: ObjectLocation;
}

/** How a file was when it was indexed. */
export interface IndexedFile {
  byteCount: number;
  mtimeMs: number;
  /** What it was expected to declare when it came; absent where the index does not keep that. */
  expectedCharacterSet?: string | undefined;
}

/** Files that declare another character set than they were expected to when they came; terms with backslashes between. */
export interface OtherCharacterSet {
  declared: string;
  expected: string;
}

/** Values by keyword of the level and of those above it; sequences as DICOM JSON. Multiple values have backslashes between. */
export interface IndexedEntity {
  readonly values: Readonly<Record<string, string>>;
  /** 1 of an instance itself. */
  readonly instanceCount: number;
  readonly seriesCount: number;
  readonly studyCount: number;
  /** Of all files below. */
  readonly byteCount: number;
  /** When the latest file below was written, ISO 8601. */
  readonly receivedAt: string;
  /** Different ones below, sorted. */
  readonly modalities: readonly string[];
  readonly sopClassUids: readonly string[];
  readonly callingAeTitles: readonly string[];
  /** Each with backslashes between its terms. */
  readonly specificCharacterSets: readonly string[];
  readonly otherCharacterSets: readonly OtherCharacterSet[];
}

/** Which entities of a level are meant. */
export interface IndexFilter {
  /** Keyword of the level or one above it, and the value or values that it has exactly. */
  where?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /**
   * Keyword of the level or one above it, and a pattern that its value fits: `*` and `?` as in DICOM, case of ASCII does
   * not matter; of dates also a range, `20260101-`. ModalitiesInStudy of studies: one of them fits.
   */
  like?: Readonly<Record<string, string>> | undefined;
  /** Words that are each in one of these columns; case of ASCII does not matter. */
  words?: { columns: readonly string[]; text: string } | undefined;
}

/** Which rows, in which order. */
export interface FindOptions extends IndexFilter {
  /** At most so many. Default: all. */
  limit?: number | undefined;
  offset?: number | undefined;
  /**
   * Keyword to sort by, or `receivedAt`: when the latest file below came; with `-` in front from the largest. Default:
   * the order in which they came.
   */
  sort?: string | undefined;
}

/**
 * Derived from the files, and made anew from them where it is lost. What was put is seen by the next query; it may be
 * written to disk a little later.
 */
export interface InstanceIndex {
  /** Adds an object, or replaces what was known of the file at its location. */
  put(record: InstanceRecord): Promise<IndexedInstance>;
  /** Forgets a file; patients, studies and series that have nothing left go with it. Resolves with whether it was known. */
  remove(location: ObjectLocation): Promise<boolean>;
  /** Number of instances. */
  count(): Promise<number>;
  /** Returns the instance with this UID; the latest, should objects of different series bear the same. */
  get(sopInstanceUid: string): Promise<IndexedInstance | undefined>;
  /**
   * Returns the latest instances, oldest of them first; `offset`: so many of the latest are left out. Default: all. With
   * `sort` the first in that order.
   */
  list(options?: FindOptions): Promise<IndexedInstance[]>;
  /**
   * Returns the entities of a level, in the order in which they came; objects without UIDs at the level are left out.
   *
   * @throws InvalidArgumentError ARG_INDEX_KEY for a keyword that is not kept at the level or above
   */
  find(level: Level, options?: FindOptions): Promise<IndexedEntity[]>;
  /** Returns how many `find` would give without a limit. */
  countOf(level: Level, filter?: IndexFilter): Promise<number>;
  /** Returns where the files of instances are. */
  locations(filter: IndexFilter): Promise<ObjectLocation[]>;
  /** Returns what is known of one file. */
  file(location: ObjectLocation): Promise<IndexedFile | undefined>;
  /** Returns what is known of all files, by location with slashes between. */
  files(): Promise<Map<string, IndexedFile>>;
  /** Writes what waits, and ends. */
  close(): Promise<void>;
}
