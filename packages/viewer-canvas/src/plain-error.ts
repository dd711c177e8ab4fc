/** What an error says itself: all that is at hand where the words for errors cannot be fetched either. */
import { isDicomError } from "@minipacs/dicom-core/frames";

/** What the `decode-error` event tells. */
export interface ErrorWords {
  code: string;
  message: string;
  /** What the user may try; empty where nothing is known to help. */
  advice: string;
}

/** What browsers say where a chunk cannot be fetched: they give no code. */
const MISSING_CHUNK = /dynamically imported module|importing a module script failed/i;

/** Returns the code of an error of any kind, and its own message in English. */
export function plainWords(error: unknown): ErrorWords {
  const message = error instanceof Error ? error.message : String(error);
  const code = MISSING_CHUNK.test(message) ? "VIEWER_PART" : "VIEWER_FAILED";
  return { code: isDicomError(error) ? error.code : code, message, advice: "" };
}
