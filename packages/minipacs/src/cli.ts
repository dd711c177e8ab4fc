#!/usr/bin/env node
/** The `minipacs` command: reads the command line and hands on. Each command is loaded only when it is run. */
import { runProgram } from "./cli/program.ts";
import { EXIT_FAILED } from "./commands/cli-error.ts";
import { EXIT_INTERRUPTED } from "./commands/interrupt.ts";
import { describeFailure } from "./storage/disk-error.ts";

/**
 * Whoever read may have left, `minipacs | head`: what was asked for is done all the same. That a disk is full is told,
 * once, and ends nothing either.
 */
let isOutputLost = false;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || isOutputLost) return;
  isOutputLost = true;
  process.exitCode = EXIT_FAILED;
  process.stderr.write(`The output cannot be written: ${describeFailure(error)}.\n`);
});
process.stderr.on("error", () => {});

/** After Ctrl+C nobody waits until a silent peer closes the connection on which its association was aborted. */
const LAST_WORDS_MS = 1000;

// Not awaited: the executable is CommonJS.
void runProgram(process.argv.slice(2)).then((code) => {
  if (code !== 0) process.exitCode = code;
  if (code === EXIT_INTERRUPTED) setTimeout(() => process.exit(), LAST_WORDS_MS).unref();
});
