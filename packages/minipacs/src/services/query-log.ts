/** The worklist queries of late, and why each entry was answered or not. */
import {
  type Dataset,
  describeMatchReason,
  explainMatch,
  type MatchOptions,
  type MatchReason,
} from "@minipacs/dicom-core";
import type { Peer } from "../events/event-types.ts";
import type { WorklistEntry } from "../worklist/stored-entry.ts";
import { summarizeWorklistEntry } from "../worklist/summary.ts";
import type { QueryWarning } from "./query-warnings.ts";

/** One query. */
export interface WorklistQuery {
  /** Counts from 1 within a run. */
  readonly id: number;
  /** ISO 8601. */
  readonly time: string;
  readonly peer: Peer;
  /** As it was read, with what the station filter asks for. */
  readonly identifier: Dataset;
  /** What was asked for, `Modality=CT`; keys without a value are left out. */
  readonly keys: readonly string[];
  readonly warnings: readonly QueryWarning[];
  /** Entries of the worklist at that moment. */
  readonly entryCount: number;
  /** Entries that were answered, so far. */
  readonly matchCount: number;
  /** Answers that were given; of an entry one for each scheduled step that fits. */
  readonly answerCount: number;
}

/** One key that an entry does not fit. */
export interface FailedKey {
  /** `ScheduledProcedureStepSequence.Modality` */
  path: string;
  rule: MatchReason["rule"];
  cause: MatchReason["cause"];
  /** The key's value. */
  asked: string;
  /** The entry's. */
  found: string;
  /** A sentence without values. */
  text: string;
}

/** Why an entry was answered, or was not. */
export interface ExplainedEntry {
  entry: WorklistEntry;
  /** It fits. An entry may fit and not be answered: the query was cancelled before. */
  matches: boolean;
  isAnswered: boolean;
  /** `1 of 3 keys does not fit: PatientName` */
  summary: string;
  failed: FailedKey[];
}

/** Which entries a query found, and why not the others. */
export interface QueryExplanation {
  query: WorklistQuery;
  /** Those that were answered first, then the others, each in the order of the worklist. */
  entries: ExplainedEntry[];
  answeredCount: number;
  otherCount: number;
}

/** What the service notes; explanations are made from it when somebody asks. */
export interface NewQuery {
  peer: Peer;
  identifier: Dataset;
  keys: readonly string[];
  warnings: readonly QueryWarning[];
  /** The worklist at that moment. */
  entries: readonly WorklistEntry[];
  options: MatchOptions;
}

/** A query with what explains its answers. */
export class LoggedQuery implements WorklistQuery {
  readonly id: number;
  readonly time = new Date().toISOString();
  readonly peer: Peer;
  readonly identifier: Dataset;
  readonly keys: readonly string[];
  readonly warnings: readonly QueryWarning[];
  readonly entries: readonly WorklistEntry[];
  readonly options: MatchOptions;
  readonly answered: WorklistEntry[] = [];
  answerCount = 0;

  constructor(id: number, init: NewQuery) {
    this.id = id;
    this.peer = init.peer;
    this.identifier = init.identifier;
    this.keys = init.keys;
    this.warnings = init.warnings;
    this.entries = init.entries;
    this.options = init.options;
  }

  get entryCount(): number {
    return this.entries.length;
  }

  get matchCount(): number {
    return this.answered.length;
  }
}

export interface QueryLogOptions {
  /** How many queries are kept. Default 200. */
  queryCount?: number;
  /** How many places the worklists kept with them, and their answers, may have in all. Default 2,000,000. */
  entryCount?: number;
}

/** Queries, newest last. A worklist that did not change between two queries is kept once. */
export class QueryLog {
  readonly #queries: LoggedQuery[] = [];
  readonly #queryCount: number;
  readonly #entryCount: number;
  #lastId = 0;

  constructor(options: QueryLogOptions = {}) {
    this.#queryCount = options.queryCount ?? 200;
    this.#entryCount = options.entryCount ?? 2_000_000;
  }

  list(): readonly WorklistQuery[] {
    return [...this.#queries];
  }

  get(id: number): WorklistQuery | undefined {
    return this.#queries.find((query) => query.id === id);
  }

  /** Begins the note of a query, to which the service adds what it answers. */
  add(init: NewQuery): LoggedQuery {
    this.#lastId += 1;
    const query = new LoggedQuery(this.#lastId, init);
    this.#queries.push(query);
    this.#forget();
    return query;
  }

  /**
   * Returns why entries were answered or not, `limit` of them (default 100) from `offset` on; `undefined` for a query that
   * is not kept any more.
   */
  explain(id: number, options: { limit?: number; offset?: number } = {}): QueryExplanation | undefined {
    const query = this.#queries.find((each) => each.id === id);
    if (query === undefined) return undefined;
    const { limit = 100, offset = 0 } = options;
    const answered = new Set(query.answered);
    const others = query.entries.filter((entry) => !answered.has(entry));
    const page = [...query.answered, ...others].slice(offset, offset + limit);
    return {
      query,
      entries: page.map((entry) => explainEntry(query, entry, answered.has(entry))),
      answeredCount: answered.size,
      otherCount: others.length,
    };
  }

  /** Returns the explanation as lines for a log, at most `limit` (default 100). */
  lines(id: number, limit = 100): string[] {
    const found = this.explain(id, { limit });
    if (found === undefined) return [];
    const lines = found.entries.map(describeEntry);
    const left = found.query.entryCount - lines.length;
    return left > 0 ? [...lines, `${left} more ${left === 1 ? "entry" : "entries"}`] : lines;
  }

  #forget(): void {
    const queries = this.#queries;
    while (queries.length > this.#queryCount) queries.shift();
    while (queries.length > 1 && this.#heldCount() > this.#entryCount) queries.shift();
  }

  #heldCount(): number {
    let count = 0;
    let before: readonly WorklistEntry[] | undefined;
    for (const { entries, answered } of this.#queries) {
      count += answered.length + (entries === before ? 0 : entries.length);
      before = entries;
    }
    return count;
  }
}

function explainEntry(query: LoggedQuery, entry: WorklistEntry, isAnswered: boolean): ExplainedEntry {
  const { matches, summary, reasons } = explainMatch(query.identifier, entry.dataset, query.options);
  const failed = reasons
    .filter((reason) => !reason.matches && reason.rule !== "sequence")
    .map((reason) => {
      const { path, rule, cause, queryText: asked, candidateText: found } = reason;
      return { path, rule, cause, asked, found, text: describeMatchReason(reason) };
    });
  return { entry, matches, isAnswered, summary, failed };
}

function describeEntry({ entry, matches, isAnswered, failed }: ExplainedEntry): string {
  const { accessionNumber, patientName, id } = summarizeWorklistEntry(entry);
  const name = [accessionNumber, patientName].filter((text) => text !== "").join(" ") || id;
  if (isAnswered) return `${name}: answered`;
  if (matches) return `${name}: fits, but the query had ended`;
  const keys = failed.map(
    ({ path, asked, found }) =>
      `${path} asks for ${asked}, the entry has ${found === "" ? "no value" : found}`,
  );
  return `${name}: ${keys.join("; ")}`;
}
