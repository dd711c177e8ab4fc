/** `minipacs dump FILE…`: prints what is in DICOM files, as a tree or as DICOM JSON. PS3.10 7, PS3.18 F. */
import { readFile } from "node:fs/promises";
import {
  type DicomFile,
  findTransferSyntax,
  formatDataset,
  formatDicomJson,
  readDicomFile,
  toDicomJson,
} from "@minipacs/dicom-core";
import { escapeControls } from "../events/describe-event.ts";
import { CliError, EXIT_FAILED } from "./cli-error.ts";
import { describeUnreadable } from "./unreadable.ts";

export interface DumpCommandOptions {
  /** Print long values whole. */
  full?: boolean;
  /** Print one DICOM JSON object a file, each on a line of its own. */
  json?: boolean;
}

export async function runDump(paths: readonly string[], options: DumpCommandOptions): Promise<void> {
  let failedCount = 0;
  for (const [index, path] of paths.entries()) {
    try {
      const file = readDicomFile(await readFile(path));
      if (options.json) {
        process.stdout.write(`${formatDicomJson(toDicomJson(file.dataset))}\n`);
        // What is wrong with text is known once it has been read.
        tell(path, [...aboutTheFile(file), ...file.meta.diagnostics, ...file.dataset.diagnostics]);
      } else {
        tell(path, aboutTheFile(file));
        process.stdout.write(
          `${index > 0 ? "\n" : ""}${formatFile(path, file, options.full ? 0 : undefined)}`,
        );
      }
    } catch (error) {
      failedCount += 1;
      process.stderr.write(`${escapeControls(`${path}: ${describeUnreadable(error)}`)}\n`);
    }
  }
  if (failedCount > 0) {
    throw new CliError(`${failedCount} of ${paths.length} files could not be read.`, EXIT_FAILED);
  }
}

function formatFile(path: string, file: DicomFile, maxValueLength: number | undefined): string {
  const options = maxValueLength === undefined ? {} : { maxValueLength };
  const { meta, dataset, transferSyntaxUid } = file;
  const syntax = findTransferSyntax(transferSyntaxUid)?.name ?? transferSyntaxUid;
  const head = meta.size > 0 ? `# File Meta Information\n${formatDataset(meta, options)}\n` : "";
  return `# ${escapeControls(path)}\n${head}# Data set: ${escapeControls(syntax)}\n${formatDataset(dataset, options)}`;
}

/** What stands in neither tree. */
function aboutTheFile({ meta, dataset, diagnostics }: DicomFile): DicomFile["diagnostics"] {
  const shown = new Set([...meta.diagnostics, ...dataset.diagnostics]);
  return diagnostics.filter((diagnostic) => !shown.has(diagnostic));
}

function tell(path: string, diagnostics: DicomFile["diagnostics"]): void {
  for (const { severity, path: where, message } of diagnostics) {
    process.stderr.write(
      `${escapeControls(`${path}: ${severity}: ${where ? `${where}: ` : ""}${message}`)}\n`,
    );
  }
}
