/** Says in words why something is not shown, with the code and what to try. */
import { isDicomError } from "@minipacs/dicom-core/frames";

/** What the `decode-error` event tells. */
export interface ErrorWords {
  code: string;
  message: string;
  /** What the user may try; empty where nothing is known to help. */
  advice: string;
}

const ADVICE: Readonly<Record<string, string>> = {
  FILE_NOT_DICOM: "Is this the right file? DICOM files often end in .dcm or have no ending at all.",
  PIXEL_NONE: "Reports, plans and other objects without an image have nothing to draw.",
  PIXEL_TOO_SHORT: "The file may have been cut off on its way. Send or copy it again.",
  UNSUPPORTED_TRANSFER_SYNTAX: "Send the image uncompressed (Explicit VR Little Endian) to see it here.",
  VIEWER_FETCH: "Is the server still running? Open the image again.",
  VIEWER_FILE: "The file may have been moved or changed. Choose it again.",
};

/** Returns the words for an error of any kind. */
export function describeError(error: unknown): ErrorWords {
  const message = error instanceof Error ? error.message : String(error);
  const code = isDicomError(error) ? error.code : "VIEWER_FAILED";
  return { code, message, advice: ADVICE[code] ?? "" };
}
