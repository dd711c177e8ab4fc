/** A MiniPACS server: what the command, the tests and importers start. */
import { InvalidArgumentError } from "@minipacs/dicom-core";
import {
  type AssociationInfo,
  type DimseServer,
  MODALITY_WORKLIST_FIND,
  MPPS,
  type ServeOptions,
  STORAGE_SOP_CLASSES,
  serve,
  VERIFICATION,
} from "@minipacs/dimse";
import { type PacsConfig, type PacsOptions, resolveConfig } from "./config.ts";
import { EventBus } from "./events/event-bus.ts";
import type { PacsEventInit } from "./events/event-types.ts";
import { fromDimseEvent } from "./events/from-dimse.ts";
import { listenError } from "./listen-error.ts";
import { MppsService } from "./services/mpps.ts";
import { MppsStore } from "./services/mpps-store.ts";
import { ReceivedInstances } from "./services/received-instances.ts";
import { StoreService } from "./services/store.ts";
import { WorklistService } from "./services/worklist.ts";
import { createSamples } from "./services/worklist-samples.ts";
import { type WorklistEntry, WorklistStore } from "./services/worklist-store.ts";
import { describeDiskError } from "./storage/disk-error.ts";
import { FsStore } from "./storage/fs-store.ts";
import type { ObjectStore } from "./storage/object-store.ts";

/** A running server. */
export interface Pacs {
  /** The port that DICOM is listened for on. */
  readonly dicomPort: number;
  /** The port of page and API, `undefined` where there is none. */
  readonly httpPort: number | undefined;
  readonly config: PacsConfig;
  /** Everything that happens: `subscribe(listener)`, or `for await`. */
  readonly events: EventBus;
  readonly worklist: WorklistStore;
  readonly mpps: MppsStore;
  /** What C-STORE brought in during this run. */
  readonly received: ReceivedInstances;
  /** The files of what was received. */
  readonly objects: ObjectStore;
  /** The associations that are open now. */
  readonly associations: readonly AssociationInfo[];
  /** ISO 8601. */
  readonly startedAt: string;
  /** Loads the six samples, dated today; those that are there stay. Returns what was added. */
  loadSamples(): WorklistEntry[];
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
  const objects = parts.objects ?? (await createObjectStore(config));
  const pacs = new RunningPacs(config, objects, parts);
  try {
    await pacs.start();
  } catch (error) {
    await pacs.close({ drainMs: 0 });
    throw error;
  }
  return pacs;
}

async function createObjectStore(config: PacsConfig): Promise<ObjectStore> {
  return config.dataDir === undefined ? FsStore.ephemeral() : new FsStore(config.dataDir);
}

class RunningPacs implements Pacs {
  readonly config: PacsConfig;
  readonly events: EventBus;
  readonly worklist: WorklistStore;
  readonly mpps = new MppsStore();
  readonly received = new ReceivedInstances();
  readonly objects: ObjectStore;
  readonly startedAt = new Date().toISOString();
  readonly #parts: PacsParts;
  #dimse: DimseServer | undefined;
  #http: { port: number; close(): Promise<void> } | undefined;
  #closing: Promise<void> | undefined;
  #isReady = false;

  constructor(config: PacsConfig, objects: ObjectStore, parts: PacsParts) {
    this.config = config;
    this.objects = objects;
    this.events = parts.events ?? new EventBus();
    this.#parts = parts;
    this.worklist = new WorklistStore({
      onChange: (addedCount) => {
        if (this.#isReady) this.#tellWorklist(addedCount);
      },
    });
  }

  get dicomPort(): number {
    return this.#dimse?.port ?? 0;
  }

  get httpPort(): number | undefined {
    return this.#http?.port;
  }

  get associations(): readonly AssociationInfo[] {
    return this.#dimse?.associations ?? [];
  }

  async start(): Promise<void> {
    const { config, objects } = this;
    try {
      await objects.open();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
      throw new InvalidArgumentError(
        "CONFIG_DATA_DIR",
        `The data directory ${config.dataDir ?? ""} cannot be written: ${describeDiskError(code)}.`,
        { cause: error, details: { errno: code } },
      );
    }
    if (config.loadsSamples) this.worklist.add(createSamples(new Date(), HEADLESS_SAMPLE_COUNT));
    this.#dimse = await this.#serveDicom();
    if (config.httpPort !== undefined) this.#http = await this.#serveHttp(config.httpPort);
    this.#isReady = true;
    // Not before: a server that cannot listen says why, and nothing else.
    if (this.worklist.size > 0) this.#tellWorklist(this.worklist.size);
    this.events.publish(this.#describeReady());
  }

  loadSamples(): WorklistEntry[] {
    return this.worklist.add(createSamples(new Date()));
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
    this.events.close();
    await this.objects.close();
  }

  #tellWorklist(addedCount: number): void {
    this.events.publish({ type: "worklist.changed", addedCount, entryCount: this.worklist.size });
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
    const { config, events, objects, received, worklist, mpps } = this;
    const { charset } = config;
    const services = {
      store: new StoreService({ objects, received, events, charset }),
      worklist: new WorklistService({ worklist, events, charset }),
      mpps: new MppsService({ mpps, worklist }),
    };
    const server = serve({
      ...this.#parts.dimse,
      aeTitle: config.aeTitle,
      port: config.port,
      host: config.host,
      tls: config.tls,
      contexts: [VERIFICATION, MODALITY_WORKLIST_FIND, MPPS, ...STORAGE_SOP_CLASSES],
      handlers: {
        store: (request) => services.store.store(request),
        find: (request) => services.worklist.find(request),
        nCreate: (request) => services.mpps.create(request),
        nSet: (request) => services.mpps.set(request),
      },
      onEvent(event) {
        const told = fromDimseEvent(event, services);
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
