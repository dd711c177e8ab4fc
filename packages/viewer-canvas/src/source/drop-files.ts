/** Reads what was dropped onto the viewer, folders with all below them; a chunk of its own. */
import { readEntries } from "./read-entries.ts";

/** What becomes of a drop. */
export interface DropHost {
  onFiles(files: readonly File[]): void;
  /** Of folders only the first of their files are given. */
  onLimit(fileCount: number): void;
}

/** What a drop holds, taken while its event lasted. */
export interface Dropped {
  files: readonly File[];
  entries: readonly FileSystemEntry[];
}

/** Hands over files that were dropped. */
export async function handOver({ files, entries }: Dropped, host: DropHost): Promise<void> {
  if (!entries.some(({ isDirectory }) => isDirectory)) {
    if (files.length > 0) host.onFiles(files);
    return;
  }
  const found = await readEntries(entries);
  if (found.files.length > 0) host.onFiles(found.files);
  if (!found.isWhole) host.onLimit(found.files.length);
}
