/** `minipacs serve`: runs the server until it is told to stop. */
import type { TlsServerOptions } from "@minipacs/dimse";
import { EventBus } from "../events/event-bus.ts";
import { type LogFormat, startEventLog } from "../log/event-log.ts";
import { createPacs, type Pacs } from "../pacs.ts";
import type { DuplicatePolicy } from "../storage/object-store.ts";
import { parsePort } from "./arguments.ts";
import { CliError } from "./cli-error.ts";
import { EXIT_INTERRUPTED, onInterrupt } from "./interrupt.ts";
import { type RecordOptions, recorded } from "./recording.ts";
import { readServerTls, type TlsServeOptions } from "./tls-files.ts";

/** As commander gives them. */
export interface ServeCommandOptions extends RecordOptions, TlsServeOptions {
  headless?: boolean;
  aet?: string;
  port?: string;
  host?: string;
  httpPort?: string;
  httpHost?: string;
  dataDir?: string;
  charset?: string;
  samples: boolean;
  ephemeral?: boolean;
  onDuplicate?: string;
  fsync?: boolean;
  logFormat: string;
  logLevel?: string;
}

/** Starts the server; resolves when it has ended. */
export async function runServe(options: ServeCommandOptions): Promise<void> {
  const format = checkLogFormat(options.logFormat);
  const tls = await readServerTls(options);
  await recorded(options, () => runLogged(options, format, tls));
}

async function runLogged(
  options: ServeCommandOptions,
  format: LogFormat,
  tls: TlsServerOptions | undefined,
): Promise<void> {
  const events = new EventBus();
  const isDebug = checkLogLevel(options.logLevel ?? "info") === "debug";
  let running: Pacs | undefined;
  startEventLog(events, format, process.stdout, (event) =>
    isDebug && event.type === "worklist.query" && event.queryId !== undefined
      ? (running?.queries.lines(event.queryId) ?? [])
      : [],
  );
  const starting = createPacs(
    {
      aeTitle: options.aet,
      port: parsePort(options.port),
      host: options.host,
      tls,
      httpPort: parsePort(options.httpPort),
      httpHost: options.httpHost,
      dataDir: options.dataDir,
      ephemeral: options.ephemeral,
      onDuplicate: options.onDuplicate as DuplicatePolicy | undefined,
      fsync: options.fsync,
      charset: options.charset,
      samples: options.samples ? undefined : false,
      isHeadless: options.headless,
    },
    { events },
  );
  starting.then(
    (pacs) => {
      running = pacs;
    },
    () => {},
  );
  await untilStopped(starting);
}

function checkLogLevel(level: string): "info" | "debug" {
  if (level === "info" || level === "debug") return level;
  throw new CliError(`The log level is "info" or "debug", not "${level}".`);
}

function checkLogFormat(format: string): LogFormat {
  if (format === "pretty" || format === "json") return format;
  throw new CliError(`The log format is "pretty" or "json", not "${format}".`);
}

/**
 * The first signal ends in peace, a second one at once. Signals are taken from the start, so that one that follows the
 * ready line at once is not missed.
 */
function untilStopped(starting: Promise<Pacs>): Promise<void> {
  return new Promise((resolve, reject) => {
    starting.catch(reject);
    onInterrupt(
      () => void starting.then((pacs) => pacs.close()).then(resolve, reject),
      () => {
        // Only an ephemeral store has something to remove.
        const removing = starting.then((pacs) => pacs.objects.close());
        void removing.catch(() => {}).finally(() => process.exit(EXIT_INTERRUPTED));
      },
    );
  });
}
