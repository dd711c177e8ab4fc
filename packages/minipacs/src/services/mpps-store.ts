/** Modality Performed Procedure Steps, each with its history; kept in records.sqlite. PS3.4 F.7. */
import { type Dataset, readDataset } from "@minipacs/dicom-core";
import { sql } from "kysely";
import { DEFAULTS } from "../config/config.ts";
import { openRecordsDatabase, type RecordsDatabase } from "../records-db/records-database.ts";
import { readKept } from "./merge-attributes.ts";
import { findContradictions } from "./mpps-contradiction.ts";
import { findLink, type LinkableWorklist, type MppsLinkEntry } from "./mpps-link.ts";
import {
  composeState,
  countEarlier,
  type EarlierMppsMessages,
  type MppsChange,
  type MppsMessage,
  type MppsStep,
  type MppsStepState,
  type MppsSummary,
} from "./mpps-step.ts";

export type { MppsChange, MppsMessage, MppsStep, MppsStepState } from "./mpps-step.ts";

export interface MppsStoreOptions {
  /** @internal Default: a database in memory. */
  records?: RecordsDatabase | undefined;
  /** In which steps find their entries. */
  worklist: LinkableWorklist;
  /** Takes the SOP Instance UID of a step that is gone. */
  onRemove?: ((sopInstanceUid: string) => void) | undefined;
  /** Messages that are kept of a step, its N-CREATE among them. Default 1000. */
  historyCount?: number | undefined;
  /** Takes the SOP Instance UID of a step whose messages are more for the first time. */
  onLimit?: ((sopInstanceUid: string) => void) | undefined;
}

/** A message as it is added. */
export type NewMppsMessage = Omit<MppsMessage, "dataset">;

/** A step as a message leaves it. */
export interface NewMppsState {
  summary: MppsSummary;
  /** Explicit VR Little Endian. */
  bytes: Uint8Array;
}

/** As it is kept in a row. */
type StoredSummary = MppsSummary & { linked: MppsLinkEntry[]; earlier?: EarlierMppsMessages | undefined };

/** What is in memory of a step. */
interface Kept {
  position: number;
  summary: MppsSummary;
  /** Entries that it was linked with when its last message came. */
  linked: MppsLinkEntry[];
  history: MppsChange[];
  earlier: EarlierMppsMessages | undefined;
}

/**
 * Steps by SOP Instance UID, in the order in which they were created. Steps and their links are in memory; data sets are
 * read when they are asked for. A link is looked up anew each time: an entry that is added to the worklist later links
 * the steps that wait for it, and one that is removed stays linked with those that had it when a message came.
 */
export class MppsStore {
  readonly #records: RecordsDatabase;
  readonly #worklist: LinkableWorklist;
  readonly #options: MppsStoreOptions;
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #steps = new Map<string, Kept>();

  /** @throws errors of SQLite */
  constructor(options: MppsStoreOptions) {
    const { records = openRecordsDatabase(), worklist } = options;
    this.#options = options;
    this.#records = records;
    this.#worklist = worklist;
    this.#statements = prepareStatements(records);
    const byPosition = new Map<number, Kept>();
    for (const row of this.#statements.allSteps.all() as { position: number; summary: string }[]) {
      const { linked, earlier, ...summary } = JSON.parse(row.summary) as StoredSummary;
      const kept: Kept = { position: row.position, summary, linked, earlier, history: [] };
      byPosition.set(row.position, kept);
      this.#steps.set(summary.sopInstanceUid, kept);
    }
    for (const row of this.#statements.allMessages.all() as { stepPosition: number; summary: string }[]) {
      byPosition.get(row.stepPosition)?.history.push(JSON.parse(row.summary) as MppsChange);
    }
  }

  get size(): number {
    return this.#steps.size;
  }

