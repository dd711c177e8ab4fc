/** `minipacs wait EVENT`: waits for events of a running server, for scripts and CI. */
import { escapeControls } from "../events/describe-event.ts";
import { EVENT_NAMES } from "../events/event-names.ts";
import { describeSeen } from "../events/next-event.ts";
import { parseCount } from "./arguments.ts";
import { CliError, EXIT_FAILED } from "./cli-error.ts";
import { parseEventFilter } from "./event-filter.ts";
import { readEvents, type ServerEvent } from "./event-source.ts";
import { HttpServer, type HttpServerOptions, type HttpUnreachable } from "./http-server.ts";
import { interruptible } from "./interrupt.ts";
import { printJson } from "./json-line.ts";

export interface WaitCommandOptions extends HttpServerOptions {
  where?: readonly string[];
  /** Seconds. */
  timeout: string;
  /** `start`, or the number of an event. */
  since?: string;
  count?: string;
  json?: boolean;
}

export async function runWait(name: string, options: WaitCommandOptions): Promise<void> {
  const { where = [], json = false } = options;
  checkName(name);
  const fits = parseEventFilter(name, where);
  const seconds = parseSeconds(options.timeout);
  const since = parseSince(options.since);
  const wantedCount = parseCount("--count", options.count) ?? 1;
  const server = new HttpServer(options);
  const what = `event ${name}${where.length > 0 ? ` with ${where.join(", ")}` : ""}`;
  const seen = new Map<string, number>();
  let foundCount = 0;
  let lost: HttpUnreachable | undefined;
  const onLost = (error: HttpUnreachable) => {
    lost = error;
  };
  await interruptible(
    async (interrupted) => {
      const late = AbortSignal.timeout(seconds * 1000);
      try {
        for await (const event of readEvents(server, since, AbortSignal.any([interrupted, late]), onLost)) {
          lost = undefined;
          if (!fits(event)) seen.set(event.type, (seen.get(event.type) ?? 0) + 1);
          else {
            print(event, json);
            foundCount += 1;
            if (foundCount === wantedCount) return;
          }
        }
      } catch (error) {
        if (!late.aborted || interrupted.aborted) throw error;
        if (lost && seen.size === 0 && foundCount === 0) throw lost;
        const came = foundCount === 0 ? `No ${what} came` : `${foundCount} of ${wantedCount} came of ${what}`;
        const others = `other events: ${describeSeen(seen)}`;
        throw new CliError(`${came} within ${seconds} s; ${others}.`, EXIT_FAILED);
      }
    },
    () => `${foundCount} of ${wantedCount} came of ${what} until then`,
  );
}

function print(event: ServerEvent, json: boolean): void {
  const { line, type, ...facts } = event;
  const { level, label, text } = line as { level: string; label: string; text: string };
  if (json) printJson({ event: type, ...facts, level, text });
  else process.stdout.write(`${escapeControls(`[${label}] ${text}`)}\n`);
}

/** A name that never comes would be waited for in vain. */
function checkName(name: string): void {
  if (name.includes("*") || EVENT_NAMES.includes(name)) return;
  throw new CliError(`There is no event "${name}": ${EVENT_NAMES.join(", ")}.`);
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 2_000_000) return seconds;
  throw new CliError(`--timeout takes seconds, not "${text}".`);
}

function parseSince(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === "start") return 0;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new CliError(`--since takes "start" or the id of an event, not "${text}".`);
}
