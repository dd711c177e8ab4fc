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

/**
 * Returns the model of a file, `undefined` where it has none. Text that the models' maker cannot read is replaced by
 * what text.json says.
 */
export function truthOf(path: string): Record<string, TruthAttribute> | undefined {
  try {
    const json = gunzipSync(readFileSync(requireData("truth", "json", `${path}.json.gz`))).toString();
    const model = JSON.parse(json) as Record<string, TruthAttribute>;
    for (const [key, { values, sameIn }] of Object.entries(textTruth()[path]?.values ?? {})) {
      if (!sameIn.includes("pydicom3")) correctText(model, key.split("."), values);
    }
    return model;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** What text.json says of a file: its text by tags and item numbers, `00400275.0.00321060`. */
export interface TextTruth {
  specificCharacterSet: string[];
  values: Record<string, { vr: string; values: string[]; sameIn: string[] }>;
}

let textTruths: Record<string, TextTruth> | undefined;

export function textTruth(): Record<string, TextTruth> {
  textTruths ??= JSON.parse(readFileSync(requireData("truth", "text.json"), "utf8")) as Record<
    string,
    TextTruth
  >;
  return textTruths;
}

function correctText(model: Record<string, TruthAttribute>, steps: string[], values: string[]): void {
  const [tag = "", item, ...rest] = steps;
  const attribute = model[tag] as { vr: string; Value?: unknown[] };
  if (item !== undefined) {
    correctText(attribute.Value?.[Number(item)] as Record<string, TruthAttribute>, rest, values);
  } else if (attribute.vr === "PN") {
    attribute.Value = values.map((text) => {
      const [Alphabetic, Ideographic, Phonetic] = text.split("=");
      return { Alphabetic, ...(Ideographic ? { Ideographic } : {}), ...(Phonetic ? { Phonetic } : {}) };
    });
  } else {
    attribute.Value = values;
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
