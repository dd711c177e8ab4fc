/** Runs the built command, `dist/cli.js`, as a user does. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable } from "node:stream";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { runTool, type ToolResult } from "../../../../tools/test/foreign-tools.ts";

const CLI = repositoryPath("packages/minipacs/dist/cli.js");

/** The child runs from `dist` like an installed one: without the source condition of the test process. */
const ENVIRONMENT = { NODE_OPTIONS: "" };

/** Returns the path of the built command. */
export function cliPath(): string {
  if (!existsSync(CLI)) throw new Error(`${CLI} is missing: npm run build`);
  return CLI;
}

export interface RunOptions {
  cwd?: string;
  /** Another `minipacs` than the built one. */
  executable?: string;
}

/** Runs a command of the built `minipacs` to its end. */
export function runMinipacs(args: readonly string[], options: RunOptions = {}): Promise<ToolResult> {
  const [command, before] = commandOf(options);
  return runTool(command, [...before, ...args], { ...options, env: ENVIRONMENT });
}

function commandOf({ executable }: RunOptions): [command: string, before: string[]] {
  return executable === undefined ? [process.execPath, [cliPath()]] : [executable, []];
}

/** Far more than a start takes, for machines that do much else. */
const START_LIMIT_MS = 60_000;

export class BuiltServer {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #closed: Promise<{ code: number | null; signal: string | null }>;
  readonly #waiting = new Set<() => void>();
  stdout = "";
  stderr = "";
  /** Read from the ready line. */
  port = 0;

  /** Starts a server and waits for its ready line. */
  static async start(args: readonly string[], options: RunOptions = {}): Promise<BuiltServer> {
    const server = new BuiltServer(args, options);
    const ready = await server
      .line(/"event":"ready".*|^\[READY\].*/m, START_LIMIT_MS)
      .catch(async (error) => {
        await server.stop();
        throw error;
      });
    server.port = Number(/"dicomPort":(\d+)|DICOM on port (\d+)/.exec(ready)?.slice(1).find(Boolean));
    return server;
  }

  constructor(args: readonly string[], options: RunOptions) {
    const [command, before] = commandOf(options);
    this.#child = spawn(command, [...before, ...args], {
      cwd: options.cwd,
      env: { ...process.env, ...ENVIRONMENT },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const name of ["stdout", "stderr"] as const) {
      this.#child[name].setEncoding("utf8").on("data", (text: string) => {
        this[name] += text;
        for (const look of [...this.#waiting]) look();
      });
    }
    this.#closed = new Promise((resolve) => {
      this.#child.on("close", (code, signal) => {
        resolve({ code, signal });
        for (const look of [...this.#waiting]) look();
      });
    });
  }

  get lines(): string[] {
    return this.stdout.split("\n");
  }

  /** Resolves with the first text of stdout that fits, when it is there. */
  line(pattern: RegExp, limitMs = 10_000): Promise<string> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        act();
      };
      const fail = (why: string) =>
        settle(() => reject(new Error(`${why}: ${pattern}\n${this.stdout}${this.stderr}`)));
      const look = () => {
        const found = pattern.exec(this.stdout);
        if (found) settle(() => resolve(found[0]));
        else if (this.#child.exitCode !== null) fail("ended without");
      };
      const timer = setTimeout(() => fail(`no line in ${limitMs} ms`), limitMs);
      this.#waiting.add(look);
      look();
    });
  }

  /** Reads no further, as `| head` does. */
  closeOutput(): void {
    this.#child.stdout.destroy();
  }

  /** Sends a signal without waiting. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves when the process has ended. */
  get closed(): Promise<{ code: number | null; signal: string | null }> {
    return this.#closed;
  }

  /** Ends the server in peace. */
  async stop(): Promise<void> {
    this.signal("SIGTERM");
    const timer = setTimeout(() => this.signal("SIGKILL"), 8000);
    await this.#closed;
    clearTimeout(timer);
  }
}

/** For a server with the page, nothing kept, whose log `originOf` reads. */
export const PAGE_ARGUMENTS = [
  ...["--port", "0", "--host", "127.0.0.1", "--http-port", "0", "--ephemeral", "--log-format", "json"],
];

/** Returns where the page of a server that logs JSON is. */
export function originOf(server: BuiltServer): string {
  return `http://127.0.0.1:${/"httpPort":(\d+)/.exec(server.stdout)?.[1] ?? ""}`;
}
