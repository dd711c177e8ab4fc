/** What becomes of items that are imported into a worklist that may have their scheduled steps already. */
import type { Dataset } from "@minipacs/dicom-core";
import { EntryIndex, type IndexedEntry } from "./entry-index.ts";
import { type EntryKeys, entryKeysOf } from "./entry-keys.ts";

/** What becomes of an item whose scheduled steps are in the worklist already. */
export type ExistingStep = "skip" | "replace" | "add";

/** An item that is written: over an entry, or as a new one. */
export interface WrittenItem<Entry> extends IndexedEntry {
  readonly dataset: Dataset;
  readonly before: Entry | undefined;
}

/** Each item is in one of the lists; one in `added` or `replaced` may have given its place to a later one. */
export interface ImportPlan<Entry> {
  /** By position. */
  written: Map<number, WrittenItem<Entry>>;
  /** Entries whose steps are all in an item that takes the place of another one. */
  removed: Set<Entry>;
  added: WrittenItem<Entry>[];
  replaced: WrittenItem<Entry>[];
  /** What is there for each item that is left out. */
  skipped: (Entry | WrittenItem<Entry>)[];
}

/**
 * A step is there already where an entry, or an item before, has its Study Instance UID (0020,000D) and ID (0040,0009): a
 * modality would be answered twice. An item is skipped where all its steps are there, so that none is lost; it replaces
 * what has any of them, but no entry beside the first that has steps of its own.
 */
export function planImport<Entry extends IndexedEntry>(
  datasets: readonly Dataset[],
  existing: ExistingStep,
  { index, firstPosition }: { index: EntryIndex<Entry>; firstPosition: number },
): ImportPlan<Entry> {
  const plan: ImportPlan<Entry> = {
    written: new Map(),
    removed: new Set(),
    added: [],
    replaced: [],
    skipped: [],
  };
  const { written, removed } = plan;
  const items = new EntryIndex<WrittenItem<Entry>>();
  const isItem = (found: Entry | WrittenItem<Entry>): found is WrittenItem<Entry> =>
    written.get(found.position) === found;
  const drop = (found: Entry | WrittenItem<Entry>) => {
    if (!isItem(found)) {
      removed.add(found);
      return;
    }
    items.remove(found);
    written.delete(found.position);
    if (found.before) removed.add(found.before);
  };
  for (const dataset of datasets) {
    const keys = entryKeysOf(dataset);
    const there = existing === "add" ? [] : [...items.withSameStep(keys), ...index.withSameStep(keys)];
    // What an item was written over is there no more.
    const found = there.filter((one) => isItem(one) || !(written.has(one.position) || removed.has(one)));
    if (existing === "skip" && found[0] && isWithin(keys, found)) {
      plan.skipped.push(found[0]);
      continue;
    }
    const [first, ...others] = existing === "replace" ? found : [];
    const before = first && (isItem(first) ? first.before : first);
    const position = first?.position ?? firstPosition + plan.added.length;
    const item = { position, keys, dataset, before };
    if (first && isItem(first)) items.remove(first);
    for (const other of others) if (isWithin(other.keys, [item])) drop(other);
    (first ? plan.replaced : plan.added).push(item);
    items.add(item);
    written.set(position, item);
  }
  return plan;
}

/** Whether each step is in one of the others. */
function isWithin({ studyUid, stepId }: EntryKeys, others: readonly IndexedEntry[]): boolean {
  return stepId.every((id) =>
    others.some(
      ({ keys }) => keys.stepId.includes(id) && keys.studyUid.some((uid) => studyUid.includes(uid)),
    ),
  );
}
