/** Says in words what the system says in codes. */

/** Returns the meaning of a system error code, with the code. */
export function describeDiskError(code: string): string {
  const meaning = MEANINGS[code];
  return meaning === undefined ? code : `${meaning} (${code})`;
}

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
  ENAMETOOLONG: "the path is too long",
};
