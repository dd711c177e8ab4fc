/** A MiniPACS server: what the command, the tests and importers start. */
import { basename, join } from "node:path";
import { InvalidStateError } from "@minipacs/dicom-core";
import {
  type AssociationInfo,
  type DimseServer,
  MODALITY_WORKLIST_FIND,
  MPPS,
  MPPS_RETRIEVE,
  type ServeOptions,
  STORAGE_SOP_CLASSES,
  serve,
  VERIFICATION,
} from "@minipacs/dimse";
import { AssociationLog } from "./associations/association-log.ts";
import { checkDataDir } from "./config/checks.ts";
import { type PacsConfig, type PacsOptions, resolveConfig, resolveSettings } from "./config/config.ts";
import type { PacsSettings } from "./config/settings.ts";
import { EventBus } from "./events/event-bus.ts";
import type { PacsEventInit, PacsEventOf, PacsEventType } from "./events/event-types.ts";
import { fromDimseEvent } from "./events/from-dimse.ts";
import { type NextEventOptions, nextEvent } from "./events/next-event.ts";
import type { InstanceIndex } from "./index-db/instance-index.ts";
import { listenError } from "./listen-error.ts";
import { openRecordsDatabase, type RecordsDatabase } from "./records-db/records-database.ts";
import { MppsService } from "./services/mpps.ts";
import { MppsStore } from "./services/mpps-store.ts";
import { type ImportedObject, importObject } from "./services/object-import.ts";
import { type RemovedObjects, removeObjects } from "./services/object-removal.ts";
import { QueryLog } from "./services/query-log.ts";
import { StoreService } from "./services/store.ts";
import { WorklistService } from "./services/worklist.ts";
import { createSamples } from "./services/worklist-samples.ts";
import { type WorklistChange, type WorklistEntry, WorklistStore } from "./services/worklist-store.ts";
import { Archive } from "./storage/archive.ts";
import type { ObjectStore } from "./storage/object-store.ts";

/** A running server. */
export interface Pacs {
  /** The port that DICOM is listened for on. */
  readonly dicomPort: number;
  /** The port of page and API, `undefined` where there is none. */
  readonly httpPort: number | undefined;
  /** What it was started with. */
  readonly config: PacsConfig;
  /** What holds now, of what can be changed while it runs; a change puts a new object in its place. */
  readonly settings: PacsSettings;
  /** Everything that happens: `subscribe(listener)`, or `for await`. */
  readonly events: EventBus;
  readonly worklist: WorklistStore;
  /** The worklist queries of late, and why each entry was answered or not. */
  readonly queries: QueryLog;
  readonly mpps: MppsStore;
  /** Where objects are kept, absolute; `undefined`: in a temporary folder. */
  readonly dataDir: string | undefined;
  /** What is known of the objects that are kept. */
  readonly index: InstanceIndex;
  /** Their files. */
  readonly objects: ObjectStore;
  /** The associations that are open now. */
  readonly associations: readonly AssociationInfo[];
  /** Associations that are open, past and rejected, with their messages; in memory, limited. */
  readonly associationLog: AssociationLog;
  /** ISO 8601. */
  readonly startedAt: string;
  /**
   * Resolves with the first event of a type from now on that `fits`, default any.
   *
   * @throws TimeoutError, whose message tells what came instead, after `timeoutMs` (default 10,000); the signal's
   *   reason; InvalidStateError STATE_CLOSED; what `fits` throws
   */
  next<T extends PacsEventType>(
    type: T,
    fits?: (event: PacsEventOf<T>) => boolean,
    options?: NextEventOptions,
  ): Promise<PacsEventOf<T>>;
  /** Loads the six samples, dated today; those that are there stay. Returns what was added. */
  loadSamples(): WorklistEntry[];
  /**
   * Brings the index in line with the files; resolves when that is done. It runs by itself after the start, in the
   * background.
   */
  reconcile(): Promise<void>;
  /**
   * Keeps objects in another folder from now on, made where there is none; those that are coming in still go to the one
   * before. Resolves when nothing uses that one any more. Worklist and MPPS stay in the folder of the start.
   *
   * @throws InvalidArgumentError CONFIG_DATA_DIR, InvalidStateError STATE_CLOSED; everything stays as it was then
   */
  changeDataDir(dataDir: string): Promise<void>;
  /**
   * Stores a Part 10 file that comes by another way than C-STORE, its bytes as they come.
   *
   * @throws what openDicomFile throws, InvalidArgumentError ARG_OBJECT; the system's errors
   */
  importObject(source: AsyncIterable<Uint8Array>): Promise<ImportedObject>;
  /** Removes the objects of a study, of a series or one; resolves with how many there were. */
  removeObjects(which: RemovedObjects): Promise<number>;
  /** Ends the server: open associations get `drainMs` (default `config.drainMs`), then an A-ABORT. */
  close(options?: { drainMs?: number }): Promise<void>;
}

