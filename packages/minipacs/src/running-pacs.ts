/** A server at work: its parts, and what is done to them while it runs. */
import { InvalidStateError } from "@minipacs/dicom-core";
import type { AssociationInfo, DimseHandlers } from "@minipacs/dimse";
import { AssociationLog } from "./associations/association-log.ts";
import type { PacsConfig } from "./config/config.ts";
import type { LiveSettings, PacsSettingsPatch } from "./config/live-settings.ts";
import type { PacsSettings } from "./config/settings.ts";
import { DicomListener } from "./dicom-listener.ts";
import type { EventBus } from "./events/event-bus.ts";
import type { PacsEventInit, PacsEventOf, PacsEventType } from "./events/event-types.ts";
import { fromDimseEvent, type Services } from "./events/from-dimse.ts";
import { type NextEventOptions, nextEvent } from "./events/next-event.ts";
import type { InstanceIndex } from "./index-db/instance-index.ts";
import { listenError } from "./listen-error.ts";
import type { Pacs, PacsParts } from "./pacs.ts";
import type { RecordsDatabase } from "./records-db/records-database.ts";
import { MppsService } from "./services/mpps.ts";
import { MppsRefusals } from "./services/mpps-refusals.ts";
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
import { WatchedFolder } from "./worklist/watched-folder.ts";

/** A headless server has so many of the samples from the start. */
const HEADLESS_SAMPLE_COUNT = 2;

/** What is said of the disk holds for each object anew. */
export function openArchive(
  dataDir: string | undefined,
  live: LiveSettings,
  events: EventBus,
  objects?: ObjectStore,
): Promise<Archive> {
  return Archive.open({
    ...{ dataDir, events, objects },
    syncsToDisk: () => live.current.syncsToDisk,
  });
}

function describeRecordsFailure(error: unknown): PacsEventInit {
  const message = error instanceof Error ? error.message : String(error);
  return { type: "error", code: "RECORDS_WRITE", message, peer: undefined };
}

function describeLongHistory(sopInstanceUid: string, { mppsHistory }: PacsConfig): PacsEventInit {
  const message = `MPPS ${sopInstanceUid} has more than ${mppsHistory} messages: of the N-SETs before the latest their number is kept.`;
  return { type: "warning", code: "MPPS_HISTORY_LIMIT", message, peer: undefined };
}

function handlersOf(services: Services): DimseHandlers {
  return {
    store: (request) => services.store.store(request),
    find: (request) => services.worklist.find(request),
    nCreate: (request) => services.mpps.create(request),
    nSet: (request) => services.mpps.set(request),
    nGet: (request) => services.mpps.get(request),
  };
}

export class RunningPacs implements Pacs {
  readonly config: PacsConfig;
  readonly events: EventBus;
  readonly worklist: WorklistStore;
  readonly queries = new QueryLog();
  readonly mpps: MppsStore;
  readonly mppsRefusals = new MppsRefusals();
  readonly associationLog = new AssociationLog();
  readonly startedAt = new Date().toISOString();
  readonly #parts: PacsParts;
  readonly #records: RecordsDatabase;
  readonly #live: LiveSettings;
  readonly #listener: DicomListener;
  #archive: Archive;
  #http: { port: number; close(): Promise<void> } | undefined;
  #worklistFolder: WatchedFolder | undefined;
  #closing: Promise<void> | undefined;
  /** Changes, one after the other. */
  #changing: Promise<unknown> = Promise.resolve();
  /** Archives that something comes in to still, although others have taken their place. */
  #retiring: Promise<void> = Promise.resolve();
  #isReady = false;

  constructor(
    config: PacsConfig,
    live: LiveSettings,
    events: EventBus,
    archive: Archive,
    records: RecordsDatabase,
    parts: PacsParts,
  ) {
    this.config = config;
    this.#live = live;
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
    this.mpps = new MppsStore({
      ...{ records, worklist: this.worklist, historyCount: config.mppsHistory },
      onLimit: (sopInstanceUid) => this.events.publish(describeLongHistory(sopInstanceUid, config)),
      onRemove: (sopInstanceUid) => this.events.publish({ type: "mpps.removed", sopInstanceUid }),
    });
    this.#listener = this.#createListener();
  }

  get dicomPort(): number {
    return this.#listener.port;
  }

  get httpPort(): number | undefined {
    return this.#http?.port;
  }

  get settings(): PacsSettings {
    return this.#live.current;
  }

  get dataDir(): string | undefined {
    return this.settings.dataDir;
  }

  get index(): InstanceIndex {
    return this.#archive.index;
  }

  get objects(): ObjectStore {
    return this.#archive.objects;
  }

  get associations(): readonly AssociationInfo[] {
    return this.#listener.associations;
  }

  get isListening(): boolean {
    return this.#listener.isListening;
  }

