/** A MiniPACS server: what the command, the tests and importers start. */
import type { AssociationInfo } from "@minipacs/dimse";
import type { PacsConfig } from "./config.ts";
import type { EventBus } from "./events/event-bus.ts";
import type { MppsStore } from "./services/mpps-store.ts";
import type { ReceivedInstances } from "./services/received-instances.ts";
import type { WorklistEntry, WorklistStore } from "./services/worklist-store.ts";
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
  /** Ends the server: associations get `config.drainMs`, then an A-ABORT. A second call with 0 ends at once. */
  close(options?: { drainMs?: number }): Promise<void>;
}
