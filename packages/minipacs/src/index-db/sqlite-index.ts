/** The index in SQLite: a file beside the objects, or memory. */
import type { Kysely } from "kysely";
import { isDamage, MEMORY } from "../sqlite/open-database.ts";
import type { ObjectLocation } from "../storage/object-store.ts";
import { type IndexDatabase, openIndexDatabase, replaceIndexDatabase } from "./database.ts";
import type {
  FindOptions,
  IndexedEntity,
  IndexedFile,
  IndexedInstance,
  IndexFilter,
  InstanceIndex,
} from "./instance-index.ts";
import type { InstanceRecord, Level } from "./instance-record.ts";
import { instanceOf } from "./listed-instance.ts";
import { countEntities, findEntities, findLocations, listInstances } from "./queries.ts";
import { RowWriter } from "./row-writer.ts";
import type { IndexSchema } from "./schema.ts";
import { WriteBatch } from "./write-batch.ts";

export interface SqliteIndexOptions {
  /** Told when rows that were there are gone: the disk is full, or the file is damaged. The files are to be read again. */
  onLost?(error: unknown): void;
  /** Told of an object that is new where a file of another series has its SOP Instance UID, too. */
  onSameUid?(record: InstanceRecord, otherPath: string): void;
}

const FILE_COLUMNS = ["byteCount", "mtimeMs", "expectedCharacterSet"] as const;

interface OpenIndex {
  database: IndexDatabase;
  writer: RowWriter;
  batch: WriteBatch;
}

export class SqliteIndex implements InstanceIndex {
  readonly #path: string;
  readonly #options: SqliteIndexOptions;
  #open: OpenIndex;
  /** Written when what is under way has had its turn, so that no answer waits for it, and before anything is read. */
  #waiting: InstanceRecord[] = [];

  /**
   * Opens the database at a path, or one in memory. One that is damaged is replaced by an empty one.
   *
   * @throws InvalidArgumentError CONFIG_DATA_DIR where another server holds it; errors of SQLite
   */
  constructor(path: string = MEMORY, options: SqliteIndexOptions = {}) {
    this.#path = path;
    this.#options = options;
    this.#open = this.#use(openIndexDatabase(path));
  }

  /** It was damaged, and is empty now. */
  get isReplaced(): boolean {
    return this.#open.database.isReplaced;
  }

  /** For queries that `find` has no words for. */
  get db(): Kysely<IndexSchema> {
    this.#write();
    return this.#open.database.db;
  }

  async put(record: InstanceRecord): Promise<IndexedInstance> {
    if (this.#waiting.length === 0) setImmediate(() => this.#write());
    this.#waiting.push(record);
    return instanceOf(record);
  }

  remove(location: ObjectLocation): Promise<boolean> {
    return this.#guard(({ batch, writer }) => batch.run(() => writer.remove(location.join("/"))));
  }

  count(): Promise<number> {
    return this.#guard(async ({ database }) => {
      const query = database.db.selectFrom("instance").select(({ fn }) => fn.countAll<number>().as("count"));
      return (await query.executeTakeFirstOrThrow()).count;
    });
  }

  get(sopInstanceUid: string): Promise<IndexedInstance | undefined> {
    const where = { SOPInstanceUID: sopInstanceUid };
    return this.#guard(async ({ database }) => (await listInstances(database.db, { where, limit: 1 }))[0]);
  }

  list(options: FindOptions = {}): Promise<IndexedInstance[]> {
    return this.#guard(async ({ database }) => {
      const found = await listInstances(database.db, options);
      return options.sort === undefined ? found.reverse() : found;
    });
  }

  find(level: Level, options: FindOptions = {}): Promise<IndexedEntity[]> {
    return this.#guard(({ database }) => findEntities(database.db, level, options));
  }

  countOf(level: Level, filter: IndexFilter = {}): Promise<number> {
    return this.#guard(({ database }) => countEntities(database.db, level, filter));
  }

  locations(filter: IndexFilter): Promise<ObjectLocation[]> {
    return this.#guard(({ database }) => findLocations(database.db, filter));
  }

  file(location: ObjectLocation): Promise<IndexedFile | undefined> {
    return this.#guard(async ({ database }) => {
      const query = database.db.selectFrom("instance").select(FILE_COLUMNS);
      const row = await query.where("path", "=", location.join("/")).executeTakeFirst();
      return row && { ...row };
    });
  }

  files(): Promise<Map<string, IndexedFile>> {
    return this.#guard(async ({ database }) => {
      const rows = await database.db
        .selectFrom("instance")
        .select(["path", ...FILE_COLUMNS])
        .execute();
      return new Map(rows.map(({ path, ...file }) => [path, file]));
    });
  }

  async close(): Promise<void> {
    this.#write();
    this.#open.batch.flush();
    this.#open.database.close();
  }

  #write(): void {
    const records = this.#waiting;
    this.#waiting = [];
    let failure: unknown;
    for (const record of records) {
      const open = this.#open;
      try {
        const otherPath = open.batch.run(() => open.writer.put(record));
        if (otherPath !== undefined) this.#options.onSameUid?.(record, otherPath);
      } catch (error) {
        if (!this.#replaceDamaged(open, error)) failure ??= error;
      }
    }
    if (failure !== undefined) this.#options.onLost?.(failure);
  }

  /** What was put before is seen; what is asked of a database that turns out to be damaged has failed. */
  async #guard<T>(use: (open: OpenIndex) => T | Promise<T>): Promise<T> {
    this.#write();
    const open = this.#open;
    try {
      return await use(open);
    } catch (error) {
      this.#replaceDamaged(open, error);
      throw error;
    }
  }

  /** A damaged database is replaced at once. */
  #replaceDamaged(open: OpenIndex, error: unknown): boolean {
    if (!isDamage(error) || open !== this.#open) return false;
    open.batch.abandon();
    open.database.close();
    this.#open = this.#use(replaceIndexDatabase(this.#path));
    this.#options.onLost?.(error);
    return true;
  }

  #use(database: IndexDatabase): OpenIndex {
    const writer = new RowWriter(database);
    const batch = new WriteBatch(database.sqlite, {
      onLost: (error) => {
        writer.reset();
        this.#options.onLost?.(error);
      },
    });
    return { database, writer, batch };
  }
}