  async start(): Promise<void> {
    const { config } = this;
    if (config.loadsSamples) this.worklist.add(createSamples(new Date(), HEADLESS_SAMPLE_COUNT));
    if (config.worklistDir !== undefined) {
      const tell = (event: PacsEventInit) => void this.events.publish(event);
      this.#worklistFolder = await WatchedFolder.open(config.worklistDir, { worklist: this.worklist, tell });
    }
    await this.#listener.start();
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

  changeSettings(patch: PacsSettingsPatch): Promise<PacsSettings> {
    return this.#inTurn(() => this.#changeSettings(patch));
  }

  async changeDataDir(dataDir: string): Promise<void> {
    await this.changeSettings({ dataDir });
    await this.#retiring;
  }

  startListener(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.isListening) return;
      await this.#listener.start();
      this.events.publish({ type: "listener.started", dicomPort: this.dicomPort });
    });
  }

  stopListener(options: { drainMs?: number } = {}): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.isListening) return;
      const stopping = this.#listener.stop({ drainMs: options.drainMs ?? this.config.drainMs });
      this.events.publish({
        type: "listener.stopped",
        ...{ dicomPort: this.dicomPort, associationCount: this.associations.length },
      });
      await stopping;
    });
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const changing = this.#changing.then(() => {
      if (this.#closing) throw new InvalidStateError("STATE_CLOSED", "the server is closing");
      return change();
    });
    this.#changing = changing.catch(() => {});
    return changing;
  }

  /** What can fail comes before anything is changed. */
  async #changeSettings(patch: PacsSettingsPatch): Promise<PacsSettings> {
    const change = this.#live.plan(patch);
    const { settings, changed } = change;
    if (changed.length === 0) return this.settings;
    const archive = changed.includes("dataDir") ? await this.#openNext(settings.dataDir) : undefined;
    try {
      await this.#listener.apply(settings);
    } catch (error) {
      await archive?.close();
      throw error;
    }
    this.#live.commit(change);
    this.events.publish({ type: "settings.changed", changed: [...changed], dicomPort: this.dicomPort });
    if (archive) this.#replaceArchive(archive);
    return settings;
  }

  /** A folder that is still being left cannot be opened again. */
  async #openNext(dataDir: string | undefined): Promise<Archive> {
    await this.#retiring;
    return openArchive(dataDir, this.#live, this.events);
  }

  #replaceArchive(archive: Archive): void {
    this.#retiring = this.#archive.close().catch(() => {});
    this.#archive = archive;
    this.events.publish({ type: "storage.changed", dataDir: this.dataDir });
    void archive.reconcile();
  }

  importObject(source: AsyncIterable<Uint8Array>): Promise<ImportedObject> {
    const { settings, events } = this;
    return importObject(this.#archive, source, { settings, events });
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
    await this.#listener.close({ drainMs });
    await this.#http?.close();
    await this.#changing;
    await this.#retiring;
    await this.#worklistFolder?.close();
    await this.#archive.close();
    this.#records.close();
    this.events.close();
  }

  #tellWorklist(change: WorklistChange): void {
    this.events.publish({ type: "worklist.changed", ...change, entryCount: this.worklist.size });
  }

  #describeReady(): PacsEventInit {
    const { dicomPort, httpPort, config } = this;
    const isMoved = httpPort !== undefined && !config.isHttpPortExplicit && httpPort !== config.httpPort;
    return {
      type: "ready",
      usesTls: config.tls !== undefined,
      ...{ dicomPort, httpPort, aeTitle: config.aeTitle },
      httpAddress: this.#httpAddress(),
      hasPage: httpPort !== undefined && !config.isHeadless,
      needsToken: httpPort !== undefined && config.httpToken !== undefined,
      takenHttpPort: isMoved ? config.httpPort : undefined,
    };
  }

  #httpAddress(): string | undefined {
    const { httpPort } = this;
    const { httpHost: host } = this.config;
    return httpPort === undefined ? undefined : `${host.includes(":") ? `[${host}]` : host}:${httpPort}`;
  }

  #createListener(): DicomListener {
    const { config, events, worklist, queries, mpps, mppsRefusals: refusals, associationLog } = this;
    const settings = () => this.settings;
    const services = {
      store: new StoreService({ archive: () => this.#archive, events, settings }),
      worklist: new WorklistService({ worklist, queries, events, settings }),
      mpps: new MppsService({ mpps, refusals, worklist, events, settings }),
    };
    return new DicomListener({
      ...this.#parts.dimse,
      ...{ settings, tls: config.tls, handlers: handlersOf(services) },
      httpPort: () => this.httpPort,
      nextAssociationId: () => associationLog.nextId(),
      onMessage: (message) => associationLog.takeMessage(message),
      onEvent: (event) => {
        const told = fromDimseEvent(event, services, () => this.#httpAddress());
        associationLog.takeEvent(event, told);
        if (told) events.publish(told);
      },
    });
  }

  /** Loaded only where there is HTTP: a headless server starts without it. */
  async #serveHttp(port: number) {
    const { startHttpServer } = await import("./http/server.ts");
    const { httpHost: host, isHttpPortExplicit: portIsExplicit } = this.config;
    try {
      return await startHttpServer(this, { port, host, portIsExplicit });
    } catch (error) {
      throw listenError({ service: "HTTP", host, port, otherPort: this.dicomPort }, error);
    }
  }
}
