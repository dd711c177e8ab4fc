#!/usr/bin/env node
/** The `minipacs` command: reads the command line and hands on. Each command is loaded only when it is run. */
import { IMPLEMENTATION_VERSION_NAME } from "@minipacs/dicom-core";
import { Command, CommanderError } from "commander";
import { addDumpCommand } from "./cli/dump-command.ts";
import { addFramesCommand } from "./cli/frames-command.ts";
import { addNodeCommands } from "./cli/node-commands.ts";
import { addPhantomCommand } from "./cli/phantom-command.ts";
import { addReplayCommand } from "./cli/replay-command.ts";
import { addRetrieveCommands } from "./cli/retrieve-commands.ts";
import { addServerCommands, describeServerOptions } from "./cli/server-commands.ts";
import { examples, NOTICE } from "./cli/shared.ts";
import { addWaitCommand } from "./cli/wait-command.ts";
import { addWorklistCommand } from "./cli/worklist-command.ts";
import { describeFailure, EXIT_FAILED, EXIT_USAGE } from "./commands/cli-error.ts";

const program = new Command("minipacs")
  .description("A small DICOM server (worklist, MPPS, storage, web page) and the commands to talk to others.")
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

/** One sentence of what commander says on one or two lines. */
function describeUsageError(error: CommanderError): string {
  if (error.code === "commander.excessArguments" && program.args.length > 0) {
    const name = program.args.find((argument) => !argument.startsWith("-")) ?? "";
    if (!program.commands.some((command) => command.name() === name)) {
      return `Unknown command "${name}": minipacs --help lists what there is.`;
    }
  }
  const text = error.message.replace(/^error: /, "").replaceAll("\n", " ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/[^.)?]$/, "$&.")}`;
}

/**
 * Whoever read may have left, `minipacs | head`: what was asked for is done all the same. That a disk is full is told,
 * once, and ends nothing either.
 */
let isOutputLost = false;
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
  if (code === "EPIPE" || isOutputLost) return;
  isOutputLost = true;
  process.exitCode = EXIT_FAILED;
  process.stderr.write(`The output cannot be written: ${code}.\n`);
});
process.stderr.on("error", () => {});

/** Says what went wrong, and ends with the exit code for it. */
function reportFailure(error: unknown): void {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return;
    process.stderr.write(`${describeUsageError(error)}\n`);
    process.exitCode = EXIT_USAGE;
    return;
  }
  const { message, exitCode } = describeFailure(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}

// Not awaited: the executable is CommonJS.
program.parseAsync().catch(reportFailure);
