/** Keeps objects in a folder: temporary name first, then renamed into place. */
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, constants, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makeFolder } from "./make-folder.ts";
import type { IncomingObject, ObjectLocation, ObjectStore, StoredObject } from "./object-store.ts";

/** Below the data directory; on the same file system, so that renaming is one step. */
const OBJECTS_FOLDER = "objects";
const INCOMING_FOLDER = "incoming";

/** Objects at `<data-dir>/objects/<location>`, on their way in at `<data-dir>/incoming/<random>.part`. */
export class FsStore implements ObjectStore {
  readonly #dataDir: string;
  readonly #isEphemeral: boolean;

  constructor(dataDir: string, options: { isEphemeral?: boolean } = {}) {
    this.#dataDir = dataDir;
    this.#isEphemeral = options.isEphemeral ?? false;
  }

  /** Returns a store in a new temporary folder that `close` removes. */
  static async ephemeral(): Promise<FsStore> {
    return new FsStore(await mkdtemp(join(tmpdir(), "minipacs-")), { isEphemeral: true });
  }

  get dataDir(): string {
    return this.#dataDir;
  }

  /** Makes the folders, sees that they can be written, and removes what an earlier run left half received. */
  async open(): Promise<void> {
    const incoming = join(this.#dataDir, INCOMING_FOLDER);
    await makeFolder(join(this.#dataDir, OBJECTS_FOLDER));
    await makeFolder(incoming);
    for (const name of await readdir(incoming)) await rm(join(incoming, name), { force: true });
    for (const folder of [OBJECTS_FOLDER, INCOMING_FOLDER]) {
      await access(join(this.#dataDir, folder), constants.W_OK | constants.X_OK);
    }
  }

  async put(location: ObjectLocation, object: IncomingObject) {
    const path = this.pathOf(location);
    const temporary = join(this.#dataDir, INCOMING_FOLDER, `${randomUUID()}.part`);
    try {
      const { bytes } = await object.save(temporary);
      const isReplacement = await exists(path);
      await renameInto(temporary, path);
      return { bytes, isReplacement };
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
  }

  async read(location: ObjectLocation): Promise<StoredObject | undefined> {
    const path = this.pathOf(location);
    const found = await stat(path).catch(() => undefined);
    return found?.isFile() ? { bytes: found.size, stream: createReadStream(path) } : undefined;
  }

  async close(): Promise<void> {
    if (this.#isEphemeral) await rm(this.#dataDir, { recursive: true, force: true });
  }

  /** Returns the path of an object, there or not. */
  pathOf(location: ObjectLocation): string {
    return join(this.#dataDir, OBJECTS_FOLDER, ...location);
  }
}

/** Most objects come into a series that is there: its folder is made only where the rename misses it. */
async function renameInto(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await makeFolder(dirname(to));
    await rename(from, to);
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
