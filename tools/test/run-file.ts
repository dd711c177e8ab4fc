/**
 * Runs the test file that is named on the command line, or those that the runner names one after the other. Fails on what
 * uvu lets pass: a file that creates no suite, a suite that runs nothing, `only` under CI, and a file that leaves handles
 * open.
 */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** What came of a file; `isSpoilt` where the process is fit for no other. */
interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
  problem: string | undefined;
  isSpoilt: boolean;
  cpuMs: number;
}

const uvu = globalThis as { UVU_DEFER?: number; UVU_QUEUE?: unknown[][] };
uvu.UVU_DEFER = 1;
uvu.UVU_QUEUE = [];
// After UVU_DEFER is set: uvu reads it when it is loaded.
const { exec } = await import("uvu");
const { counts, resetCounts } = await import("./suite.ts");

/** A finished file has this long to let its sockets, servers and children go. */
const LEAK_LIMIT_MS = 3000;
/** Behind what a file printed, for the runner. */
const END_OF_OUTPUT = "\x04";

let problem: string | undefined;
const fail = (text: string) => {
  problem ??= text;
};
process.on("unhandledRejection", (error) => fail(`unhandled rejection: ${describe(error)}`));
process.on("uncaughtException", (error) => fail(`uncaught exception: ${describe(error)}`));

const [given] = process.argv.slice(2);
if (given !== undefined) {
  const { failed, problem } = await runFile(given);
  process.exit(problem || failed > 0 ? 1 : 0);
}
process.on("message", async (file: string) => {
  if (file === "") process.exit();
  process.channel?.unref();
  const outcome = await runFile(file);
  process.channel?.ref();
  process.stdout.write(END_OF_OUTPUT);
  process.stderr.write(END_OF_OUTPUT);
  process.send?.(outcome);
});
// The runner was killed.
process.on("disconnect", () => process.exit());

async function runFile(file: string): Promise<Outcome> {
  const cpuBeforeMs = cpuTimeMs();
  const environment = { ...process.env };
  problem = undefined;
  process.exitCode = undefined;
  uvu.UVU_QUEUE?.splice(0, Number.POSITIVE_INFINITY, [null]);
  resetCounts();
  const result = counts();
  try {
    await import(pathToFileURL(file).href);
    for (const suite of result.suites) suite.run();
    await exec();
  } catch (error) {
    fail(describe(error));
  }
  const ran = result.passed + result.failed + result.skipped;
  if (result.suites.length === 0) fail("creates no suite: use testSuite()");
  else if (ran === 0) fail("ran no test");
  if (process.exitCode && result.failed === 0) fail("a hook failed");
  if (result.onlyUsed && process.env.CI === "true") fail("uses only()");
  const isSpoilt = !(await letGo());
  restore(environment);
  if (problem) process.stderr.write(`\n${file}: ${problem}\n`);
  const { passed, failed, skipped } = result;
  return { passed, failed, skipped, problem, isSpoilt, cpuMs: cpuTimeMs() - cpuBeforeMs };
}

/** Resolves when nothing is open any more, with `false` if that does not come. */
function letGo(): Promise<boolean> {
  return new Promise((resolve) => {
    const leak = setTimeout(() => {
      fail(`left open: ${process.getActiveResourcesInfo().join(", ")}`);
      resolve(false);
    }, LEAK_LIMIT_MS);
    leak.unref();
    process.once("beforeExit", () => {
      clearTimeout(leak);
      resolve(true);
    });
  });
}

/** What a file tells its own children is not for the next file. */
function restore(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Milliseconds of a processor that this process took, and on Linux those of the children that have ended. */
function cpuTimeMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + childrenTimeMs();
}

/** proc(5): `cutime` and `cstime`, in hundredths of a second. */
function childrenTimeMs(): number {
  if (process.platform !== "linux") return 0;
  const [, fields = ""] = readFileSync("/proc/self/stat", "utf8").split(") ");
  const [userTicks, systemTicks] = fields.split(" ").slice(13, 15).map(Number);
  return 10 * ((userTicks ?? 0) + (systemTicks ?? 0));
}
