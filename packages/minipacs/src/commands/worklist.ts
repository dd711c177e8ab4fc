/** `minipacs worklist`: reads and changes the worklist of a running server. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type DicomJson, fromDicomJson, keywordForTag } from "@minipacs/dicom-core";
import { escapeControls } from "../events/describe-event.ts";
import type { ApiList, ApiWorklistEntry } from "../http/api-types.ts";
import { exportWorklistFile } from "../worklist/worklist-files.ts";
import { parseCount } from "./arguments.ts";
import { CliError, EXIT_FAILED } from "./cli-error.ts";
import { HttpServer, type HttpServerOptions } from "./http-server.ts";
import { parseJson, readInput, STDIO } from "./input.ts";
import { printJson } from "./json-line.ts";
import { tableLines } from "./table.ts";
import { type Item, itemOfKeys } from "./worklist-keys.ts";

export interface WorklistCommandOptions extends HttpServerOptions {
  key?: readonly string[];
  json?: boolean;
}

/** Adds entries: one of keys, or those of a JSON file. */
export async function runWorklistAdd(
  file: string | undefined,
  options: WorklistCommandOptions,
): Promise<void> {
  const { key = [] } = options;
  if ((file === undefined) === (key.length === 0)) {
    throw new CliError("Give the entry either by -k KEYWORD=VALUE or as a JSON file, - for standard input.");
  }
  const items: unknown =
    file === undefined ? itemOfKeys(key) : parseJson((await readInput(file)).toString(), file);
  printAdded(await send(new HttpServer(options), JSON.stringify(items), "application/json"), options);
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

/** Adds the entries of files: JSON, or `.wl` files of DCMTK. */
export async function runWorklistImport(
  files: readonly string[],
  options: WorklistCommandOptions,
): Promise<void> {
  const server = new HttpServer(options);
  let failedCount = 0;
  for (const file of files) {
    const bytes = await readInput(file);
    const type = /^\s*[[{]/.test(bytes.subarray(0, 64).toString()) ? "application/json" : "application/dicom";
    try {
      printAdded(await send(server, bytes, type), options);
    } catch (error) {
      if (!(error instanceof CliError) || files.length === 1) throw error;
      failedCount += 1;
      process.stderr.write(`${escapeControls(`${file}: ${error.message}`)}\n`);
    }
  }
  if (failedCount > 0) throw new CliError(`${failedCount} of ${files.length} files failed.`, EXIT_FAILED);
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
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CliError(`${path} cannot be written: ${code ?? message}.`, EXIT_FAILED);
  }
}

async function send(server: HttpServer, body: string | Buffer, type: string): Promise<ApiWorklistEntry[]> {
  const init = { method: "POST", headers: { "content-type": type }, body: body as string };
  const answer = await server.request("/api/worklist/import", init);
  return ((await answer.json()) as { added: ApiWorklistEntry[] }).added;
}

/** Filters are of columns, which have no places: `-k Modality=CT` is one, written with its path, too. */
function filtersOf(keys: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(leavesOf(itemOfKeys(keys)));
}

function leavesOf(item: Item): [keyword: string, pattern: string][] {
  return Object.entries(item).flatMap(([key, value]): [string, string][] => {
    if (typeof value !== "string") return value.flatMap(leavesOf);
    const isTag = /^[0-9a-f]{8}$/i.test(key);
    return [[(isTag && keywordForTag(Number.parseInt(key, 16))) || key, value]];
  });
}

function printAdded(added: readonly ApiWorklistEntry[], { json }: WorklistCommandOptions): void {
  for (const entry of added) {
    const name = [entry.AccessionNumber, entry.PatientName].filter((text) => text !== "").join(" ");
    if (json) printJson(entry);
    else print(`added ${entry.id}${name === "" ? "" : `  ${name}`}`);
  }
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
