/** Writes what arrives to a file: few calls, no copies, nothing left behind where it fails. */
import { closeSync, openSync, rmSync, writev, writevSync } from "node:fs";
import { promisify } from "node:util";

/**
 * What is written in this thread goes to the disk's cache while it is still in the processor's: handing it to another thread
 * takes a quarter more. A call that takes longer than this has waited for the disk, though: for so many times as long other
 * threads write, whatever the file, before this one tries again.
 */
const SLOW_MS = 2;
const ELSEWHERE_FACTOR = 20;

/** What is known of the disk: until when, by `performance.now()`, others write. */
export const diskPace = { elsewhereUntilMs: 0 };

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
        const startedMs = performance.now();
        const written =
          startedMs < diskPace.elsewhereUntilMs
            ? (await writevAsync(descriptor, rest)).bytesWritten
            : writeHere(descriptor, rest, startedMs);
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

function writeHere(descriptor: number, pieces: readonly Uint8Array[], startedMs: number): number {
  const written = writevSync(descriptor, pieces);
  const tookMs = performance.now() - startedMs;
  if (tookMs > SLOW_MS) diskPace.elsewhereUntilMs = startedMs + (1 + ELSEWHERE_FACTOR) * tookMs;
  return written;
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
