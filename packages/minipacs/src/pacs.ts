/** A MiniPACS server: what the command, the tests and importers start. */
import { basename, join } from "node:path";
import type { AssociationInfo, ServeOptions } from "@minipacs/dimse";
import type { AssociationLog } from "./associations/association-log.ts";
import { type PacsConfig, type PacsOptions, resolveConfig } from "./config/config.ts";
import { LiveSettings, type PacsSettingsPatch } from "./config/live-settings.ts";
import type { PacsSettings } from "./config/settings.ts";
import { EventBus } from "./events/event-bus.ts";
import type { PacsEventOf, PacsEventType } from "./events/event-types.ts";
import type { NextEventOptions } from "./events/next-event.ts";
import type { InstanceIndex } from "./index-db/instance-index.ts";
import { openRecordsDatabase, type RecordsDatabase } from "./records-db/records-database.ts";
import { openArchive, RunningPacs } from "./running-pacs.ts";
import type { MppsRefusals } from "./services/mpps-refusals.ts";
import type { MppsStore } from "./services/mpps-store.ts";
import type { ImportedObject } from "./services/object-import.ts";
import type { RemovedObjects } from "./services/object-removal.ts";
import type { QueryLog } from "./services/query-log.ts";
import type { WorklistEntry, WorklistStore } from "./services/worklist-store.ts";
import { dataDirError } from "./storage/disk-error.ts";
import type { ObjectStore } from "./storage/object-store.ts";

/** A running server. */
export interface Pacs {
  /** The port that DICOM is listened for on; the last one while it is not. */
  readonly dicomPort: number;
  /** The port of page and API, `undefined` where there is none. */
  readonly httpPort: number | undefined;
  /** What it was started with. */
  readonly config: PacsConfig;
  /** What holds now, of what can be changed while it runs; a change puts a new object in its place. */
  readonly settings: PacsSettings;
  /** Whether DICOM associations are taken; the listener can be stopped and started. */
  readonly isListening: boolean;
  /** Everything that happens: `subscribe(listener)`, or `for await`. */
  readonly events: EventBus;
  readonly worklist: WorklistStore;
  /** The worklist queries of late, and why each entry was answered or not. */
  readonly queries: QueryLog;
  readonly mpps: MppsStore;
  /** The MPPS messages of late that were refused, also those of steps that are not there. */
  readonly mppsRefusals: MppsRefusals;
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
   * Changes settings, for the associations and requests to come: all of them or, where one cannot be, none. Another
   * port is opened first, then the one before closed, and its associations go on. Objects that are coming in still go to
   * the folder before; worklist and MPPS stay in the folder of the start. Changes run one after the other.
   *
   * @throws InvalidArgumentError CONFIG_…, TransportError TRANSPORT_LISTEN, InvalidStateError STATE_CLOSED
   */
  changeSettings(patch: PacsSettingsPatch): Promise<PacsSettings>;
  /**
   * Changes the setting `dataDir`; resolves when nothing uses the folder before any more.
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
  /**
   * Takes DICOM associations again; nothing happens where it does already.
   *
   * @throws TransportError TRANSPORT_LISTEN, InvalidStateError STATE_CLOSED
   */
  startListener(): Promise<void>;
  /** Takes no more associations; those that are open get `drainMs` (default `config.drainMs`), then an A-ABORT. */
  stopListener(options?: { drainMs?: number }): Promise<void>;
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

/**
 * Starts a server; resolves when it listens.
 *
 * @throws InvalidArgumentError CONFIG_…, ARG_TLS; UnsupportedError UNSUPPORTED_TLS_PROFILE; TransportError TRANSPORT_LISTEN with `details.errno`
 */
export async function createPacs(options: PacsOptions = {}, parts: PacsParts = {}): Promise<Pacs> {
  const config = resolveConfig(options);
  const events = parts.events ?? new EventBus();
  const { dataDir } = config;
  const live = new LiveSettings(options);
  const archive = await openArchive(dataDir, live, events, parts.objects);
  let records: RecordsDatabase;
  try {
    records = openRecords(dataDir !== undefined && parts.objects === undefined ? dataDir : undefined, events);
  } catch (error) {
    await archive.close();
    throw dataDirError(dataDir, error);
  }
  const pacs = new RunningPacs(config, live, events, archive, records, parts);
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
