/**
 * Modality Worklist C-FIND as provider. PS3.4 K.4.
 *
 * A worklist item is one scheduled step (K.2.1, Table K.6-1: the sequence has a single item): an entry of several steps
 * is answered once for each step that fits the query. Ranges of the start date and time are one range of moments, as
 * Table K.6-1 says.
 */
import { setImmediate } from "node:timers/promises";
import {
  createDataset,
  type Dataset,
  declaredCharacterSet,
  keywordForTag,
  type MatchOptions,
  matchesIdentifier,
  readDataset,
  selectReturnKeys,
  TRANSFER_SYNTAX,
  tagForKeyword,
  writeDataset,
} from "@minipacs/dicom-core";
import { DimseStatusError, type FindRequest, MODALITY_WORKLIST_FIND, STATUS } from "@minipacs/dimse";
import type { PacsSettings } from "../config/settings.ts";
import type { EventBus } from "../events/event-bus.ts";
import { keysWithValues } from "../worklist/keys-with-values.ts";
import type { WorklistEntry } from "../worklist/stored-entry.ts";
import { encodeAnswer } from "./answer-text.ts";
import { declaredTerms } from "./declared-terms.ts";
import { peerOf } from "./peer.ts";
import type { LoggedQuery, QueryLog } from "./query-log.ts";
import { warningsOfQuery } from "./query-warnings.ts";
import { RequestNotes } from "./request-notes.ts";
import { stationTerms } from "./station-charset.ts";
import type { WorklistStore } from "./worklist-store.ts";

export interface WorklistServiceOptions {
  worklist: WorklistStore;
  queries: QueryLog;
  events: EventBus;
  settings(): PacsSettings;
}

const SPECIFIC_CHARACTER_SET = tagForKeyword("SpecificCharacterSet");
const STEPS = "ScheduledProcedureStepSequence";
const MATCH_OPTIONS: MatchOptions = { combinedDateTime: true };
/** Others get their turn after so long. */
const PAUSE_MS = 20;
/** So many answers of a query whose text does not fit are told one by one. */
const TOLD_COUNT = 20;

const TEXT_LOSS = {
  widen: { code: "WORKLIST_TEXT_WIDENED" },
  replace: { code: "WORKLIST_TEXT_REPLACED" },
} as const;

/** The worklist provider. */
export class WorklistService {
  readonly #options: WorklistServiceOptions;
  /** What is kept of a query. */
  readonly notes = new RequestNotes<LoggedQuery>();

  constructor(options: WorklistServiceOptions) {
    this.#options = options;
  }

  /** Answers a query with the entries that fit, in the order of the worklist. */
  async *find(request: FindRequest): AsyncGenerator<Dataset, void, undefined> {
    const { signal, association } = request;
    if (request.sopClassUid !== MODALITY_WORKLIST_FIND) {
      throw new DimseStatusError(STATUS.sopClassNotSupported, "only the worklist can be queried");
    }
    const { worklist } = this.#options;
    const settings = this.#options.settings();
    const { unencodable, filtersByStation } = settings;
    const { callingAeTitle } = association;
    const terms = stationTerms(settings, callingAeTitle);
    const asked = readable(request.identifier, terms);
    const query = filtersByStation ? ofStation(asked, callingAeTitle) : asked;
    const logged = this.#log(request, query);
    const warn = this.#losses(request);
    let pausedMs = performance.now();
    const keys = keysWithValues(query);
    for (const entry of worklist.candidates(keys)) {
      if (performance.now() - pausedMs > PAUSE_MS) {
        await setImmediate();
        pausedMs = performance.now();
      }
      if (signal.aborted) break;
      if (!matchesIdentifier(keys, entry.dataset, MATCH_OPTIONS)) continue;
      const answers = answersOf(entry, keys, asked);
      if (answers.length > 0) logged.answered.push(entry);
      for (const answer of answers) {
        if (signal.aborted) break;
        const { dataset, loss } = encodeAnswer(answer, terms, unencodable);
        if (loss !== undefined) warn.tell(entry, loss);
        logged.answerCount += 1;
        yield dataset;
      }
    }
    warn.end();
  }

