/** Where received objects are kept: an interface, so that a folder is one of several places. */
import type { Readable } from "node:stream";

/** Names an object: folders and file name below the store's root, made by {@link locate} and safe as a path. */
export type ObjectLocation = readonly string[];

/** An object on its way in. */
export interface IncomingObject {
  /** Writes the whole Part 10 file to a path. */
  save(path: string): Promise<{ bytes: number }>;
}

/** An object to be read. */
export interface StoredObject {
  bytes: number;
  stream: Readable;
}

/** What tells whether a file is still as it was. */
export interface StoredFile {
  byteCount: number;
  /** Last change, ms since 1970 with its fraction. */
  mtimeMs: number;
}

/** What is done with an object whose place another one has, of other bytes. */
export type DuplicatePolicy = "replace" | "keep" | "reject";

export const DUPLICATE_POLICIES: readonly DuplicatePolicy[] = ["replace", "keep", "reject"];

/**
 * What became of an object. `unchanged`: the same transfer syntax and data set were there already; `kept` and
 * `rejected`: another one is there, and stays.
 */
export type PutOutcome = "stored" | "replaced" | "unchanged" | "kept" | "rejected";

/** What becomes of an object that is there already. */
export interface PutOptions {
  /** Default `replace`. */
  onDuplicate?: DuplicatePolicy;
  /**
   * Told of the file that is in place now, before anybody else can change it; not for `kept` and `rejected`. Where it
   * throws, `put` rejects and the file stays.
   */
  onPlaced?(file: StoredFile, outcome: PutOutcome): void | Promise<void>;
}

/**
 * Keeps Part 10 files. An object is there whole or not at all: when `put` resolves, it is in place; when `put` rejects,
 * what was there before is still there.
 */
export interface ObjectStore {
  /** Makes ready what is needed. Rejects with the system's error where the store cannot be written. */
  open(): Promise<void>;
  /** Removes what an earlier run left half received. Not while another server uses the store. */
  removeLeftovers(): Promise<void>;
  put(location: ObjectLocation, object: IncomingObject, options?: PutOptions): Promise<PutOutcome>;
  /** Returns the file, `undefined` where there is none. */
  read(location: ObjectLocation): Promise<StoredObject | undefined>;
  /** Says how a file is now, `undefined` where there is none. */
  stat(location: ObjectLocation): Promise<StoredFile | undefined>;
  /**
   * Removes a file, and folders that are empty then; resolves with whether it was there. `onRemoved` is awaited before
   * anybody else can put another one there.
   */
  remove(location: ObjectLocation, onRemoved?: () => Promise<unknown>): Promise<boolean>;
  /** Every file that is there, also those that something else has put there. */
  list(): AsyncIterable<ObjectLocation>;
  /** Runs `use` while no `put` changes the file at a location. */
  exclusive<T>(location: ObjectLocation, use: () => Promise<T>): Promise<T>;
  /** Removes what is kept only for this run. */
  close(): Promise<void>;
}
