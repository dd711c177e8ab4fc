/** Where received objects are kept: an interface, so that a folder is one of several places. */
import type { Readable } from "node:stream";

/** Names an object: folders and file name below the store's root, made by {@link locate} and safe as a path. */
export type ObjectLocation = readonly string[];

/** An object on its way in. */
export interface IncomingObject {
  /** Writes the whole Part 10 file to a path. */
  save(path: string): Promise<{ bytes: number }>;
}

export interface StoredObject {
  bytes: number;
  stream: Readable;
}

/**
 * Keeps Part 10 files. An object is there whole or not at all: when `put` resolves, it is in place; when `put` rejects,
 * what was there before is still there.
 */
export interface ObjectStore {
  /** Makes ready what is needed. Rejects with the system's error where the store cannot be written. */
  open(): Promise<void>;
  put(location: ObjectLocation, object: IncomingObject): Promise<{ bytes: number; isReplacement: boolean }>;
  /** Returns the file, `undefined` where there is none. */
  read(location: ObjectLocation): Promise<StoredObject | undefined>;
  /** Removes what is kept only for this run. */
  close(): Promise<void>;
}
