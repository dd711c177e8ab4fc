/** `minipacs store HOST:PORT FILE…`: sends files, and the files of folders. PS3.4 Annex B. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type StoreOutcome, statusClass, store } from "@minipacs/dimse";
import { escapeControls } from "../events/describe-event.ts";
import { describeDiskError } from "../storage/disk-error.ts";
import { CliError, EXIT_FAILED } from "./cli-error.ts";
import { explained, explainStatus } from "./explain.ts";
import { type RecordOptions, recorded } from "./recording.ts";
import { type NodeOptions, readTarget } from "./tls-files.ts";

export async function runStore(
  address: string,
  paths: readonly string[],
  options: NodeOptions & RecordOptions,
): Promise<void> {
  const target = await readTarget(address, options);
  const files = (await Promise.all(paths.map(filesAt))).flat();
  if (files.length === 0) throw new CliError("There is no file in what was given.");
  const outcomes = await recorded(options, () =>
    explained(target, () => store(target, files, { onResult: print })),
  );
  const failedCount = outcomes.filter((outcome) => !isStored(outcome)).length;
  process.stdout.write(`${outcomes.length - failedCount} of ${files.length} stored at ${address}.\n`);
  if (failedCount > 0) {
    throw new CliError(`${failedCount} of ${files.length} files were not stored.`, EXIT_FAILED);
  }
}

/** Returns the files at a path: itself, or everything below a folder, by name. */
async function filesAt(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new CliError(
      `"${path}" cannot be read: ${code === "ENOENT" ? "there is no such file" : describeDiskError(code)}.`,
    );
  }
}

/** A warning is a success with a remark: the object is stored. PS3.4 B.2.3. */
function isStored({ result }: StoreOutcome): boolean {
  return result !== undefined && ["success", "warning"].includes(statusClass(result.status));
}

function print(outcome: StoreOutcome): void {
  const { source, result, error } = outcome;
  const why = result
    ? result.status === 0
      ? "stored"
      : explainStatus(result.status, "C-STORE", result.errorComment)
    : `not sent: ${error instanceof Error ? error.message : String(error)}`;
  const line = escapeControls(`${String(source)}: ${why}`);
  (isStored(outcome) ? process.stdout : process.stderr).write(`${line}\n`);
}
