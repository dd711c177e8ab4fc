/** The command line of the server: `minipacs serve`, and `minipacs config` which shows what it would be told. */
import { type Command, Option } from "commander";
import { helpOf, OPTION_GROUPS, OPTIONS, type OptionKey, type OptionRow } from "../config/options.ts";
import type { FlagValue } from "../config/sources.ts";
import { collect } from "./shared.ts";

/** What was given on the command line. */
export interface ServerFlags {
  flags: Partial<Record<OptionKey, FlagValue>>;
  configFile: string | undefined;
}

/** Adds both; returns `serve`, which is what runs without a command. */
export function addServerCommands(program: Command): Command {
  const serve = program
    .command("serve", { isDefault: true })
    .description("run the server (what minipacs does without a command)")
    .action(async (_, command: Command) => {
      const { runServe } = await import("../commands/serve.ts");
      await runServe(flagsOf(command));
    });
  addServerOptions(serve);
  const config = program
    .command("config")
    .description("show what the server would be told by flags, environment and file, and by which of them")
    .option("--json", "as a file that can be kept as minipacs.config.json; without secrets")
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      const { runConfig } = await import("../commands/config.ts");
      await runConfig(flagsOf(command), json === true);
    });
  addServerOptions(config);
  return serve;
}

function addServerOptions(command: Command): void {
  for (const group of OPTION_GROUPS) {
    command.optionsGroup(`${group}:`);
    for (const row of OPTIONS.filter((option) => option.group === group)) command.addOption(toOption(row));
    if (group === "Server") {
      command.option("--config <file>", "file of options (default: minipacs.config.json, if there is one)");
    }
  }
}

function toOption(row: OptionRow): Option {
  const option = new Option(row.flag, helpOf(row));
  return row.kind === "list" || row.kind === "map" ? option.argParser(collect) : option;
}

/** Only what was given: where nothing was, environment and file have their say. */
function flagsOf(command: Command): ServerFlags {
  const flags: ServerFlags["flags"] = {};
  for (const row of OPTIONS) {
    const name = new Option(row.flag).attributeName();
    if (command.getOptionValueSource(name) === "cli") flags[row.key] = command.getOptionValue(name);
  }
  return { flags, configFile: command.getOptionValue("config") };
}

/** `minipacs --help` shows the options of the server, too. */
export function describeServerOptions(serve: Command): string {
  const help = serve.createHelp();
  help.prepareContext({});
  const text = help.formatHelp(serve, help);
  const [begin, end] = [text.indexOf(`${OPTION_GROUPS[0]}:`), text.lastIndexOf("Options:")];
  return `Options of the server\n\n${text.slice(begin, end).trimEnd()}\n`;
}
