/** One storage folder in use: its files, the index of them, and the work that keeps both in line. */
import { join } from "node:path";
import type { EventBus } from "../events/event-bus.ts";
import type { InstanceIndex } from "../index-db/instance-index.ts";
import type { InstanceRecord } from "../index-db/instance-record.ts";
import { type ReconcileProgress, reconcile } from "../index-db/reconcile.ts";
import { SqliteIndex } from "../index-db/sqlite-index.ts";
import { isDamage } from "../sqlite/open-database.ts";
import { dataDirError, describeFailure } from "./disk-error.ts";
import { FsStore } from "./fs-store.ts";
import type { ObjectStore } from "./object-store.ts";

export interface ArchiveOptions {
  /** Absolute; `undefined`: a temporary folder and an index in memory, both gone at the end. */
  dataDir: string | undefined;
  /** Asked for each object. */
  syncsToDisk(): boolean;
  events: EventBus;
  /** In the place of a folder; the index is in memory then. */
  objects?: ObjectStore | undefined;
}

/** Beside the folder of the objects. */
const INDEX_FILE = "index.sqlite";
/** Of so many pairs of series it is told that they share SOP Instance UIDs. */
const MAX_TOLD_PAIRS = 1000;
/** Progress is told so often, of folders that take longer than that. */
const PROGRESS_MS = 2000;
/** After an index that could not be written: how long until the files are compared with it again. */
const RECOVERY_MS = 10_000;

export class Archive {
  readonly objects: ObjectStore;
  readonly index: InstanceIndex;
  readonly #events: EventBus;
  readonly #stopping = new AbortController();
  readonly #uses = new Set<Promise<unknown>>();
  #reconciling: Promise<void> | undefined;
  #recovery: NodeJS.Timeout | undefined;
  #isStale = false;
  /** Pairs of series that hold objects of one SOP Instance UID, as they were told. */
  readonly #toldSameUid = new Set<string>();

  /**
   * Opens a folder, made where there is none.
   *
   * @throws InvalidArgumentError CONFIG_DATA_DIR where it cannot be written, or another server uses it
   */
  static async open(options: ArchiveOptions): Promise<Archive> {
    const { dataDir, syncsToDisk } = options;
    const objects =
      options.objects ??
      (dataDir === undefined ? await FsStore.ephemeral() : new FsStore(dataDir, { syncsToDisk }));
    try {
      await objects.open();
      const archive = new Archive(objects, options);
      // Not before the index is open: it tells whether another server has something half received there.
      await objects.removeLeftovers();
      return archive;
    } catch (error) {
      await objects.close();
      throw dataDirError(dataDir, error);
    }
  }

  private constructor(objects: ObjectStore, options: ArchiveOptions) {
    const { dataDir, events } = options;
    const isOnDisk = dataDir !== undefined && options.objects === undefined;
    this.objects = objects;
    this.#events = events;
    const index = new SqliteIndex(isOnDisk ? join(dataDir, INDEX_FILE) : undefined, {
      onLost: (error) => this.#recover(error),
      onSameUid: (record, otherPath) => this.#tellSameUid(record, otherPath),
    });
    this.index = index;
    if (index.isReplaced) {
      const message = "The index of the data directory was damaged: it is made anew from the files.";
      events.publish({ type: "warning", code: "INDEX_REPLACED", message, peer: undefined });
    }
  }

  /**
   * Brings the index in line with the files, in the background; resolves when that is done, also where it failed, which
   * is told.
   */
  reconcile(): Promise<void> {
    this.#isStale = true;
    this.#reconciling ??= this.#reconcile().finally(() => {
      this.#reconciling = undefined;
    });
    return this.#reconciling;
  }

  /** Runs `use`; the folder stays open until it ends. */
  async use<T>(use: (archive: Archive) => Promise<T>): Promise<T> {
    const running = use(this);
    this.#uses.add(running);
    try {
      return await running;
    } finally {
      this.#uses.delete(running);
    }
  }

  /** Ends when everything that uses the folder has ended. */
  async close(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#recovery);
    await Promise.allSettled([...this.#uses, this.#reconciling]);
    await this.index.close();
    await this.objects.close();
  }

  async #reconcile(): Promise<void> {
    // What was lost while it ran is looked for again.
    while (this.#isStale && !this.#stopping.signal.aborted) {
      this.#isStale = false;
      await this.#reconcileOnce();
    }
  }

  async #reconcileOnce(): Promise<void> {
    const { objects, index } = this;
    const events = this.#events;
    const startedMs = performance.now();
    let toldMs = startedMs;
    const onProgress = (progress: ReconcileProgress) => {
      const nowMs = performance.now();
      if (nowMs - toldMs < PROGRESS_MS) return;
      toldMs = nowMs;
      events.publish({ type: "index.progress", ...progress });
    };
    try {
      const found = await reconcile({ objects, index, onProgress, signal: this.#stopping.signal });
      if (this.#stopping.signal.aborted || (found.examinedCount === 0 && found.removedCount === 0)) return;
      const durationMs = performance.now() - startedMs;
      events.publish({ type: "index.reconciled", ...found, instanceCount: await index.count(), durationMs });
    } catch (error) {
      const message = `The files could not be compared with the index: ${describeFailure(error)}`;
      events.publish({ type: "error", code: "INDEX_RECONCILE_FAILED", message, peer: undefined });
    }
  }

  /**
   * Both are kept: what tells objects apart here, as in Orthanc, is study, series and SOP Instance UID. PS3.5 9.1 wants
   * that UID to be the only one of its kind. A study that is sent again under another UID says so once for each series.
   */
  #tellSameUid({ location }: InstanceRecord, otherPath: string): void {
    const path = location.join("/");
    const pair = [path, otherPath].map((file) => file.slice(0, file.lastIndexOf("/"))).join(" ");
    if (this.#toldSameUid.has(pair) || this.#toldSameUid.size >= MAX_TOLD_PAIRS) return;
    this.#toldSameUid.add(pair);
    const message = `One SOP Instance UID in two studies or series, both are kept: ${path} and ${otherPath}`;
    this.#events.publish({ type: "warning", code: "STORE_UID_ELSEWHERE", message, peer: undefined });
  }

  /** Not at once where the disk is full: it would be full again. */
  #recover(error: unknown): void {
    const message = `The index could not be written and is made anew from the files: ${describeFailure(error)}`;
    this.#events.publish({ type: "error", code: "INDEX_LOST", message, peer: undefined });
    if (this.#stopping.signal.aborted) return;
    clearTimeout(this.#recovery);
    this.#recovery = setTimeout(() => void this.reconcile(), isDamage(error) ? 0 : RECOVERY_MS);
    this.#recovery.unref();
  }
}