  list(): MppsStep[] {
    return [...this.#steps.values()].map((kept) => this.#withHistory(kept));
  }

  has(sopInstanceUid: string): boolean {
    return this.#steps.has(sopInstanceUid);
  }

  get(sopInstanceUid: string): MppsStep | undefined {
    const kept = this.#steps.get(sopInstanceUid);
    return kept && this.#withHistory(kept);
  }

  /** Returns a step without its history. */
  state(sopInstanceUid: string): MppsStepState | undefined {
    const kept = this.#steps.get(sopInstanceUid);
    return kept && this.#compose(kept);
  }

  /** Returns all attributes of a step: those of N-CREATE, with what N-SETs changed. */
  dataset(sopInstanceUid: string): Dataset | undefined {
    const kept = this.#steps.get(sopInstanceUid);
    const row = kept && (this.#statements.dataset.get(kept.position) as { dataset: Uint8Array } | undefined);
    return row && readKept(row.dataset);
  }

  /** Returns each N-CREATE and N-SET of a step with its data set, the oldest first; none where there is no such step. */
  history(sopInstanceUid: string): MppsMessage[] {
    const kept = this.#steps.get(sopInstanceUid);
    if (!kept) return [];
    const rows = this.#statements.messages.all(kept.position) as {
      summary: string;
      transferSyntaxUid: string;
      dataset: Uint8Array;
    }[];
    return rows.map(({ summary, transferSyntaxUid, dataset: bytes }) => ({
      ...(JSON.parse(summary) as MppsChange),
      ...{ transferSyntaxUid, bytes },
      dataset: readDataset(bytes, { transferSyntaxUid }),
    }));
  }

  /**
   * Adds a message, and with `state` what it makes of its step, which is new where there was none.
   *
   * @throws InvalidStateError RECORDS_WRITE; nothing is changed then
   */
  record(sopInstanceUid: string, message: NewMppsMessage, state?: NewMppsState): MppsStepState | undefined {
    const before = this.#steps.get(sopInstanceUid);
    const summary = state?.summary ?? before?.summary;
    if (summary === undefined) return undefined;
    const { transferSyntaxUid, bytes, ...change } = message;
    const found = findLink(summary.scheduledSteps, this.#worklist, before?.linked).entries;
    const linked = state ? found : (before?.linked ?? []);
    const { history, earlier, droppedCount } = this.#limit(
      [...(before?.history ?? []), change],
      before?.earlier,
    );
    const text = JSON.stringify({ ...summary, linked, earlier } satisfies StoredSummary);
    const position = this.#records.transaction(() => {
      const place = state
        ? this.#writeStep(before?.position, summary.sopInstanceUid, text, state.bytes)
        : (before?.position ?? 0);
      this.#statements.addMessage.run(place, JSON.stringify(change), transferSyntaxUid, bytes);
      if (droppedCount > 0) {
        this.#statements.dropMessages.run(place, droppedCount);
        this.#statements.changeSummary.run(text, place);
      }
      return place;
    });
    const kept: Kept = { position, summary, linked, history, earlier };
    this.#steps.set(sopInstanceUid, kept);
    if (earlier && !before?.earlier) this.#options.onLimit?.(sopInstanceUid);
    return this.#compose(kept);
  }

  /** Removes a step with its history; tells whether there was one. */
  remove(sopInstanceUid: string): boolean {
    const kept = this.#steps.get(sopInstanceUid);
    if (!kept) return false;
    this.#records.transaction(() => {
      this.#statements.removeMessages.run(kept.position);
      this.#statements.removeStep.run(kept.position);
    });
    this.#steps.delete(sopInstanceUid);
    this.#options.onRemove?.(sopInstanceUid);
    return true;
  }

  #compose({ summary, linked }: Kept): MppsStepState {
    const link = findLink(summary.scheduledSteps, this.#worklist, linked);
    return composeState(summary, link, findContradictions(summary, link, this.#worklist));
  }

  #withHistory(kept: Kept): MppsStep {
    const history = [...kept.history];
    const { earlier } = kept;
    const violations = history.flatMap((change) => change.violations);
    return { ...this.#compose(kept), history, ...(earlier && { earlier }), violations };
  }

  /** The N-CREATE stays, and the latest. */
  #limit(all: readonly MppsChange[], before: EarlierMppsMessages | undefined) {
    const droppedCount = Math.max(0, all.length - (this.#options.historyCount ?? DEFAULTS.mppsHistory));
    const earlier = all.slice(1, 1 + droppedCount).reduce(countEarlier, before);
    return { history: all.toSpliced(1, droppedCount), earlier, droppedCount };
  }

  #writeStep(position: number | undefined, uid: string, text: string, bytes: Uint8Array): number {
    if (position === undefined) {
      return Number(this.#statements.addStep.run(uid, text, bytes).lastInsertRowid);
    }
    this.#statements.changeStep.run(text, bytes, position);
    return position;
  }
}

/** The parameters are those of the columns, in the order in which they stand here. */
function prepareStatements({ db, prepare }: RecordsDatabase) {
  const any = "" as never;
  return {
    allSteps: prepare(db.selectFrom("mppsStep").select(["position", "summary"]).orderBy("position")),
    allMessages: prepare(
      db.selectFrom("mppsMessage").select(["stepPosition", "summary"]).orderBy("position"),
    ),
    dataset: prepare(db.selectFrom("mppsStep").select("dataset").where("position", "=", any)),
    messages: prepare(
      db
        .selectFrom("mppsMessage")
        .select(["summary", "transferSyntaxUid", "dataset"])
        .where("stepPosition", "=", any)
        .orderBy("position"),
    ),
    addStep: prepare(
      db.insertInto("mppsStep").values({ sopInstanceUid: any, summary: any, dataset: any } as never),
    ),
    changeStep: prepare(
      db.updateTable("mppsStep").set({ summary: any, dataset: any }).where("position", "=", any),
    ),
    addMessage: prepare(
      db
        .insertInto("mppsMessage")
        .values({ stepPosition: any, summary: any, transferSyntaxUid: any, dataset: any } as never),
    ),
    changeSummary: prepare(db.updateTable("mppsStep").set({ summary: any }).where("position", "=", any)),
    /** Those after the first. */
    dropMessages: prepare(
      db
        .deleteFrom("mppsMessage")
        .where(
          sql<boolean>`position in (select position from "mppsMessage" where "stepPosition" = ?1 order by position limit ?2 offset 1)`,
        ),
    ),
    removeMessages: prepare(db.deleteFrom("mppsMessage").where("stepPosition", "=", any)),
    removeStep: prepare(db.deleteFrom("mppsStep").where("position", "=", any)),
  };
}
