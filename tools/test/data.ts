/** Finds the shared data (real DICOM files, tables of the standard) that tests and generators read where it lies. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Returns the path of the shared data or of an entry in it, `undefined` where the data is absent. */
export function dataPath(...parts: string[]): string | undefined {
  const base = resolve(ROOT, process.env.MINIPACS_DATA ?? "../shared/data");
  return existsSync(base) ? resolve(base, ...parts) : undefined;
}

/** Returns the path of an entry of the shared data; for suites created with `{ data: true }`. */
export function requireData(...parts: string[]): string {
  const path = dataPath(...parts);
  if (path === undefined) throw new Error("no shared data: set MINIPACS_DATA");
  return path;
}

/** Returns the path of an entry of the repository, e.g. `repositoryPath("test-vectors", "pdu")`. */
export function repositoryPath(...parts: string[]): string {
  return resolve(ROOT, ...parts);
}
