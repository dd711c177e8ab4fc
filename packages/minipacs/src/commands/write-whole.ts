/** Writes files that are there whole or not at all; a disk that does not take them is told in words. */
import { rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { describeDiskError } from "../storage/disk-error.ts";
import { makeFolder } from "../storage/make-folder.ts";
import { CliError } from "./cli-error.ts";

/** Writes a file, or one in place of it. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw inWords(path, error);
  }
}

/** Makes the folder that a file is to lie in. */
export async function makeFolderFor(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    await makeFolder(folder);
  } catch (error) {
    throw inWords(folder, error);
  }
}

function inWords(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== "string") return error;
  return new CliError(`"${path}" cannot be written: ${describeDiskError(code)}.`);
}
