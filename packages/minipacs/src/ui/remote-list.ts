/**
 * A list of the server of which only the blocks in sight are here: any length costs the same. It is read again when the
 * order, the filters or something on the server changes; what is shown stays until the new rows are there.
 */
import { batch, signal } from "@preact/signals";
import type { ApiEvent, ApiList } from "./api.ts";
import { ask, sentenceOf, withQuery } from "./request.ts";
import { throttled } from "./throttled.ts";

export type ListQuery = Readonly<Record<string, string | undefined>>;

export interface RemoteListOptions<T> {
  path: string;
  /** Of a row: its id or UID. */
  key(row: T): string;
  /** Events after which the list is read again, by their type. */
  changedBy: readonly string[];
  query?: ListQuery;
}

/** Rows that are asked for at once. */
const BLOCK = 50;
const REFRESH_MS = 250;
/** As long as a row that arrives is lit, with some to spare. */
const FRESH_MS = 3000;

export class RemoteList<T> {
  readonly query = signal<ListQuery>({});
  /** Of all that fit the query. */
  readonly totalCount = signal(0);
  readonly isLoaded = signal(false);
  /** Why the list could not be read, empty where it could. */
  readonly problem = signal("");
  /** Keys of rows that came while the list was open. */
  readonly fresh = signal<ReadonlySet<string>>(new Set());
  /** The rows that are here, by their place. */
  readonly #rows = signal<ReadonlyMap<number, T>>(new Map());
  readonly #options: RemoteListOptions<T>;
  readonly #known = new Set<string>();
  #first = 0;
  #last = BLOCK - 1;
  #isStarted = false;
  #isReading = false;
  /** What is in sight has to be read again. */
  #isStale = false;
  /** Counts the questions, so that a late answer to an old one is dropped. */
  #generation = 0;
  readonly refresh: () => void;

  constructor(options: RemoteListOptions<T>) {
    this.#options = options;
    this.query.value = options.query ?? {};
    this.refresh = throttled(() => {
      this.#isStale = true;
      return this.#fill();
    }, REFRESH_MS);
  }

  key(row: T): string {
    return this.#options.key(row);
  }

  /** Whether somebody has asked for rows. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  row(index: number): T | undefined {
    return this.#rows.value.get(index);
  }

  /** All rows that are here, in their order. */
  get rows(): T[] {
    return [...this.#rows.value].sort(([a], [b]) => a - b).map(([, row]) => row);
  }

  /** Rows from `first` to `last` are in sight: what is missing of them is read. */
  show(first: number, last: number): void {
    this.#first = first;
    this.#last = last;
    this.#isStarted = true;
    void this.#fill();
  }

  /** Another order or other filters: `undefined` and empty ones are left out. */
  ask(changes: ListQuery): void {
    this.query.value = { ...this.query.peek(), ...changes };
    this.#known.clear();
    this.#rows.value = new Map();
    this.#generation += 1;
    this.#isStale = true;
    void this.#fill();
  }

  /** Reads again where one of the events has changed the list. */
  follow(events: readonly ApiEvent[]): void {
    if (this.#isStarted && events.some(({ type }) => this.#options.changedBy.includes(type))) this.refresh();
  }

  /** Reads all rows that fit, such as for an export; not kept. */
  async all(): Promise<readonly T[]> {
    const path = withQuery(this.#options.path, { ...this.query.peek(), limit: 100_000 });
    return (await ask<ApiList<T>>(path)).items;
  }

  #blocksInSight(): number[] {
    const first = Math.floor(this.#first / BLOCK);
    const last = Math.floor(Math.max(this.#first, this.#last) / BLOCK);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }

  /** Reads what is missing in sight, one question at a time: who scrolls fast does not wait for what has passed. */
  async #fill(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      for (let blocks = this.#wanted(), before = ""; blocks.length > 0; blocks = this.#wanted()) {
        // A server that has fewer rows than it says is not asked for ever.
        if (!this.#isStale && before === blocks.join()) break;
        before = blocks.join();
        this.#isStale = false;
        await this.#read(blocks);
      }
    } catch (error) {
      this.problem.value = sentenceOf(error);
    } finally {
      this.#isReading = false;
    }
  }

  #wanted(): number[] {
    const inSight = this.#blocksInSight();
    if (this.#isStale || !this.isLoaded.peek()) return inSight;
    const isMissing = (block: number) =>
      block * BLOCK < this.totalCount.peek() && !this.#rows.peek().has(block * BLOCK);
    return inSight.filter(isMissing);
  }

  async #read(blocks: readonly number[]): Promise<void> {
    const generation = this.#generation;
    const isFirst = this.#known.size === 0;
    const pages = await Promise.all(blocks.map((block) => this.#page(block)));
    if (generation === this.#generation) this.#take(blocks, pages, isFirst);
  }

  #take(blocks: readonly number[], pages: readonly ApiList<T>[], isFirst: boolean): void {
    const totalCount = pages[0]?.totalCount ?? 0;
    // Rows out of sight are of an older state: they are read again when they come into sight.
    const rows = new Map<number, T>();
    const arrived: string[] = [];
    for (const [at, { items }] of pages.entries()) {
      const ordered = this.query.peek().sort === undefined ? items.toReversed() : items;
      for (const [index, row] of ordered.entries()) {
        rows.set((blocks[at] ?? 0) * BLOCK + index, row);
        const key = this.key(row);
        if (!this.#known.has(key)) arrived.push(key);
        this.#known.add(key);
      }
    }
    batch(() => {
      const isSame = this.totalCount.peek() === totalCount;
      this.#rows.value = isSame && !isFirst ? new Map([...this.#rows.peek(), ...rows]) : rows;
      this.totalCount.value = totalCount;
      this.isLoaded.value = true;
      this.problem.value = "";
      if (!isFirst && !isSame) this.#light(arrived);
    });
  }

  /** For a moment only: a look at another view and back does not light old rows again. */
  #light(keys: readonly string[]): void {
    if (keys.length === 0) return;
    this.fresh.value = new Set([...this.fresh.peek(), ...keys]);
    setTimeout(() => {
      const passed = new Set(keys);
      this.fresh.value = new Set([...this.fresh.peek()].filter((key) => !passed.has(key)));
    }, FRESH_MS);
  }

  #page(block: number): Promise<ApiList<T>> {
    const { path } = this.#options;
    return ask(withQuery(path, { ...this.query.peek(), limit: BLOCK, offset: block * BLOCK }));
  }
}
