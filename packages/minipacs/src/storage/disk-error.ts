/** Says in words what the system says in codes. */
import { InvalidArgumentError, isDicomError } from "@minipacs/dicom-core";

/** Returns the meaning of a system error code, with the code. */
export function describeDiskError(code: string): string {
  const meaning = MEANINGS[code];
  return meaning === undefined ? code : `${meaning} (${code})`;
}

/** Returns why something failed: in words for errors of the system, as it says itself for others. */
export function describeFailure(error: unknown): string {
  const { code, message } = error as { code?: unknown; message: string };
  // An AbortError has a number.
  if (isDicomError(error) || typeof code !== "string" || code.startsWith("ERR_")) return message;
  return describeDiskError(code);
}

/** Returns why a file, or a folder, cannot be read. */
export function describeReadFailure(error: unknown, what: "file" | "folder" = "file"): string {
  const { code = "" } = error as NodeJS.ErrnoException;
  const meaning = code === "ENOENT" ? `there is no such ${what}` : OF_READING[code];
  return meaning === undefined ? describeFailure(error) : `${meaning} (${code})`;
}

/** Returns the error for a data directory that cannot be used: the one that says so already, or one that tells why. */
export function dataDirError(dataDir: string | undefined, error: unknown): InvalidArgumentError {
  if (error instanceof InvalidArgumentError) return error;
  const message = `The data directory ${dataDir ?? ""} cannot be written: ${describeFailure(error)}.`;
  const { code: errno } = error as NodeJS.ErrnoException;
  return new InvalidArgumentError("CONFIG_DATA_DIR", message, { cause: error, details: { errno } });
}

/** Returns the error for a server that keeps nothing, and has no place for what it has. */
export function temporaryFolderError(folder: string, error: unknown): InvalidArgumentError {
  const variable = process.platform === "win32" ? "TEMP" : "TMPDIR";
  const message = `The folder for temporary files ${folder} cannot be written: ${describeFailure(error)}. ${variable} names another one.`;
  const { code: errno } = error as NodeJS.ErrnoException;
  return new InvalidArgumentError("CONFIG_DATA_DIR", message, { cause: error, details: { errno } });
}

const OF_READING: Record<string, string> = {
  EISDIR: "this is a folder",
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
  ERR_FS_FILE_TOO_LARGE: "the file is too large to be read at once",
};

/** Of writing, or of both. */
const MEANINGS: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
  EACCES: "no permission to write there",
  EPERM: "no permission to write there",
  EROFS: "the file system is read-only",
  EMFILE: "too many open files",
  ENFILE: "too many open files",
  ENOENT: "there is no such folder, and none can be made",
  ENOTDIR: "a part of the path is a file, not a folder",
  EEXIST: "there is a file with this name",
  EISDIR: "there is a folder with this name",
  ELOOP: "its links lead in a circle",
  EBUSY: "another program uses it",
  EIO: "the disk fails",
  ENAMETOOLONG: "the path is too long",
};
