/** `minipacs config`: prints what the server would be told, and where each value comes from. */
import type { ServerFlags } from "../cli/server-commands.ts";
import { DEFAULTS } from "../config/config.ts";
import { OPTIONS, type OptionRow } from "../config/options.ts";
import { type GivenOptions, loadOptions } from "../config/sources.ts";
import { escapeControls } from "../events/describe-event.ts";
import { tableLines } from "./table.ts";

export async function runConfig({ flags, configFile }: ServerFlags, isJson: boolean): Promise<void> {
  const given = await loadOptions({ flags, configFile, env: process.env });
  for (const warning of given.warnings) process.stderr.write(`${escapeControls(warning)}\n`);
  process.stdout.write(isJson ? formatFile(given) : formatTable(given));
}

/** A port that is not asked for is another thing than the usual one: the next free one will do. */
const LEFT_OUT = new Set<string>(["httpPort"]);

function formatFile({ options }: GivenOptions): string {
  const values = OPTIONS.filter(({ isSecret }) => !isSecret).flatMap(({ key }) => {
    const value = options[key] ?? (LEFT_OUT.has(key) ? undefined : defaultOf(key));
    return value === undefined ? [] : [[key, value] as const];
  });
  return `${JSON.stringify(Object.fromEntries(values), undefined, 2)}\n`;
}

function formatTable({ options, origins }: GivenOptions): string {
  const rows = OPTIONS.map((row) => {
    const origin = origins[row.key];
    const value = origin === undefined ? describeDefault(row) : describeValue(row, options[row.key]);
    return [row.key, escapeControls(value), escapeControls(origin ?? "default")];
  });
  return tableLines(rows)
    .map((line) => `${line}\n`)
    .join("");
}

function describeDefault({ key, defaultText, kind }: OptionRow): string {
  if (defaultText !== undefined) return defaultText;
  return kind === "switch" ? describeSwitch(key) : "-";
}

/** Samples are a matter of what else is said. */
function describeSwitch(key: string): string {
  const value = defaultOf(key);
  return value === undefined ? (key === "samples" ? "only if headless" : "false") : String(value);
}

function describeValue({ isSecret }: OptionRow, value: unknown): string {
  if (isSecret) return "(secret)";
  return typeof value === "string" && value !== "" ? value : JSON.stringify(value);
}

function defaultOf(key: string): unknown {
  return Object.hasOwn(DEFAULTS, key) ? DEFAULTS[key as keyof typeof DEFAULTS] : undefined;
}
