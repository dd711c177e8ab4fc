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
  // Those of another frame of the page are of other classes.
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  if (typeof source === "string" || "href" in source) return fetchBytes(source, signal, onProgress);
  return "byteLength" in source ? new Uint8Array(source) : readBlob(source, signal, onProgress);
}
