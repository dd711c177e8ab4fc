/** `minipacs store HOST:PORT FILE…`: sends files, and the files of folders. PS3.4 Annex B. */
import { NoAcceptedContextError, type StoreOutcome, store } from "@minipacs/dimse";
import { escapeControls } from "../events/describe-event.ts";
import { describeReadFailure } from "../storage/disk-error.ts";
import { parseCount } from "./arguments.ts";
import { CliError, EXIT_FAILED, endingOf } from "./cli-error.ts";
import { explained, explainStatus, explainUnsendable, isCarriedOut } from "./explain.ts";
import { type FoundFile, filesAt } from "./files-at.ts";
import { interruptible } from "./interrupt.ts";
import { printJson } from "./json-line.ts";
import { Progress, type ProgressState } from "./progress.ts";
import { type RecordOptions, recorded } from "./recording.ts";
import { type NodeOptions, readTarget } from "./tls-files.ts";

export interface StoreCommandOptions extends NodeOptions, RecordOptions {
  /** How many objects may be in flight at a time. */
  window?: string;
  /** Print one JSON object a file. */
  json?: boolean;
}

export async function runStore(
  address: string,
  paths: readonly string[],
  options: StoreCommandOptions,
): Promise<void> {
  const { json = false } = options;
  const window = parseCount("--window", options.window);
  const target = await readTarget(address, options);
  const files = (await Promise.all(paths.map(filesAt))).flat();
  if (files.length === 0) throw new CliError("There is no file in what was given.");
  const tally = new Tally(files);
  const progress = new Progress({
    state: () => tally.state,
    direction: "sent",
    isWanted: json ? false : undefined,
  });
  const aside = (write: () => void) => progress.aside(write);
  const onResult = (outcome: StoreOutcome) => {
    tally.count(outcome);
    aside(() => (json ? printJsonOutcome(outcome) : print(outcome)));
  };
  const send = async (signal: AbortSignal) => {
    const sources = files.map(({ path }) => path);
    try {
      await explained(target, () => store(target, sources, { onResult, window, signal }));
    } catch (error) {
      if (json) for (const path of sources.slice(tally.toldCount)) printUnsent(path, error);
      if (tally.toldCount === 0 || !(error instanceof CliError)) throw error;
      const before = `${tally.text} were stored before that; the next was ${sources[tally.toldCount]}`;
      throw new CliError(`${error.message} ${before}.`, error.exitCode);
    }
  };
  try {
    await recorded(options, () => interruptible(send, () => `${tally.text} were stored until then`, aside));
  } finally {
    progress.stop();
  }
  if (!json) process.stdout.write(`${tally.text} stored at ${address}.\n`);
  if (tally.failedCount > 0) {
    throw new CliError(`${tally.failedCount} of ${files.length} files were not stored.`, EXIT_FAILED);
  }
}

/** Counts what was told. */
class Tally {
  readonly #fileCount: number;
  readonly #totalBytes: number;
  toldCount = 0;
  failedCount = 0;

  constructor(files: readonly FoundFile[]) {
    this.#fileCount = files.length;
    this.#totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  count(outcome: StoreOutcome): void {
    this.toldCount += 1;
    if (!isStored(outcome)) this.failedCount += 1;
  }

  get state(): ProgressState {
    const [doneCount, totalCount, failedCount] = [this.toldCount, this.#fileCount, this.failedCount];
    return { doneCount, totalCount, failedCount, totalBytes: this.#totalBytes };
  }

  get text(): string {
    return `${this.toldCount - this.failedCount} of ${this.#fileCount}`;
  }
}

export function isStored({ result }: StoreOutcome): boolean {
  return result !== undefined && isCarriedOut(result.status, "C-STORE");
}

export function describeOutcome({ result, error }: StoreOutcome): string {
  if (result) {
    return result.status === 0 ? "stored" : explainStatus(result.status, "C-STORE", result.errorComment);
  }
  return `not sent: ${describeUnsent(error)}`;
}

function describeUnsent(error: unknown): string {
  if (error instanceof NoAcceptedContextError) return explainUnsendable(error);
  return describeReadFailure(error);
}

function print(outcome: StoreOutcome): void {
  const line = escapeControls(`${String(outcome.source)}: ${describeOutcome(outcome)}`);
  (isStored(outcome) ? process.stdout : process.stderr).write(`${line}\n`);
}

function printJsonOutcome(outcome: StoreOutcome): void {
  const { source: path, sopInstanceUid = null, result } = outcome;
  const error = isStored(outcome) ? null : describeOutcome(outcome);
  printJson({ path, sopInstanceUid, status: result?.status ?? null, error });
}

/** What was never tried. */
function printUnsent(path: string, error: unknown): void {
  const why = `not sent: ${endingOf(error).message}`;
  printJson({ path, sopInstanceUid: null, status: null, error: why });
}
