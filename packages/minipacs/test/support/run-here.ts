/** Runs a command line in this process: a start of the built command takes longer than most of what commands do. */
import type { ToolResult } from "../../../../tools/test/foreign-tools.ts";
import { runProgram } from "../../src/cli/program.ts";
import { captured } from "./captured-output.ts";

/** Resolves with what `runMinipacs` would: for tests of what a command does, not of its process. One at a time. */
export async function runHere(args: readonly string[]): Promise<ToolResult> {
  let code = 0;
  const { stdout, stderr, error } = await captured(async () => {
    code = await runProgram(args);
  });
  if (error) throw error;
  return { code, stdout, stderr, output: stdout + stderr };
}
