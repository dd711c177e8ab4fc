/** `--record FILE`: keeps what a command sends and receives, for `minipacs replay`. */
import { type DicomError, isDicomError } from "@minipacs/dicom-core";
import { recordSession, type SessionRecorder } from "@minipacs/dimse";
import { escapeControls } from "../events/describe-event.ts";
import { describeDiskError } from "../storage/disk-error.ts";
import { CliError, EXIT_FAILED } from "./cli-error.ts";

export interface RecordOptions {
  /** File of the recording. */
  record?: string;
}

/** Runs a command with a recording, if one is wanted. A recording that fails is told at once, and in the exit code. */
export async function recorded<T>({ record: path }: RecordOptions, run: () => Promise<T>): Promise<T> {
  if (path === undefined) return run();
  const recorder = start(path);
  let result: T;
  try {
    result = await run();
  } finally {
    try {
      recorder.close();
    } catch {
      // Told when it happened.
    }
  }
  if (recorder.isCut) process.stderr.write(`The recording reached its limit of size and is cut.\n`);
  if (recorder.error) throw new CliError("The recording is not complete.", EXIT_FAILED);
  return result;
}

function start(path: string): SessionRecorder {
  try {
    return recordSession(path, {
      onError: (error) => process.stderr.write(`${escapeControls(describe(path, error))}\n`),
    });
  } catch (error) {
    if (!isDicomError(error)) throw error;
    throw new CliError(describe(path, error));
  }
}

function describe(path: string, error: DicomError): string {
  if (error.code === "TRACE_FILE_EXISTS") {
    return `The recording is not written: "${path}" exists and is no recording.`;
  }
  const why = describeDiskError(String(error.details.errno ?? error.message));
  return `The recording "${path}" cannot be written: ${why}.`;
}
