/** `npm start` as a user types it, in the repository that is built already. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import * as assert from "uvu/assert";
import { nameOfFlag, OPTIONS } from "../packages/minipacs/src/config/options.ts";
import { blocksOf } from "./documents/code-blocks.ts";
import { SERVER_OPTIONS } from "./taken-by-npm.mjs";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/run", { timeoutMs: 60_000 });

/** As in a terminal: without what the test run asks of its own processes. */
const ENVIRONMENT = { ...process.env, NODE_OPTIONS: "", NODE_V8_COVERAGE: "" };
const SERVER = ["--headless", "--port", "0", "--ephemeral"];

class Started {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly exit: Promise<{ code: number | null; signal: string | null; output: string }>;
  readonly ready: Promise<number>;
  #output = "";

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const startedMs = performance.now();
    this.child = spawn(command, args, {
      cwd: repositoryPath(),
      env: { ...ENVIRONMENT, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.ready = new Promise((resolve, reject) => {
      const look = (text: string) => {
        this.#output += text;
        if (this.#output.includes("[READY]")) resolve(performance.now() - startedMs);
      };
      this.child.stdout.setEncoding("utf8").on("data", look);
      this.child.stderr.setEncoding("utf8").on("data", look);
      this.child.on("exit", () => reject(new Error(`ended: ${this.#output}`)));
    });
    this.exit = new Promise((resolve) => {
      const end = () =>
        resolve({ code: this.child.exitCode, signal: this.child.signalCode, output: this.#output });
      // A server that is left behind holds the pipes open.
      this.child.on("exit", () => setTimeout(end, 3000).unref());
      this.child.on("close", end);
    });
  }
}

const npmStart = () => new Started("npm", ["start", "--", ...SERVER]);

/** Lines of README.md, on free ports and with nothing kept. */
const [TWO_COMMANDS = "", WITHOUT_PAGE = ""] = blocksOf("README.md", "sh");
const FREE_PORTS = { MINIPACS_PORT: "0", MINIPACS_HTTP_PORT: "0", MINIPACS_EPHEMERAL: "true" };

/** Lines within the text of README.md. */
const inText = (pattern: RegExp) =>
  pattern.exec(readFileSync(repositoryPath("README.md"), "utf8"))?.[1] ?? "";

test("the lines of README.md start a server with and without a page", async () => {
  const [start = "", ...others] = TWO_COMMANDS.trim().split("\n");
  assert.equal(others, ["npm test"], "which is how this test is run");
  for (const [line, ready] of [
    [start, /DICOM on port \d+, page at http:/],
    [inText(/On Windows, .*type `([^`]+)`/), /DICOM on port \d+, page at http:/],
    [WITHOUT_PAGE.replace("11112", "0"), /DICOM on port \d+\b(?!, page)/],
  ] as const) {
    const started = new Started("sh", ["-ec", `exec ${line}`], FREE_PORTS);
    await started.ready;
    started.child.kill("SIGINT");
    const { code, output } = await started.exit;
    assert.is(code, 0, output);
    assert.match(output, ready);
  }
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} to npm ends the server in peace, and npm waits for it`, async () => {
    const started = npmStart();
    await started.ready;
    started.child.kill(signal);
    const { code, output } = await started.exit;
    assert.is(code, 0, output);
    assert.match(output, /\n\[END\] closing\n$/);
  });
}

test("arguments are passed on, and a sentence comes back with exit code 2", async () => {
  const started = new Started("npm", ["start", "--", "--aet", "A\\B"]);
  await assertRejects(started.ready);
  const { code, output } = await started.exit;
  assert.is(code, 2, output);
  assert.match(output, /^--aet: The AE title cannot be used: a backslash is not allowed\.$/m);
});

test("the line of README.md that runs another command does", async () => {
  const line = inText(/In a clone, `([^`]+)`/);
  const started = new Started("sh", ["-ec", `exec ${line}`]);
  await assertRejects(started.ready);
  const { code, output } = await started.exit;
  assert.is(code, 0, output);
  assert.match(output, /^Usage: minipacs find /m);
});

async function assertRejects(promise: Promise<unknown>): Promise<void> {
  await promise.then(
    () => assert.unreachable("it started"),
    () => {},
  );
}

test("a second start is ready less than a second after the command alone", async () => {
  const readyAfter = async (started: Started) => {
    const ms = await started.ready;
    started.child.kill("SIGTERM");
    await started.exit;
    return ms;
  };
  // Until one is quick, five times at most: what others do on this machine at the time is not what is measured.
  const extra: number[] = [];
  while (extra.length < 5 && !extra.some((ms) => ms < 1000)) {
    const alone = await readyAfter(
      new Started(process.execPath, ["packages/minipacs/dist/cli.js", ...SERVER]),
    );
    extra.push((await readyAfter(npmStart())) - alone);
  }
  assert.ok(Math.min(...extra) < 1000, `${extra.map(Math.round).join(", ")} ms`);
});

test("options that npm took for its own are told, before anything is started with others", async () => {
  const started = new Started("npm", ["start", "--headless", "--port", "0"]);
  started.ready.catch(() => {});
  const { code, output } = await started.exit;
  assert.is(code, 2, output);
  assert.match(
    output,
    "npm has kept --headless and --port for itself. Type -- before the options of the server",
  );
});

test("each of them is an option of the server", () => {
  const flags = OPTIONS.map(nameOfFlag);
  assert.equal(
    SERVER_OPTIONS.filter((name) => !flags.includes(name)),
    [],
  );
});
