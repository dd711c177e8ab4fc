/** A process that runs test files, its limits, and what it says of them. */
import { fork } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { compiledPath } from "./compile.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FILE_LIMIT_MS = Number(process.env.TEST_FILE_LIMIT_MS ?? 240_000);
const LONG_FILE_LIMIT_MS = 4 * 60 * 60 * 1000;
/** As in `run-file.ts`. */
const END_OF_OUTPUT = "\x04";
export const RAW_COVERAGE = join(ROOT, "coverage", "raw");

/** Starts a process that runs files one after the other, as `tools/test/run-file.ts` does. */
export function startProcess({ coverage, isLong }) {
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
      return { ...outcome, output: body };
    },
    end() {
      if (child.connected) child.send("");
      return closed;
    },
  };
}
