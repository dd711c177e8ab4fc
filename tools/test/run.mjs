/**
 * Runs every `*.test.ts` (or those whose path holds one of the arguments) with a time limit, a few at a time, and adds up
 * the real counts. `--coverage` collects V8 coverage for the report.
 */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, freemem, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { compileForTests } from "./compile.mjs";
import { runQueue } from "./run-queue.mjs";
import { fileBlock, runReport } from "./run-report.mjs";
import { RAW_COVERAGE, startProcess } from "./test-process.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SLOWEST_COUNT = Number(process.env.SLOWEST ?? 15);
/** Two more than processors: a third of the time tests wait for others. */
const JOB_COUNT = Math.min(availableParallelism() + 2, 6);

/**
 * @param {string[]} args path fragments and `--coverage`; `MINIPACS_COVERAGE=1` means the same. `--long` runs the
 *   files named `*.long.test.ts` alone, with their full counts.
 */
export async function runTests(args) {
  const coverage = args.includes("--coverage") || process.env.MINIPACS_COVERAGE === "1";
  const isLong = args.includes("--long");
  const patterns = args.filter((arg) => !arg.startsWith("--"));
  const files = findTests().filter(
    (file) =>
      (!isLong || file.endsWith(".long.test.ts")) &&
      (patterns.length === 0 || patterns.some((pattern) => file.includes(pattern))),
  );
  if (files.length === 0) {
    process.stderr.write(`no test file matches ${patterns.join(" ") || "*.test.ts"}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  if (coverage) {
    rmSync(RAW_COVERAGE, { recursive: true, force: true });
    mkdirSync(RAW_COVERAGE, { recursive: true });
  }
  const started = Date.now();
  const scratch = createScratch(isLong);
  Object.assign(process.env, { TMPDIR: scratch, TEMP: scratch, TMP: scratch });
  await compileForTests();
  const result = await runQueue(files, {
    jobCount: JOB_COUNT,
    start: () => startProcess({ coverage, isLong }),
    wantsOwnProcess,
    tell: (outcome) => process.stdout.write(fileBlock(outcome)),
    // Who asks for a file by its name wants to know at once.
    secondTryLimit: isLong || patterns.length > 0 ? 0 : 8,
  });
  const seconds = (Date.now() - started) / 1000;
  process.stdout.write(runReport(result, { fileCount: files.length, seconds, slowestCount: SLOWEST_COUNT }));
  mkdirSync(join(ROOT, "coverage"), { recursive: true });
  writeFileSync(
    join(ROOT, "coverage", "test-summary.json"),
    JSON.stringify({ ...result.total, flaky: result.flaky.length }),
  );
  return result.total;
}

/** What tests of a run have there at most at one time; long runs write more. */
const SCRATCH_BYTES = 4 * 2 ** 30;
const MEMORY = "/dev/shm";

/** Makes the folder for temporary files of a run: in memory, where it is large enough and programs may lie in it. */
function createScratch(isLong) {
  const isInMemory = !isLong && process.env.TMPDIR === undefined && isLargeMemory();
  const folder = mkdtempSync(join(isInMemory ? MEMORY : tmpdir(), "minipacs-tests-"));
  // Some tests are those of a user without rights.
  chmodSync(folder, 0o1777);
  process.on("exit", () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    } catch (error) {
      process.stderr.write(`${folder} is left behind: ${error.message}\n`);
    }
  });
  for (const [signal, code] of [
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ]) {
    process.once(signal, () => process.exit(code));
  }
  return folder;
}

function isLargeMemory() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    const [, flags = "noexec"] =
      readFileSync("/proc/mounts", "utf8").match(/^\S+ \/dev\/shm \S+ (\S+)/m) ?? [];
    // What lies there counts as memory of a container, too.
    const freeBytes = Math.min(freemem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
    const isRoomy = Math.min(bavail * bsize, freeBytes / 2) >= SCRATCH_BYTES;
    return isRoomy && !flags.split(",").includes("noexec");
  } catch {
    return false;
  }
}

/** Long runs measure memory; others say in a comment that they need it. */
const wantsOwnProcess = (file) =>
  file.endsWith(".long.test.ts") ||
  readFileSync(join(ROOT, file), "utf8").includes("// Needs a process of its own");

function findTests() {
  const found = [];
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!["node_modules", "dist", ".git", "coverage"].includes(entry.name)) visit(path);
      } else if (entry.name.endsWith(".test.ts")) found.push(relative(ROOT, path));
    }
  };
  visit(join(ROOT, "packages"));
  visit(join(ROOT, "tools"));
  // Builds and browsers take longest: they come first, so that no processor is left alone at the end.
  return found.sort().reverse();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await runTests(process.argv.slice(2));
  process.exit(failed > 0 ? 1 : 0);
}
