/** What a command ends with when it cannot go on: a sentence and an exit code. */
import { type DicomError, isDicomError } from "@minipacs/dicom-core";
import { escapeControls } from "../events/describe-event.ts";

/** The caller's mistake, or something that cannot be done: exit code 2. */
export const EXIT_USAGE = 2;
/** It was tried, and failed: exit code 1. */
export const EXIT_FAILED = 1;

export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = EXIT_USAGE) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Returns what is printed for an error, and the code to end with. Only a bug of ours shows its stack. */
export function endingOf(error: unknown): { message: string; exitCode: number } {
  if (error instanceof CliError) return { message: oneLine(error.message), exitCode: error.exitCode };
  if (isDicomError(error, "ARG_TLS") || isDicomError(error, "UNSUPPORTED_TLS_PROFILE")) {
    return { message: describeTlsMistake(error), exitCode: EXIT_USAGE };
  }
  if (isDicomError(error)) {
    const isUsage = /^(?:CONFIG_|ARG_|TRANSPORT_LISTEN)/.test(error.code);
    return { message: oneLine(error.message), exitCode: isUsage ? EXIT_USAGE : EXIT_FAILED };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message, exitCode: EXIT_FAILED };
}

/** Returns the sentence for options of TLS that do not go together, or not with this OpenSSL. */
export function describeTlsMistake({ message }: DicomError): string {
  return `TLS cannot be used: ${message.replace(/^tls: /, "")}.`;
}

function oneLine(text: string): string {
  return escapeControls(text);
}
