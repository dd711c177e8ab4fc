/**
 * Makes a folder and those above it. Node's own recursive mkdir never returns where the system answers ENOENT for
 * a child of a folder that exists, as /proc does.
 */
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Resolves when the folder is there; rejects with the system's error. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return;
    if (code !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    // Another request may have made it meanwhile.
    await mkdir(path).catch((again: NodeJS.ErrnoException) => {
      if (again.code !== "EEXIST") throw again;
    });
  }
}
