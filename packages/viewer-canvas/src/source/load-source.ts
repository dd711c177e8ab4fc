/** Brings the bytes of what `src` names: a URL, a file from disk, or bytes that are there already. */
import { DicomError } from "@minipacs/dicom-core";

/** What a viewer can show. */
export type ViewerSource = string | URL | Blob | Uint8Array | ArrayBuffer;

/**
 * Returns the bytes of a source.
 *
 * @throws DicomError VIEWER_FETCH when a URL does not answer with the file
 */
export async function loadSource(source: ViewerSource, signal: AbortSignal): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  return fetchBytes(source, signal);
}

async function fetchBytes(url: string | URL, signal: AbortSignal): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new DicomError("VIEWER_FETCH", "the file could not be fetched: no answer", { cause });
  }
  if (!response.ok) {
    throw new DicomError("VIEWER_FETCH", `the file could not be fetched: HTTP status ${response.status}`, {
      details: { status: response.status },
    });
  }
  return new Uint8Array(await response.arrayBuffer());
}
