import { escapeJson } from "../events/describe-event.ts";

/** Writes one line of `--json`. */
export function printJson(line: object): void {
  process.stdout.write(`${escapeJson(JSON.stringify(line))}\n`);
}
