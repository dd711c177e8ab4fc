/** Fetches a file by URL, relative to the document. */
import { DicomError } from "@minipacs/dicom-core/frames";
import type { LoadProgress } from "./load-progress.ts";

/** Of smaller files the header is there no earlier than the rest. */
const LARGE_BYTES = 2 ** 20;

/**
 * Returns the bytes behind a URL. An aborted signal rejects with the signal's own reason.
 *
 * @throws DicomError VIEWER_FETCH when there is no answer, one with another status than 2xx, or one that breaks off
 */
export async function fetchBytes(
  url: string | URL,
  signal: AbortSignal,
  onProgress: (progress: LoadProgress) => void,
): Promise<Uint8Array> {
  let isAnswered = false;
  try {
    const response = await fetch(url, { signal });
    isAnswered = true;
    if (response.ok) return await bodyOf(response, signal, onProgress);
    throw new DicomError("VIEWER_FETCH", `the file could not be fetched: HTTP status ${response.status}`, {
      details: { status: response.status },
    });
  } catch (error) {
    if (signal.aborted || error instanceof DicomError) throw error;
    const why = isAnswered ? "the connection broke" : "no answer";
    throw new DicomError("VIEWER_FETCH", `the file could not be fetched: ${why}`, {
      cause: error,
      details: { url: String(url) },
    });
  }
}

async function bodyOf(
  response: Response,
  signal: AbortSignal,
  onProgress: (progress: LoadProgress) => void,
): Promise<Uint8Array> {
  const { body, headers } = response;
  const length = Number(headers.get("Content-Length"));
  // With an encoding the length is that of what is sent.
  const totalBytes = length > 0 && !headers.has("Content-Encoding") ? length : undefined;
  if (body === null || (totalBytes !== undefined && totalBytes < LARGE_BYTES)) {
    return new Uint8Array(await response.arrayBuffer());
  }
  const { readBody } = await import("./load-progress.ts");
  return readBody(body, totalBytes, signal, onProgress);
}
