/** Reads what was dropped onto the viewer, folders with all below them; a chunk of its own. */
import { readEntries } from "./read-entries.ts";

/** What a drop holds, taken while its event lasted. */
export interface Dropped {
  files: readonly File[];
  entries: readonly FileSystemEntry[];
}

/** Returns files that were dropped; `onLimit`: of folders only the first of their files are given. */
export async function filesOf(
  { files, entries }: Dropped,
  onLimit: (fileCount: number) => void,
): Promise<readonly File[]> {
  if (!entries.some(({ isDirectory }) => isDirectory)) return files;
  const found = await readEntries(entries);
  if (!found.isWhole) onLimit(found.files.length);
  return found.files;
}
