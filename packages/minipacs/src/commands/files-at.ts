/** The files that a command is given: by their names, or by that of a folder. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { describeReadFailure } from "../storage/disk-error.ts";
import { CliError } from "./cli-error.ts";

export interface FoundFile {
  path: string;
  bytes: number;
}

/** Returns the files at a path: itself, or what is below a folder, by name. */
export async function filesAt(path: string): Promise<FoundFile[]> {
  try {
    const { size } = await stat(path).then((found) => (found.isDirectory() ? { size: undefined } : found));
    if (size !== undefined) return [{ path, bytes: size }];
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    return await Promise.all(paths.map(async (file) => ({ path: file, bytes: (await stat(file)).size })));
  } catch (error) {
    throw new CliError(`"${path}" cannot be read: ${describeReadFailure(error)}.`);
  }
}
