/** Puts the records of a DICOMDIR into their tree: by their offsets, and by order and type where those fail. PS3.3 F.2. */
import type { Dataset } from "../dataset/dataset.ts";
import type { DiagnosticCollector } from "../diagnostic.ts";

/** A record of a DICOMDIR with those below it. PS3.3 F.3.2.2. */
export interface DirectoryRecord {
  /** Directory Record Type, e.g. `PATIENT`, `IMAGE`. PS3.3 F.5. */
  type: string;
  /** The record itself with its keys. */
  dataset: Dataset;
  /** Components of a path below the DICOMDIR's folder, safe to be joined; `undefined` where the record has none. */
  fileId: readonly string[] | undefined;
  /** False for records marked as deleted, (0004,1410) = 0000H. */
  isInUse: boolean;
  /** The record it lies below; `undefined` at the root. */
  parent: DirectoryRecord | undefined;
  children: DirectoryRecord[];
}

const NONE = -1;
const LEVEL_COUNT = 4;
const LEAF_LEVEL = LEVEL_COUNT - 1;

/** How deep records belong that have others below them or stand at the root. PS3.3 Table F.4-1. */
const LEVELS: Readonly<Record<string, number>> = {
  PATIENT: 0,
  "HANGING PROTOCOL": 0,
  PALETTE: 0,
  IMPLANT: 0,
  "IMPLANT GROUP": 0,
  "IMPLANT ASSY": 0,
  TOPIC: 0,
  "PRINT QUEUE": 0,
  STUDY: 1,
  SERIES: 2,
  VISIT: 2,
  RESULTS: 2,
  "STUDY COMPONENT": 2,
};

/**
 * Returns the root records with all others below them, each exactly once. Links that lead nowhere, upwards or to a
 * record that was reached before are cut with a diagnostic; records that are not reached go below the nearest one
 * before them of a higher level, but deleted ones are left out.
 *
 * @param records in the order of the file, without children
 * @param offsetOf position of each record's item in the file
 */
export function linkRecords(
  root: Dataset,
  records: readonly DirectoryRecord[],
  offsetOf: (index: number) => number | undefined,
  collector: DiagnosticCollector,
): DirectoryRecord[] {
  const report = (code: string, index: number, message: string) =>
    collector.add({
      code,
      severity: "warning",
      offset: index === NONE ? -1 : (offsetOf(index) ?? -1),
      path: index === NONE ? "" : `0004,1220[${index}]`,
      message,
    });
  const indexes = new Map<number, number>();
  for (let i = 0; i < records.length; i += 1) {
    const offset = offsetOf(i);
    if (offset !== undefined) indexes.set(offset, i);
  }
  const resolve = (offset: number | undefined, from: number, what: string): number => {
    if (!offset) return NONE;
    const index = indexes.get(offset);
    if (index === undefined) report("DICOMDIR_OFFSET", from, `the offset of the ${what} leads to no record`);
    return index ?? NONE;
  };

  const next = new Int32Array(records.length);
  const lower = new Int32Array(records.length);
  const isNext = new Uint8Array(records.length);
  const isLower = new Uint8Array(records.length);
  for (const [index, record] of records.entries()) {
    const { dataset } = record;
    const sibling = resolve(dataset.get("OffsetOfTheNextDirectoryRecord"), index, "next record");
    let child = resolve(dataset.get("OffsetOfReferencedLowerLevelDirectoryEntity"), index, "lower level");
    if (child !== NONE && (levelOf(records[child]!) ?? LEVEL_COUNT) <= (levelOf(record) ?? NONE)) {
      report(
        "DICOMDIR_OFFSET",
        index,
        "the offset of the lower level leads to a record that belongs no lower",
      );
      child = NONE;
    }
    next[index] = sibling;
    lower[index] = child;
    if (sibling !== NONE) isNext[sibling] = 1;
    if (child !== NONE) isLower[child] = 1;
  }

  const roots: DirectoryRecord[] = [];
  const isPlaced = new Uint8Array(records.length);
  /** Places a record, those it is followed by, and all below them. */
  const place = (head: number, below: number): void => {
    const open = [{ head, below }];
    for (const { head: start, below: above } of open) {
      const parent = records[above];
      for (let i = start; i !== NONE; i = next[i]!) {
        const record = records[i]!;
        // A record that begins a lower level follows no other one.
        if (isPlaced[i] || (i !== start && isLower[i])) {
          report(
            "DICOMDIR_RECORD_REPEATED",
            i,
            "a record that is reached elsewhere: the second way to it is cut",
          );
          break;
        }
        isPlaced[i] = 1;
        record.parent = parent;
        (parent?.children ?? roots).push(record);
        if (lower[i] !== NONE) open.push({ head: lower[i]!, below: i });
      }
    }
  };

  const first = resolve(
    root.get("OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity"),
    NONE,
    "first record",
  );
  if (first !== NONE && isLower[first]) {
    report("DICOMDIR_OFFSET", NONE, "the offset of the first record leads below another one");
  } else if (first !== NONE) {
    place(first, NONE);
  }
  /** Places what was not reached; at first only records that no other one leads to. */
  const placeRest = (isHead: (index: number) => boolean): void => {
    const last = new Int32Array(LEVEL_COUNT).fill(NONE);
    for (const [index, record] of records.entries()) {
      const level = levelOf(record);
      if (!isPlaced[index] && isHead(index) && record.isInUse && record.type !== "MRDR") {
        report(
          "DICOMDIR_RECORD_UNREACHED",
          index,
          "a record that no offset leads to: placed by its order and type",
        );
        const parent = level === undefined ? NONE : Math.max(NONE, ...last.subarray(0, level));
        place(index, parent);
      }
      if (isPlaced[index] && level !== undefined) last[level] = index;
    }
  };
  placeRest((index) => !isNext[index] && !isLower[index]);
  placeRest(() => true);
  return roots;
}

/** Undefined for private records, and for those of an unknown kind without a file: they may stand anywhere. */
function levelOf({ type, fileId }: DirectoryRecord): number | undefined {
  return LEVELS[type] ?? (fileId === undefined || type === "PRIVATE" ? undefined : LEAF_LEVEL);
}
