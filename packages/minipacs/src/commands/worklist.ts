/** `minipacs worklist`: reads and changes the worklist of a running server. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type DicomJson, fromDicomJson, keywordForTag } from "@minipacs/dicom-core";
import { didYouMean } from "../config/nearest.ts";
import { decodeText } from "../decode-text.ts";
import { escapeControls } from "../events/describe-event.ts";
import type { ApiList, ApiWorklistEntry, ApiWorklistImport } from "../http/api-types.ts";
import { describeFailure } from "../storage/disk-error.ts";
import { exportWorklistFile } from "../worklist/worklist-files.ts";
import { WORKLIST_FILTERS } from "../worklist/worklist-filters.ts";
import { parseCount } from "./arguments.ts";
import { CliError, EXIT_FAILED } from "./cli-error.ts";
import { filesAt } from "./files-at.ts";
import { HttpServer, type HttpServerOptions } from "./http-server.ts";
import { parseJson, readInput, readText, STDIO } from "./input.ts";
import { printJson } from "./json-line.ts";
import { tableLines } from "./table.ts";
import { type Item, itemOfKeys } from "./worklist-keys.ts";

export interface WorklistCommandOptions extends HttpServerOptions {
  key?: readonly string[];
  json?: boolean;
}

export interface WorklistImportOptions extends WorklistCommandOptions {
  /** What becomes of entries whose step is there already; default skip. */
  existing?: string;
}

const EXISTING = ["skip", "replace", "add"];

/** Adds entries: one of keys, or those of a JSON file. */
export async function runWorklistAdd(
  file: string | undefined,
  options: WorklistImportOptions,
): Promise<void> {
  const { key = [] } = options;
  if ((file === undefined) === (key.length === 0)) {
    throw new CliError("Give the entry either by -k KEYWORD=VALUE or as a JSON file, - for standard input.");
  }
  checkExisting(options);
  const items: unknown = file === undefined ? itemOfKeys(key) : parseJson(await readText(file), file);
  printImport(await send(JSON.stringify(items), "application/json", options), options);
}

export async function runWorklistList(options: WorklistCommandOptions & { limit?: string }): Promise<void> {
  const query = new URLSearchParams(Object.entries(filtersOf(options.key)));
  const limit = parseCount("--limit", options.limit);
  if (limit !== undefined) query.set("limit", String(limit));
  const answer = await new HttpServer(options).request(`/api/worklist?${query}`);
  const { items, totalCount } = (await answer.json()) as ApiList<ApiWorklistEntry>;
  if (options.json) {
    for (const entry of items) printJson(entry);
    return;
  }
  if (items.length > 0) printTable(items);
  const count = `${totalCount} ${totalCount === 1 ? "entry" : "entries"}`;
  print(items.length < totalCount ? `the latest ${items.length} of ${count}` : count);
}

export async function runWorklistRemove(
  ids: readonly string[],
  options: WorklistCommandOptions & { all?: boolean },
): Promise<void> {
  if (ids.length > 0 === Boolean(options.all)) {
    throw new CliError("Give the IDs of entries (minipacs worklist list shows them), or --all.");
  }
  const body = JSON.stringify(options.all ? { all: true } : { ids });
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body };
  const answer = await new HttpServer(options).request("/api/worklist/remove", init);
  const { removedCount } = (await answer.json()) as { removedCount: number };
  if (options.json) printJson({ removedCount });
  else print(`${removedCount} removed`);
  const missingCount = new Set(ids).size - removedCount;
  if (!options.all && missingCount > 0) {
    throw new CliError(`${missingCount} of the IDs are of no entry.`, EXIT_FAILED);
  }
}

