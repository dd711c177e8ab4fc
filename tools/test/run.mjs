/**
 * Runs every `*.test.ts` (or those whose path holds one of the arguments) with a time limit, a few at a time, and adds up
 * the real counts. A process takes one file after the other; the next is taken by a new one where a file leaves something
 * open or ends it. `--coverage` collects V8 coverage for the report.
 */
import { fork } from "node:child_process";
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
import { stripVTControlCharacters } from "node:util";
import { compiledPath, compileForTests } from "./compile.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FILE_LIMIT_MS = Number(process.env.TEST_FILE_LIMIT_MS ?? 240_000);
const LONG_FILE_LIMIT_MS = 4 * 60 * 60 * 1000;
const SLOWEST_COUNT = Number(process.env.SLOWEST ?? 15);
/** Two more than processors: a third of the time tests wait for others. */
const JOB_COUNT = Math.min(availableParallelism() + 2, 6);
/** As in `run-file.ts`. */
const END_OF_OUTPUT = "\x04";
const RAW_COVERAGE = join(ROOT, "coverage", "raw");

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
  const total = { passed: 0, failed: 0, skipped: 0 };
  const broken = [];
  const times = [];
  const queue = [...files];
  const worker = async () => {
    let shared;
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const begun = Date.now();
      const isAlone = wantsOwnProcess(file);
      if (!isAlone) shared ??= startProcess({ coverage, isLong });
      const runner = isAlone ? startProcess({ coverage, isLong }) : shared;
      const outcome = await runner.run(file);
      if (isAlone) await runner.end();
      else if (outcome.isSpoilt) {
        await runner.end();
        shared = undefined;
      }
      times.push({ file, wallMs: Date.now() - begun, cpuMs: outcome.cpuMs ?? 0 });
      total.passed += outcome.passed;
      total.skipped += outcome.skipped;
      total.failed += outcome.failed;
      if (outcome.problem || outcome.failed > 0) {
        if (outcome.failed === 0) total.failed += 1;
        const why = outcome.problem ? `: ${outcome.problem.split("\n")[0]}` : "";
        broken.push(`${file}${why}\n${failures(outcome.output)}`);
      }
    }
    await shared?.end();
  };
  const started = Date.now();
  const scratch = createScratch(isLong);
  Object.assign(process.env, { TMPDIR: scratch, TEMP: scratch, TMP: scratch });
  await compileForTests();
  await Promise.all(Array.from({ length: JOB_COUNT }, worker));
  process.stdout.write(slowest(times));
  for (const text of broken) process.stdout.write(`failed: ${text}`);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `${files.length} files in ${seconds} s\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`,
  );
  mkdirSync(join(ROOT, "coverage"), { recursive: true });
  writeFileSync(join(ROOT, "coverage", "test-summary.json"), JSON.stringify(total));
  return total;
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

/** The failed tests of a file once more, where whoever looks at the end of a run sees them. */
function failures(output) {
  const begin = output.indexOf("FAIL ");
  return begin < 0 ? "" : `${output.slice(begin).split("\n").slice(0, 40).join("\n")}\n\n`;
}

/** What took longest, for whoever wants the run to be shorter. */
function slowest(times) {
  const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
  const sum = times.reduce((total, { cpuMs }) => total + cpuMs, 0);
  const lines = times
    .sort((a, b) => b.wallMs - a.wallMs)
    .slice(0, SLOWEST_COUNT)
    .map(({ file, wallMs, cpuMs }) => `${seconds(wallMs)}, ${seconds(cpuMs)} of a processor: ${file}\n`);
  return `${lines.join("")}all: ${seconds(sum)} of a processor\n`;
}

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

/** A process that runs files one after the other, as `tools/test/run-file.ts` does. */
function startProcess({ coverage, isLong }) {
  const child = fork(compiledPath("tools/test/run-file.ts"), [], {
    cwd: ROOT,
    execArgv: ["--conditions=@minipacs/source", "--enable-source-maps"],
    env: {
      ...process.env,
      FORCE_COLOR: "1",
      TEST_BUILD: compiledPath("."),
      ...(isLong ? { MINIPACS_LONG_RUN: "1" } : {}),
      ...(coverage ? { NODE_V8_COVERAGE: RAW_COVERAGE } : {}),
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const limitMs = isLong ? LONG_FILE_LIMIT_MS : FILE_LIMIT_MS;
  let output = "";
  /** What is still to come of the file that runs: its outcome, the ends of both its outputs. */
  let awaited = 0;
  let outcome;
  let settle = () => {};
  const arrive = () => {
    awaited -= 1;
    if (awaited === 0) settle();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text.replaceAll(END_OF_OUTPUT, "");
      for (let end = text.indexOf(END_OF_OUTPUT); end >= 0; end = text.indexOf(END_OF_OUTPUT, end + 1))
        arrive();
    });
  }
  child.on("message", (message) => {
    outcome = message;
    arrive();
  });
  const closed = new Promise((resolve) => {
    child.on("close", (code, signal) => {
      outcome ??= {
        ...{ passed: 0, failed: 0, skipped: 0, isSpoilt: true },
        problem: `ended with ${signal ?? `exit code ${code}`} before its tests did`,
      };
      settle();
      resolve();
    });
  });
  return {
    async run(file) {
      output = "";
      outcome = undefined;
      awaited = 3;
      const done = new Promise((resolve) => {
        settle = resolve;
      });
      const timer = setTimeout(() => {
        outcome = {
          ...{ passed: 0, failed: 0, skipped: 0, isSpoilt: true },
          problem: `killed after ${limitMs} ms`,
        };
        child.kill("SIGKILL");
      }, limitMs);
      child.send(compiledPath(file));
      await done;
      clearTimeout(timer);
      const plain = process.stdout.isTTY ? output : stripVTControlCharacters(output);
      const body = plain.replace(/\n {2}Total:[\s\S]*?Duration:.*\n+/g, "\n").trim();
      process.stdout.write(`${file}\n${body}\n\n`);
      return { ...outcome, output: body };
    },
    end() {
      if (child.connected) child.send("");
      return closed;
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await runTests(process.argv.slice(2));
  process.exit(failed > 0 ? 1 : 0);
}
