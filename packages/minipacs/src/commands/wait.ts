/** `minipacs wait EVENT`: waits for events of a running server, for scripts and CI. */
import { didYouMean } from "../config/nearest.ts";
import { escapeControls } from "../events/describe-event.ts";
import { EVENT_NAMES } from "../events/event-names.ts";
import { describeSeen } from "../events/next-event.ts";
import { parseCount } from "./arguments.ts";
import { CliError, EXIT_FAILED } from "./cli-error.ts";
import { createEventFilter, parseCondition } from "./event-filter.ts";
import { readEvents, type ServerEvent } from "./event-source.ts";
import { HttpServer, type HttpServerOptions, type HttpUnreachable } from "./http-server.ts";
import { interruptible } from "./interrupt.ts";
import { printJson } from "./json-line.ts";
import { KeysOfEvents } from "./keys-of-events.ts";

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
  const conditions = where.map(parseCondition);
  const isOfName = createEventFilter(name);
  const fits = createEventFilter(name, conditions);
  const seconds = parseSeconds(options.timeout);
  const since = parseSince(options.since);
  const wantedCount = parseCount("--count", options.count) ?? 1;
  const server = new HttpServer(options);
  const what = `event ${name}${where.length > 0 ? ` with ${where.join(", ")}` : ""}`;
  const seen = new Map<string, number>();
  const keys = new KeysOfEvents();
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
          const told = toldOf(event);
          if (isOfName(told)) keys.add(told);
          if (!fits(told)) seen.set(event.type, (seen.get(event.type) ?? 0) + 1);
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
        const missing = keys.describeMissing(name, conditions);
        throw new CliError(`${came} within ${seconds} s; ${others}.${missing}`, EXIT_FAILED);
      }
    },
    () => `${foundCount} of ${wantedCount} came of ${what} until then`,
  );
}

/** What --json prints, and --where looks into. */
function toldOf({ line, type, ...facts }: ServerEvent) {
  const { level, text } = line as { level: string; text: string };
  return { event: type, ...facts, level, text };
}

function print(event: ServerEvent, json: boolean): void {
  const { label, text } = event.line as { label: string; text: string };
  if (json) printJson(toldOf(event));
  else process.stdout.write(`${escapeControls(`[${label}] ${text}`)}\n`);
}

/** A name that never comes would be waited for in vain. */
function checkName(name: string): void {
  const fits = createEventFilter(name);
  if (EVENT_NAMES.some((event) => fits({ event }))) return;
  const meant = didYouMean(name.replace(/\.?\*/g, ""), EVENT_NAMES);
  const what = name.includes("*") ? `No event fits "${name}"` : `There is no event "${name}"`;
  throw new CliError(`${what}${meant}: ${EVENT_NAMES.join(", ")}.`);
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
