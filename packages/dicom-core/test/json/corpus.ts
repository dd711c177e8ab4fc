/** The files of the shared data and what is known of them. */
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { dataPath, repositoryPath, requireData } from "../../../../tools/test/data.ts";
import type { TruthAttribute } from "./truth-model.ts";

/** What malformed.json says of a broken file. */
export interface MalformedEntry {
  fault: string;
  recoverable?: string;
}

/** Returns the paths below `dicom/`, in order; `[]` where the data is absent. */
export function corpusPaths(): string[] {
  const folder = dataPath("dicom");
  if (folder === undefined) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length + 1))
    .filter((path) => path.includes("/"))
    .sort();
}

export function corpusBytes(path: string): Uint8Array {
  return readFileSync(requireData("dicom", path));
}

/** Returns the model of a file, `undefined` where it has none. */
export function truthOf(path: string): Record<string, TruthAttribute> | undefined {
  try {
    return JSON.parse(gunzipSync(readFileSync(requireData("truth", "json", `${path}.json.gz`))).toString());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export function malformedEntries(): Record<string, MalformedEntry> {
  return JSON.parse(readFileSync(requireData("truth", "malformed.json"), "utf8"));
}

/** Returns the files listed in test-vectors/known-failures.txt with their reasons. */
export function knownFailures(): Map<string, string> {
  const lines = readFileSync(repositoryPath("test-vectors", "known-failures.txt"), "utf8").split("\n");
  const entries = lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [path = "", reason = ""] = line.split(/ {2,}/, 2);
      if (reason === "") throw new Error(`known-failures.txt: no reason: ${line}`);
      return [path, reason] as const;
    });
  return new Map(entries);
}
