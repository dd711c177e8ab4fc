/** The program of the `minipacs` command. */
import { IMPLEMENTATION_VERSION_NAME } from "@minipacs/dicom-core";
import { Command, CommanderError } from "commander";
import { EXIT_USAGE, endingOf } from "../commands/cli-error.ts";
import { didYouMean } from "../config/nearest.ts";
import { escapeControls } from "../events/describe-event.ts";
import { addDumpCommand } from "./dump-command.ts";
import { addFramesCommand } from "./frames-command.ts";
import { addNodeCommands } from "./node-commands.ts";
import { addPhantomCommand } from "./phantom-command.ts";
import { addReplayCommand } from "./replay-command.ts";
import { addRetrieveCommands } from "./retrieve-commands.ts";
import { addServerCommands, describeServerOptions } from "./server-commands.ts";
import { examples, NOTICE } from "./shared.ts";
import { addWaitCommand } from "./wait-command.ts";
import { addWorklistCommand } from "./worklist-command.ts";

function createProgram(): Command {
  const program = new Command("minipacs")
    .description(
      "A small DICOM server (worklist, MPPS, storage, web page) and the commands to talk to others.",
    )
    .version(IMPLEMENTATION_VERSION_NAME.replace("MINIPACS_", "").replaceAll("_", "."))
    .exitOverride()
    .configureOutput({ outputError: () => {} });

  const serve = addServerCommands(program);
  addWorklistCommand(program);
  addWaitCommand(program);
  addNodeCommands(program);
  addRetrieveCommands(program);
  addReplayCommand(program);
  addDumpCommand(program);
  addFramesCommand(program);
  addPhantomCommand(program, examples);

  program.addHelpText("after", () => `\n${describeServerOptions(serve)}\n${NOTICE}`);
  for (const command of program.commands) command.addHelpText("after", `\n${NOTICE}`);
  return program;
}

/** Returns the sentence for a command that is asked for, or for its help, and that there is not. */
function describeUnknown(parent: Command, args: readonly string[], path = "minipacs"): string | undefined {
  const isHelp = args[0] === "help";
  const [name, ...below] = isHelp ? args.slice(1) : args;
  if (name === undefined || name === "help" || name.startsWith("-")) return undefined;
  const command = parent.commands.find((each) => each.name() === name);
  if (command === undefined) return unknownSentence(parent, name, path);
  if (command.commands.length === 0) return undefined;
  return describeUnknown(command, isHelp ? ["help", ...below] : below, `${path} ${name}`);
}

function unknownSentence(parent: Command, name: string, path = "minipacs"): string {
  const names = parent.commands.map((command) => command.name());
  return `Unknown command "${name}"${didYouMean(name, names)}: ${path} --help lists what there is.`;
}

/** One sentence of what commander says on one or two lines. */
function describeUsageError(program: Command, error: CommanderError): string {
  // What stands behind options of the server is taken for an argument of it.
  const [name] = program.commands.find((command) => command.name() === "serve")?.args ?? [];
  if (error.code === "commander.excessArguments" && name !== undefined && !program.args.includes("serve")) {
    return unknownSentence(program, name);
  }
  const text = error.message.replace(/^error: /, "").replaceAll("\n", " ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/[^.)?]$/, "$&.")}`;
}

/** Runs a command line, without the names of node and script; says what went wrong, and resolves with the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  const program = createProgram();
  const unknown = describeUnknown(program, args);
  if (unknown !== undefined) {
    process.stderr.write(`${escapeControls(unknown)}\n`);
    return EXIT_USAGE;
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // A command of commands without one of them: its help says enough, and stands there already.
      if (error.code === "commander.help") return EXIT_USAGE;
      process.stderr.write(`${describeUsageError(program, error)}\n`);
      return EXIT_USAGE;
    }
    const { message, exitCode } = endingOf(error);
    process.stderr.write(`${message}\n`);
    return exitCode;
  }
}
