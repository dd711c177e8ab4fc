/**
 * Runs one test file in this process and reports its counts to the parent. Fails on what uvu lets pass: a file
 * that creates no suite, a suite that runs nothing, `only` under CI, and a file that leaves handles open.
 */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const file = process.argv[2] ?? "";
const uvu = globalThis as { UVU_DEFER?: number; UVU_QUEUE?: unknown[][] };
uvu.UVU_DEFER = 1;
// After UVU_DEFER is set: uvu reads it when it is loaded.
const { exec } = await import("uvu");
const { counts } = await import("./suite.ts");
uvu.UVU_QUEUE ??= [];
uvu.UVU_QUEUE.push([null]);

const result = counts();
let problem: string | undefined;
const fail = (text: string) => {
  problem ??= text;
};
process.on("unhandledRejection", (error) => fail(`unhandled rejection: ${describe(error)}`));
process.on("uncaughtException", (error) => fail(`uncaught exception: ${describe(error)}`));

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

/** A finished file has this long to let its sockets, servers and children go. */
const LEAK_LIMIT_MS = 3000;
const leak = setTimeout(() => {
  fail(`left open: ${process.getActiveResourcesInfo().join(", ")}`);
  report(() => process.exit(1));
}, LEAK_LIMIT_MS);
leak.unref();
process.channel?.unref();
process.on("beforeExit", () => report(() => process.exit(problem || result.failed > 0 ? 1 : 0)));

let reported = false;
function report(then: () => void): void {
  if (reported) return;
  reported = true;
  const { passed, failed, skipped } = result;
  if (problem) process.stderr.write(`\n${file}: ${problem}\n`);
  if (process.send) process.send({ passed, failed, skipped, problem, cpuMs: cpuTimeMs() }, then);
  else then();
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