/** Parts that a caller puts in the place of the usual ones. */
export interface PacsParts {
  objects?: ObjectStore | undefined;
  events?: EventBus | undefined;
  /** Limits and timeouts of the DICOM server. */
  dimse?: Pick<ServeOptions, "limits" | "timeouts"> | undefined;
}

/** A headless server has so many of the samples from the start. */
const HEADLESS_SAMPLE_COUNT = 2;

/**
 * Starts a server; resolves when it listens.
 *
 * @throws InvalidArgumentError CONFIG_…, ARG_TLS; UnsupportedError UNSUPPORTED_TLS_PROFILE; TransportError TRANSPORT_LISTEN with `details.errno`
 */
export async function createPacs(options: PacsOptions = {}, parts: PacsParts = {}): Promise<Pacs> {
  const config = resolveConfig(options);
  const events = parts.events ?? new EventBus();
  const { dataDir, syncsToDisk } = config;
  const archive = await Archive.open({ dataDir, syncsToDisk, events, objects: parts.objects });
  let records: RecordsDatabase;
  try {
    records = openRecords(dataDir !== undefined && parts.objects === undefined ? dataDir : undefined, events);
  } catch (error) {
    await archive.close();
    throw error;
  }
  const pacs = new RunningPacs(config, resolveSettings(options), events, archive, records, parts);
  try {
    await pacs.start();
  } catch (error) {
    await pacs.close({ drainMs: 0 });
    throw error;
  }
  return pacs;
}

/** Beside the index of the data directory of the start; they stay there when another directory is chosen. */
const RECORDS_FILE = "records.sqlite";

function openRecords(dataDir: string | undefined, events: EventBus): RecordsDatabase {
  const records = openRecordsDatabase(dataDir && join(dataDir, RECORDS_FILE));
  if (records.movedTo !== undefined) {
    const message = `${RECORDS_FILE} is damaged or of a later version: it is kept as ${basename(records.movedTo)}, and worklist and MPPS start empty.`;
    events.publish({ type: "error", code: "RECORDS_DAMAGED", message, peer: undefined });
  }
  return records;
}

function describeRecordsFailure(error: unknown): PacsEventInit {
  const message = error instanceof Error ? error.message : String(error);
  return { type: "error", code: "RECORDS_WRITE", message, peer: undefined };
}

class RunningPacs implements Pacs {
  readonly config: PacsConfig;
  readonly events: EventBus;
  readonly worklist: WorklistStore;
  readonly queries = new QueryLog();
  readonly mpps: MppsStore;
  readonly associationLog = new AssociationLog();
  readonly startedAt = new Date().toISOString();
  readonly #parts: PacsParts;
  readonly #records: RecordsDatabase;
  #settings: PacsSettings;
  #archive: Archive;
  #dimse: DimseServer | undefined;
  #http: { port: number; close(): Promise<void> } | undefined;
  #closing: Promise<void> | undefined;
  /** Changes of the data directory, one after the other. */
  #changing: Promise<void> = Promise.resolve();
  #isReady = false;

