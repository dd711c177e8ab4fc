/** Writes every event to a stream: readable lines, or one JSON object a line. */
import { describeEvent, type EventLevel, formatEventLine } from "../events/describe-event.ts";
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

/** Logs all events from now on; returns the way to stop. */
export function startEventLog(events: EventBus, format: LogFormat, output: LogOutput): () => void {
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
  return JSON.stringify({ event: type, ...facts, level, text }, (_, value) => value ?? null);
}

function formatTerminalLine(event: PacsEvent): string {
  const { level, label, text } = describeEvent(event);
  const time = new Date(event.time).toTimeString().slice(0, 8);
  return `\x1b[2m${time}\x1b[0m \x1b[${COLOURS[level]}m[${label}]\x1b[0m ${text}`;
}
