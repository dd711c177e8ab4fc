/** Finds and runs the foreign tools (DCMTK, GDCM, pydicom's Python, Chromium) that judge what this project writes. */
import { spawn } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { repositoryPath } from "./data.ts";

/** Returns those of `names` that are not on the PATH. */
export function missingTools(names: readonly string[]): string[] {
  return names.filter((name) => findTool(name) === undefined);
}

/** Debian's Python, the one that has pydicom; others on the PATH may not. */
export const PYTHON = "/usr/bin/python3";

/** Returns the path of a command, `undefined` where it is not installed. A name with a slash is a path. */
export function findTool(name: string): string | undefined {
  if (name.includes("/")) return existsSync(name) ? name : undefined;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // next folder
    }
  }
  return undefined;
}

export interface ToolResult {
  code: number;
  stdout: string;
  stderr: string;
  /** stdout and stderr, as they came. */
  output: string;
}

/** Runs a command to its end, never through a shell. DCMTK runs with its dictionary and without a 40 ms Nagle stall. */
export async function runTool(
  name: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; timeoutMs?: number; input?: string } = {},
): Promise<ToolResult> {
  const child = spawn(name, args, {
    cwd: options.cwd,
    env: { ...process.env, TCP_NODELAY: "1", ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: options.timeoutMs ?? 15_000,
    killSignal: "SIGKILL",
  });
  let stdout = "";
  let stderr = "";
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    output += text;
  });
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve(status ?? (signal ? 128 : 1)));
  });
  return { code, stdout, stderr, output };
}

/** Compiles as users do, with the TypeScript that npm installs today; the older one of our own builds is a library. */
export const runTypeScript = (args: readonly string[], options: Parameters<typeof runTool>[2] = {}) =>
  runTool(process.execPath, [repositoryPath("node_modules/typescript-7/bin/tsc"), ...args], options);