  constructor(
    config: PacsConfig,
    settings: PacsSettings,
    events: EventBus,
    archive: Archive,
    records: RecordsDatabase,
    parts: PacsParts,
  ) {
    this.config = config;
    this.#settings = settings;
    this.events = events;
    this.#archive = archive;
    this.#records = records;
    this.#parts = parts;
    this.worklist = new WorklistStore({
      records,
      onChange: (change) => {
        if (this.#isReady) this.#tellWorklist(change);
      },
      onError: (error) => this.events.publish(describeRecordsFailure(error)),
    });
    this.mpps = new MppsStore({ records, worklist: this.worklist });
  }

  get dicomPort(): number {
    return this.#dimse?.port ?? 0;
  }

  get httpPort(): number | undefined {
    return this.#http?.port;
  }

  get settings(): PacsSettings {
    return this.#settings;
  }

  get dataDir(): string | undefined {
    return this.#settings.dataDir;
  }

  get index(): InstanceIndex {
    return this.#archive.index;
  }

  get objects(): ObjectStore {
    return this.#archive.objects;
  }

  get associations(): readonly AssociationInfo[] {
    return this.#dimse?.associations ?? [];
  }

  async start(): Promise<void> {
    const { config } = this;
    if (config.loadsSamples) this.worklist.add(createSamples(new Date(), HEADLESS_SAMPLE_COUNT));
    this.#dimse = await this.#serveDicom();
    if (config.httpPort !== undefined) this.#http = await this.#serveHttp(config.httpPort);
    this.#isReady = true;
    // Not before: a server that cannot listen says why, and nothing else.
    const { size: addedCount } = this.worklist;
    if (addedCount > 0) this.#tellWorklist({ addedCount, changedCount: 0, removedCount: 0 });
    this.events.publish(this.#describeReady());
    void this.#archive.reconcile();
  }

  reconcile(): Promise<void> {
    return this.#archive.reconcile();
  }

  changeDataDir(folder: string): Promise<void> {
    const changing = this.#changing.then(() => this.#changeDataDir(folder));
    this.#changing = changing.catch(() => {});
    return changing;
  }

  async #changeDataDir(folder: string): Promise<void> {
    const dataDir = checkDataDir(folder);
    if (dataDir === this.dataDir) return;
    if (this.#closing) throw new InvalidStateError("STATE_CLOSED", "the server is closing");
    const { syncsToDisk } = this.config;
    const archive = await Archive.open({ dataDir, syncsToDisk, events: this.events });
    const before = this.#archive;
    this.#archive = archive;
    this.#settings = Object.freeze({ ...this.#settings, dataDir });
    this.events.publish({ type: "storage.changed", dataDir });
    void archive.reconcile();
    await before.close();
  }

  importObject(source: AsyncIterable<Uint8Array>): Promise<ImportedObject> {
    const { onDuplicate } = this.#settings;
    return importObject(this.#archive, source, { onDuplicate, events: this.events });
  }

  removeObjects(which: RemovedObjects): Promise<number> {
    return removeObjects(this.#archive, which, this.events);
  }

  loadSamples(): WorklistEntry[] {
    return this.worklist.add(createSamples(new Date()));
  }

  next<T extends PacsEventType>(
    type: T,
    fits?: (event: PacsEventOf<T>) => boolean,
    options?: NextEventOptions,
  ): Promise<PacsEventOf<T>> {
    return nextEvent(this.events, type, fits, options);
  }

  close(options: { drainMs?: number } = {}): Promise<void> {
    const drainMs = options.drainMs ?? this.config.drainMs;
    this.#closing ??= this.#close(drainMs);
    return this.#closing;
  }

  async #close(drainMs: number): Promise<void> {
    if (this.#isReady) this.events.publish({ type: "closing", associationCount: this.associations.length });
    await this.#dimse?.close({ drainMs });
    await this.#http?.close();
    await this.#changing;
    await this.#archive.close();
    this.#records.close();
    this.events.close();
  }

  #tellWorklist(change: WorklistChange): void {
    this.events.publish({ type: "worklist.changed", ...change, entryCount: this.worklist.size });
  }

  #describeReady(): PacsEventInit {
    const { dicomPort, httpPort, config } = this;
    const host = config.httpHost.includes(":") ? `[${config.httpHost}]` : config.httpHost;
    const isMoved = httpPort !== undefined && !config.isHttpPortExplicit && httpPort !== config.httpPort;
    return {
      type: "ready",
      usesTls: config.tls !== undefined,
      ...{ dicomPort, httpPort, aeTitle: config.aeTitle },
      httpAddress: httpPort === undefined ? undefined : `${host}:${httpPort}`,
      hasPage: httpPort !== undefined && !config.isHeadless,
      takenHttpPort: isMoved ? config.httpPort : undefined,
    };
  }

  async #serveDicom(): Promise<DimseServer> {
    const { config, events, worklist, queries, mpps, associationLog } = this;
    const settings = () => this.#settings;
    const services = {
      store: new StoreService({ archive: () => this.#archive, events, settings }),
      worklist: new WorklistService({ worklist, queries, events, settings }),
      mpps: new MppsService({ mpps, worklist, events, settings }),
    };
    const server = serve({
      ...this.#parts.dimse,
      aeTitle: config.aeTitle,
      port: config.port,
      host: config.host,
      tls: config.tls,
      contexts: [VERIFICATION, MODALITY_WORKLIST_FIND, MPPS, MPPS_RETRIEVE, ...STORAGE_SOP_CLASSES],
      handlers: {
        store: (request) => services.store.store(request),
        find: (request) => services.worklist.find(request),
        nCreate: (request) => services.mpps.create(request),
        nSet: (request) => services.mpps.set(request),
        nGet: (request) => services.mpps.get(request),
      },
      nextAssociationId: () => associationLog.nextId(),
      onMessage: (message) => associationLog.takeMessage(message),
      onEvent(event) {
        const told = fromDimseEvent(event, services);
        associationLog.takeEvent(event, told);
        if (told) events.publish(told);
      },
    });
    return server.catch((error) => {
      throw listenError("DICOM", config.host, config.port, error);
    });
  }

  /** Loaded only where there is HTTP: a headless server starts without it. */
  async #serveHttp(port: number) {
    const { startHttpServer } = await import("./http/server.ts");
    const { httpHost: host, isHttpPortExplicit: portIsExplicit } = this.config;
    try {
      return await startHttpServer(this, { port, host, portIsExplicit });
    } catch (error) {
      throw listenError("HTTP", host, port, error);
    }
  }
}
