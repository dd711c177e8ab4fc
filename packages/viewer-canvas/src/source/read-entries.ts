/** Files of folders that are dropped, by name, numbers by their value. */

/** What is read of a drop at most: more is no stack that anybody looks through, or a whole disk. */
const MAX_FILES = 10_000;
const MAX_DEPTH = 12;

const { compare } = new Intl.Collator(undefined, { numeric: true });
/** Lists of media, and what systems put beside files. */
const PASSED_OVER = /^(\..*|DICOMDIR|Thumbs\.db|desktop\.ini)$/i;

/**
 * Returns the files of what was dropped, folders with all below them, in order; what cannot be read is left out.
 * `isWhole` is false where there was more than is read.
 */
export async function readEntries(
  entries: readonly FileSystemEntry[],
): Promise<{ files: File[]; isWhole: boolean }> {
  const files: File[] = [];
  let isWhole = true;
  const readAll = async (list: readonly FileSystemEntry[], depth: number): Promise<void> => {
    for (const entry of list) {
      if (files.length >= MAX_FILES || depth > MAX_DEPTH) {
        isWhole = false;
        return;
      }
      if (entry.isFile) {
        const file = await fileOf(entry as FileSystemFileEntry);
        if (file) files.push(file);
      } else if (entry.isDirectory) {
        const inside = await entriesOf(entry as FileSystemDirectoryEntry);
        await readAll(inside, depth + 1);
      }
    }
  };
  await readAll(entries, 0);
  return { files, isWhole };
}

function fileOf(entry: FileSystemFileEntry): Promise<File | undefined> {
  return new Promise((resolve) => entry.file(resolve, () => resolve(undefined)));
}

/** A reader gives some hundred entries at a time, and none at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    found.push(...some);
    if (some.length === 0 || found.length > MAX_FILES) break;
  }
  return found.filter(({ name }) => !PASSED_OVER.test(name)).sort((a, b) => compare(a.name, b.name));
}
