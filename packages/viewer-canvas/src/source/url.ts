/** Fetches a file by URL, relative to the document. */
import { DicomError } from "@minipacs/dicom-core/frames";

/**
 * Returns the bytes behind a URL. An aborted signal rejects with the signal's own reason.
 *
 * @throws DicomError VIEWER_FETCH when there is no answer, or one with another status than 2xx
 */
export async function fetchBytes(url: string | URL, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    throw new DicomError("VIEWER_FETCH", `the file could not be fetched: HTTP status ${response.status}`, {
      details: { status: response.status },
    });
  } catch (error) {
    if (signal.aborted || error instanceof DicomError) throw error;
    throw new DicomError("VIEWER_FETCH", "the file could not be fetched: no answer", { cause: error });
  }
}
