/** Puts files that a user chose into the order in which they are looked at. PS3.3 C.7.3.1, C.7.6.1. */
import { type DicomFile, openDicomFile } from "@minipacs/dicom-core/reader";
import { loadTables } from "./tables.ts";

/** Behind it is nothing that the order needs. */
const AFTER_INSTANCE_NUMBER = 0x00200014;
const MAX_HEAD_BYTES = 2 ** 22;
const READ_AT_ONCE = 8;

/** What the order goes by. */
interface Place {
  seriesNumber: number;
  seriesUid: string;
  instanceNumber: number;
}

interface Placed {
  file: File;
  /** `undefined` where the header does not say. */
  place: Place | undefined;
}

const { compare } = new Intl.Collator(undefined, { numeric: true });

/**
 * Returns files by series, then by Instance Number, where their headers say so; behind those all others by name, numbers
 * by their value: `IM2` before `IM10`. Reads headers only.
 */
export async function orderFiles(files: readonly File[]): Promise<File[]> {
  if (files.length < 2) return [...files];
  await loadTables();
  const placed: Placed[] = [];
  const waiting = files.values();
  const readOn = async () => {
    for (const file of waiting) placed.push({ file, place: await placeOf(file) });
  };
  await Promise.all(Array.from({ length: READ_AT_ONCE }, readOn));
  return placed.sort(order).map(({ file }) => file);
}

async function placeOf(file: File): Promise<Place | undefined> {
  try {
    const head = await openDicomFile(file, {
      until: AFTER_INSTANCE_NUMBER,
      limits: { maxBufferedBytes: MAX_HEAD_BYTES },
    });
    return placeIn(head);
  } catch {
    // What is wrong with the file is told when it is looked at.
    return undefined;
  }
}

function placeIn({ dataset }: DicomFile): Place | undefined {
  const seriesUid = dataset.get("SeriesInstanceUID");
  const instanceNumber = dataset.get("InstanceNumber");
  if (typeof seriesUid !== "string" || typeof instanceNumber !== "number") return undefined;
  const seriesNumber = dataset.get("SeriesNumber");
  const last = Number.MAX_SAFE_INTEGER;
  return { seriesUid, instanceNumber, seriesNumber: typeof seriesNumber === "number" ? seriesNumber : last };
}

function order(a: Placed, b: Placed): number {
  if (a.place === undefined || b.place === undefined) {
    return Number(a.place === undefined) - Number(b.place === undefined) || byName(a, b);
  }
  return (
    a.place.seriesNumber - b.place.seriesNumber ||
    compare(a.place.seriesUid, b.place.seriesUid) ||
    a.place.instanceNumber - b.place.instanceNumber ||
    byName(a, b)
  );
}

function byName({ file: a }: Placed, { file: b }: Placed): number {
  return compare(a.webkitRelativePath || a.name, b.webkitRelativePath || b.name);
}
