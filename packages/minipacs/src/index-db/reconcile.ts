/** Brings the index in line with the files: those that were added, changed or removed while nobody looked. */
import { setImmediate } from "node:timers/promises";
import { isDicomError } from "@minipacs/dicom-core";
import type { ObjectLocation, ObjectStore, StoredFile } from "../storage/object-store.ts";
import type { IndexedFile, InstanceIndex } from "./instance-index.ts";
import { readStoredRecord } from "./stored-record.ts";

/** What looking through the files of the store has found so far. */
export interface ReconcileProgress {
  /** Files looked at. */
  examinedCount: number;
  addedCount: number;
  changedCount: number;
  removedCount: number;
  /** Files that are no DICOM files; they are left alone. */
  unreadableCount: number;
}

export interface ReconcileOptions {
  objects: ObjectStore;
  index: InstanceIndex;
  /** Called after each file; not after the last. */
  onProgress?(progress: Readonly<ReconcileProgress>): void;
  /** Stops it between two files; it resolves then with what was done. */
  signal?: AbortSignal;
}

/** How many files are read at a time. */
const CONCURRENCY = 8;
/** After so many files everything else has its turn. */
const FILES_PER_TURN = 50;

/**
 * Compares size and time of each file with what is known of it, and reads the head of those that differ. Objects may come
 * in meanwhile.
 */
export async function reconcile(options: ReconcileOptions): Promise<ReconcileProgress> {
  const { objects, index, onProgress, signal } = options;
  const progress = { examinedCount: 0, addedCount: 0, changedCount: 0, removedCount: 0, unreadableCount: 0 };
  // What is put from now on is in no danger: only files that are known now can be found missing.
  const missing = await index.files();
  await eachOf(objects.list(), signal, async (location) => {
    const path = location.join("/");
    const known = missing.get(path);
    missing.delete(path);
    const found = await examine(options, location, known);
    if (found !== undefined) progress[found] += 1;
    progress.examinedCount += 1;
    onProgress?.(progress);
  });
  if (signal?.aborted) return progress;
  for (const path of missing.keys()) {
    if (signal?.aborted) break;
    const location = path.split("/");
    const isRemoved = await objects.exclusive(location, async () =>
      (await objects.stat(location)) === undefined ? index.remove(location) : false,
    );
    if (isRemoved) progress.removedCount += 1;
  }
  return progress;
}

async function examine(
  { objects, index }: ReconcileOptions,
  location: ObjectLocation,
  known: IndexedFile | undefined,
): Promise<"addedCount" | "changedCount" | "unreadableCount" | undefined> {
  const file = await objects.stat(location);
  if (!file || isSame(file, known)) return undefined;
  return objects.exclusive(location, async () => {
    // Again, now that nobody changes it: it may have been stored a moment ago.
    const [now, indexed] = [await objects.stat(location), await index.file(location)];
    if (!now || isSame(now, indexed)) return undefined;
    try {
      const record = await readStoredRecord(objects, location, now);
      if (!record) return undefined;
      await index.put(record);
      return indexed ? "changedCount" : "addedCount";
    } catch (error) {
      if (!isDicomError(error)) throw error;
      if (indexed) await index.remove(location);
      return "unreadableCount";
    }
  });
}

function isSame(file: StoredFile, known: IndexedFile | undefined): boolean {
  return file.byteCount === known?.byteCount && file.mtimeMs === known.mtimeMs;
}

/** Runs `use` for each, some at a time; rejects with the first failure when those under way have ended. */
async function eachOf<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal | undefined,
  use: (item: T) => Promise<void>,
): Promise<void> {
  let count = 0;
  const running = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  for await (const item of items) {
    const turn: Promise<void> = use(item)
      .catch((error) => {
        failure ??= { error };
      })
      .finally(() => running.delete(turn));
    running.add(turn);
    count += 1;
    if (count % FILES_PER_TURN === 0) await setImmediate();
    if (running.size >= CONCURRENCY) await Promise.race(running);
    if (failure || signal?.aborted) break;
  }
  await Promise.all(running);
  if (failure) throw failure.error;
}
