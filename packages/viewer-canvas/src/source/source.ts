/** What a viewer can be given, and how its bytes are brought. */
import { readBlob } from "./file.ts";
import type { LoadProgress } from "./load-progress.ts";
import { fetchBytes } from "./url.ts";

/** A URL, a file from disk, or bytes that are there already. */
export type ViewerSource = string | URL | Blob | Uint8Array | ArrayBuffer;

/**
 * Returns the bytes of a source; those that are there already are a **view**, not a copy.
 *
 * @throws DicomError VIEWER_FETCH, VIEWER_FILE
 */
export async function loadSource(
  source: ViewerSource,
  signal: AbortSignal,
  onProgress: (progress: LoadProgress) => void,
): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (source instanceof Blob) return readBlob(source);
  return fetchBytes(source, signal, onProgress);
}
