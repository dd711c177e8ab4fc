/** Writes what arrives to a file: few calls, no copies, nothing left behind where it fails. */
import { closeSync, openSync, rmSync, writev, writevSync } from "node:fs";
import { promisify } from "node:util";

/**
 * How much of a file is written in this thread: that takes a fraction of the time that handing each call to another
 * thread does, which for all but large objects is most of the time of a C-STORE.
 */
const SYNC_BYTES = 1_048_576;

const writevAsync = promisify(writev);

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
  const descriptor = openSync(path, "w");
  let isOpen = true;
  let length = 0;
  try {
    for (let more: readonly Uint8Array[] | undefined = pieces; more; more = await next()) {
      for (let rest = more; rest.length > 0; ) {
        const written = length < SYNC_BYTES ? writevSync(descriptor, rest) : await writevTo(descriptor, rest);
        length += written;
        rest = skip(rest, written);
      }
    }
    isOpen = false;
    closeSync(descriptor);
    return length;
  } catch (error) {
    if (isOpen) closeSync(descriptor);
    rmSync(path, { force: true });
    throw error;
  }
}

async function writevTo(descriptor: number, pieces: readonly Uint8Array[]): Promise<number> {
  return (await writevAsync(descriptor, pieces)).bytesWritten;
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
