/** Finds the few entries of a long worklist that a query can be about. */
import { type Dataset, formatDate, parseDateRange } from "@minipacs/dicom-core";
import { ENTRY_KEY_NAMES, ENTRY_KEYS, type EntryKeyName, type EntryKeys, keyValuesOf } from "./entry-keys.ts";

/** What the index needs of an entry. */
export interface IndexedEntry {
  /** Order of the worklist. */
  readonly position: number;
  readonly keys: EntryKeys;
}

/** One key of a query that the index understands. */
interface Condition {
  name: EntryKeyName;
  /** The values that fit, where they can be told without looking. */
  values: readonly string[] | undefined;
  fits(value: string): boolean;
}

/** VRs in which the keys are compared as text. */
const EXACT_VRS: ReadonlySet<string> = new Set(["AE", "CS", "LO", "SH", "UI"]);

export class EntryIndex<Entry extends IndexedEntry> {
  /** One entry by itself where it is the only one: most values are of one entry. */
  readonly #entries = {} as Record<EntryKeyName, Map<string, Entry | Set<Entry>>>;

  constructor() {
    for (const name of ENTRY_KEY_NAMES) this.#entries[name] = new Map();
  }

  add(entry: Entry): void {
    for (const name of ENTRY_KEY_NAMES) {
      const found = this.#entries[name];
      for (const value of entry.keys[name]) {
        const there = found.get(value);
        if (there === undefined || there === entry) found.set(value, entry);
        else if (there instanceof Set) there.add(entry);
        else found.set(value, new Set([there, entry]));
      }
    }
  }

  remove(entry: Entry): void {
    for (const name of ENTRY_KEY_NAMES) {
      const found = this.#entries[name];
      for (const value of entry.keys[name]) {
        const there = found.get(value);
        if (there instanceof Set) there.delete(entry);
        if (there === entry || (there instanceof Set && there.size === 0)) found.delete(value);
      }
    }
  }

  /** Returns the entries with a value, in the order of the worklist. */
  withValue(name: EntryKeyName, value: string): Entry[] {
    return sorted(listOf(this.#entries[name].get(value)));
  }

  /** Returns the entries of the same study that have a scheduled step in common, in the order of the worklist. */
  withSameStep({ studyUid, stepId }: EntryKeys): Entry[] {
    const found = new Set<Entry>();
    for (const uid of studyUid) {
      for (const id of stepId) {
        const ofStudy = this.#entries.studyUid.get(uid);
        const ofStep = this.#entries.stepId.get(id);
        // A study may have thousands of entries, as a step ID such as "1" may.
        const [fewer, name, value] =
          countOf(ofStudy) < countOf(ofStep)
            ? ([ofStudy, "stepId", id] as const)
            : ([ofStep, "studyUid", uid] as const);
        for (const entry of listOf(fewer)) if (entry.keys[name].includes(value)) found.add(entry);
      }
    }
    return sorted([...found]);
  }

  /**
   * Returns entries in the order of the worklist: all that fit the query, and some that do not. `undefined`: no key
   * narrows it down, and every entry is to be looked at.
   */
  candidates(query: Dataset): Entry[] | undefined {
    const conditions = conditionsOf(query);
    let fewest: { condition: Condition; found: (Entry | Set<Entry>)[]; count: number } | undefined;
    for (const condition of conditions) {
      const found = this.#find(condition);
      const count = found.reduce((sum, each) => sum + countOf(each), 0);
      if (fewest === undefined || count < fewest.count) fewest = { condition, found, count };
    }
    if (fewest === undefined) return undefined;
    const { condition, found } = fewest;
    const others = conditions.filter((each) => each !== condition);
    const entries = new Set<Entry>();
    for (const entry of found.flatMap(listOf)) {
      if (others.every(({ name, fits }) => entry.keys[name].some(fits))) entries.add(entry);
    }
    return sorted([...entries]);
  }

  #find({ name, values, fits }: Condition): (Entry | Set<Entry>)[] {
    const entries = this.#entries[name];
    const fitting = values ?? [...entries.keys()].filter(fits);
    return fitting.flatMap((value) => entries.get(value) ?? []);
  }
}

function countOf<Entry>(found: Entry | Set<Entry> | undefined): number {
  return found instanceof Set ? found.size : found === undefined ? 0 : 1;
}

function listOf<Entry>(found: Entry | Set<Entry> | undefined): Entry[] {
  return found instanceof Set ? [...found] : found === undefined ? [] : [found];
}

function sorted<Entry extends IndexedEntry>(entries: Entry[]): Entry[] {
  return entries.sort((a, b) => a.position - b.position);
}

/** Of a query with several items, and of keys with wildcards or of another VR, the index knows nothing. */
function conditionsOf(query: Dataset): Condition[] {
  const [step, ...more] = query.get("ScheduledProcedureStepSequence") ?? [];
  return ENTRY_KEY_NAMES.flatMap((name) => {
    const { keyword, isOfStep } = ENTRY_KEYS[name];
    const from = isOfStep ? step : query;
    if (from === undefined || (isOfStep && more.length > 0)) return [];
    const vr = from.element(keyword)?.vr ?? "UN";
    const text = from.getText(keyword)?.trim() ?? "";
    if (name === "startDate") return vr === "DA" ? dateCondition(query, text) : [];
    return EXACT_VRS.has(vr) ? exactCondition(name, text, vr === "UI") : [];
  });
}

function exactCondition(name: EntryKeyName, text: string, isUid: boolean): Condition[] {
  const values = keyValuesOf(text);
  if (values.length === 0 || /[*?]/.test(text) || (values.length > 1 && !isUid)) return [];
  return [{ name, values, fits: (value) => values.includes(value) }];
}

/** A query that names a time zone asks for days of its own. */
function dateCondition(query: Dataset, text: string): Condition[] {
  const range = parseDateRange(text);
  if (range === undefined || query.has("TimezoneOffsetFromUTC")) return [];
  const [from, to] = [range.from && formatDate(range.from), range.to && formatDate(range.to)];
  const fits = (day: string) => (from === undefined || day >= from) && (to === undefined || day <= to);
  return [{ name: "startDate", values: from === to && from !== undefined ? [from] : undefined, fits }];
}
