/** Writes every event to a stream: readable lines, or one JSON object a line. */
import {
  describeEvent,
  type EventLevel,
  escapeControls,
  escapeJson,
  formatEventLine,
} from "../events/describe-event.ts";
import type { EventBus } from "../events/event-bus.ts";
import type { PacsEvent } from "../events/event-types.ts";

export type LogFormat = "pretty" | "json";

/** The part of a stream that a log needs. */
export interface LogOutput {
  write(text: string): unknown;
  /** A terminal gets the time and colours; a file or pipe gets lines as they are documented. */
  isTTY?: boolean;
}

const COLOURS: Record<EventLevel, string> = { info: "36", warn: "33", error: "31" };

/** Lines that come sooner after the last are written together: each call takes longer than making the line. */
const GATHER_MS = 20;

/**
 * Logs all events from now on; returns the way to stop. `details` gives further lines for an event, which follow it at
 * the level debug.
 */
export function startEventLog(
  events: EventBus,
  format: LogFormat,
  output: LogOutput,
  details: (event: PacsEvent) => readonly string[] = () => [],
): () => void {
  const formatEvent =
    format === "json" ? formatJsonLine : output.isTTY ? formatTerminalLine : formatEventLine;
  let waiting = "";
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === "") return;
    output.write(waiting);
    waiting = "";
    timer = setTimeout(write, GATHER_MS);
    timer.unref();
  };
  const unsubscribe = events.subscribe((event) => {
    waiting += `${formatEvent(event)}\n`;
    for (const text of details(event)) waiting += `${formatDetail(event, text, format)}\n`;
    if (timer === undefined) write();
  });
  // However the process ends, but for a signal that cannot be caught.
  process.on("exit", write);
  return () => {
    unsubscribe();
    process.off("exit", write);
    write();
    clearTimeout(timer);
  };
}

/**
 * Returns an event as one line of JSON; its type is named `event`, and `level` and `text` say it for people. What is
 * not known is null, so that an event has the same names each time.
 */
export function formatJsonLine(event: PacsEvent): string {
  const { type, ...facts } = event;
  const { level, text } = describeEvent(event);
  return escapeJson(JSON.stringify({ event: type, ...facts, level, text }, (_, value) => value ?? null));
}

/** In JSON an object of its own, which names the event that it is about. */
function formatDetail({ id, time }: PacsEvent, text: string, format: LogFormat): string {
  const line = escapeControls(text);
  if (format === "json")
    return JSON.stringify({ event: "debug", eventId: id, time, level: "debug", text: line });
  return `[DEBUG] ${line}`;
}

function formatTerminalLine(event: PacsEvent): string {
  const { level, label, text } = describeEvent(event);
  const time = new Date(event.time).toTimeString().slice(0, 8);
  return `\x1b[2m${time}\x1b[0m \x1b[${COLOURS[level]}m[${label}]\x1b[0m ${text}`;
}
