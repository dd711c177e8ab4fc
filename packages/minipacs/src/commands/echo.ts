/** `minipacs echo HOST:PORT`: asks whether a DICOM node answers. PS3.4 Annex A. */
import { echo } from "@minipacs/dimse";
import { CliError, EXIT_FAILED } from "./cli-error.ts";
import { explained, explainStatus } from "./explain.ts";
import { interruptible } from "./interrupt.ts";
import { printJson } from "./json-line.ts";
import { type RecordOptions, recorded } from "./recording.ts";
import { type NodeOptions, readTarget } from "./tls-files.ts";

export interface EchoCommandOptions extends NodeOptions, RecordOptions {
  /** Print a JSON object. */
  json?: boolean;
}

export async function runEcho(address: string, options: EchoCommandOptions): Promise<void> {
  const target = await readTarget(address, options);
  const startedMs = performance.now();
  const { status } = await recorded(options, () =>
    interruptible(
      (signal) => explained(target, () => echo(target, { signal })),
      () => `${address} had not answered until then`,
    ),
  );
  const durationMs = Math.round(performance.now() - startedMs);
  if (options.json) printJson({ address, status, durationMs });
  if (status !== 0) {
    throw new CliError(`${address} answered C-ECHO with ${explainStatus(status, "C-ECHO")}.`, EXIT_FAILED);
  }
  if (!options.json) process.stdout.write(`${address} answered C-ECHO in ${durationMs} ms.\n`);
}