  #log(request: FindRequest, identifier: Dataset): LoggedQuery {
    const { queries, events, worklist } = this.#options;
    const { association, messageId } = request;
    const peer = peerOf(association);
    const warnings = warningsOfQuery(request.identifier);
    const keys = describeKeys(identifier);
    const entries = worklist.list();
    const logged = queries.add({ peer, identifier, keys, warnings, entries, options: MATCH_OPTIONS });
    this.notes.put(association, messageId, logged);
    for (const { code, message } of warnings) {
      events.publish({ type: "warning", code, message: `C-FIND query: ${message}`, peer });
    }
    return logged;
  }

  /** Tells of text that does not fit, each entry with its attributes; of very many entries how many more there are. */
  #losses(request: FindRequest) {
    const { events, settings } = this.#options;
    const { code } = TEXT_LOSS[settings().unencodable];
    const peer = peerOf(request.association);
    let count = 0;
    return {
      tell(entry: WorklistEntry, loss: string): void {
        count += 1;
        if (count > TOLD_COUNT) return;
        const number = entry.dataset.getText("AccessionNumber")?.trim();
        const name = number ? `of ${number}` : `of entry ${entry.id}`;
        events.publish({ type: "warning", code, message: `C-FIND answer ${name}: ${loss}`, peer });
      },
      end(): void {
        if (count <= TOLD_COUNT) return;
        const message = `C-FIND answers: the same of ${count - TOLD_COUNT} more`;
        events.publish({ type: "warning", code, message, peer });
      },
    };
  }
}

/** Many a query names no character set and is not in ASCII: that of the answers is the best guess. */
function readable(identifier: Dataset, terms: readonly string[]): Dataset {
  if (declaredCharacterSet(identifier).length > 0) return identifier;
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  return readDataset(writeDataset(identifier, { transferSyntaxUid }), {
    transferSyntaxUid,
    specificCharacterSet: declaredTerms(terms),
  });
}

/**
 * Returns a query that asks for what is scheduled for one station besides. A key that asks for other stations stays:
 * it and the station cannot both be had.
 */
function ofStation(query: Dataset, aeTitle: string): Dataset {
  const [step = createDataset(), ...others] = query.get(STEPS) ?? [];
  const station = createDataset({ ScheduledStationAETitle: aeTitle }, { validate: false });
  const own = createDataset();
  const key = step.getText("ScheduledStationAETitle")?.trim();
  if (key) own.set("ScheduledStationAETitle", key, { validate: false });
  const isOther = !matchesIdentifier(own, station);
  const item = step.clone();
  if (!isOther) item.set("ScheduledStationAETitle", aeTitle, { validate: false });
  const copy = query.clone();
  // Of two items in a key each must fit.
  return copy.set(STEPS, isOther ? [item, station, ...others] : [item, ...others], { vr: "SQ" });
}

/** Returns the answers of an entry that fits, with the keys that were asked for: one for each of its steps that fits. */
function answersOf({ dataset }: WorklistEntry, keys: Dataset, asked: Dataset): Dataset[] {
  const steps = dataset.get(STEPS) ?? [];
  const items =
    steps.length < 2 || !asked.has(STEPS)
      ? [dataset]
      : steps
          .map((step) => dataset.clone().set(STEPS, [step]))
          .filter((item) => matchesIdentifier(keys, item, MATCH_OPTIONS));
  return items.map((item) => selectReturnKeys(asked, item, MATCH_OPTIONS));
}

/** Returns `Modality=CT` for each key with a value, nested ones with their path. */
function describeKeys(identifier: Dataset, path = ""): string[] {
  const keys: string[] = [];
  for (const { tag, items } of identifier.elements()) {
    if (tag === SPECIFIC_CHARACTER_SET) continue;
    const name = `${path}${keywordForTag(tag) ?? tag.toString(16).padStart(8, "0")}`;
    if (items) {
      for (const item of items) keys.push(...describeKeys(item, `${name}.`));
      continue;
    }
    const text = identifier.getText(tag);
    if (text) keys.push(`${name}=${text}`);
  }
  return keys;
}
