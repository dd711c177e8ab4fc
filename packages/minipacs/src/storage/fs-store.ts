/** Keeps objects in a folder: temporary name first, then renamed into place. */
import { randomUUID } from "node:crypto";
import { createReadStream, renameSync, statSync } from "node:fs";
import { access, constants, mkdtemp, open, readdir, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { temporaryFolderError } from "./disk-error.ts";
import { LocationLocks } from "./location-locks.ts";
import { makeFolder } from "./make-folder.ts";
import type {
  DuplicatePolicy,
  IncomingObject,
  ObjectLocation,
  ObjectStore,
  PutOptions,
  PutOutcome,
  StoredFile,
  StoredObject,
} from "./object-store.ts";
import { isSameObject } from "./same-object.ts";

/** Below the data directory; on the same file system, so that renaming is one step. */
const OBJECTS_FOLDER = "objects";
const INCOMING_FOLDER = "incoming";
/** Deeper folders are not looked into. */
const MAX_DEPTH = 16;
const PLACE_ATTEMPTS = 3;

export interface FsStoreOptions {
  /** The folder is removed at the end. */
  isEphemeral?: boolean;
  /**
   * Whether objects survive a loss of power once `put` resolves, not only the end of the process; asked for each.
   * Default: not.
   */
  syncsToDisk?(): boolean;
}

/** Objects at `<data-dir>/objects/<location>`, on their way in at `<data-dir>/incoming/<random>.part`. */
export class FsStore implements ObjectStore {
  readonly #dataDir: string;
  readonly #options: FsStoreOptions;
  readonly #locks = new LocationLocks();

  constructor(dataDir: string, options: FsStoreOptions = {}) {
    this.#dataDir = dataDir;
    this.#options = options;
  }

  /**
   * Returns a store in a new temporary folder that `close` removes.
   *
   * @throws InvalidArgumentError CONFIG_DATA_DIR where none can be made
   */
  static async ephemeral(): Promise<FsStore> {
    const parent = tmpdir();
    const folder = await mkdtemp(join(parent, "minipacs-")).catch((error) => {
      throw temporaryFolderError(parent, error);
    });
    return new FsStore(folder, { isEphemeral: true });
  }

  get dataDir(): string {
    return this.#dataDir;
  }

  /** Makes the folders, and sees that they can be written. */
  async open(): Promise<void> {
    for (const name of [OBJECTS_FOLDER, INCOMING_FOLDER]) {
      const folder = join(this.#dataDir, name);
      await makeFolder(folder);
      await access(folder, constants.W_OK | constants.X_OK);
    }
  }

  async removeLeftovers(): Promise<void> {
    const incoming = join(this.#dataDir, INCOMING_FOLDER);
    for (const name of await readdir(incoming)) await rm(join(incoming, name), { force: true });
  }

  async put(location: ObjectLocation, object: IncomingObject, options: PutOptions = {}): Promise<PutOutcome> {
    const path = this.pathOf(location);
    const temporary = join(this.#dataDir, INCOMING_FOLDER, `${randomUUID()}.part`);
    let isPlaced = false;
    try {
      await object.save(temporary);
      if (this.#options.syncsToDisk?.()) await syncToDisk(temporary);
      return await this.exclusive(location, async () => {
        const outcome = await judge(temporary, path, options.onDuplicate ?? "replace");
        if (outcome === "stored" || outcome === "replaced") {
          await this.#place(temporary, path);
          isPlaced = true;
        }
        const file = outcome === "kept" || outcome === "rejected" ? undefined : fileAt(path);
        if (file) await options.onPlaced?.(file, outcome);
        return outcome;
      });
    } finally {
      if (!isPlaced) await rm(temporary, { force: true }).catch(() => {});
    }
  }

  async read(location: ObjectLocation): Promise<StoredObject | undefined> {
    const path = this.pathOf(location);
    const file = fileAt(path);
    return file && { bytes: file.byteCount, stream: createReadStream(path) };
  }

  async stat(location: ObjectLocation): Promise<StoredFile | undefined> {
    return fileAt(this.pathOf(location));
  }

  remove(location: ObjectLocation, onRemoved?: () => Promise<unknown>): Promise<boolean> {
    const path = this.pathOf(location);
    return this.exclusive(location, async () => {
      const wasThere = fileAt(path) !== undefined;
      if (wasThere) await rm(path, { force: true });
      await onRemoved?.();
      const root = join(this.#dataDir, OBJECTS_FOLDER);
      // Not of a folder that still holds something: the system refuses that, and the ones above hold this one.
      for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder)) {
        const isRemoved = await rmdir(folder).then(
          () => true,
          () => false,
        );
        if (!isRemoved) break;
      }
      return wasThere;
    });
  }

  list(): AsyncIterable<ObjectLocation> {
    return listFiles(join(this.#dataDir, OBJECTS_FOLDER), []);
  }

  exclusive<T>(location: ObjectLocation, use: () => Promise<T>): Promise<T> {
    return this.#locks.run(location, use);
  }

  async close(): Promise<void> {
    if (this.#options.isEphemeral) await rm(this.#dataDir, { recursive: true, force: true });
  }

  /** Returns the path of an object, there or not. */
  pathOf(location: ObjectLocation): string {
    return join(this.#dataDir, OBJECTS_FOLDER, ...location);
  }

  /**
   * Most objects come into a series that is there: its folder is made only where the rename misses it. In this thread:
   * to hand it to another costs more than all else that is done for a small object.
   */
  async #place(from: string, to: string): Promise<void> {
    try {
      renameSync(from, to);
    } catch (error) {
      await placeInNewFolder(from, to, error);
    }
    // Windows has no such thing for folders.
    if (!this.#options.syncsToDisk?.() || process.platform === "win32") return;
    // The name of the file, and those of folders that may be new, up to the data directory.
    for (let folder = dirname(to); folder.length >= this.#dataDir.length; folder = dirname(folder)) {
      await syncToDisk(folder);
    }
  }
}

/** The folder is made anew where the removal of its last object has taken it away meanwhile. */
async function placeInNewFolder(from: string, to: string, error: unknown): Promise<void> {
  let reason = error;
  for (let attempt = 0; attempt < PLACE_ATTEMPTS; attempt += 1) {
    if ((reason as NodeJS.ErrnoException).code !== "ENOENT") break;
    try {
      await makeFolder(dirname(to));
      renameSync(from, to);
      return;
    } catch (again) {
      reason = again;
    }
  }
  throw reason;
}

/** What is to become of an object that has arrived, seen what is at its place. */
async function judge(temporary: string, path: string, policy: DuplicatePolicy): Promise<PutOutcome> {
  if (fileAt(path) === undefined) return "stored";
  if (await isSameObject(temporary, path)) return "unchanged";
  return policy === "replace" ? "replaced" : policy === "keep" ? "kept" : "rejected";
}

/** In this thread: what the system has in memory is told faster than another thread is asked. */
function fileAt(path: string): StoredFile | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? { byteCount: found.size, mtimeMs: found.mtimeMs } : undefined;
}

async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Names that begin with a dot are no objects: editors and file managers leave them. */
async function* listFiles(folder: string, location: ObjectLocation): AsyncGenerator<ObjectLocation> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    // Removed meanwhile; anything else must not look as if there were nothing.
    if (error.code === "ENOENT" && location.length > 0) return [];
    throw error;
  });
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const inner = [...location, entry.name];
    if (entry.isFile()) yield inner;
    else if (entry.isDirectory() && inner.length < MAX_DEPTH)
      yield* listFiles(join(folder, entry.name), inner);
  }
}