/** Adds the entries of files: JSON, or `.wl` files of DCMTK, also all of a folder. */
export async function runWorklistImport(
  paths: readonly string[],
  options: WorklistImportOptions,
): Promise<void> {
  checkExisting(options);
  const files = (await Promise.all(paths.map(entryFilesAt))).flat();
  let failedCount = 0;
  for (const file of files) {
    const bytes = await readInput(file);
    const text = decodeText(bytes);
    const isJson = /^\s*[[{]/.test(text);
    try {
      const sent = isJson
        ? send(text, "application/json", options)
        : send(bytes, "application/dicom", options);
      printImport(await sent, options);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      if (files.length === 1) throw new CliError(`${file}: ${error.message}`, error.exitCode);
      failedCount += 1;
      process.stderr.write(`${escapeControls(`${file}: ${error.message}`)}\n`);
    }
  }
  if (failedCount > 0) throw new CliError(`${failedCount} of ${files.length} files failed.`, EXIT_FAILED);
}

/** Returns a file itself, and of a folder its `.wl` files: wlmscpfs has a lock file beside them. */
async function entryFilesAt(path: string): Promise<string[]> {
  if (path === STDIO) return [path];
  const found = (await filesAt(path)).map((file) => file.path);
  if (found.length === 1 && found[0] === path) return found;
  const entries = found.filter((file) => /\.wl$/i.test(file));
  if (entries.length === 0) throw new CliError(`There is no .wl file in the folder "${path}".`);
  return entries;
}

/** Writes all entries: one JSON file or standard output, or a folder of `.wl` files. */
export async function runWorklistExport(
  target: string | undefined,
  options: WorklistCommandOptions & { format: string },
): Promise<void> {
  const { format } = options;
  if (format !== "json" && format !== "wl") {
    throw new CliError(`--format is json or wl, not "${format}".`);
  }
  if (format === "wl" && target === undefined) throw new CliError("--format wl needs a folder to write to.");
  const answer = await new HttpServer(options).request("/api/worklist/export");
  const entries = (await answer.json()) as DicomJson[];
  if (format === "wl" && target !== undefined) await writeFiles(target, entries);
  else if (target === undefined || target === STDIO)
    process.stdout.write(`${JSON.stringify(entries, null, 2)}\n`);
  else await writing(target, () => writeFile(target, `${JSON.stringify(entries, null, 2)}\n`));
  if (target === undefined || target === STDIO) return;
  if (options.json) printJson({ path: target, entryCount: entries.length });
  else print(`${entries.length} ${entries.length === 1 ? "entry" : "entries"} written to ${target}`);
}

/** Named by their numbers: no text of an entry becomes a path. */
async function writeFiles(folder: string, entries: readonly DicomJson[]): Promise<void> {
  await writing(folder, async () => {
    await mkdir(folder, { recursive: true });
    for (const [index, entry] of entries.entries()) {
      const name = `${String(index + 1).padStart(6, "0")}.wl`;
      await writeFile(join(folder, name), exportWorklistFile({ dataset: fromDicomJson(entry) }));
    }
  });
}

async function writing(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw new CliError(`${path} cannot be written: ${describeFailure(error)}.`, EXIT_FAILED);
  }
}

function checkExisting({ existing = "skip" }: WorklistImportOptions): void {
  if (EXISTING.includes(existing)) return;
  throw new CliError(`--existing is skip, replace or add, not "${existing}".`);
}

async function send(
  body: string | Buffer,
  type: string,
  { existing = "skip", ...options }: WorklistImportOptions,
): Promise<ApiWorklistImport> {
  const init = { method: "POST", headers: { "content-type": type }, body: body as string };
  const answer = await new HttpServer(options).request(`/api/worklist/import?existing=${existing}`, init);
  return (await answer.json()) as ApiWorklistImport;
}

/** Filters are of columns, which have no places: `-k Modality=CT` is one, written with its path, too. */
function filtersOf(keys: readonly string[] = []): Record<string, string> {
  const filters = leavesOf(itemOfKeys(keys));
  for (const [keyword] of filters) {
    if (WORKLIST_FILTERS.some((filter) => filter === keyword)) continue;
    const meant = didYouMean(keyword, WORKLIST_FILTERS);
    throw new CliError(
      `-k ${keyword} is no column of the worklist${meant}: ${WORKLIST_FILTERS.join(", ")} are.`,
    );
  }
  return Object.fromEntries(filters);
}

function leavesOf(item: Item): [keyword: string, pattern: string][] {
  return Object.entries(item).flatMap(([key, value]): [string, string][] => {
    if (typeof value !== "string") return value.flatMap(leavesOf);
    const isTag = /^[0-9a-f]{8}$/i.test(key);
    return [[(isTag && keywordForTag(Number.parseInt(key, 16))) || key, value]];
  });
}

function printImport(done: ApiWorklistImport, { json }: WorklistCommandOptions): void {
  for (const outcome of ["added", "replaced", "skipped"] as const) {
    // A server of an earlier version tells only of what was added.
    for (const entry of done[outcome] ?? []) {
      const name = [entry.AccessionNumber, entry.PatientName].filter((text) => text !== "").join(" ");
      if (json) printJson({ outcome, ...entry });
      else print(`${outcome} ${entry.id}${name === "" ? "" : `  ${name}`}`);
    }
  }
  const count = done.skipped?.length ?? 0;
  if (json || count === 0) return;
  const what = count === 1 ? "1 is in the worklist" : `${count} are in the worklist`;
  print(`${what} already and stayed as before; --existing replace or --existing add takes the new ones.`);
}

const COLUMNS = [
  "id",
  "AccessionNumber",
  "PatientID",
  "PatientName",
  "Modality",
  "ScheduledStationAETitle",
  "ScheduledProcedureStepStartDate",
  "ScheduledProcedureStepStatus",
] as const;

const HEADINGS = ["ID", "Accession", "Patient ID", "Name", "Modality", "Station", "Date", "Status"];

function printTable(items: readonly ApiWorklistEntry[]): void {
  const rows = items.map((entry) => COLUMNS.map((column) => escapeControls(entry[column])));
  for (const line of tableLines([HEADINGS, ...rows])) print(line);
}

function print(line: string): void {
  process.stdout.write(`${escapeControls(line)}\n`);
}
