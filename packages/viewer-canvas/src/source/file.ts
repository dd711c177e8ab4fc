/** Reads a file that the user chose, or any other Blob. */
import { DicomError } from "@minipacs/dicom-core/frames";
import type { LoadProgress } from "./load-progress.ts";

/** A smaller one is read from a disk as a whole before anybody could read how far it has come. */
const LARGE_BYTES = 2 ** 25;

/**
 * Returns the bytes of a Blob or File. Those of a large one come piece by piece, the header first, and end with an aborted
 * signal, whose reason is thrown.
 *
 * @throws DicomError VIEWER_FILE when the browser cannot read it, e.g. because it was moved or changed on disk
 */
export async function readBlob(
  blob: Blob,
  signal: AbortSignal,
  onProgress: (progress: LoadProgress) => void,
): Promise<Uint8Array> {
  try {
    if (blob.size < LARGE_BYTES) return new Uint8Array(await blob.arrayBuffer());
    const { readBody } = await import("./load-progress.ts");
    return await readBody(blob.stream(), blob.size, signal, onProgress, blob.size);
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new DicomError("VIEWER_FILE", "the browser cannot read the file", { cause });
  }
}
