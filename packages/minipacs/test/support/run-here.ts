/** Runs a command line in this process: a start of the built command takes longer than most of what commands do. */
import type { ToolResult } from "../../../../tools/test/foreign-tools.ts";
import { runProgram } from "../../src/cli/program.ts";
import { captured } from "./captured-output.ts";

/** A server that should have been refused must not keep the output of all tests to itself. */
const LIMIT_MS = 15_000;

/** Resolves with what `runMinipacs` would: for tests of what a command does, not of its process. One at a time. */
export async function runHere(args: readonly string[]): Promise<ToolResult> {
  let code = 0;
  const { stdout, stderr, error } = await captured(async () => {
    const late = AbortSignal.timeout(LIMIT_MS);
    const tooLate = new Promise<never>((_, reject) => {
      late.onabort = () => reject(new Error(`${args.join(" ")} has not ended in ${LIMIT_MS} ms`));
    });
    code = await Promise.race([runProgram(args), tooLate]);
  });
  if (error) throw error;
  return { code, stdout, stderr, output: stdout + stderr };
}
