/**
 * A folder of `.wl` files whose entries are in the worklist for as long as the files are there.
 *
 * wlmscpfs locks `lockfile` of the folder while it reads; Node has no such locks. A file that is being written is known
 * by its time: it is read when it has not changed for a moment, and one that cannot be read is told of only then.
 */
import { type FSWatcher, watch } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { PacsEventInit } from "../events/event-types.ts";
import type { WorklistSource, WorklistStore } from "../services/worklist-store.ts";
import { describeFailure, describeReadFailure } from "../storage/disk-error.ts";
import { readWorklistFile } from "./worklist-files.ts";

export interface WatchedFolderOptions {
  worklist: WorklistStore;
  tell(event: PacsEventInit): void;
  /** Between looks at the folder, whatever the system tells of it; longer where a look takes long. Default 2000. */
  rescanMs?: number;
  /** How long a file must not have changed. Default 100. */
  settleMs?: number;
}

/** Looks at a folder that does not change take at most this share of the time. */
const REST_FACTOR = 20;
/** Changes that come together are looked at together. */
const DEBOUNCE_MS = 30;
/** So long a file that cannot be read may be one that is still being written. */
const UNREADABLE_MS = 1000;
/** States of a name that is listed and has no file: in one look, and in the one after it. */
const GONE = "gone";
const NOWHERE = "nowhere";

export class WatchedFolder {
  readonly #folder: string;
  readonly #options: WatchedFolderOptions;
  /** Size and time of each file as it was read. */
  readonly #states: Map<string, string>;
  /** Files that cannot be read, in the state in which that was told. */
  readonly #broken = new Map<string, string>();
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #scanning: Promise<void> | undefined;
  /** Something changed since the look began that goes on. */
  #isStale = false;
  #isMissing = false;
  #isClosed = false;

  /** Looks at the folder once, and then follows it; resolves when its entries are in the worklist. */
  static async open(folder: string, options: WatchedFolderOptions): Promise<WatchedFolder> {
    const watched = new WatchedFolder(folder, options);
    await watched.scan();
    return watched;
  }

  private constructor(folder: string, options: WatchedFolderOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#states = options.worklist.sources();
  }

  /** Brings the worklist in line with the folder as it is now, and resolves when it is. */
  async scan(): Promise<void> {
    // A look that goes on may have passed by what has changed since it began.
    while (this.#scanning) await this.#scanning;
    clearTimeout(this.#timer);
    this.#scanning = this.#scan().finally(() => {
      this.#scanning = undefined;
    });
    return this.#scanning;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#watcher?.close();
    await this.#scanning;
  }

  async #scan(): Promise<void> {
    if (this.#isClosed) return;
    const startedMs = performance.now();
    this.#isStale = false;
    this.#follow();
    let isSettled = true;
    const files = await this.#list();
    if (files !== undefined) {
      const changes = new Map<string, WorklistSource>();
      for (const name of this.#states.keys()) {
        if (!files.has(name)) changes.set(name, { state: "", datasets: [] });
      }
      for (const name of files) {
        if (this.#isClosed) return;
        if (!(await this.#look(name, changes))) isSettled = false;
      }
      this.#apply(changes);
    }
    const { rescanMs = 2000, settleMs = 100 } = this.#options;
    const tookMs = performance.now() - startedMs;
    const isDone = isSettled && !this.#isStale;
    this.#scheduleIn(isDone ? Math.max(rescanMs, tookMs * REST_FACTOR) : Math.max(settleMs, tookMs));
  }

  /** Notes a file that is new or changed; false where it is to be looked at again soon. */
  async #look(name: string, changes: Map<string, WorklistSource>): Promise<boolean> {
    const path = join(this.#folder, name);
    let state = "";
    let ageMs = Number.POSITIVE_INFINITY;
    try {
      const { size, mtimeMs } = await stat(path);
      state = `${size} ${mtimeMs}`;
      if (this.#states.get(name) === state || this.#broken.get(name) === state) return true;
      ageMs = Math.abs(Date.now() - mtimeMs);
      if (ageMs < (this.#options.settleMs ?? 100)) return false;
      const { datasets, remarks } = readWorklistFile(await readFile(path));
      changes.set(name, { state, datasets });
      for (const remark of remarks) this.#warn(`${name}: ${remark}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") {
        const before = this.#broken.get(name);
        if (before === NOWHERE) return true;
        this.#broken.set(name, before === GONE ? NOWHERE : GONE);
        // Gone between list and look: the next list tells. If it has the name again, it is a link to nowhere.
        if (before !== GONE) return false;
      } else {
        if (ageMs < UNREADABLE_MS) return false;
        this.#broken.set(name, state);
      }
      this.#warn(`${name} cannot be read and is left out: ${describeReadFailure(error)}`);
    }
    return true;
  }

  #apply(changes: ReadonlyMap<string, WorklistSource>): void {
    if (changes.size === 0 || this.#isClosed) return;
    try {
      this.#options.worklist.replaceSources(changes);
    } catch (error) {
      this.#options.tell({
        ...{ type: "error", code: "RECORDS_WRITE", peer: undefined },
        message: describeFailure(error),
      });
      return;
    }
    for (const [name, { state }] of changes) {
      this.#broken.delete(name);
      if (state === "") this.#states.delete(name);
      else this.#states.set(name, state);
    }
  }

  /** The files of the folder, and of the folders in it: wlmscpfs has one for each called AE title. */
  async #list(): Promise<Set<string> | undefined> {
    try {
      const files = new Set<string>();
      for (const entry of await readdir(this.#folder, { withFileTypes: true })) {
        if (!entry.isDirectory()) files.add(entry.name);
        else
          for (const name of await readdir(join(this.#folder, entry.name)))
            files.add(`${entry.name}/${name}`);
      }
      this.#isMissing = false;
      return new Set([...files].filter((name) => /\.wl$/i.test(name)).sort());
    } catch (error) {
      // Its entries stay: a share that is away for a moment takes no appointments with it.
      if (!this.#isMissing) {
        this.#warn(`${this.#folder} cannot be read: ${describeReadFailure(error, "folder")}`);
      }
      this.#isMissing = true;
      this.#watcher?.close();
      this.#watcher = undefined;
      return undefined;
    }
  }

  #follow(): void {
    if (this.#watcher) return;
    try {
      this.#watcher = watch(this.#folder, { persistent: false }, () => {
        if (this.#scanning) this.#isStale = true;
        else this.#scheduleIn(DEBOUNCE_MS);
      });
      this.#watcher.on("error", () => {
        this.#watcher?.close();
        this.#watcher = undefined;
      });
    } catch {
      // Where the system tells nothing, the folder is looked at from time to time.
    }
  }

  #scheduleIn(ms: number): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.scan(), ms);
    this.#timer.unref();
  }

  #warn(message: string): void {
    this.#options.tell({
      ...{ type: "warning", code: "WORKLIST_FILE", peer: undefined },
      message: `Worklist folder: ${message}`,
    });
  }
}
