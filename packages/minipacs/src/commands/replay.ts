/** `minipacs replay FILE HOST:PORT` or `FILE --listen PORT`: plays a recorded session and compares the answers. */
import { isDicomError } from "@minipacs/dicom-core";
import {
  describeReplayDifference,
  type ReplayedAssociation,
  type ReplayOptions,
  type ReplayResult,
  readRecording,
  replay,
  type SessionRecording,
} from "@minipacs/dimse";
import { escapeControls } from "../events/describe-event.ts";
import { describeReadFailure } from "../storage/disk-error.ts";
import { parsePort, parseTarget } from "./arguments.ts";
import { CliError, EXIT_FAILED } from "./cli-error.ts";
import { explained } from "./explain.ts";
import { interruptible } from "./interrupt.ts";
import { printJson } from "./json-line.ts";
import { readServerTls, readTarget, type TlsNodeOptions, type TlsServeOptions } from "./tls-files.ts";

export interface ReplayCommandOptions extends TlsNodeOptions, TlsServeOptions {
  /** Port to listen on: plays the acceptor. */
  listen?: string;
  /** Number of the one association to play. */
  association?: string;
  timing: string;
  /** Compare every byte. */
  strict?: boolean;
  /** Keywords of elements that may differ. */
  ignore?: readonly string[];
  /** Seconds. */
  timeout: string;
  json?: boolean;
}

export async function runReplay(
  file: string,
  address: string | undefined,
  options: ReplayCommandOptions,
): Promise<void> {
  const recordingOptions = await readOptions(address, options);
  const session = await openRecording(file);
  tellLimits(session);
  let playedCount = 0;
  const onAssociation = (played: ReplayedAssociation) => {
    playedCount += 1;
    recordingOptions.onAssociation?.(played);
  };
  const { associations } = await interruptible(
    (signal) => play(address, session, { ...recordingOptions, onAssociation, signal }),
    () => `${playedCount} ${playedCount === 1 ? "association was" : "associations were"} played until then`,
  );
  const failedCount = associations.filter(({ isMatch }) => !isMatch).length;
  const count = associations.length;
  const played = count === 1 ? "The association was" : `${count - failedCount} of ${count} associations were`;
  if (options.json) printJson({ event: "result", isMatch: failedCount === 0, file });
  else if (failedCount === 0) process.stdout.write(`${played} as recorded.\n`);
  if (failedCount > 0) {
    const why = count === 1 ? "The association was not" : `${failedCount} of ${count} associations were not`;
    throw new CliError(`${why} as recorded.`, EXIT_FAILED);
  }
}

/** What fails becomes a sentence. */
async function play(
  address: string | undefined,
  session: SessionRecording,
  options: ReplayOptions,
): Promise<ReplayResult> {
  const run = () =>
    replay(session, options).catch((error: unknown) => {
      if (isDicomError(error, "TRACE_ASSOCIATION")) throw new CliError(sentence(error.message));
      if (isDicomError(error, "ARG_KEY")) throw new CliError(`--${error.message}.`);
      throw error;
    });
  if (address !== undefined) {
    return explained({ ...parseTarget(address, {}), calledAeTitle: "The server" }, run);
  }
  try {
    return await run();
  } catch (error) {
    if (isDicomError(error, "TRANSPORT_LISTEN")) throw new CliError(sentence(error.message));
    if (isDicomError(error, "TIMEOUT")) throw new CliError("Nobody connected in time.", EXIT_FAILED);
    throw error;
  }
}

async function readOptions(
  address: string | undefined,
  options: ReplayCommandOptions,
): Promise<ReplayOptions> {
  const { listen, association, timing, timeout, json } = options;
  if ((address === undefined) === (listen === undefined)) {
    throw new CliError(
      "Either HOST:PORT (a server to play to) or --listen PORT (a client to wait for) is needed.",
    );
  }
  if (timing !== "fast" && timing !== "recorded") {
    throw new CliError(`--timing takes "fast" or "recorded", not "${timing}".`);
  }
  if (association !== undefined && !/^\d{1,9}$/.test(association)) {
    throw new CliError(`--association takes a number of the recording, not "${association}".`);
  }
  const seconds = Number(timeout);
  if (!(seconds > 0 && seconds <= 86_400)) {
    throw new CliError(`--timeout takes seconds, from 1 to 86400, not "${timeout}".`);
  }
  const common = {
    association: association === undefined ? undefined : Number(association),
    compare: options.strict ? ("bytes" as const) : ("content" as const),
    ignore: options.ignore,
    speed: timing === "recorded" ? 1 : Number.POSITIVE_INFINITY,
    timeoutMs: seconds * 1000,
    onAssociation: (played: ReplayedAssociation) => {
      if (json) printJson({ event: "association", ...played });
      else print(played);
    },
  };
  if (address !== undefined) return { ...common, ...(await readTarget(address, options)) };
  const port = parsePort(listen) ?? Number.NaN;
  if (!(port >= 0 && port <= 65_535)) throw new CliError("--listen takes a port, a number from 0 to 65535.");
  const onListening = (taken: number) => {
    if (json) printJson({ event: "listening", port: taken });
    else process.stdout.write(`Waiting for the client on port ${taken}.\n`);
  };
  return { ...common, listen: { port, onListening, tls: await readServerTls(options) } };
}

async function openRecording(file: string): Promise<SessionRecording> {
  try {
    return await readRecording(file);
  } catch (error) {
    if (isDicomError(error, "TRACE_SYNTAX")) {
      throw new CliError(`"${file}" cannot be played: ${error.message}.`);
    }
    if (!isDicomError(error, "TRACE_READ")) throw error;
    throw new CliError(`"${file}" cannot be read: ${describeReadFailure(error.cause)}.`);
  }
}

/** What of the session is not in the recording. */
function tellLimits({ associations, isCut }: SessionRecording): void {
  const joinedCount = associations.filter(({ isFromStart }) => !isFromStart).length;
  if (joinedCount > 0) {
    process.stderr.write(
      `Left out, because they were open before the recording began: ${joinedCount} associations.\n`,
    );
  }
  if (isCut) process.stderr.write("The recording is cut: what came after is not played.\n");
}

function print(played: ReplayedAssociation): void {
  const { id, isMatch, sentPduCount, receivedPduCount, durationMs, differences } = played;
  const facts = `${sentPduCount} PDUs sent, ${receivedPduCount} received, ${Math.round(durationMs)} ms`;
  process.stdout.write(`Association ${id}: ${isMatch ? "as recorded" : "differs"} (${facts})\n`);
  for (const line of differences.flatMap((difference) => describeReplayDifference(difference).split("\n"))) {
    process.stdout.write(`  ${escapeControls(line)}\n`);
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
