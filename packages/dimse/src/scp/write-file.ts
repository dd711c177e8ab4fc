/** Writes what arrives to a file: few calls, no copies, nothing left behind where it fails. */
import { closeSync, openSync, unlinkSync, writevSync } from "node:fs";
import { open, unlink } from "node:fs/promises";

/**
 * Writes the pieces and then those that `next` gives until it gives none; returns the size of the file.
 *
 * @throws what `next` throws, or the system's error; the file is removed then
 */
export async function writeFile(
  path: string,
  pieces: readonly Uint8Array[],
  next: () => Promise<readonly Uint8Array[] | undefined>,
): Promise<number> {
  const file = await open(path, "w");
  let length = 0;
  try {
    for (let more: readonly Uint8Array[] | undefined = pieces; more; more = await next()) {
      for (let rest = more; rest.length > 0; ) {
        const { bytesWritten } = await file.writev(rest as Uint8Array[]);
        length += bytesWritten;
        rest = skip(rest, bytesWritten);
      }
    }
    await file.close();
    return length;
  } catch (error) {
    await file.close().catch(() => {});
    await unlink(path).catch(() => {});
    throw error;
  }
}

/**
 * Writes a small file that is all here, in this thread: that takes a fraction of the time that handing each call to
 * another thread does, which for small objects is most of the time of a C-STORE.
 */
export function writeSmallFile(path: string, pieces: readonly Uint8Array[]): number {
  const descriptor = openSync(path, "w");
  let isOpen = true;
  let length = 0;
  try {
    for (let rest = pieces; rest.length > 0; ) {
      const written = writevSync(descriptor, rest as Uint8Array[]);
      length += written;
      rest = skip(rest, written);
    }
    isOpen = false;
    closeSync(descriptor);
    return length;
  } catch (error) {
    if (isOpen) closeSync(descriptor);
    unlinkSync(path);
    throw error;
  }
}

/** What is left after so many bytes: a full disk writes a part, and the next call says why. */
function skip(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let left = bytes;
  for (let i = 0; i < pieces.length; i += 1) {
    const piece = pieces[i]!;
    if (left < piece.length) return [piece.subarray(left), ...pieces.slice(i + 1)];
    left -= piece.length;
  }
  return [];
}
