/** `minipacs dump FILE…`: prints what is in DICOM files. PS3.10 7. */
import { readFile } from "node:fs/promises";
import { formatDataset, isDicomError, readDicomFile } from "@minipacs/dicom-core";
import { escapeControls } from "../events/describe-event.ts";
import { describeDiskError } from "../storage/disk-error.ts";
import { CliError, EXIT_FAILED } from "./cli-error.ts";

export interface DumpCommandOptions {
  /** Print long values whole. */
  full?: boolean;
}

export async function runDump(paths: readonly string[], options: DumpCommandOptions): Promise<void> {
  const maxValueLength = options.full ? { maxValueLength: 0 } : {};
  let failedCount = 0;
  for (const path of paths) {
    try {
      const { meta, dataset, diagnostics } = readDicomFile(await readFile(path));
      process.stdout.write(
        `# ${path}\n${formatDataset(meta, maxValueLength)}\n${formatDataset(dataset, maxValueLength)}`,
      );
      for (const { severity, message } of diagnostics) {
        process.stderr.write(`${escapeControls(`${path}: ${severity}: ${message}`)}\n`);
      }
    } catch (error) {
      failedCount += 1;
      process.stderr.write(`${escapeControls(`${path}: ${describe(error)}`)}\n`);
    }
  }
  if (failedCount > 0) {
    throw new CliError(`${failedCount} of ${paths.length} files could not be read.`, EXIT_FAILED);
  }
}

function describe(error: unknown): string {
  if (isDicomError(error)) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "this is a folder";
  if (typeof code === "string") return describeDiskError(code);
  throw error;
}
