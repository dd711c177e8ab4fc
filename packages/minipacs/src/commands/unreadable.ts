/** Says in words why a file that a command was given cannot be read. */
import { isDicomError } from "@minipacs/dicom-core";
import { describeDiskError } from "../storage/disk-error.ts";

/** Returns the reason; throws what is a bug of ours. */
export function describeUnreadable(error: unknown): string {
  if (isDicomError(error)) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "this is a folder";
  if (code === "ERR_FS_FILE_TOO_LARGE") return "the file is too large to be read at once";
  if (typeof code === "string") return describeDiskError(code);
  throw error;
}
